"""Cells that a copy joined with blanks on one line, parted again: what is read, and by whom."""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from papergraph.listings.clues.people import looks_like_names, names
from papergraph.listings.markdown.columns import Column
from papergraph.listings.scrape.blocks import Line, Schedule
from papergraph.listings.scrape.telling import names_a_topic, staff_of

_MARKED = re.compile(
    r"(?P<title>.*\S\s*[(\[](?:required|optional|recommended)[)\]])\s+(?P<people>[^()\[\]:]+)",
    re.IGNORECASE,
)
_EMPTY_CELLS = re.compile(r"(?:^|\s)[-–—](?=\s|$)")
#: A title that is followed by a name has so many words, unless it names a topic.
_FEWEST_WORDS = 3


def parted(schedule: Schedule, before: Sequence[str]) -> Schedule:
    """The schedule with people parted from the titles before them, where its head has people.

    People follow a role ("Flux (Required) Ann, Bo"), or they are members of staff, whom the
    lines ``before`` the schedule name. With several columns of people nobody knows which of
    them is which: they all become "other", unless it is one.
    """
    if not schedule.people_columns:
        return schedule
    staff = staff_of(before)
    one = schedule.people_columns == 1
    blocks = tuple(
        replace(
            block,
            lines=tuple(part for line in block.lines for part in _parts(line, staff, one=one)),
        )
        for block in schedule.blocks
    )
    return replace(schedule, blocks=blocks)


def _parts(line: Line, staff: Collection[str], *, one: bool) -> Iterator[Line]:
    found = None if line.column else _marked(line.text) or _by_staff(line.text, staff)
    if found is None:
        yield line
        return
    title, people = found
    presents = one or len(names(people)) == 1
    yield replace(line, text=title)
    column = Column("people", person="presenter" if presents else "other")
    yield replace(line, text=people, column=column)


def _marked(text: str) -> tuple[str, str] | None:
    match = _MARKED.fullmatch(text)
    people = (
        ", ".join(part for part in _EMPTY_CELLS.split(match["people"]) if part.strip(" ,"))
        if match
        else ""
    )
    return (match["title"], people) if match and looks_like_names(people) else None


def _by_staff(text: str, staff: Collection[str]) -> tuple[str, str] | None:
    bare = text.rstrip(" -–—")
    for name in sorted(staff, key=lambda name: (-len(name), name)):
        if not bare.endswith(f" {name}") or bare in staff:
            continue
        title = bare.removesuffix(name).rstrip(" -–—")
        enough = len(title.split()) >= _FEWEST_WORDS or names_a_topic(title)
        return (title, name) if enough and not title.endswith((",", "&", " and")) else None
    return None
