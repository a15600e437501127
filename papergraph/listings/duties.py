"""What a page plans and how it grades: topics with their lectures, weights, number of readings."""

import re
from collections.abc import Iterator, Sequence

from papergraph.domain.courses import PlannedTopic, Weight

_LONGEST = 2000

_PERCENT = re.compile(r"(?P<percent>\d{1,3}(?:\.\d{1,2})?)\s?%")
_NOTE = re.compile(r"[\s*|.)]*(?:\([^()]*\))?[\s*|.]*")
_AROUND = " \t*_|-:(=–—+•◦▪‣·."
_LONGEST_WEIGHT = 200
_UNITS = r"(?:lectures?|classes|sessions|weeks|meetings)"
_PLAN_HEAD = re.compile(
    r"^[\s#*]*(?:(?:tentative|planned|course|lecture)\s+){0,3}(?:topics?|schedule|plan)\b.{0,20}?"
    rf"(?:\(?\s*(?:#|no\.?|number|num)\s*(?:of\s+)?{_UNITS}\s*\)?|\(\s*lectures?\s*\))[\s:*]*$",
    re.IGNORECASE,
)
#: Below a head that does not speak of lectures, the lines must.
_BARE_HEAD = re.compile(
    r"^[\s#*]*(?:(?:tentative|planned|course|lecture)\s+){0,3}(?:topics?|plan)[\s:*]*$",
    re.IGNORECASE,
)
_SPOKEN = re.compile(rf"\d\s+{_UNITS}\W*$", re.IGNORECASE)
_PLAN_LINE = re.compile(
    r"^[\s*+•◦▪‣·-]*(?:\d{1,2}[.)]\s+)?(?P<heading>[^\t()]*\w[^\t]*?)[\s*]*"
    r"(?:\(\s*~?(?P<n>\d{1,2})(?:\s+\w+)?\s*\)"
    r"|[\t:]\s*~?(?P<m>\d{1,2})(?:\s+(?:lectures?|classes|sessions))?)[\s*]*$"
)
_BULLETED = re.compile(r"\s*[*+•◦▪‣·–o-]\s")
_SAID = re.compile(
    r"(?<![\d%.-])(?P<n>\d{2,3})\s?\+?\s+(?:\w+\s+){0,2}?(?:papers?|articles?|readings?)\b",
    re.IGNORECASE,
)


def weights(lines: Sequence[str]) -> tuple[Weight, ...]:
    """Parts of the grade: the first run of at least two neighbouring lines "Name 15%".

    Blank lines and table rulings do not end a run.
    """
    run: list[Weight] = []
    for line in lines:
        if not line.strip(" \t|:-"):
            continue
        weight = _weight(line)
        if weight is None and len(run) >= 2:
            break
        if weight is None:
            run = []
        else:
            run.append(weight)
    return tuple(run) if len(run) >= 2 else ()


def _weight(line: str) -> Weight | None:
    """The weight a line gives, the name before the number ("Report 40% (5 + 35)") or after it."""
    match = _PERCENT.search(line) if len(line) <= _LONGEST_WEIGHT else None
    if match is None:
        return None
    before, after = line[: match.start()], line[match.end() :]
    if not before.strip(_AROUND):
        what = after.strip(_AROUND)
        named = what[:1].isupper() and "%" not in what
    else:
        what = re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", before).strip(_AROUND)
        named = _NOTE.fullmatch(after) is not None and any(map(str.isalpha, what))
    percent = float(match["percent"])
    return Weight(what, percent) if named and len(what.split()) <= 8 and percent <= 100 else None


def plan(lines: Sequence[str]) -> tuple[PlannedTopic, ...]:
    """The lines "Name (n)" under a heading such as "Topics (#Lectures)"; empty without one."""
    return _plan(lines)[1]


def plan_line(lines: Sequence[str]) -> int | None:
    """Where that heading stands, counted from 0; None without a plan."""
    return _plan(lines)[0]


def _plan(lines: Sequence[str]) -> tuple[int | None, tuple[PlannedTopic, ...]]:
    for number, line in enumerate(lines):
        if len(line) >= 100:
            continue
        said = _PLAN_HEAD.match(_flat(line)) is not None
        if said or _BARE_HEAD.match(line):
            topics = tuple(_planned(lines[number + 1 : number + 60], spoken=not said))
            if topics:
                return number, topics
    return None, ()


def _planned(lines: Sequence[str], *, spoken: bool) -> Iterator[PlannedTopic]:
    """The topics up to the first line that is none; points below a topic are passed over.

    ``spoken``: only lines count that speak of lectures ("A (2 lectures)", "A: 2 lectures").
    """
    first: tuple[bool, bool] | None = None
    for line in lines:
        if not line.strip(" \t|:-"):
            continue
        style = (line[:1].isspace(), _BULLETED.match(line) is not None)
        if first is not None and style != first and style[1]:
            continue
        flat = _flat(line) if len(line) < 150 else ""
        match = _PLAN_LINE.match(flat)
        if match is None or (spoken and not _SPOKEN.search(flat)):
            if first is not None or spoken:
                return
            continue
        first = first or style
        heading = match["heading"].strip(" *_|-:")
        if not re.fullmatch(r"(?:total|sum)", heading, re.IGNORECASE):
            yield PlannedTopic(heading, int(match["n"] or match["m"]))


def _flat(line: str) -> str:
    """A row of a table of Markdown with tabs for its pipes; another line as it is."""
    text = line.strip()
    return re.sub(r"\s*\|\s*", "\t", text.strip("| ")) if text.startswith("|") else line


def readings_said(lines: Sequence[str]) -> int | None:
    """How many papers the page says are read in all ("~40 papers/articles"); None if unsaid."""
    for line in lines:
        if len(line) <= _LONGEST and (match := _SAID.search(line)):
            return int(match["n"])
    return None
