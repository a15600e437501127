"""The shape "csv": our own list kept by hand, one reading a line under a head of column names.

Columns, of which only ``title`` is required, in any order: ``date``, ``topic`` (also
``heading``), ``title`` (``paper``, ``reading``), ``url`` (``link``), ``role`` (``required``:
yes or empty), ``locator`` (``section``), ``kind`` (``type``), ``presenter`` (``speaker``).
Fields are parted by commas, semicolons, tabs or pipes. An empty date or topic is that of the
line above; ``kind`` is one of ours, and else told by the link.
"""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from papergraph.domain.courses import Listing, Page, PageWarning, Person, Reading, Session, Term
from papergraph.domain.kinds import kind_of_url
from papergraph.errors import ListingError
from papergraph.listings.by_hand import (
    ROLES,
    headings_of,
    read_day,
    read_kind,
    read_role,
    term_of_days,
)
from papergraph.listings.clues.dates import Day
from papergraph.listings.clues.links import resolve
from papergraph.listings.clues.people import names
from papergraph.listings.encoding import repaired_lines
from papergraph.listings.shape import Shape

#: Column name -> the names under which a head may give it.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "date": ("date", "day"),
    "topic": ("topic", "heading"),
    "title": ("title", "paper", "reading"),
    "url": ("url", "link"),
    "role": ("role", "required"),
    "locator": ("locator", "section", "sections"),
    "kind": ("kind", "type"),
    "presenter": ("presenter", "presenters", "speaker"),
}
_DELIMITERS = (",", ";", "\t", "|")


@dataclass(frozen=True, slots=True)
class _Record:
    """A line of the file as column name -> field, with its number in the page."""

    line: int
    fields: Mapping[str, str]

    def get(self, column: str) -> str:
        return " ".join(self.fields.get(column, "").split())


def fits(text: str) -> float:
    """How much a text looks like such a file: 1 where its first line names our columns."""
    for line in text[:4000].lstrip("\ufeff").splitlines():
        if line.strip() and not line.startswith("#"):
            head = _head(line)
            return 1.0 if head and "title" in head[1] and not line.lstrip().startswith("|") else 0.0
    return 0.0


def parse(page: Page, *, term: Term | None, january: str) -> Listing:
    """The listing of such a file.

    Raises:
        ListingError: its first line names no column "title", or its quoting is broken; the
            message names the line.
    """
    records = tuple(_records(page))
    days = [read_day(record.get("date")) for record in records]
    term = term or term_of_days(days, january=january)
    warnings: list[PageWarning] = []
    sessions: list[Session] = []
    topic: str | None = None
    for record, day in zip(records, days, strict=True):
        topic = record.get("topic") or topic
        if record.get("date") and day is None:
            warnings.append(PageWarning(record.line, f"not a date: {record.get('date')[:80]}"))
        if not record.get("title"):
            warnings.append(PageWarning(record.line, "a line without a title"))
            continue
        _add(sessions, _session(record, day, term, topic, sessions))
        reading = _reading(record, topic, page.address, warnings)
        sessions[-1] = replace(sessions[-1], readings=(*sessions[-1].readings, reading))
    return Listing(
        shape=SHAPE.name,
        sessions=tuple(_with_roles(sessions)),
        term=term,
        topics=headings_of(sessions),
        warnings=tuple(warnings),
    )


def _head(line: str) -> tuple[str, tuple[str | None, ...]] | None:
    """The delimiter of a head and its columns by our names; None where it names none."""
    best: tuple[int, str, tuple[str | None, ...]] | None = None
    for delimiter in _DELIMITERS:
        cells = [cell.strip(' "\t').lower() for cell in line.split(delimiter)]
        columns = tuple(
            next((name for name, names in COLUMNS.items() if cell in names), None) for cell in cells
        )
        known = sum(1 for column in columns if column)
        if known and (best is None or known > best[0]):
            best = known, delimiter, columns
    return best[1:] if best else None


def _records(page: Page) -> Iterator[_Record]:
    lines = repaired_lines(page.text)
    start = next(
        (n for n, line in enumerate(lines) if line.strip() and not line.startswith("#")), len(lines)
    )
    head = _head(lines[start]) if start < len(lines) else None
    if head is None or "title" not in head[1]:
        raise ListingError(
            f'{page.address}: line {start + 1} does not name a column "title"',
            hint=f"the first line names the columns: {', '.join(COLUMNS)}",
        )
    delimiter, columns = head
    reader = csv.reader((f"{line}\n" for line in lines[start + 1 :]), delimiter=delimiter)
    number = start + 2
    while True:
        try:
            fields = next(reader, None)
        except csv.Error as error:
            raise ListingError(
                f"{page.address}: line {number} is no CSV: {error}",
                hint="close the quotation marks of that line",
            ) from error
        if fields is None:
            return
        if any(field.strip() for field in fields):
            yield _Record(number, _named(columns, fields))
        number = start + 2 + reader.line_num


def _named(columns: Sequence[str | None], fields: Sequence[str]) -> dict[str, str]:
    return {name: field for name, field in zip(columns, fields, strict=False) if name}


def _session(
    record: _Record,
    day: Day | None,
    term: Term | None,
    topic: str | None,
    sessions: Sequence[Session],
) -> Session:
    """The session a line belongs to, without its reading: the one above where no date is given."""
    people = tuple(Person(name, "presenter") for name in names(record.get("presenter")))
    if day is None and sessions and not record.get("date"):
        above = sessions[-1]
        if above.date is not None or above.heading == topic:
            return replace(above, people=tuple(dict.fromkeys((*above.people, *people))))
    when = day.within(term) if day else None
    if sessions and when and sessions[-1].date == when:
        above = sessions[-1]
        return replace(above, people=tuple(dict.fromkeys((*above.people, *people))))
    number = 1 + sum(1 for session in sessions if session.date == when)
    return Session(when, heading=topic, people=people, number=number, line=record.line)


def _add(sessions: list[Session], session: Session) -> None:
    if sessions and sessions[-1].line == session.line:
        sessions[-1] = session
    else:
        sessions.append(session)


def _reading(
    record: _Record, topic: str | None, address: str, warnings: list[PageWarning]
) -> Reading:
    url = resolve(record.get("url"), address) if record.get("url") else None
    role = record.get("role").lower()
    role = {"yes": "required", "true": "required", "1": "required", "no": "", "0": ""}.get(
        role, role
    )
    if role and read_role(role) is None:
        warnings.append(
            PageWarning(record.line, f"role {role[:40]!r} is none of {', '.join(ROLES)}")
        )
    kind = record.get("kind")
    if kind and read_kind(kind) is None:
        warnings.append(PageWarning(record.line, f"kind {kind[:40]!r} is none of ours"))
    return Reading(
        title=record.get("title"),
        url=url,
        role=read_role(role) or "unspecified",
        locator=record.get("locator") or None,
        heading=topic,
        kind=read_kind(kind) or kind_of_url(url),
        line=record.line,
    )


def _with_roles(sessions: Sequence[Session]) -> Iterator[Session]:
    """Unmarked readings are optional where others are marked as required."""
    marks = any(reading.role == "required" for s in sessions for reading in s.readings)
    for session in sessions:
        yield replace(
            session,
            readings=tuple(
                replace(reading, role="optional")
                if marks and reading.role == "unspecified"
                else reading
                for reading in session.readings
            ),
        )


SHAPE = Shape("csv", "our own CSV: one reading a line, columns named in the first", fits, parse)
