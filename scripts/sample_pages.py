"""The offerings' pages of the sample: course pages -> tables of facts in words of our own.

Kept are dates, headings, titles, links, roles and locators of readings, milestones, weights and
planned lectures. Dropped are people, links that name them (slides, summaries), and all prose.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from ftfy import fix_text


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of the sample: its file, the file it is made from, and what that does not say."""

    name: str
    source: str
    institution: str
    address: str
    offering: str


_MICHIGAN = "University of Michigan"
_PAGES = (
    _Page("eecs598-w21.md", "seeds/eecs598-w21.md", _MICHIGAN,
          "https://github.com/mosharaf/eecs598", "eecs598-w21"),
    _Page("eecs598-w24.md", "courses/eecs598-w24.md", _MICHIGAN,
          "https://github.com/mosharaf/eecs598", "eecs598-w24"),
    _Page("cse585-f24.md", "seeds/cse585-f24.md", _MICHIGAN,
          "https://github.com/mosharaf/cse585", "cse585-f24"),
    _Page("cse585-f25.md", "courses/cse585-f25.md", _MICHIGAN,
          "https://github.com/mosharaf/cse585", "cse585-f25"),
    _Page("cs598-s26.md", "seeds/cs598-s26.txt", "University of Illinois Urbana-Champaign",
          "https://github.com/fanlai0990/CS598", "cs598-s26"),
)  # fmt: skip
_PLANS = (
    _Page("eecs598-w24-slides.txt", "seeds/eecs598-w24-slides.txt", _MICHIGAN,
          "https://github.com/mosharaf/eecs598", "eecs598-w24"),
    _Page("cse585-f25-slides.txt", "seeds/cse585-f25-slides.txt", _MICHIGAN,
          "https://github.com/mosharaf/cse585", "cse585-f25"),
)  # fmt: skip

_DAY = re.compile(r"\b(Jan|Feb|Mar|Apr|May|June?|July?|Aug|Sept?|Oct|Nov|Dec)[a-z]*\s+(\d{1,2})\b")
#: Days without a lecture in words of our own, by what the pages call them.
_OCCASIONS = (
    (re.compile(r"break|recess|thanksgiving", re.I), "Break"),
    (re.compile(r"^(?:no (?:lecture|class)|buffer)", re.I), "No lecture"),
    (re.compile(r"feedback session", re.I), "Project feedback"),
    (re.compile(r"mid-semester.*presentation", re.I), "Mid-semester presentations"),
    (re.compile(r"final.*presentation", re.I), "Final presentations"),
)
#: Duties in words of our own, by words of the sentences that set their dates.
_DUTIES = (
    (re.compile(r"final report", re.I), "Final report"),
    (re.compile(r"mid-semester report", re.I), "Mid-semester report"),
    (re.compile(r"mid-semester progress", re.I), "Mid-semester presentations"),
    (re.compile(r"must be finalized", re.I), "Final proposal"),
    (re.compile(r"draft proposal", re.I), "Draft proposal"),
    (re.compile(r"project discussion", re.I), "Project discussions"),
    (re.compile(r"form a group", re.I), "Form groups"),
)
_WEIGHT = re.compile(r"^\|?\s*([A-Z][A-Za-z /]+?)\s*[|\t ]\s*(\d{1,3})%")
_HEADER = re.compile(r"^\|?\s*Date\b.*\bReadings\b")
_SCRAPE_DATE = re.compile(r"(?P<date>(?:[A-Z][a-z]{2}) \d{1,2}(?:–\d{1,2})?)(?:\s+(?P<what>.+))?$")


def write_pages(data: Path, target: Path) -> int:
    """Write every page and plan into ``target``; the number of files."""
    target.mkdir(parents=True, exist_ok=True)
    with (data / "dataset/identity.csv").open(encoding="utf-8", newline="") as file:
        readings = [(row["offering"], row["raw_title"]) for row in csv.DictReader(file)]
    for page in _PAGES:
        text = fix_text((data / page.source).read_text("utf-8"), uncurl_quotes=False)
        known = {title for offering, title in readings if offering == page.offering}
        is_scrape = page.source.endswith(".txt")
        rows = _scraped_rows(text, known) if is_scrape else _table_rows(text)
        lines = (*_head(page, text), *_table(("Date", "Readings"), rows), *_duties(text))
        (target / page.name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    for page in _PLANS:
        text = fix_text((data / page.source).read_text("utf-8"), uncurl_quotes=False)
        (target / page.name).write_text("\n".join(_plan(page, text)) + "\n", encoding="utf-8")
    return len(_PAGES) + len(_PLANS)


def _head(page: _Page, text: str) -> Iterator[str]:
    title = next(line for line in text.splitlines() if re.match(r"#?\s*[A-Z]+ \d{3}: ", line))
    yield f"# {title.lstrip('# ').strip()}"
    yield ""
    yield f"{page.institution}, {page.address}"
    yield ""
    yield "## Schedule"
    yield ""


def _table(head: tuple[str, str], rows: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield f"| {head[0]} | {head[1]} |"
    yield "| --- | --- |"
    for first, second in rows:
        yield f"| {first} | {second} |"


def _table_rows(text: str) -> Iterator[tuple[str, str]]:
    """Date and readings cell of each row of a page's schedule."""
    inside = False
    for line in text.splitlines():
        if _HEADER.match(line):
            inside = True
        elif inside and not line.startswith("|"):
            return
        elif inside and not re.fullmatch(r"[\s|:-]+", line):
            cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:]]
            yield " ".join(cells[0].split()), _readings_cell(cells[1])


def _readings_cell(cell: str) -> str:
    """A cell of one reading or one heading, without places and slips of the pen."""
    if heading := re.match(r"\*\*(.+?)\*\*", cell):
        return f"**{_occasion(heading[1])}**"
    return " ".join(cell.replace("\\)", ")").split())


def _occasion(text: str) -> str:
    return next((word for pattern, word in _OCCASIONS if pattern.search(text)), text)


def _scraped_rows(text: str, known: set[str]) -> Iterator[tuple[str, str]]:
    """Date and reading, one a row, from a page scraped as bare lines.

    What stands between a date and the next is a subject in parentheses, a reading (``known``
    holds their titles), a name of the staff, or else a heading.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    staff = {line.split()[0] for line in lines if re.search(r"\([a-z]+\d*\)", line)}
    start = next(n for n, line in enumerate(lines) if _HEADER.match(line))
    when = ""
    for line in lines[start + 1 :]:
        title = line.removesuffix("(Required)").strip()
        if line == "Tentative Grading":
            break
        if match := _SCRAPE_DATE.match(line):
            when = match["date"]
            if match["what"]:
                yield when, f"**{_occasion(match['what'])}**"
                when = ""
        elif re.fullmatch(r"\([^()]+\)", line):
            when += f"<br>{line}"
        elif title in known or line.split()[0] not in staff:
            yield when, line if title in known else f"**{_occasion(line)}**"
            when = ""


def _duties(text: str) -> Iterator[str]:
    """The milestones and weights of a page, each under a heading of its own."""
    found = dict.fromkeys(_milestones(text))
    yield from ("", "## Milestones", "")
    yield from _table(("Date", "Milestone"), found)
    yield from ("", "## Grading", "")
    yield from _table(("Part", "Weight"), _weights(text))


def _milestones(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        duty = next((word for pattern, word in _DUTIES if pattern.search(line)), None)
        for month, day in _DAY.findall(line) if duty else ():
            yield f"{month[:3]} {day}", duty or ""


def _weights(text: str) -> Iterator[tuple[str, str]]:
    for line in text.splitlines():
        if match := _WEIGHT.match(line):
            yield match[1].strip(), f"{match[2]}%"


def _plan(page: _Page, text: str) -> Iterator[str]:
    """The lines of a plan: title, address, topics with lectures, weights, milestones."""
    lines = text.splitlines()
    yield next(line.strip() for line in lines if re.match(r"[A-Z]+ \d{3}: ", line))
    yield from ("", page.institution, f"Webpage: <{page.address}>", "", "Course Requirements", "")
    yield from (f"{part}\t{weight}" for part, weight in _weights(text))
    yield from ("", "Topics (#Lectures)", "")
    start = next(n for n, line in enumerate(lines) if line.startswith("Topics (#"))
    for line in lines[start + 2 :]:
        if not re.fullmatch(r"- .+ \(\d+\)", line):
            break
        yield line
    yield from ("", "Readings", "")
    if match := re.search(r"(\d+) papers", text):
        yield f"- {match[1]} papers"
    yield from ("", "Milestones", "", "Date\tMilestone")
    for line in lines:
        if re.match(r"\d\d/\d\d/\d\d", line):
            yield "\t".join(line.split("\t")[:2])
