"""The shape "toml": our own list kept by hand, sessions with their readings.

.. code-block:: toml

    [offering]
    course = "cse585"
    term = "F25"
    title = "Scalable Systems"
    institution = "umich"

    [[session]]
    date = 2025-09-11
    heading = "Training"
    kind = "lecture"

    [[session.reading]]
    title = "Alpa"
    url = "https://www.usenix.org/conference/osdi22/presentation/zheng-lianmin"
    role = "required"
    locator = "Section 4"

Only a reading's title is required; what is not known here is passed over with a warning.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, get_args

from papergraph.domain.courses import (
    Listing,
    Page,
    PageWarning,
    Person,
    Reading,
    Session,
    SessionKind,
    Term,
)
from papergraph.domain.kinds import kind_of_url
from papergraph.errors import ListingError
from papergraph.listings.by_hand import ROLES, headings_of, read_day, read_kind, read_role
from papergraph.listings.clues.links import resolve
from papergraph.listings.clues.people import names
from papergraph.listings.encoding import repaired_lines
from papergraph.listings.offering import read_term, term_of_day
from papergraph.listings.shape import Shape

_TABLE = re.compile(
    r"^[ \t]*\[(?:offering\]|\[[ \t]*session(?:[ \t]*\.[ \t]*reading)?[ \t]*\]\])", re.MULTILINE
)
_SESSION_LINE = re.compile(r"^[ \t]*\[\[[ \t]*session[ \t]*\]\]")
_READING_LINE = re.compile(r"^[ \t]*\[\[[ \t]*session[ \t]*\.[ \t]*reading[ \t]*\]\]")
_KINDS: tuple[SessionKind, ...] = get_args(SessionKind)


def fits(text: str) -> float:
    """How much a text looks like such a file: 1 where it opens one of our tables."""
    return 1.0 if _TABLE.search(text) else 0.0


def parse(page: Page, *, term: Term | None, january: str) -> Listing:
    """The listing of such a file.

    Raises:
        ListingError: it is no TOML, or a session or reading is no table; the message names the
            line where that is known.
    """
    lines = repaired_lines(page.text)
    try:
        content = tomllib.loads("\n".join(lines))
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise ListingError(
            f"{page.address}: no TOML: {error}", hint="mend that line, or pass --shape"
        ) from error
    return _Reader(page, lines, content).listing(term, january)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a table of the file begins, for messages; None where lines cannot be told."""

    line: int | None

    def __str__(self) -> str:
        return f"line {self.line}" if self.line else "the file"


class _Reader:
    """Turns the tables of a file into values, warning of what it cannot use."""

    def __init__(self, page: Page, lines: Sequence[str], content: Mapping[str, Any]) -> None:
        self._page = page
        self._content = content
        self._warnings: list[PageWarning] = []
        self._session_lines = _lines_of(_SESSION_LINE, lines)
        self._reading_lines = _lines_of(_READING_LINE, lines)

    def listing(self, term: Term | None, january: str) -> Listing:
        offering = self._table(self._content.get("offering", {}), _Place(None), "offering")
        written = _text(offering.get("term"))
        said = (Term.parse(written) or read_term(written)) if written else None
        if written and said is None:
            self._warn(_Place(None), f"term {written[:40]!r} is not of the form F25")
        tables = self._tables(self._content.get("session", []), "session", self._session_lines)
        term = term or said or _term_of(tables, january)
        sessions = tuple(self._sessions(tables, term))
        return Listing(
            shape=SHAPE.name,
            sessions=sessions,
            course=_text(offering.get("course")).lower().replace(" ", "") or None,
            institution=_text(offering.get("institution")).lower() or None,
            title=_text(offering.get("title")) or None,
            term=term,
            topics=headings_of(sessions),
            warnings=tuple(self._warnings),
        )

    def _sessions(
        self, tables: Sequence[tuple[_Place, Mapping[str, Any]]], term: Term | None
    ) -> Iterator[Session]:
        counts: dict[date, int] = {}
        readings = [
            self._list(table.get("reading", []), place, "reading") for place, table in tables
        ]
        lines = self._reading_lines if len(self._reading_lines) == sum(map(len, readings)) else ()
        places = iter([_Place(line) for line in lines] or [_Place(None)] * sum(map(len, readings)))
        marks = any(
            isinstance(item, Mapping) and item.get("role") == "required"
            for row in readings
            for item in row
        )
        for (place, table), items in zip(tables, readings, strict=True):
            when = self._date(table.get("date"), place, term)
            heading = _text(table.get("heading") or table.get("topic")) or None
            kind = _text(table.get("kind"))
            if kind and kind not in _KINDS:
                self._warn(place, f"kind {kind[:40]!r} is none of {', '.join(_KINDS)}")
            number = 1
            if when is not None:
                number = counts[when] = counts.get(when, 0) + 1
            presenters = table.get("presenter", table.get("presenters", ()))
            joined = (
                ", ".join(map(_text, presenters))
                if isinstance(presenters, list)
                else _text(presenters)
            )
            found = [self._reading(item, next(places), heading) for item in items]
            kept = [reading for reading in found if reading is not None]
            yield Session(
                date=when,
                kind=next((known for known in _KINDS if known == kind), "lecture"),
                heading=heading,
                subject=_text(table.get("subject")) or None,
                people=tuple(Person(name, "presenter") for name in names(joined)),
                readings=tuple(
                    replace(reading, role="optional")
                    if marks and reading.role == "unspecified"
                    else reading
                    for reading in kept
                ),
                number=number,
                line=place.line,
            )

    def _reading(self, item: object, place: _Place, heading: str | None) -> Reading | None:
        table = self._table(item, place, "reading")
        title = _text(table.get("title"))
        if not title:
            self._warn(place, "a reading without a title")
            return None
        role, kind = _text(table.get("role")), _text(table.get("kind"))
        if role and read_role(role) is None:
            self._warn(place, f"role {role[:40]!r} is none of {', '.join(ROLES)}")
        if kind and read_kind(kind) is None:
            self._warn(place, f"kind {kind[:40]!r} is none of ours")
        url = _text(table.get("url"))
        resolved = resolve(url, self._page.address) if url else None
        return Reading(
            title=title,
            url=resolved,
            role=read_role(role) or "unspecified",
            locator=_text(table.get("locator")) or None,
            heading=_text(table.get("heading")) or heading,
            kind=read_kind(kind) or kind_of_url(resolved),
            line=place.line,
        )

    def _date(self, value: object, place: _Place, term: Term | None) -> date | None:
        if value is None:
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        day = read_day(_text(value))
        when = day.within(term) if day else None
        if when is None:
            self._warn(place, f"not a date: {_text(value)[:40]!r}")
        return when

    def _tables(
        self, value: object, name: str, lines: Sequence[int]
    ) -> list[tuple[_Place, Mapping[str, Any]]]:
        items = self._list(value, _Place(None), name)
        places = [_Place(line) for line in lines] if len(lines) == len(items) else None
        return [
            (place, self._table(item, place, name))
            for item, place in zip(items, places or [_Place(None)] * len(items), strict=True)
        ]

    def _list(self, value: object, place: _Place, name: str) -> list[object]:
        if not isinstance(value, list):
            raise self._wrong(place, f"{name!r} is not a list of tables", f"write [[{name}]]")
        return value

    def _table(self, value: object, place: _Place, name: str) -> Mapping[str, Any]:
        if not isinstance(value, Mapping):
            raise self._wrong(place, f"{name!r} is not a table", f"write [{name}]")
        return value

    def _wrong(self, place: _Place, what: str, hint: str) -> ListingError:
        return ListingError(f"{self._page.address}: {place}: {what}", hint=hint)

    def _warn(self, place: _Place, text: str) -> None:
        self._warnings.append(PageWarning(place.line, text))


def _lines_of(pattern: re.Pattern[str], lines: Sequence[str]) -> tuple[int, ...]:
    return tuple(number for number, line in enumerate(lines, start=1) if pattern.match(line))


def _term_of(tables: Sequence[tuple[_Place, Mapping[str, Any]]], january: str) -> Term | None:
    dates: list[date] = []
    for _, table in tables:
        value = table.get("date")
        if isinstance(value, datetime):
            dates.append(value.date())
        elif isinstance(value, date):
            dates.append(value)
    return term_of_day(min(dates), january=january) if dates else None


def _text(value: object) -> str:
    """A value as one line of text; empty for None and for what is no plain value."""
    if isinstance(value, str | int | float | date):
        return " ".join(str(value).split())
    return ""


SHAPE = Shape("toml", "our own TOML: [offering], [[session]], [[session.reading]]", fits, parse)
