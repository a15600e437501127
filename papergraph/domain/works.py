"""Works and what the world claims about them: values only."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from papergraph.domain.dates import PartialDate
from papergraph.domain.ids import ExternalId

Kind = Literal["paper", "book", "blog", "video", "web", "thesis", "report"]
#: What became of a work: its authors took it back, or its publisher did.
Status = Literal["withdrawn", "retracted"]
KINDS: tuple[Kind, ...] = ("paper", "book", "blog", "video", "web", "thesis", "report")


@dataclass(frozen=True, slots=True)
class Author:
    """A person as a source spells the name."""

    name: str

    @property
    def surname(self) -> str:
        """The last word of the name, for short labels (``Kwon 2023``)."""
        words = self.name.split()
        return words[-1] if words else self.name


@dataclass(frozen=True, slots=True)
class Venue:
    """Where something appeared; ``acronym`` is our reviewed short name where there is one."""

    name: str
    acronym: str | None = None

    @property
    def short(self) -> str:
        """The acronym where known, else the name."""
        return self.acronym or self.name


@dataclass(frozen=True, slots=True)
class Version:
    """One manifestation of a work: the preprint, the conference paper, a copy on a home page."""

    title: str
    venue: Venue | None = None
    date: PartialDate | None = None
    ids: tuple[ExternalId, ...] = ()


@dataclass(frozen=True, slots=True)
class Record:
    """One source's claim about one work. Fields the source does not give are None or empty.

    ``source`` names who claims (``listing``, ``sample``, ``arxiv``, ``crossref``, …);
    ``provenance`` says where each field comes from, as the source itself says it. ``pdf`` is the
    address of a copy that anybody may read. ``status`` is what the source says became of the
    work. ``at`` and ``request`` are when and how it was asked for: not part of the claim.
    """

    source: str
    title: str
    ids: tuple[ExternalId, ...] = ()
    authors: tuple[Author, ...] = ()
    date: PartialDate | None = None
    venue: Venue | None = None
    kind: Kind | None = None
    url: str | None = None
    provenance: tuple[tuple[str, str], ...] = ()
    abstract: str | None = None
    pdf: str | None = None
    status: Status | None = None
    comment: str | None = None
    at: datetime | None = field(default=None, compare=False)
    request: str | None = field(default=None, compare=False)

    @property
    def digest(self) -> str:
        """A name for the claim: equal claims of one source have equal digests."""
        parts = [
            self.source,
            self.title,
            sorted(str(external) for external in self.ids),
            [author.name for author in self.authors],
            str(self.date or ""),
            self.venue.name if self.venue else "",
            self.kind or "",
            self.url or "",
        ]
        # Claims from before these fields were known keep the digest they were filed under.
        later = [self.abstract or "", self.pdf or "", self.status or "", self.comment or ""]
        parts += later if any(later) else []
        text = json.dumps(parts, ensure_ascii=False)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Work:
    """The abstract thing a reading means; ``key`` never changes.

    ``titles`` are all titles it is known under, the shown one first.
    """

    key: str
    title: str
    kind: Kind = "paper"
    authors: tuple[Author, ...] = ()
    date: PartialDate | None = None
    venue: Venue | None = None
    ids: tuple[ExternalId, ...] = ()
    titles: tuple[str, ...] = ()
    versions: tuple[Version, ...] = ()

    @property
    def year(self) -> int | None:
        """The year of the shown date."""
        return self.date.year if self.date else None

    @property
    def where(self) -> str:
        """Venue and its own year as far as known: "OSDI 2024", "arXiv 2024", "2024", or nothing."""
        published = next((version for version in self.versions if version.venue), None)
        if published and published.venue:
            date = published.date or self.date
            return f"{published.venue.short} {date.year}" if date else published.venue.short
        if self.venue:
            return f"{self.venue.short} {self.year}" if self.year else self.venue.short
        if self.year and any(external.scheme == "arxiv" for external in self.ids):
            return f"arXiv {self.year}"
        return str(self.year) if self.year else ""

    @property
    def appeared(self) -> str:
        """Where it appeared and, if that was earlier, when first: "SOSP 2024, first 2023-12"."""
        if self.date is None or str(self.date.year) in self.where:
            return self.where
        return f"{self.where}, first {self.date}" if self.where else str(self.date)

    @property
    def link(self) -> str | None:
        """The address to send a reader to: the first id that renders to one."""
        for external in self.ids:
            if external.url:
                return external.url
        return None


@dataclass(frozen=True, slots=True)
class Citation:
    """``citing`` cites ``cited`` (work keys), according to ``source``, found by ``method``.

    ``sentences`` and ``intents`` are those of the citing work, as the source gives them; they
    are kept for the reader and never published wholesale.
    """

    citing: str
    cited: str
    source: str
    method: str = ""
    sentences: tuple[str, ...] = ()
    intents: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Reference:
    """One entry of a reference list, as text and as far as it could be read."""

    text: str
    number: int | None = None
    title: str | None = None
    authors: tuple[Author, ...] = ()
    date: PartialDate | None = None
    venue: str | None = None
    ids: tuple[ExternalId, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a work's reference list as a source gives it, whether or not we know the work.

    ``citing`` is a work key, ``position`` counts the lines of one list from 0. ``cited`` is the
    key of the work it was found to mean, None as long as that is not known.
    """

    citing: str
    source: str
    position: int
    reference: Reference
    cited: str | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A PDF of a work that is kept: named by the SHA-256 of its bytes, with its text.

    ``source`` is who gave it (``arxiv``, ``usenix``, …; ``hand`` for a file a person added),
    ``url`` where it came from. ``pages`` and ``text`` are what could be read of it.
    """

    work: str
    digest: str
    size: int
    source: str
    at: datetime
    url: str | None = None
    pages: int | None = None
    text: str = ""
