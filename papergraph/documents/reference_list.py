"""The reference list of a paper: pages -> its entries as raw text, in the order of the list.

Lines are taken in the order of the file, which is that of reading; sorting them by place would
mix columns. Where a line begins, and how large its letters are, tells what the words leave open.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from papergraph.documents.numbered_entries import split_numbered
from papergraph.documents.page import Page, pages_of
from papergraph.documents.running_lines import without_running_lines
from papergraph.documents.section_lines import SectionLine, is_heading_of, section_lines
from papergraph.documents.unnumbered_entries import split_unnumbered

_RUN_IN = re.compile(r"\W*(?:references|bibliography)\W*\s(?=\[1\]|1\.\s)", re.IGNORECASE)
#: Fewer entries than this prove no list: a heading in a table of contents has none.
_FEWEST = 2
#: More lines than these that say "References" are no headings.
_MOST_HEADINGS = 20


def split_references(pages: Sequence[Page | str]) -> tuple[str, ...]:
    """The entries of the reference list, each on one line as printed; empty where none was found.

    Entries of numbered lists keep their mark (``[7]``, ``7.``). A hyphen that a line break set
    stays, with a blank behind it; ``parse_reference`` puts such words together. The list begins
    at the last heading that has entries, and ends where another section begins. Pages may be
    plain texts, for which lists without numbers are split by their words alone.
    """
    lines = section_lines(without_running_lines(pages_of(pages)))
    for section in islice(_sections(lines), _MOST_HEADINGS):
        for split in (split_numbered, split_unnumbered):
            entries = split(section)
            if len(entries) >= _FEWEST or (entries and split is split_numbered):
                return entries
    return ()


def _sections(lines: Sequence[SectionLine]) -> Iterator[list[SectionLine]]:
    """What follows each heading that may begin a reference list, the last one first."""
    for index in range(len(lines) - 1, -1, -1):
        text = lines[index].text
        if is_heading_of(text, "references"):
            yield list(lines[index + 1 :])
        elif match := _RUN_IN.match(text):
            first = lines[index].starting(text[match.end() :])
            yield [first, *lines[index + 1 :]]
