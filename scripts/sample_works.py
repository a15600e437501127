"""The listed works of the sample: rows of a reviewed data set -> records, one per version."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from papergraph.domain.dates import PartialDate
from papergraph.domain.id_dates import arxiv_date, date_of
from papergraph.domain.ids import ExternalId, read_url
from papergraph.domain.venues import VenueBook, read_venue_year
from papergraph.domain.works import Author, Record, Venue
from papergraph.formats.facts import SOURCE

Row = Mapping[str, Any]

#: What a year says that was only read off an arXiv number: nothing about a publication.
_ARXIV_YEAR = "year of the arXiv identifier"
#: The venue as ids of proceedings spell it: ``usenix:osdi22/yu``, ``cvf:ICCV2023/…``.
_SPELT = re.compile(r"(?:(?:19|20)\d\d\.)?([A-Za-z]+)(?:\d\d|\d{4}/|-)")
_OWN_NAMES = {"usenixsecurity": "USENIX Security", "mlsys": "MLSys", "neurips": "NeurIPS"}


@dataclass(frozen=True, slots=True)
class Retitling:
    """A title that one version of a work bears, with the id of that version."""

    title: str
    external: ExternalId | None


def read_retitlings(path: Path) -> dict[str, list[Retitling]]:
    """The retitled works: key -> the titles of their versions, older first."""
    found: dict[str, list[Retitling]] = {}
    for row in csv.DictReader(path.open(encoding="utf-8", newline="")):
        for title, text in ((row["title_a"], row["id_a"]), (row["title_b"], row["id_b"])):
            found.setdefault(row["paper_key"], []).append(Retitling(title, _read_id(text)))
    return found


def _read_id(text: str) -> ExternalId | None:
    """The id of a version: "arXiv:2504.20068 (v1)", "10.1145/…", "usenix nsdi24 agarwal"."""
    if match := re.match(r"arXiv:(\d{4}\.\d{4,5})\s*\(?(v\d+)?", text):
        return ExternalId("arxiv", match[1] + (match[2] or ""))
    if match := re.match(r"usenix (\w+) (\S+)", text):
        return ExternalId("usenix", f"{match[1]}/{match[2]}")
    return read_url(f"https://doi.org/{text}") if text.startswith("10.") else None


#: A sentence that ended inside a name: the data took the list from the paper beside it.
_RUN_IN = re.compile(r"[^\W\d_]{3,}\. ")


def _authors(names: Sequence[str]) -> tuple[Author, ...]:
    """The authors as the data has them; none where a name shows that they were misread."""
    if any(_RUN_IN.search(name) for name in names):
        return ()
    return tuple(Author(name) for name in names)


def records_of(
    row: Row, retitlings: Sequence[Retitling], book: VenueBook, *, listed_by: str
) -> list[Record]:
    """The records of one work: as published (or as the page that it is), then each preprint.

    ``listed_by`` is the provenance of the title. A preprint is a record of its own, so that
    its date and, where it was retitled, its title stay apart from those of the publication.
    """
    ids = list(_ids(row))
    others = tuple(external for external in ids if external.scheme != "arxiv")
    retitled = {item.external: item.title for item in retitlings if item.external}
    said: Mapping[str, str] = row["provenance"]
    authors = _authors(row["authors"] or ())
    by = {"authors": said["authors"]} if authors else {}
    venue, year, sources = _publication(row, others, book)
    records: list[Record] = []
    if others or venue or not row["arxiv_id"]:
        title = next((retitled[external] for external in others if external in retitled), None)
        sources = {"title": listed_by, **by, **sources}
        if row["doi"] and "doi" in said:
            sources["ids"] = said["doi"]
        records.append(
            Record(
                SOURCE,
                title or row["title"],
                ids=others,
                authors=authors,
                date=PartialDate(year) if year else None,
                venue=venue,
                kind=row["kind"],
                provenance=tuple(sources.items()),
            )
        )
    for external in (external for external in ids if external.scheme == "arxiv"):
        known = [version for version in retitled if version.base == external]
        for version in known or [external]:
            sources = {"title": listed_by, "ids": said.get("arxiv_id", listed_by)}
            # The number says when the first version came; nothing says when a later one did.
            date = None if (version.version or 1) > 1 else arxiv_date(external)
            sources |= {"date": "month in the arXiv identifier"} if date else {}
            record = Record(
                SOURCE,
                retitled[version] if version in retitled else str(row["title"]),
                ids=(version,),
                authors=() if records else authors,
                date=date,
                kind=row["kind"],
                provenance=tuple((sources | ({} if records else by)).items()),
            )
            records.append(record)
    return records


def _ids(row: Row) -> Iterator[ExternalId]:
    """Every id of a row once, without versions: a listing's link brings its own."""
    seen = set()
    urls = [f"https://arxiv.org/abs/{row['arxiv_id']}"] if row["arxiv_id"] else []
    urls += [f"https://doi.org/{row['doi']}"] if row["doi"] else []
    for url in (*urls, *row["urls"]):
        external = read_url(url)
        if external and external.base not in seen:
            seen.add(external.base)
            yield external.base


def _publication(
    row: Row, ids: Iterable[ExternalId], book: VenueBook
) -> tuple[Venue | None, int | None, dict[str, str]]:
    """Venue and year of the publication, and who says so.

    An id of proceedings knows best. Else the first claim whose venue is in the book: the
    year beside "CoRR" or an institution is that of a preprint and says nothing here.
    """
    venue, year, sources = _claimed(row, book)
    for external in ids:
        if date := date_of(external):
            match = _SPELT.match(external.value) if external.scheme != "pmlr" else None
            spelt = match[1] if match else external.scheme
            said = book.read(_OWN_NAMES.get(spelt, spelt.upper()))
            told = f"{external.scheme} identifier"
            sources = sources | {"date": told} | ({"venue": told} if said else {})
            return said or venue, date.year, sources
    return venue, year, sources


def _claimed(row: Row, book: VenueBook) -> tuple[Venue | None, int | None, dict[str, str]]:
    said = row["provenance"]
    years = {item["source"]: item["value"] for item in row.get("other", {}).get("year", ())}
    claims = [(row["venue"], said.get("venue", ""))]
    claims += [(item["value"], item["source"]) for item in row.get("other", {}).get("venue", ())]
    year_source = said.get("year", "")
    for text, source in claims:
        if venue := book.read(text):
            year = read_venue_year(text) or years.get(source)
            if year is None and not year_source.startswith(_ARXIV_YEAR):
                year, source_of_year = row["year"], year_source
            else:
                source_of_year = source
            sources = {"venue": source} | ({"date": source_of_year} if year else {})
            return venue, year, sources
    # Without a venue the year is the publication's only where it cannot be the preprint's.
    preprint = arxiv_date(ExternalId("arxiv", row["arxiv_id"])) if row["arxiv_id"] else None
    if row["year"] and not (preprint and preprint.year == row["year"]):
        return None, row["year"], {"date": year_source}
    return None, None, {}
