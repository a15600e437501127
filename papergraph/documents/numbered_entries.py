"""Reference lists with marks: ``[7]``, ``7.``, ``(7)``, ``[KLZ+23]``, ``[Kwon et al., 2023]``."""

import re
from collections.abc import Sequence

from papergraph.documents.names import begin_like_names
from papergraph.documents.reference_text import parse_reference
from papergraph.documents.section_lines import (
    SectionLine,
    begins_section,
    common_size,
    is_closed,
    is_large,
)

_BRACKET = re.compile(r"\[(\d{1,4})\](?=\s|\S)")
_DOTTED = re.compile(r"(\d{1,4})\.\s+(?=\S)")
_ROUND = re.compile(r"\((\d{1,4})\)\s+(?=\S)")
_LABEL = re.compile(
    r"\[(?=[^\]]*[A-Za-z])[^\[\]]{1,60}(?:\d{2,4}[a-z]?|\d{4}[a-z]?\)|n\.\s?d\.)\](?=\s|$|\w)"
)
#: Within so many lines of the heading the first entry must begin.
_FIRST_WITHIN = 6
#: The longest last entry, in lines: nothing but a new section would end it otherwise.
_LONGEST = 40
#: The longest entry, in characters; what an entry has beyond it is another text.
_LONGEST_TEXT = 4000
#: A number within a line is looked for in so many lines.
_NEAR = 200
#: What an entry has that is complete: a year, a link.
_DATED = re.compile(r"\b(?:19|20)\d\d\b|https?:")
#: How many numbers in a row may have been lost by an extractor.
_LOST = 3
_Place = tuple[int, int]


def split_numbered(lines: Sequence[SectionLine]) -> tuple[str, ...]:
    """The entries of a list whose entries bear marks, empty where these lines are none."""
    for mark in (_BRACKET, _DOTTED, _ROUND):
        if starts := _number_places(lines, mark):
            return _entries(lines, starts)
    labels = [(i, 0) for i, line in enumerate(lines) if _LABEL.match(line.text)]
    if len(labels) > 1 and labels[0][0] < _FIRST_WITHIN:
        return _entries(lines, labels)
    return ()


def _number_places(lines: Sequence[SectionLine], mark: re.Pattern[str]) -> list[_Place]:
    """Where the entries 1, 2, … begin, as (line, index in it); empty if 1 is not at the start."""
    at_start: dict[int, list[int]] = {}
    for index, line in enumerate(lines):
        if match := mark.match(line.text):
            at_start.setdefault(int(match[1]), []).append(index)
    first = [index for index in at_start.get(1, []) if index < _FIRST_WITHIN]
    if not first or (mark is not _BRACKET and 2 not in at_start):
        return []
    places: list[_Place] = [(first[0], 0)]
    number = 1
    while True:
        step = _next(lines, at_start, mark, places[-1], number)
        if step is None:
            return places
        number, place = step
        places.append(place)


def _next(
    lines: Sequence[SectionLine],
    at_start: dict[int, list[int]],
    mark: re.Pattern[str],
    last: _Place,
    number: int,
) -> tuple[int, _Place] | None:
    """The number and place of the entry after one, None if that was the last.

    A number that begins no line may stand within one, where an extractor joined two lines; one
    that is nowhere was lost, and its entry stays part of the one before.
    """
    for lost in range(_LOST + 1):
        wanted = number + 1 + lost
        after = [index for index in at_start.get(wanted, []) if index > last[0]]
        ahead = [i for i in at_start.get(wanted + 1, []) if i > last[0]]
        if after:
            before = [index for index in after if not ahead or index < ahead[-1]] or after
            return wanted, (_best(lines, mark, before), 0)
        if not lost and (within := _within(lines, mark, last, wanted, ahead)):
            return wanted, within
    return None


def _best(lines: Sequence[SectionLine], mark: re.Pattern[str], indices: Sequence[int]) -> int:
    """The line that begins the entry, of those that bear its number: "14. ACM, 2010." does not."""
    if len(indices) == 1 or mark is _BRACKET:
        return indices[0]

    def likely(index: int) -> tuple[bool, bool]:
        follows = index == 0 or is_closed(lines[index - 1].text)
        rest = lines[index].text[mark.match(lines[index].text).end() :]  # type: ignore[union-attr]
        return follows, begin_like_names(rest.split(".")[0])

    return max(indices, key=lambda index: (*likely(index), -index))


def _within(
    lines: Sequence[SectionLine],
    mark: re.Pattern[str],
    last: _Place,
    number: int,
    ahead: Sequence[int],
) -> _Place | None:
    """Where a bracketed number stands in the middle of a line, before the number after it."""
    if mark is not _BRACKET or not ahead:
        return None
    pattern = re.compile(rf"(?<=\s)\[{number}\]\s(?=[A-Z“\"])")
    for index in range(last[0], min(ahead[0], last[0] + _NEAR) + 1):
        start = last[1] + 1 if index == last[0] else 0
        if match := pattern.search(lines[index].text, start):
            return index, match.start()
    return None


def _entries(lines: Sequence[SectionLine], starts: Sequence[_Place]) -> tuple[str, ...]:
    """The text from each start to the next; the last one ends where a section begins."""
    size = common_size(lines[starts[0][0] : starts[-1][0] + 1])
    entries = []
    for start, end in zip(starts, [*starts[1:], None], strict=True):
        entries.append(" ".join(_between(lines, start, end, size)))
    return tuple(entry[:_LONGEST_TEXT].strip() for entry in entries)


def _between(
    lines: Sequence[SectionLine], start: _Place, end: _Place | None, size: float | None
) -> list[str]:
    index, offset = start
    if end is not None and end[0] == index:
        return [lines[index].text[offset : end[1]]]
    texts = [lines[index].text[offset:]]
    stop = end[0] if end else min(len(lines), index + _LONGEST)
    for at in range(index + 1, stop):
        if _ended(lines[at - 1], lines[at], texts, size, is_last=end is None):
            return texts
        texts.append(lines[at].text)
    if end is not None and end[1]:
        texts.append(lines[end[0]].text[: end[1]])
    return texts


def _ended(
    above: SectionLine,
    line: SectionLine,
    texts: Sequence[str],
    size: float | None,
    *,
    is_last: bool,
) -> bool:
    """Whether an entry is over before a line: the last at a likely sign, others only at a sure one.

    What stands behind the others is bounded by the next mark; cutting it may cost a title.
    """
    if is_large(line, size):
        return is_last or is_closed(above.text)
    if not is_last or not is_closed(above.text):
        return False
    entry = " ".join(texts)
    read = parse_reference(entry)
    if begins_section(line, size, whole=bool(read.title and read.authors and read.date)):
        return True
    if not _DATED.search(entry):
        return False
    smaller = bool(size and line.size and line.size < size * 0.88)
    far = line.gap is not None and size is not None and line.gap > 2.2 * size
    return line.page != above.page or smaller or far
