"""The shape "text-scrape": a page copied as bare text; dates, readings and people line by line."""

import re
from bisect import bisect_left
from collections.abc import Sequence

from papergraph.domain.courses import Listing, Page, Person, Term
from papergraph.listings.assembly import Assembly, listing_of
from papergraph.listings.clues.occasions import occasion_of, says_nothing
from papergraph.listings.clues.people import names
from papergraph.listings.clues.roles import role_of_words
from papergraph.listings.encoding import repaired_lines
from papergraph.listings.offering import read_name, term_of_day
from papergraph.listings.scrape.blocks import Block, schedule
from papergraph.listings.scrape.joined import parted
from papergraph.listings.scrape.telling import Teller, Told, names_a_topic
from papergraph.listings.shape import Shape

_MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DATED_LINE = re.compile(
    rf"^[ \t•*-]*(?:[a-z]{{2,9}}\.?,?[ \t]+)?(?:{_MONTHS}[ \t]+\d{{1,2}}|\d{{1,2}}[ \t]+{_MONTHS}"
    r"|\d{1,2}/\d{1,2}|20\d\d-\d\d-\d\d)\b",
    re.IGNORECASE | re.MULTILINE,
)
_MARKUP = re.compile(r"\]\(\s*<?(?:https?:|\.{0,2}/)|<(?:a|td|li)\b[^<>]{0,200}>", re.IGNORECASE)
_MARKDOWN = re.compile(r"^#{1,4}[ \t]+\S|^[ \t]*\|?[ \t]*:?-{2,200}:?[ \t]*\|", re.MULTILINE)
_ENOUGH = 3
#: So many characters belong to a day, where no other day follows.
_LONGEST_DAY = 1000


def fits(text: str) -> float:
    """How much a text looks like a scraped schedule: lines that begin with a day, no markup."""
    dated = list(_DATED_LINE.finditer(text))
    if not dated or _is_markup(text, dated):
        return 0.0
    if len(dated) < _ENOUGH:
        return 0.3
    line_end = text.find("\n", dated[_ENOUGH - 1].end())
    return 0.7 if line_end - dated[_ENOUGH - 1].start() < 300 or line_end < 0 else 0.5


def _is_markup(text: str, dated: Sequence[re.Match[str]]) -> bool:
    """Whether a page with links or tables of Markdown or HTML would have its markup read as titles.

    Of four days in the schedule at most one may have a link below it; elsewhere links do harm
    only on a page of Markdown, where what is read would be linked in other places.
    """
    links = [match.start() for match in _MARKUP.finditer(text)]
    ends = [match.start() for match in dated[1:]] + [len(text)]
    linked = 0
    for match, end in zip(dated, ends, strict=True):
        at = bisect_left(links, match.start())
        linked += at < len(links) and links[at] < min(end, match.start() + _LONGEST_DAY)
    if linked * 4 > len(dated):
        return True
    return len(links) > len(dated) and _MARKDOWN.search(text) is not None


def parse(page: Page, *, term: Term | None, january: str) -> Listing:
    """The listing of a scraped page; empty where no dated lines with readings are in it."""
    lines = repaired_lines(page.text)
    found = schedule(lines)
    first = found.blocks[0].line if found.blocks else 0
    before = lines[: max(first - 1, 0)]
    found = parted(found, before)
    blocks = found.blocks
    name = read_name(lines, near=first)
    term = term or name.term or _term_of(blocks, january)
    assembly = Assembly(page.address, term)
    assembly.block()
    teller = Teller(found, before)
    for number, block in enumerate(blocks):
        _assemble(block, teller.tell(block, last=number == len(blocks) - 1), assembly)
    if not any(session.readings for session in assembly.sessions()):
        return Listing(shape=SHAPE.name)
    if term is None:
        assembly.warn(None, "the page does not say in which year and term its dates lie")
    return listing_of(SHAPE.name, lines, name=name, term=term, assembly=assembly)


def _term_of(blocks: tuple[Block, ...], january: str) -> Term | None:
    dates = [
        when
        for block in blocks
        if block.day and block.day.year and (when := block.day.within(None))
    ]
    return term_of_day(min(dates), january=january) if dates else None


def _assemble(block: Block, told: tuple[Told, ...], assembly: Assembly) -> None:
    """One block as a session: what it is about, its readings, who presents them."""
    if block.day:
        assembly.session(block.line, block.day)
    role = None
    for item in told:
        number, text = item.line.number, item.text
        if item.use == "occasion":
            kind = occasion_of(text)
            if kind:
                assembly.occasion(kind, text)
        elif item.use == "topic":
            assembly.heading(text)
        elif item.use == "subject":
            assembly.subject(text)
        elif item.use == "people":
            person = item.line.column.person if item.line.column else "presenter"
            assembly.add(number, (), [Person(name, person) for name in names(text)])
        elif item.use == "mark":
            role = role_of_words(text) or role
        elif item.use == "heading":
            assembly.topic(text)
            if item.doubt:
                assembly.warn(number, f"taken for the heading of what follows: {text}")
        elif item.use == "logistics" and block.day:
            if names_a_topic(text) and any(later.use == "reading" for later in told):
                assembly.dated_topic(text)
            else:
                assembly.subject(text)
        elif item.use == "reading" and item.marks and not says_nothing(text):
            assembly.reading(
                number, text, None, role=item.marks.role or role, locator=item.marks.locator
            )


SHAPE = Shape(
    "text-scrape",
    "bare text copied from a page: a line for each date, reading and presenter",
    fits,
    parse,
)
