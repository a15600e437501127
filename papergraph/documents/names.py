"""Where the authors of a reference end, and who they are."""

import itertools
import re

from papergraph.domain.works import Author

#: Words of names that are written in lower case.
_PARTICLES = frozenset(
    "al bin da de del den der des di do dos du el ibn la le ri ten ter van von y zu".split()
)
#: Words that tell an organisation from a person.
_ORGANISATION = re.compile(
    r"\b(?:administration|ai|association|commons|company|consortium|corporation|enterprises|"
    r"foundation|group|inc|institute|labs?|org|project|services|systems?|teams?|technologies|"
    r"university|workshop)\b",
    re.IGNORECASE,
)
#: Abbreviated words of names that are longer than one letter.
_SHORT_NAMES = frozenset({"Md", "Jr", "Sr", "St", "Dr"})
_INITIALS = re.compile(r"(?:[^\W\d_]\.?[-‐–]?)+")
_OTHERS = re.compile(
    r",?\s*(?:\bet\s+al\b\.?|\band\s+(?:\d+\s+)?others\b\.?|\(?\beds?\.\)?|\beditors?\b)",
    re.IGNORECASE,
)
_STOP = re.compile(r"[.:](?=\s+\S)")
#: The mark of a footnote that an extractor ran into a surname: "Small1".
_FOOTNOTE = re.compile(r"(?<=[a-z]{3})[0-9*†‡]$")
#: "andRadhika" is what an extractor makes of a line break behind "and".
_BETWEEN = re.compile(
    r"\s*(?:[,;]\s*(?:and|&)(?:\s|(?=[A-Z]))|[,;]|\s(?:and|&)(?:\s|(?=[A-Z])))\s*"
)


def is_initials(word: str) -> bool:
    """Whether a word (without its last full stop) is one or more initials: ``J``, ``S.-T``.

    >>> is_initials("S.-T"), is_initials("JMLR"), is_initials("Y")
    (True, False, True)
    """
    if not _INITIALS.fullmatch(word):
        return False
    letters = [part for part in re.split(r"[.\-‐–]", word) if part]
    return all(len(part) == 1 and part.isupper() for part in letters)


def end_of_authors(text: str) -> int | None:
    """The index of the full stop that ends the list of authors a reference begins with.

    None where the text before its first sentence end does not look like names.
    """
    end = first_stop(text)
    return end if end is not None and are_names(text[:end]) else None


def first_stop(text: str) -> int | None:
    """The index of the first full stop that is not one of initials or of a shortened name.

    A colon behind initials counts too, as in "Knuth, D.E.: The Art of …".
    """
    for match in _STOP.finditer(text):
        before = text[: match.start()].split()
        word = before[-1].lstrip("(“\"'") if before else ""
        if (match[0] == ":") == is_initials(word.rstrip(".")) and word not in _SHORT_NAMES:
            return match.start()
    return None


def begin_like_names(text: str) -> bool:
    """Whether the first piece of a text could be a name, whatever an extractor ran in later."""
    return are_names(_BETWEEN.split(text, maxsplit=1)[0])


def are_names(text: str) -> bool:
    """Whether a text reads like a list of names of persons or organisations."""
    pieces = [piece for piece in _BETWEEN.split(_OTHERS.sub("", text).strip(" ,.")) if piece]
    return bool(pieces) and all(_could_be_name(piece) for piece in pieces)


def _could_be_name(piece: str) -> bool:
    words = piece.split()
    if len(words) > 7 or re.search(r"[?!:“”\"]", piece):
        return False
    lower = [w for w in words if w[0].islower() and w not in _PARTICLES]
    if any(char.isdigit() for char in _FOOTNOTE.sub("", piece)) and len(words) > 1:
        return False
    last = words[-1].lstrip("(")
    return last[:1].isupper() and len(lower) <= 1 and len(lower) < len(words)


def read_authors(text: str) -> tuple[Author, ...]:
    """The authors that a list of names names, each as written, "et al." left out.

    Reversed names with initials ("Kwon, W., Li, Z.") are turned round.

    >>> [author.name for author in read_authors("Kwon, W., Li, Z., et al")]
    ['W. Kwon', 'Z. Li']
    """
    pieces = [piece.strip(" ,") for piece in _BETWEEN.split(_OTHERS.sub("", text).strip(" ,"))]
    pieces = [piece for piece in pieces if piece]
    initials = [is_initials(piece.rstrip(".").replace(" ", "")) for piece in pieces]
    if len(pieces) > 1 and not any(initials[::2]) and sum(initials[1::2]) * 2 == len(pieces):
        given, family = pieces[1::2], pieces[::2]
        pieces = [f"{first} {last}" for first, last in zip(given, family, strict=True)]
    # What cannot be a name is a page header that an extractor ran in; what follows is unsure.
    names = itertools.takewhile(_could_be_name, pieces[1:])
    return tuple(Author(_FOOTNOTE.sub("", piece)) for piece in (*pieces[:1], *names))


def is_person(author: Author) -> bool:
    """Whether the name is a person's: two words or more, and none that organisations bear."""
    return len(author.name.split()) > 1 and not _ORGANISATION.search(author.name)
