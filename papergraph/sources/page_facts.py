"""What one page says of the one work it shows, as a value with where each fact was read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from papergraph.domain.dates import PartialDate
from papergraph.domain.ids import ExternalId
from papergraph.domain.works import Author, Kind, Record, Venue


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says of its paper. ``origins`` names for each fact the tag it was read from.

    ``ids`` are those that the page gives itself (canonical link, DOI, arXiv number), not the
    address that was asked. ``cited`` is whether it bears tags of a paper, not only of a page.
    """

    title: str | None = None
    authors: tuple[Author, ...] = ()
    date: PartialDate | None = None
    venue: str | None = None
    ids: tuple[ExternalId, ...] = ()
    pdf: str | None = None
    abstract: str | None = None
    origins: Mapping[str, str] = field(default_factory=dict)
    cited: bool = False

    def record(
        self,
        source: str,
        *,
        ids: Iterable[ExternalId] = (),
        kind: Kind | None = "paper",
        url: str | None = None,
        more: Iterable[tuple[str, str]] = (),
    ) -> Record:
        """The claim of a source; ``ids`` come first, ``more`` is added to its provenance.

        Only of facts with a title.
        """
        assert self.title is not None
        return Record(
            source=source,
            title=self.title,
            ids=tuple(dict.fromkeys((*ids, *self.ids))),
            authors=self.authors,
            date=self.date,
            venue=Venue(self.venue) if self.venue else None,
            kind=kind,
            url=url,
            provenance=(*self.origins.items(), *more),
            abstract=self.abstract,
            pdf=self.pdf,
        )

    def said_by(self, origin: str) -> "PageFacts":
        """The facts with one origin for all that are there."""
        names = ("title", "authors", "date", "venue", "pdf", "abstract")
        return replace(self, origins={name: origin for name in names if getattr(self, name)})

    def completed(self, other: "PageFacts") -> "PageFacts":
        """These facts, with those of another reading of the page where these are silent.

        A date that says only the year is made more exact by one of that year.
        """
        origins = {**other.origins, **self.origins}
        date = self.date or other.date
        if date and other.date and date.year == other.date.year and not date.month:
            date = other.date
            origins["date"] = other.origins.get("date", "")
        return PageFacts(
            title=self.title or other.title,
            authors=self.authors or other.authors,
            date=date,
            venue=self.venue or other.venue,
            ids=tuple(dict.fromkeys((*self.ids, *other.ids))),
            pdf=self.pdf or other.pdf,
            abstract=self.abstract or other.abstract,
            origins=origins,
            cited=self.cited or other.cited,
        )
