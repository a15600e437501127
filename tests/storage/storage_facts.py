"""Small values to fill a catalog with."""

from dataclasses import replace
from datetime import UTC, date, datetime

from papergraph.domain.asking import Asked, Candidate, Proposal
from papergraph.domain.courses import (
    Link,
    Listing,
    Milestone,
    Offering,
    Page,
    PageWarning,
    Person,
    PlannedTopic,
    Reading,
    Session,
    Term,
    Weight,
)
from papergraph.domain.dates import PartialDate
from papergraph.domain.ids import ExternalId
from papergraph.domain.planning import Changes, Claim, Event, PlacedListing
from papergraph.domain.snapshot import OfferingPages
from papergraph.domain.works import (
    Author,
    Citation,
    Document,
    Entry,
    Record,
    Reference,
    Venue,
    Version,
    Work,
)
from papergraph.storage import Store

NOW = datetime(2024, 9, 1, 12, 30, 15, 250, tzinfo=UTC)
LATER = datetime(2025, 9, 1, 7, 0, tzinfo=UTC)

F24 = Offering.parse("umich/cse585@F24")
F25 = Offering.parse("umich/cse585@F25")

ARXIV = ExternalId("arxiv", "2309.06180v1")
DOI = ExternalId("doi", "10.1145/3600006.3613165")

VLLM = Work(
    key="vllm",
    title="Efficient Memory Management for LLM Serving with PagedAttention",
    authors=(Author("Woosuk Kwon"), Author("Zhuohan Li")),
    date=PartialDate(2023, 9),
    venue=Venue("Symposium on Operating Systems Principles", "SOSP"),
    ids=(DOI, ARXIV),
    titles=("Efficient Memory Management for LLM Serving with PagedAttention", "vLLM"),
    versions=(
        Version(
            "Efficient Memory Management", Venue("SOSP '23"), PartialDate(2023, 10, 23), (DOI,)
        ),
        Version("vLLM: the preprint", None, PartialDate(2023, 9, 12), (ARXIV,)),
    ),
)
ORCA = Work(
    key="orca",
    title="Orca: A Distributed Serving System",
    ids=(ExternalId("usenix", "osdi22/yu"),),
    titles=("Orca: A Distributed Serving System",),
)
BOOK = Work(key="book", title="A Book Nobody Links", kind="book", titles=("A Book Nobody Links",))

RECORD = Record(
    source="sample",
    title="Efficient Memory Management",
    ids=(DOI, ARXIV),
    authors=(Author("Woosuk Kwon"),),
    date=PartialDate(2023),
    venue=Venue("Symposium on Operating Systems Principles", "SOSP"),
    kind="paper",
    url="https://doi.org/10.1145/3600006.3613165",
    provenance=(("title", "first page"), ("date", "registry")),
)

#: A claim of a site, with all that a site may give.
ANSWER = replace(
    RECORD,
    source="crossref",
    abstract="Of facts only.",
    pdf="https://example.org/vllm.pdf",
    status="retracted",
    comment="12 pages",
    at=LATER,
    request="https://api.crossref.org/works/10.1145%2F3600006.3613165",
)

LINES = (
    Reference(
        "[1] Yu, Orca. OSDI, 2022.",
        1,
        "Orca",
        (Author("G.-I. Yu"),),
        PartialDate(2022),
        "OSDI",
        (ExternalId("usenix", "osdi22/yu"),),
    ),
    Reference("[2] Somebody, Something, n.d."),
    Reference("[3] A line that nobody can read"),
)


def work(key: str, *ids: ExternalId, title: str | None = None) -> Work:
    shown = title or f"Title of {key}"
    return Work(key=key, title=shown, ids=ids, titles=(shown,))


def schedule() -> Listing:
    """A page that uses every field there is."""
    return Listing(
        shape="markdown",
        sessions=(
            Session(
                date=date(2024, 9, 3),
                heading="Inference",
                subject="Serving",
                links=(Link("slides", "https://example.org/1.pdf"),),
                people=(Person("A Student", "presenter"), Person("B Student", "critic")),
                readings=(
                    Reading(
                        "vLLM",
                        "https://arxiv.org/abs/2309.06180v1",
                        "required",
                        "Section 4",
                        "Inference",
                        "inference",
                        "paper",
                        12,
                    ),
                    Reading("Orca", "https://www.usenix.org/conference/osdi22/presentation/yu"),
                ),
                line=12,
            ),
            Session(date=date(2024, 9, 3), kind="presentations", number=2),
            Session(date=None, readings=(Reading("A Book", kind="book", role="optional"),)),
            Session(date=date(2024, 11, 28), kind="break", heading="Thanksgiving"),
        ),
        course="cse585",
        institution="University of Michigan",
        title="Advanced Scalable Systems for Generative AI",
        term=Term("F", 2024),
        topics=("Inference", "Other"),
        warnings=(PageWarning(7, "odd row"), PageWarning(None, "odd page")),
    )


def slides() -> Listing:
    """A page without readings that knows the plan."""
    return Listing(
        shape="slides",
        title="Welcome",
        planned=(PlannedTopic("Inference", 5), PlannedTopic("Training", 4)),
        milestones=(Milestone(date(2024, 9, 19), "form groups"),),
        weights=(Weight("Project", 60), Weight("Exams", 2.5)),
        readings_said=38,
    )


def placed(
    listing: Listing,
    *works: str,
    offering: Offering = F24,
    digest: str = "d1",
    replaces: int | None = None,
) -> PlacedListing:
    page = Page("the text", f"{listing.shape}.page", digest, "abc123")
    return PlacedListing(offering, page, listing, works, replaces)


def readings(*titles: str) -> Listing:
    lines = tuple(Reading(title) for title in titles)
    return Listing("csv", (Session(date(2024, 9, 10), readings=lines),))


def facts() -> Changes:
    """A whole small catalog."""
    return Changes(
        works=(VLLM, ORCA, BOOK),
        claims=(Claim("vllm", RECORD),),
        listings=(placed(schedule(), "vllm", "orca", "book"), placed(slides(), digest="d2")),
        citations=(
            Citation("vllm", "orca", "sample", "reference list"),
            Citation("vllm", "orca", "crossref"),
        ),
        events=(Event(NOW, "vllm", "listed", None, "vLLM", "markdown.page", F24),),
    )


def entries(citing: str, source: str, *lines: Reference, start: int = 0) -> tuple[Entry, ...]:
    return tuple(Entry(citing, source, at, line) for at, line in enumerate(lines, start))


def crawled() -> Changes:
    """What a crawl adds to ``facts``, every field used."""
    first, *others = entries("vllm", "crossref", *LINES)
    return Changes(
        claims=(Claim("vllm", ANSWER),),
        citations=(
            Citation("vllm", "orca", "s2", "graph", ("As Orca does [1].",), ("background",)),
        ),
        entries=(replace(first, cited="orca"), *others),
        documents=(
            Document(
                "vllm", "ab" * 32, 5_000, "arxiv", LATER, "https://example.org/1.pdf", 16, "Text"
            ),
            Document("orca", "cd" * 32, 7_000, "hand", NOW),
        ),
        proposals=(
            Proposal("book", "openalex", Candidate(replace(ANSWER, title="A Book"), 0.5), NOW),
        ),
        asked=(
            Asked(
                source="crossref",
                fact="metadata",
                subject=str(DOI),
                at=LATER,
                outcome="found",
                reference_count=58,
                citation_count=900,
            ),
            Asked(
                source="s2",
                fact="citations",
                subject=str(DOI),
                at=NOW,
                outcome="partial",
                count=900,
                reason="1,000 of 9,000",
                hint="go on later",
                retry_at=LATER,
                cursor="1000",
                attempts=2,
            ),
        ),
    )


def apply(store: Store, changes: Changes, *, now: datetime = NOW) -> None:
    with store.writing() as transaction:
        transaction.apply(changes, now=now)


def pages_of(store: Store, offering: Offering) -> OfferingPages:
    found = store.offering_pages(offering)
    assert found is not None
    return found


def work_of(store: Store, key: str) -> Work:
    found = store.work_of_key(key)
    assert found is not None
    return found


def add_works(store: Store, *works: Work) -> None:
    apply(store, Changes(works=works))
