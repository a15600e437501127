"""Where a paper may be had as a PDF, lawfully, the best place first."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from papergraph.domain.ids import ExternalId, read_address
from papergraph.domain.precedence import newest_first, rank
from papergraph.domain.works import Record, Work

#: Sites that forbid programs, open access or not: their PDFs are fetched by people.
FORBIDDEN_HOSTS = (
    "delivery.acm.org",
    "dl.acm.org",
    "doi.acm.org",
    "portal.acm.org",
    "doi.ieeecomputersociety.org",
    "ieee.org",
)

#: The source of a copy that a course page itself links to.
LINK = "link"

#: The host that arXiv keeps for programs.
_ARXIV_PDF = "https://export.arxiv.org/pdf/{}"


@dataclass(frozen=True, slots=True)
class Copy:
    """A PDF at an address, and who says that it is there (``LINK``: the course page)."""

    url: str
    source: str

    @property
    def host(self) -> str:
        """The host that is asked for it."""
        address = read_address(self.url)
        return address.host if address else ""


def copies(
    work: Work, records: Iterable[Record], *, written: Mapping[ExternalId, str]
) -> tuple[Copy, ...]:
    """The copies of a work that may be fetched, in the order in which to try them.

    arXiv first (it has a host for programs), then the open proceedings, then the copy that the
    course links to, then repositories that registries know. A withdrawn preprint has none.
    Never an address of ``FORBIDDEN_HOSTS``. ``written`` are addresses as course pages write them.
    """
    claims = sorted(records, key=lambda r: (rank(r.source, "pdf"), newest_first(r)))
    withdrawn = any(r.source == "arxiv" and r.status == "withdrawn" for r in claims)
    found: dict[str, Copy] = {}
    for copy in (
        *(_arxiv(work.ids) if not withdrawn else ()),
        *_given(claims, _OPEN),
        *_linked(work.ids, written),
        *_given(claims, None),
    ):
        address = read_address(copy.url)
        if address is None or address.on(*FORBIDDEN_HOSTS):
            continue
        if address.on("arxiv.org") and (withdrawn or "export.arxiv.org" not in copy.url):
            continue  # asked for at the host for programs, above, or not at all
        found.setdefault(copy.url, copy)
    return tuple(found.values())


#: Sources whose own site serves the PDF to everybody.
_OPEN = frozenset({"usenix", "proceedings", "openreview"})


def _arxiv(ids: Iterable[ExternalId]) -> Iterator[Copy]:
    numbers = dict.fromkeys(e.base.value for e in ids if e.scheme == "arxiv")
    return (Copy(_ARXIV_PDF.format(number), "arxiv") for number in numbers)


def _linked(ids: Iterable[ExternalId], written: Mapping[ExternalId, str]) -> Iterator[Copy]:
    for external in ids:
        address = read_address(external.value) if external.scheme == "url" else None
        if address and address.path.lower().endswith(".pdf"):
            yield Copy(written.get(external, external.value), LINK)


def _given(claims: Iterable[Record], sources: frozenset[str] | None) -> Iterator[Copy]:
    for record in claims:
        if record.pdf and (sources is None or record.source in sources):
            yield Copy(record.pdf, record.source)
