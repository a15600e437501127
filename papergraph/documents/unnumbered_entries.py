"""Reference lists without marks, sorted by author: where one entry ends and the next begins."""

import re
import statistics
import unicodedata
from collections import defaultdict
from collections.abc import Sequence

from papergraph.documents.section_lines import (
    SectionLine,
    begins_section,
    common_size,
    is_closed,
    is_large,
)

_YEAR = re.compile(r"\b(?:19|20)\d\d[a-z]?\b|\bn\.\s?d\.|forthcoming|in press|to appear", re.I)
_CAPITAL = r"[^\W\d_a-z][\w’'`´¨\-‐]*"
_PARTICLES = r"(?:(?:van|von|de|der|den|del|della|la|le|di|da|dos|du|el|al|ten|ter|zu)\s+)*"
_YEAR_BEHIND = r"\(?(?:19|20)\d\d"
#: How entries of lists by author begin: "Kwon, W."; "Woosuk Kwon,"; "Kwon, Woosuk and"; "OpenAI.
#: 2023". What follows the name counts too: "Machine Learning, 6(2)" is no person.
_BEGINNINGS = tuple(
    re.compile(pattern)
    for pattern in (
        rf"{_PARTICLES}{_CAPITAL}(?:[ ]{_CAPITAL})?,\s+(?:[^\W\d_a-z]\.[-\s]?)+",
        rf"{_PARTICLES}{_CAPITAL},\s+{_CAPITAL}(?:\s[^\W\d_a-z]\.)?(?:,|\s+(?:and|&)\b|\.|$)",
        rf"{_PARTICLES}{_CAPITAL}\.?(?:\s+{_PARTICLES}{_CAPITAL}\.?){{0,3}}\s+{_PARTICLES}{_CAPITAL}"
        rf"(?:,\s+(?=[^\W\d_a-z]|and\b|et\b)|,$|\s+(?:and|&)\s+[^\W\d_a-z]|\s+et\s+al"
        rf"|\.\s+(?:{_YEAR_BEHIND}|[^\W\d_a-z])|\.$|\s+{_YEAR_BEHIND})",
        rf"{_CAPITAL}(?:\s+[\w&]+){{0,5}}\.?\s+{_YEAR_BEHIND}",
    )
)
_NAMED = re.compile(_PARTICLES + _CAPITAL)
#: The longest entry, and what is kept of the last, in characters.
_LONGEST_TEXT = 3000
_LONGEST_LAST = 800
#: So many lines that may begin an entry are more than a list has.
_MOST = 2000
#: What a step against the alphabet counts, beside 1 for one along it.
_UNSORTED = 0.2
#: Points by which a hanging indent sets the further lines of an entry in.
_INDENT = (4.0, 40.0)
#: Lines of one column begin within so many points of its edge or of the indent.
_SAME = 2.5
#: A list with fewer years than this share of its entries has been split wrongly.
_DATED = 0.6


def split_unnumbered(lines: Sequence[SectionLine]) -> tuple[str, ...]:
    """The entries of a list by authors and years, empty where these lines do not read like one.

    Hanging indents tell them where the places of lines are known; else wider gaps between
    entries; else the words: a closed entry, then a name that is not sorted before the last.
    """
    body = _body(lines)
    if not body:
        return ()
    for find in (_by_indent, _by_gap, _by_words):
        starts = find(body)
        entries = _join(body, starts)
        if _plausible(entries):
            # Behind the last there may be another section, where nothing showed its beginning.
            return (*entries[:-1], entries[-1][:_LONGEST_LAST])
    return ()


def _body(lines: Sequence[SectionLine]) -> list[SectionLine]:
    """The lines up to the next section."""
    size = common_size(lines[:40])
    for index, line in enumerate(lines):
        closed = index == 0 or is_closed(lines[index - 1].text)
        if index and (is_large(line, size) or (closed and begins_section(line, size))):
            return list(lines[:index])
    return list(lines)


def _join(lines: Sequence[SectionLine], starts: Sequence[int]) -> tuple[str, ...]:
    ends = [*starts[1:], len(lines)][: len(starts)]
    return tuple(
        " ".join(line.text for line in lines[start:end]).strip()
        for start, end in zip(starts, ends, strict=True)
    )


def _plausible(entries: Sequence[str]) -> bool:
    """Whether most entries begin with a name and hold a year, and none is a page of prose."""
    if len(entries) < 2 or max(map(len, entries[:-1])) > _LONGEST_TEXT:
        return False
    dated = sum(bool(_YEAR.search(entry)) for entry in entries)
    named = sum(bool(_NAMED.match(entry)) for entry in entries)
    return min(dated, named) >= _DATED * len(entries)


def _by_indent(lines: Sequence[SectionLine]) -> list[int]:
    """The lines that begin at the edge of a column whose other lines are set in."""
    lefts: defaultdict[int, list[float]] = defaultdict(list)
    for line in lines:
        if line.left is None:
            return []
        lefts[line.page].append(line.left)
    edges = {page: _edges(found) for page, found in lefts.items()}
    # A page with little of the list may show one kind of line only: its columns are the others'.
    known = sorted({edge for found in edges.values() for edge in found})
    if not known:
        return []
    starts = []
    for index, line in enumerate(lines):
        left = line.left or 0.0
        own = edges[line.page] or known
        if any(abs(left - edge) <= _SAME for edge in own):
            starts.append(index)
    share = len(starts) / len(lines)
    return starts if 0.1 <= share <= 0.8 else []


def _edges(lefts: Sequence[float]) -> list[float]:
    """The left edges of the columns of a page: each with lines set in behind it."""
    clusters: list[list[float]] = []
    for left in sorted(lefts):
        if clusters and left - clusters[-1][-1] <= _SAME / 2:
            clusters[-1].append(left)
        else:
            clusters.append([left])
    places = [(statistics.median(cluster), len(cluster)) for cluster in clusters]
    edges: list[float] = []
    for place, count in places:
        inside = [n for other, n in places if _INDENT[0] <= other - place <= _INDENT[1]]
        is_inside = any(_INDENT[0] <= place - edge <= _INDENT[1] for edge in edges)
        if inside and not is_inside and max(inside) >= max(1, count // 4):
            edges.append(place)
    return edges


def _by_gap(lines: Sequence[SectionLine]) -> list[int]:
    """The lines with more room above them than lines of one entry have, and those atop columns."""
    gaps = [line.gap for line in lines if line.gap is not None]
    if len(gaps) < 4:
        return []
    usual = statistics.median_low(gaps)
    close = [gap for gap in gaps if gap <= usual * 1.1]
    wide = [gap for gap in gaps if usual * 1.2 < gap < usual * 4]
    if len(wide) < 2 or len(close) < len(gaps) // 3:
        return []
    starts = [0]
    for index, line in enumerate(lines[1:], 1):
        if line.gap is not None:
            if line.gap > usual * 1.2:
                starts.append(index)
        elif is_closed(lines[index - 1].text) and _begins_with_name(line.text):
            starts.append(index)
    return starts


def _by_words(lines: Sequence[SectionLine]) -> list[int]:
    """The longest row of lines that may begin an entry and are sorted, each entry with a year.

    A line within an entry may look like a beginning ("Machine Learning, Vancouver"); it rarely
    stands where the alphabet wants it. The list is sorted by surname, or by first word.
    """
    found = [0] + [
        index
        for index in range(1, len(lines))
        if is_closed(lines[index - 1].text) and _begins_with_name(lines[index].text)
    ]
    if len(found) > _MOST:
        return []
    years = [0]
    for line in lines:
        years.append(years[-1] + bool(_YEAR.search(line.text)))
    keys = [_sort_keys(lines[index].text) for index in found]
    rows = [_sorted_row(found, [key[by] for key in keys], years) for by in (0, 1)]
    return max(rows, key=len)


def _sorted_row(found: Sequence[int], keys: Sequence[str], years: Sequence[int]) -> list[int]:
    """The best row that begins with the first line and has a year in each of its entries.

    A step that keeps the order counts in full, one that breaks it little: web pages may have an
    alphabet of their own.
    """
    score = [1.0] + [0.0] * (len(found) - 1)
    before = [-1] * len(found)
    for j in range(1, len(found)):
        for i in range(j):
            if not score[i] or years[found[j]] == years[found[i]]:
                continue
            gained = score[i] + (1.0 if keys[i] <= keys[j] else _UNSORTED)
            if gained >= score[j]:
                score[j], before[j] = gained, i
    ends = [i for i in range(len(found)) if score[i] and years[-1] > years[found[i]]]
    at = max(ends, key=lambda i: score[i], default=0)
    row = []
    while at >= 0:
        row.append(found[at])
        at = before[at]
    return row[::-1]


def _begins_with_name(text: str) -> bool:
    """Whether a line begins as lists by author do: "Kwon, W.", "Woosuk Kwon,", "OpenAI. 2023".

    >>> [_begins_with_name(line) for line in ("Kwon, W., & Li, Z.", "Machine Learning, 6(2)")]
    [True, False]
    """
    return any(pattern.match(text) for pattern in _BEGINNINGS)


def _sort_keys(entry: str) -> tuple[str, str]:
    """The letters by which an entry may be sorted: of its first surname, and of its first word."""
    head = re.split(r",\s|(?<!\b\w)\.\s|,$|\.$|\s(?:and|&)\s|\s\(", entry, maxsplit=1)[0]
    words = [word for word in head.split() if not word.islower()] or head.split() or [""]
    return _plain(words[-1])[:3], _plain(words[0])[:3]


def _plain(word: str) -> str:
    folded = unicodedata.normalize("NFKD", word).casefold()
    return "".join(char for char in folded if char.isalpha())
