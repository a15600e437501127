"""Snapshots for the tests of graph and exporters, made up but shaped like real ones."""

import random
from collections.abc import Sequence
from datetime import date

from papergraph.domain.courses import Course, Offering, Role, Term
from papergraph.domain.dates import PartialDate
from papergraph.domain.ids import ExternalId
from papergraph.domain.snapshot import Listed, OfferingPages, Snapshot
from papergraph.domain.works import Author, Citation, Kind, Venue, Work

TOPICS = ("foundations", "training", "inference", "rag", "agents", "energy")
TITLES = {
    "foundations": "Foundations",
    "training": "Training",
    "inference": "Inference and serving",
    "rag": "Retrieval and grounding",
    "agents": "Agents",
    "energy": "Power and energy",
}
FALL_24 = Offering(Course("cse585", "umich"), Term("F", 2024))
FALL_25 = Offering(Course("cse585", "umich"), Term("F", 2025))


def work(
    key: str,
    *,
    title: str | None = None,
    authors: Sequence[str] = (),
    when: str | None = None,
    kind: Kind = "paper",
    venue: str | None = None,
    ids: Sequence[ExternalId] = (),
) -> Work:
    return Work(
        key,
        title or key.replace("-", " ").title(),
        kind,
        tuple(map(Author, authors)),
        PartialDate.parse(when) if when else None,
        Venue(venue) if venue else None,
        tuple(ids),
    )


def reading(
    offering: Offering,
    key: str,
    *,
    role: Role = "required",
    topic: str | None = "inference",
    heading: str | None = None,
    url: str | None = None,
    title: str | None = None,
) -> Listed:
    return Listed(
        offering=offering,
        work=key,
        title=title or key,
        url=url,
        role=role,
        locator=None,
        heading=heading,
        topic=topic,
        kind="paper",
        session=date(offering.term.year, 9, 1),
    )


def pages(offering: Offering, *readings: Listed) -> OfferingPages:
    return OfferingPages(offering, None, None, (), readings)


def snapshot(
    works: Sequence[Work],
    offerings: Sequence[OfferingPages],
    cites: Sequence[tuple[str, str]] = (),
    *,
    with_references: Sequence[str] = (),
) -> Snapshot:
    return Snapshot(
        tuple(offerings),
        {one.key: one for one in works},
        tuple(Citation(citing, cited, "a reference list", "by title") for citing, cited in cites),
        frozenset(with_references),
    )


def small() -> Snapshot:
    """Two offerings, six readings (two of which nothing is known), one neighbour."""
    works = [
        work("vaswani", title="Attention Is All You Need", authors=["Ashish Vaswani"],
             when="2017-06", venue="NeurIPS", ids=[ExternalId("arxiv", "1706.03762")]),
        work("orca", title="Orca: A Distributed Serving System", authors=["Gyeong-In Yu"],
             when="2022", venue="OSDI"),
        work("kwon", title="Efficient Memory Management with PagedAttention",
             authors=["Woosuk Kwon", "Zhuohan Li"], when="2023-09", venue="SOSP",
             ids=[ExternalId("arxiv", "2309.06180")]),
        work("book", title="The Datacenter as a Computer", kind="book", when="2018"),
        work("talk", title="How to Give a Bad Talk", kind="web"),
        work("undated", title="A Paper Without a Date", authors=["Zoë Müller"]),
        work("clipper", title="Clipper", authors=["Daniel Crankshaw"], when="2016-12"),
    ]  # fmt: skip
    listings = [
        pages(
            FALL_24,
            reading(FALL_24, "vaswani", role="optional", topic="foundations"),
            reading(FALL_24, "orca", role="optional"),
            reading(FALL_24, "talk", topic=None, heading="Odds & Ends",
                    url="https://example.org/talk"),
        ),
        pages(
            FALL_25,
            reading(FALL_25, "orca"),
            reading(FALL_25, "kwon"),
            reading(FALL_25, "book", role="companion", topic="foundations"),
            reading(FALL_25, "undated", role="optional", topic="agents"),
        ),
    ]  # fmt: skip
    cites = [
        ("kwon", "orca"), ("kwon", "vaswani"), ("orca", "vaswani"), ("orca", "clipper"),
        ("undated", "kwon"),
    ]  # fmt: skip
    return snapshot(works, listings, cites, with_references=["kwon", "orca"])


def large(works: int, *, citations: int, neighbours: int = 0, seed: int = 585) -> Snapshot:
    """A made-up course of so many readings: so many citations, none known of the newer half."""
    chance = random.Random(seed)
    surnames = ("Li", "Narayanan", "Kwon", "Patel", "Zheng", "Rajbhandari", "O’Neil", "Ng")
    made = [
        work(
            f"w{number:05}",
            title=f"Work Number {number}: A System for Something",
            authors=[f"A. {chance.choice(surnames)}"] if chance.random() < 0.7 else [],
            when=None if chance.random() < 0.1
            else f"{2012 + int(12 * number / works) + 1}-{chance.randint(1, 12):02}",
        )
        for number in range(works + neighbours)
    ]  # fmt: skip
    roles: tuple[Role, ...] = ("required", "optional", "unspecified", "companion")
    offerings = [
        pages(
            offering,
            *(
                reading(offering, one.key, role=chance.choice(roles), topic=chance.choice(TOPICS))
                for one in made[:works]
                if chance.random() < 0.6 or offering is FALL_25
            ),
        )
        for offering in (FALL_24, FALL_25)
    ]
    outside = made[works:]
    cites: set[tuple[str, str]] = set()
    while len(cites) < citations:
        citing = chance.randrange(1, works // 2)
        cited = (
            chance.choice(outside)
            if outside and chance.random() < 0.5
            else made[chance.randrange(citing)]
        )
        cites.add((made[citing].key, cited.key))
    return snapshot(made, offerings, sorted(cites))
