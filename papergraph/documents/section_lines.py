"""The lines of a document in one row, with what tells a new entry or a new section."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from papergraph.documents.page import Line, Page

_HEADINGS = {
    "references": frozenset(
        "references reference bibliography referencesandnotes literaturecited workscited "
        "literature referencescited".split()
    ),
    "after": frozenset(
        "appendix appendices supplementarymaterial supplementarymaterials supplement "
        "supplementalmaterial acknowledgments acknowledgements acknowledgment acknowledgement "
        "checklist neuripspaperchecklist paperchecklist authorbiographies biographies "
        "abouttheauthors authorcontributions artifactappendix".split()
    ),
}
_NUMBERING = re.compile(
    r"^(?:appendix\s+)?(?:[A-Z]|\d{1,2}|[IVX]{1,5})(?:\.\d{1,2})*[.:]?\s+(?=\S)"
)
_LETTERED = re.compile(
    r"(?:Appendix\s+)?(?:[A-Z](?:\.\d{1,2})*[.:]?|\d{1,2}(?:\.\d{1,2})*)\s+(?P<title>[A-Z]\S*(?:\s.*)?)"
)
_OPENING = re.compile(r"(?:Appendix|Appendices|Supplementary|Supplemental)\b", re.IGNORECASE)
#: The end of an entry: a full stop, a closing mark, a year, a link.
_CLOSED = re.compile(r"[.!?”\"\])]$|(?:19|20)\d\d[a-z]?\)?$|https?://\S+$|\w/\S*\w$")
#: How much larger than the list the letters of a heading are, at least; numbered ones need less.
_LARGER = 1.12
_LARGER_LETTERED = 1.04


@dataclass(frozen=True, slots=True)
class SectionLine:
    """A line, the number of its page, and the gap to the line above it in points, if known."""

    text: str
    page: int
    left: float | None = None
    base: float | None = None
    size: float | None = None
    gap: float | None = None

    def starting(self, text: str) -> "SectionLine":
        """The rest of the line, from somewhere in its middle: it has no place of its own."""
        return replace(self, text=text, left=None)


def section_lines(pages: Sequence[Page]) -> list[SectionLine]:
    """All lines of the pages, in their order."""
    lines = []
    for number, page in enumerate(pages):
        above: Line | None = None
        for line in page.lines:
            lines.append(_of(line, number, above))
            above = line
    return lines


def _of(line: Line, page: int, above: Line | None) -> SectionLine:
    gap = None
    if above and above.base is not None and line.base is not None and line.base < above.base:
        gap = above.base - line.base
    return SectionLine(line.text, page, line.left, line.base, line.size, gap)


def is_heading_of(text: str, section: str) -> bool:
    """Whether a line is the heading of the references, or (``after``) of what follows them.

    Small capitals come out with blanks in them ("R EFERENCES"), numbering stands before it.

    >>> is_heading_of("7. R EFERENCES", "references"), is_heading_of("[7] References", "references")
    (True, False)
    """
    if len(text) > 40 or text.startswith("["):
        return False
    bare = re.sub(r"[\W\d_]", "", text).casefold()
    unnumbered = re.sub(r"[\W\d_]", "", _NUMBERING.sub("", text)).casefold()
    return bool({bare, unnumbered} & _HEADINGS[section])


def common_size(lines: Sequence[SectionLine]) -> float | None:
    """The size of the letters of most of some lines, in points; None where that is not known."""
    sizes = Counter(round(line.size * 2) / 2 for line in lines if line.size)
    return sizes.most_common(1)[0][0] if sizes else None


def is_closed(text: str) -> bool:
    """Whether an entry may end with this line: it is no half of a word, name or title.

    >>> is_closed("In SOSP, 2019."), is_closed("Scaling distributed machine")
    (True, False)
    """
    return bool(_CLOSED.search(text.rstrip()[-200:]))


def is_large(line: SectionLine, size: float | None) -> bool:
    """Whether a line is set so much larger than the list (``size``) that it is no part of it."""
    return bool(size and line.size and line.size >= size * 1.25) and len(line.text) < 120


def begins_section(line: SectionLine, size: float | None, *, whole: bool = False) -> bool:
    """Whether another section begins with a line that follows a closed entry.

    It is told by its words ("Appendix"), by letters larger than those of the list (``size``), or,
    where sizes are not known, by numbering without a full stop ("B.1 More Results"). "A Large-Scale
    Study" may as well be the title behind "2010.": it counts only if the entry is ``whole``.
    """
    text = line.text
    if is_heading_of(text, "after") or (_OPENING.match(text) and len(text) < 80):
        return True
    if size and line.size:
        larger = _LARGER if not _is_lettered(text) else _LARGER_LETTERED
        return line.size >= size * larger and len(text) < 120
    return _is_lettered(text) and (whole or not text.startswith("A "))


def _is_lettered(text: str) -> bool:
    """Whether a line reads like the numbered heading of an appendix."""
    match = _LETTERED.fullmatch(text)
    if not match or len(text) > 100 or text.endswith((".", ",", "-")) or "," in text:
        return False
    # "A. Vahdat. Hedera: Dynamic" is a name and the beginning of a title.
    return not re.search(r"[.:?]\s", match["title"]) and len(match["title"].split()) > 1
