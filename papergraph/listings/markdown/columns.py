"""What each column of a schedule table holds, told by its head, else by its cells."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from papergraph.domain.courses import LinkKind, PersonRole, Role
from papergraph.listings.clues.dates import is_date_cell, leading_day
from papergraph.listings.clues.links import is_pointer, material_kind, path_kind, why_no_reading
from papergraph.listings.clues.people import looks_like_names
from papergraph.listings.clues.roles import role_of_words
from papergraph.listings.milestones import is_milestone_head

Use = Literal["date", "readings", "title", "url", "topic", "people", "links", "other"]

#: So many rows show what the columns of a table hold.
_SAMPLE = 400
_LINK = re.compile(r"\[([^\[\]]{0,300})\]\(\s*<?([^()\s<>]{1,600})")


@dataclass(frozen=True, slots=True)
class Column:
    """The use of a column; ``role`` of its readings, ``person`` it names, ``link`` it holds."""

    use: Use
    role: Role | None = None
    person: PersonRole = "other"
    link: LinkKind | None = None


_DATE = re.compile(r"\b(?:dates?|when|day|datum|fecha|data)\b", re.IGNORECASE)
_PEOPLE: tuple[tuple[PersonRole, str], ...] = (
    ("companion", r"companions?|authors?\s+group|defenders?|advocates?|proponents?"),
    ("critic", r"critics?|critiques?|opponents?|sceptics?|skeptics?|devil'?s\s+advocates?"),
    ("reviewer", r"reviewers?|reviews?|review\s+group"),
    ("summary", r"summary|summaries|summari[sz]ers?|scribes?|note[\s-]?takers?|bloggers?"),
    (
        "presenter",
        r"present(?:er|ers|er\(s\)|ing|ed\s+by|ations?)?|speakers?|speaker\(s\)|lead(?:s|er|ers|ing)?"
        r"|lecturers?|instructors?|hosts?|who|discussion\s+leads?",
    ),
    (
        "other",
        r"discussants?|moderators?|students?|names?|groups?|teams?|panel(?:ists?)?|volunteers?|staff",
    ),
)
_LINKS: tuple[tuple[LinkKind, str], ...] = (
    ("slides", r"slides?|deck|slide\s+deck"),
    ("recording", r"videos?|recordings?|youtube|zoom"),
    ("notes", r"notes?|lecture\s+notes"),
    ("other", r"code|resources?|demo|links?\s+and\s+notes|files?|attachments?"),
)
_READINGS = re.compile(
    r"\b(?:papers?|paper\(s\)|readings?|reading\(s\)|articles?|literature|publications?|references?"
    r"|bibliography|read|lectura|lecturas|texts?|reading\s*list)\b",
    re.IGNORECASE,
)
_TITLE = re.compile(r"(?:paper\s+|reading\s+)?titles?", re.IGNORECASE)
_URL = re.compile(r"(?:paper\s+)?(?:urls?|links?|pdfs?|doi|paper\s+link|link\s+to\s+paper)", re.I)
_TOPIC = re.compile(
    r"\b(?:topics?|themes?|subjects?|lectures?|modules?|units?|areas?|contents?|description|sessions?"
    r"|class|category|section|track|meeting|tema|thema)\b",
    re.IGNORECASE,
)
_ORDINAL = re.compile(
    r"(?:weeks?|wk|no\.?|#|nr\.?|number|lecture\s*(?:#|no\.?|number)|lec\s*#?|id)", re.I
)
#: What counts weeks or lectures, or names weekdays, is no topic.
_COUNT = re.compile(
    r"\W*(?:week|wk|lecture|lec|class|session)?\W*\d{0,3}\W*|\W*(?:mon|tue|wed|thu|fri|sat|sun|[mtwrf])"
    r"[a-z]*\W*",
    re.IGNORECASE,
)
_ABOUT_PAPER = re.compile(
    r"(?:venues?|years?|authors?|conference|published|citation|tags?|keywords?)", re.I
)
_ADMINISTRATION = re.compile(
    r"\b(?:weights?|grades?|grading|percent(?:age)?|points?|office\s+hours?|e-?mails?|uniqname|netid"
    r"|location|room|phone|role|score|worth|rubric)\b",
    re.IGNORECASE,
)
_TASKS = re.compile(
    r"\b(?:assignments?|homeworks?|hw|due|deadlines?|labs?|projects?|deliverables?|milestones?|quiz"
    r"|exams?|todo|tasks?|comments?|status|announcements?|logistics|time)\b",
    re.IGNORECASE,
)
_KNOWN = (_DATE, _READINGS, _TITLE, _URL, _TOPIC, _ORDINAL, _TASKS, _ADMINISTRATION)


def is_head(cells: Sequence[str]) -> bool:
    """Whether the cells of a row are the names of columns: short, known words, no link, no date."""
    heads = [plain_head(cell) for cell in cells if cell.strip()]
    if len(heads) < 2 or any(len(name) > 40 or "](" in name for name in heads):
        return False
    known = [name for name in heads if named(name).use != "other" or _is_known(name)]
    return len(known) * 2 > len(heads) and not any(leading_day(name) for name in heads)


def columns_of(
    head: Sequence[str] | None, rows: Sequence[Sequence[str]], *, day_first: bool = False
) -> tuple[Column, ...] | None:
    """The columns of a table; None where it is no schedule and no list of readings.

    It is one when its head names a column of readings, or when it has dates beside links.
    """
    rows = rows[:_SAMPLE]
    names = [plain_head(cell) for cell in head or ()]
    width = max([len(names), *(len(row) for row in rows)], default=0)
    if any(_ADMINISTRATION.search(name) for name in names) or is_milestone_head(names):
        return None
    found = [named(name) for name in names] + [Column("other")] * (width - len(names))
    dated = _date_column(found, rows, day_first=day_first)
    for index, column in enumerate(found):
        if index == dated:
            found[index] = Column("date")
        elif column.use == "date":
            found[index] = Column("other")
    if not any(column.use in {"readings", "title"} for column in found):
        best = _most_links(found, rows)
        if best is None or (dated is None and head is not None):
            return None
        found[best] = Column("readings")
    if head is None and dated is None:
        return None
    if head is not None:
        return tuple(_without_lone_title(found))
    return tuple(_with_people(_by_cells(found, rows), rows))


def plain_head(cell: str) -> str:
    """The words of a head's cell without markup."""
    return " ".join(re.sub(r"[*_`]|<[^<>]*>", " ", cell).split()).strip(" :")


def _is_known(name: str) -> bool:
    return any(pattern.search(name) for pattern in _KNOWN)


def named(name: str) -> Column:
    """What the name of a column says about it."""
    if not name:
        return Column("other")
    for pattern, use in ((_TITLE, "title"), (_URL, "url")):
        if pattern.fullmatch(name):
            return Column(use)  # type: ignore[arg-type]
    if re.search(r"\bdates?\b", name, re.IGNORECASE):
        return Column("date")
    for person, words in _PEOPLE:
        if person != "other" and re.search(rf"\b(?:{words})(?!\w)", name, re.IGNORECASE):
            link: LinkKind | None = "summary" if person == "summary" else None
            return Column("people", person=person, link=link)
    role = role_of_words(name) or role_of_words(re.sub(r"\W*\b(?:and|/|&)\b.*", "", name))
    if role is None:
        first = name.split(maxsplit=1)[0]
        role = role_of_words(first) if _READINGS.search(name) else None
    if role is not None or _READINGS.search(name):
        return Column("readings", role=role)
    for kind, words in _LINKS:
        if re.fullmatch(rf"(?:\w+\s+)?(?:{words})(?:\s*(?:/|&|and)\s*\w+)?", name, re.IGNORECASE):
            return Column("links", link=kind)
    if re.search(rf"\b(?:{_PEOPLE[-1][1]})\b", name, re.IGNORECASE):
        return Column("people")
    if _ORDINAL.fullmatch(name) or _ABOUT_PAPER.fullmatch(name) or _TASKS.search(name):
        return Column("other")
    if _TOPIC.search(name):
        return Column("topic")
    return Column("date") if _DATE.search(name) else Column("other")


def _date_column(
    columns: Sequence[Column], rows: Sequence[Sequence[str]], *, day_first: bool
) -> int | None:
    """The column that holds the days: the one its head names, else the one with most days."""
    counts = [
        sum(
            1
            for row in rows
            if index < len(row) and is_date_cell(_text(row[index]), day_first=day_first)
        )
        for index in range(len(columns))
    ]
    by_name = [
        index for index, column in enumerate(columns) if column.use == "date" and counts[index]
    ]
    if by_name:
        return by_name[0]
    leading = [
        index
        for index, column in enumerate(columns)
        if column.use == "date"
        and any(index < len(row) and leading_day(_text(row[index]), in_column=True) for row in rows)
    ]
    if leading:
        return leading[0]
    best = max(range(len(columns)), key=lambda index: counts[index], default=None)
    return best if best is not None and counts[best] else None


def _most_links(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> int | None:
    """The column with most links that could be readings; None where no column has any."""
    usable = [i for i, column in enumerate(columns) if column.use in {"other", "topic", "url"}]
    counts = {
        index: sum(_reading_links(row[index]) for row in rows if index < len(row))
        for index in usable
    }
    best = max(usable, key=lambda index: counts[index], default=None)
    return best if best is not None and counts[best] else None


def _reading_links(cell: str) -> int:
    return sum(
        1
        for label, url in _LINK.findall(cell[:4000])
        if path_kind(url) is None and why_no_reading(url, label) is None
    )


def _without_lone_title(columns: Sequence[Column]) -> list[Column]:
    """A column "Title" beside one of readings is a topic; alone it holds the readings."""
    readings = any(column.use == "readings" for column in columns)
    titles = [index for index, column in enumerate(columns) if column.use == "title"]
    found = list(columns)
    if not readings:
        for index in titles[:1]:
            found[index] = Column("readings")
    return found


def _by_cells(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[Column]:
    """The columns of a table without a head, told by their cells.

    Readings are in every column whose cells mostly link to some; a text before the first of
    them is a topic.
    """
    found = list(columns)
    cells = [
        [row[index] for row in rows if index < len(row) and _text(row[index])]
        for index in range(len(columns))
    ]
    for index, column in enumerate(columns):
        titled = sum(1 for cell in cells[index] if _titled_links(cell))
        if column.use == "other" and titled and titled * 2 >= len(cells[index]):
            found[index] = Column("readings")
    first = next(index for index, column in enumerate(found) if column.use == "readings")
    for index, column in enumerate(found[:first]):
        texts = sum(1 for cell in cells[index] if "](" not in cell and not _COUNT.fullmatch(cell))
        if column.use == "other" and texts and texts * 2 > len(cells[index]):
            found[index] = Column("topic")
    return found


def _titled_links(cell: str) -> bool:
    """Whether a cell links to a reading by a title, not by a name or by "pdf"."""
    return any(
        material_kind(label, url) is None
        and why_no_reading(url, label) is None
        and not is_pointer(label)
        and not looks_like_names(label)
        for label, url in _LINK.findall(cell[:4000])
    )


def _with_people(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> list[Column]:
    """The columns of a table without a head, those of names as people, the first as presenters."""
    found = list(columns)
    person: PersonRole = "presenter"
    for index, column in enumerate(columns):
        cells = [_text(row[index]) for row in rows if index < len(row) and _text(row[index])]
        people = [cell for cell in cells if looks_like_names(cell)]
        if column.use == "other" and people and len(people) * 2 > len(cells):
            found[index] = Column("people", person=person)
            person = "other"
    return found


def _text(cell: str) -> str:
    return re.sub(r"<[^<>]{0,200}>|[*_`~]", " ", cell[:300]).strip()
