"""The authors under the title of a paper, where their names can be told from their employers."""

import re
from collections.abc import Sequence

from papergraph.documents.names import are_names, is_person, read_authors
from papergraph.documents.page import Line
from papergraph.domain.titles import normal_title
from papergraph.domain.works import Author

_EMAIL = re.compile(r"[\w.+{},\s-]+@[\w.-]+\.\w+")
#: Marks of footnotes and affiliations behind a name.
_MARKS = re.compile(r"[\d*∗†‡§¶♠♣♥♦♡♢♤♧⋆✉#]+(?:\s*,\s*[\d*∗†‡§¶]+)*")
#: A mark that follows a word, as it does a name.
_MARKED = re.compile(r"(?<=[^\W\d_])[\d*∗†‡§¶♠♣♥♦♡♢♤♧⋆✉#]")
_PLACE = re.compile(
    r"\b(?:universit|institut|college|school|academy|department|dept|laborator|labs?\b|research|"
    r"inc\b|corp|ltd|gmbh|company|technolog|center|centre|group|team|systems?\b)",
    re.IGNORECASE,
)


def read_front_authors(lines: Sequence[Line]) -> tuple[Author, ...]:
    """The authors that the lines between title and abstract name; empty where that is not sure.

    Sure is a list of names on one line and its continuations; or names in letters larger than
    whatever else stands there; or names each of which the address under it repeats.
    """
    for read in (_by_list, _by_size, _by_address):
        authors = read(lines)
        if authors and all(len(author.name.split()) <= 4 for author in authors):
            return authors
    return ()


def _by_list(lines: Sequence[Line]) -> tuple[Author, ...]:
    """A list directly under the title: "A. One, B. Two," or with marks "A. One1 B. Two2".

    A line below the list that may be one more name, or an employer ("Google Brain"), leaves it
    open where the list ends, and then it is not told.
    """
    pieces: list[str] = []
    opened = False
    for line in lines:
        text = _without_marks(line.text, ", ")
        if not text:
            continue
        # A mark before the words is that of an employer: "1 University", "∗ Equal contribution".
        if _MARKS.match(line.text) or not _are_persons(text):
            break
        joined = opened or re.match(r"and\b|&|,", line.text) or _MARKED.search(line.text)
        if pieces and not joined and "," not in text:
            return ()
        pieces.append(text)
        opened = bool(re.search(r"(?:,|\band|&)\s*$", line.text))
    authors = read_authors(", ".join(pieces)) if pieces else ()
    return authors if len(authors) > 1 and all(map(is_person, authors)) else ()


def _without_marks(text: str, between: str = " ") -> str:
    """A line without marks; ``between`` is what stands for one."""
    plain = re.sub(r"(?:\s*,)+", ",", _MARKS.sub(between, text))
    return re.sub(r"^(?:and|&)\s+|\s+(?:and|&)$", "", " ".join(plain.split()).strip(" ,"))


def _by_size(lines: Sequence[Line]) -> tuple[Author, ...]:
    """Names that are set larger than employers and addresses: all lines of the largest size."""
    sizes = sorted({round(line.size, 1) for line in lines if line.size})
    if len(sizes) < 2 or sizes[-1] < sizes[0] * 1.08:
        return ()
    large = [
        _without_marks(line.text)
        for line in lines
        if line.size and line.size >= sizes[-1] * 0.97 and _without_marks(line.text)
    ]
    if not large or not all(_are_persons(text) for text in large):
        return ()
    return tuple(author for text in large for author in read_authors(text))


def _by_address(lines: Sequence[Line]) -> tuple[Author, ...]:
    """Names each followed within three lines by an e-mail address made of it."""
    found: list[str] = []
    texts = [_without_marks(line.text) for line in lines]
    for index, line in enumerate(lines):
        if "@" not in line.text:
            continue
        before = [text for text in texts[max(0, index - 3) : index] if "@" not in text]
        named = [text for text in before if _are_persons(text) and _is_of(line.text, text)]
        if len(named) != 1 or not _EMAIL.fullmatch(line.text):
            return ()
        found.append(named[0])
    return tuple(Author(name) for name in found) if len(set(found)) == len(found) else ()


def _is_of(address: str, name: str) -> bool:
    local = re.sub(r"[^a-z]", "", normal_title(address.split("@", maxsplit=1)[0]))
    words = [word for word in normal_title(name).split() if len(word) > 2]
    return any(word[:3] in local if len(word) < 5 else word[:4] in local for word in words) or any(
        word.startswith(local) for word in words if len(local) > 2
    )


def _are_persons(text: str) -> bool:
    if "@" in text or _PLACE.search(text) or not are_names(text):
        return False
    return all(is_person(author) for author in read_authors(text))
