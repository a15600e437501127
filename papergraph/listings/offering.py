"""Which course in which term a page belongs to, told by its title line."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from papergraph.domain.courses import Term

_KNOWN = (
    r"cse|cs|eecs|ece|ee|compsci|csci|cosc|cos|cis|cpsc|comp|cmps|cmpsc|cmpt|cds|inf|infs|info|stat"
    r"|math|ise|ids|ds|cics|coms|csc|cmsc|cpre|ics|cst|mit|tdt|dat|sys|network|ml"
)
_NUMBER = r"(?:\d{2,5}[A-Za-z]{0,2}(?:[-.]\d{1,4}[A-Za-z]?)?|[A-Z]\d{2,4}[A-Z]?)"
_CODE = re.compile(
    rf"(?<![\w/.@-])(?:(?P<name>(?:{_KNOWN})(?![a-z])|[A-Z]{{2,8}}|[A-Z][a-z]+[A-Z][A-Za-z]{{0,6}})"
    rf"[\s-]{{0,2}}(?P<number>{_NUMBER})|(?P<bare>\d{{2}}-\d{{3}}|\d{{1,2}}\.(?:S?\d{{3,4}})))(?![\w’'])",
    re.IGNORECASE,
)
_NO_COURSE = re.compile(
    r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|spring|summer|fall|autumn|winter|room"
    r"|week|lecture|version|chapter|section|page|term|year|session|icml|neurips|nips|sosp|osdi|nsdi"
    r"|sigcomm|asplos|mlsys|eurosys|iclr|fast|atc|vldb|sigmod|isca|hpca|micro|gpt|part|day|unit|sp|fa"
    r"|su|wi|f|s|w|u|utf|http|https|ipv|covid|bst|est|pst|edt|cst|copyright)",
    re.IGNORECASE,
)

_SEASONS = {
    "f": "F", "fa": "F", "fall": "F", "autumn": "F", "au": "F", "aut": "F",
    "w": "W", "wi": "W", "win": "W", "winter": "W", "wn": "W",
    "s": "S", "sp": "S", "spr": "S", "spring": "S",
    "u": "U", "su": "U", "sum": "U", "summer": "U", "ss": "U",
}  # fmt: skip
_WORD = r"(?:fall|autumn|winter|spring|summer|aut|spr|win|sum|fa|au|wi|wn|sp|su|ss)"
_TERMS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?P<season>{_WORD}|[fwsu])\s?[’'‘`´]\s?(?P<year>\d\d)\b",
        rf"\b(?P<season>{_WORD})(?:\s+(?:semester|quarter|term))?[\s,-]{{0,3}}(?:of\s+)?(?P<year>20\d\d)\b",
        rf"\b(?P<year>20\d\d)[\s,-]{{0,3}}(?P<season>{_WORD})\b",
        rf"(?<![\w.])(?P<season>{_WORD})[\s-]?(?P<year>\d\d)(?!\w|[-:/.%]\d)",
        r"(?<![\w.])(?P<season>[fwsu])(?P<year>(?:20)?[012]\d)(?![\w-])",
    )
)
_EDGES = " \t\xa0-–—:|,;/•·#*_"
#: The title line stands near the top; a scrape brings the site's own menus before it.
_TITLE_WITHIN = 120
_LONGEST_TITLE_LINE = 250


@dataclass(frozen=True, slots=True)
class Name:
    """What a page says it belongs to; None where it does not say."""

    course: str | None = None
    term: Term | None = None
    title: str | None = None


def read_term(text: str) -> Term | None:
    """The term a text names ("(F'24)", "Fall 2024", "2024 Fall", "SP22"); None without one."""
    found = _find_term(text)
    return found[0] if found else None


def _find_term(text: str) -> tuple[Term, int, int] | None:
    for pattern in _TERMS:
        if match := pattern.search(text):
            year = int(match["year"])
            season = _SEASONS[match["season"].lower()]
            return Term(season, year if year > 99 else 2000 + year), match.start(), match.end()
    return None


def read_course(text: str) -> str | None:
    """The course code in a text, lower-case without blanks ("CS 294-162" -> "cs294-162")."""
    found = _find_code(text)
    return found[0] if found else None


def _find_code(text: str) -> tuple[str, int, int] | None:
    for match in _CODE.finditer(text):
        name, number = match["name"], match["number"]
        if name is None:
            return match["bare"].lower(), match.start(), match.end()
        year = re.fullmatch(r"(?:19|20)\d\d", number) is not None
        if _NO_COURSE.fullmatch(name) or (year and not re.fullmatch(_KNOWN, name, re.IGNORECASE)):
            continue
        if name.islower() and not re.fullmatch(_KNOWN, name):
            continue
        if not name.isupper() and not re.fullmatch(_KNOWN, name, re.IGNORECASE) and name.istitle():
            continue
        return f"{name}{number}".lower(), match.start(), match.end()
    return None


def read_name(lines: Sequence[str], *, headings: Iterable[str] = ()) -> Name:
    """Course, term and title as the first line that names a course says them.

    ``headings`` (a Markdown page's own) are asked before the other lines near the top. The term
    may stand in a later line; without any line that names a course, the first heading is the
    title.
    """
    headings = [line for line in headings if line.strip()][:5]
    top = [line for line in lines[:_TITLE_WITHIN] if line.strip()]
    candidates = [line.strip() for line in (*headings, *top) if len(line) <= _LONGEST_TITLE_LINE]
    names = [(line, name) for line in candidates if (name := _name_of(line)).course]
    # A line that gives a title beside the code says more than a repository's path above it.
    best = next((name for _, name in names if name.title), names[0][1] if names else Name())
    title = best.title
    term = best.term
    if headings and title is None:
        title = _name_of(headings[0]).title or next(
            (name.title for name in map(_name_of, headings[1:2]) if best.course and name.title),
            None,
        )
    for line in () if term else candidates[:60]:
        if term := read_term(line):
            break
    return Name(best.course, term, title)


def _name_of(line: str) -> Name:
    """What one line says: its code and term, and what is left of it as the title."""
    line = " ".join(re.sub(r"^\s*#+\s*|\s*#+\s*$", "", line).replace("**", "").split())
    line = re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", line)
    term = code = None
    rest = line
    if found := _find_term(rest):
        term, start, end = found
        rest = f"{rest[:start]} {rest[end:]}"
    while found_code := _find_code(rest):
        code = code or found_code[0]
        rest = f"{rest[: found_code[1]]} {rest[found_code[2] :]}"
    title = " ".join(re.sub(r"[(\[][\s,;:/|-]*[)\]]", " ", rest).split()).strip(_EDGES)
    if title.startswith("(") and title.endswith(")"):
        title = title[1:-1].strip(_EDGES)
    enough = len(title) > 3 and len(title.split()) <= 20 and not title.endswith(".")
    return Name(code, term, title if enough else None)


def term_of_day(day: date, *, january: str) -> Term:
    """The term a day falls in: January to April ``january``, May to July summer, else fall."""
    season = january if day.month <= 4 else "U" if day.month <= 7 else "F"
    return Term(season, day.year)
