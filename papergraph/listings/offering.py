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
    rf"[\s-]{{0,2}}(?P<number>{_NUMBER})|(?P<bare>\d{{2}}-\d{{3}}[A-Z]?|\d{{1,2}}\.(?:S?\d{{3,4}})))(?![\w’'])",
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
#: Lines that say who teaches where and when name rooms ("DC 3547"), never the course.
_ASIDE = re.compile(
    r"\W*(?:(?:co-?)?instructors?|lecturers?|lectures?(?:/\w+)?|professors?|prof|faculty|staff|tas?|gsis?"
    r"|teaching\s+(?:staff|assistants?)|rooms?|locations?|offices?|office\s+hours?|time(?:\s+and\s+\w+)?"
    r"|when|where|(?:class\s+)?meet(?:s|ings?)|venue|contact|e-?mail|prerequisites?|piazza"
    r"|discussions?|catalog(?:ue)?\s+number)(?:\s*[:|\t*(-]|\s+(?:in|at|is|are)\b|\s+[MTWRF]\w{0,4}\b)",
    re.IGNORECASE,
)
_REPOSITORY = re.compile(r"\s*[\w.-]+\s*/\s*[\w.-]+\s*")
#: Headings of sections, which are no titles of courses.
_SECTION = re.compile(
    r"(?:tentative\s+|course\s+)?(?:schedule|administrivia|logistics|overview|syllabus|calendar|staff"
    r"|team|about|information|(?:table\s+of\s+)?contents|grading)"
    r"(?:\s+(?:and|&)\s+.{1,40}|\s*\(.*\))?",
    re.IGNORECASE,
)
#: The title line stands near the top; a scrape brings the site's own menus before it …
_TITLE_WITHIN = 120
#: … or it stands not far above the schedule, below a long preamble.
_NEAR = 60
_PLAINEST, _PLAIN = 2, 1
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
    """The course code in a text, lower-case, without blanks ("CS 294-162" -> "cs294").

    The section behind a hyphen is left out; "15-849" is a code as a whole.
    """
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
        return f"{name}{number.partition('-')[0]}".lower(), match.start(), match.end()
    return None


def read_name(
    lines: Sequence[str], *, headings: Iterable[str] = (), near: int | None = None
) -> Name:
    """Course, term and title as the line says them that most plainly names a course.

    ``headings`` (a Markdown page's own) decide before all other lines. Then a line of the form
    "CS 598: Title (S'26)" decides, one near the top before one further down; then whatever
    names a course near the top or above the line ``near``, where the schedule begins (from 0).
    What that line leaves out is taken from another that names the same course; the term may
    stand in any line. Without a line that names a course, the first heading is the title.
    """
    headings = [line for line in headings if line.strip()][:5]
    top = _short(lines[:_TITLE_WITHIN])
    above = _short(lines[max(_TITLE_WITHIN, near - _NEAR) : near]) if near else []
    far = [line for line in _short(lines[_TITLE_WITHIN:]) if _plainness(line) == _PLAINEST]
    ranked = [*headings]
    for group in (top, far, above):
        for plainness in (_PLAINEST, _PLAIN):
            ranked.extend(line for line in group if _plainness(line) == plainness)
    ranked += [line for line in (*top, *above) if _name_of(line).title] + top + above
    names = [name for line in dict.fromkeys(ranked) if (name := _name_of(line)).course]
    best = names[0] if names else Name()
    same = [name for name in names if name.course == best.course]
    title = next((name.title for name in same if name.title), None)
    if headings and title is None:
        title = _name_of(headings[0]).title or next(
            (name.title for name in map(_name_of, headings[1:2]) if best.course and name.title),
            None,
        )
    term = next((name.term for name in same if name.term), None)
    for line in () if term else (*headings, *top[:60], *reversed(above)):
        if term := read_term(line):
            break
    return Name(best.course, term, title)


def _short(lines: Sequence[str]) -> list[str]:
    return [text for line in lines if len(line) <= _LONGEST_TITLE_LINE and (text := line.strip())]


def _plainness(line: str) -> int:
    """How plainly a line names a course: by its code first, by a title, by a term."""
    found = _CODE.match(line.lstrip("#* \t"))
    if found is None and not _find_term(line):
        return 0
    name = _name_of(line)
    if name.course is None or name.title is None:
        return 0
    if found is None:
        return _PLAIN
    return _PLAINEST if name.term else _PLAIN


def _name_of(line: str) -> Name:
    """What one line says: its code and term, and what is left of it as the title."""
    line = " ".join(re.sub(r"^\s*#+\s*|\s*#+\s*$", "", line).replace("**", "").split())
    line = re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", line)
    if _ASIDE.match(line):
        return Name(None, read_term(line), None)
    term = code = None
    rest = line
    if found := _find_term(rest):
        term, start, end = found
        rest = f"{rest[:start]} {rest[end:]}"
    while found_code := _find_code(rest):
        code = code or found_code[0]
        rest = f"{rest[: found_code[1]]} {rest[found_code[2] :].removeprefix('/')}"
    title = " ".join(re.sub(r"[(\[][\s,;:/|-]*[)\]]", " ", rest).split()).strip(_EDGES)
    if title.startswith("(") and title.endswith(")"):
        title = title[1:-1].strip(_EDGES)
    enough = len(title) > 3 and len(title.split()) <= 20 and not title.endswith(".")
    named = enough and not (_REPOSITORY.fullmatch(line) or _SECTION.fullmatch(title))
    return Name(code, term, title if named else None)


def term_of_day(day: date, *, january: str) -> Term:
    """The term a day falls in: January to April ``january``, May to July summer, else fall."""
    season = january if day.month <= 4 else "U" if day.month <= 7 else "F"
    return Term(season, day.year)
