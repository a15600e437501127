"""A title freed of what a page hangs on it: numbering, role, locator, quotation marks."""

import re
from dataclasses import dataclass

from papergraph.domain.courses import Role
from papergraph.listings.clues.locators import is_locator, split_tail
from papergraph.listings.clues.roles import leading_role, role_of_words, split_role

_NUMBERING = re.compile(r"^\s*(?:[-*+•◦▪‣·–—]\s+|\(?\d{1,2}[.)]\s+|\[\d{1,2}\]\s+|#\d{1,2}:?\s+)")
_CLOSING = {")": "(", "]": "["}
_QUOTES = (('"', '"'), ("“", "”"), ("‘", "’"), ("'", "'"), ("«", "»"), ("„", "“"))
_EMPHASIS = re.compile(r"^([*_]{1,3})(?=\S)(.*\S)\1$", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Marks:
    """What is said about a reading beside its title, and the text that says none of it."""

    rest: str
    role: Role | None = None
    locator: str | None = None

    def or_else(self, other: "Marks") -> "Marks":
        """These marks, completed by the other's where they say nothing."""
        return Marks(self.rest, self.role or other.role, self.locator or other.locator)


def read_title(text: str) -> Marks:
    """A title as written, without the marks before and after it; ``rest`` is the title.

    >>> read_title("The Llama 3 Herd of Models (Section 4)")
    Marks(rest='The Llama 3 Herd of Models', role=None, locator='Section 4')
    """
    return _read(text, outside=False)


def read_marks(text: str) -> Marks:
    """What a text *beside* a title says: "(Chapters 1 and 2) (Required)", ", Part 2"."""
    text = text.strip(" \t\xa0,;:|–—-.")
    if role := role_of_words(text):
        return Marks("", role)
    if is_locator(text, outside=True):
        return Marks("", None, text)
    marks = _read(text, outside=True)
    if is_locator(marks.rest, outside=True):
        return Marks("", marks.role, marks.locator or marks.rest)
    return marks


def _read(text: str, *, outside: bool) -> Marks:
    title = " ".join(text.split())
    title = _NUMBERING.sub("", title)
    role, title = leading_role(title)
    locator = None
    for at_end in (True, False):
        while bracket := (_last_bracket(title) if at_end else _first_bracket(title)):
            start, end = bracket
            marks = _bracket_marks(title[start + 1 : end - 1], outside=outside)
            if marks is None:
                break
            role, locator = role or marks.role, locator or marks.locator
            title = f"{title[:start].rstrip()} {title[end:].lstrip()}".strip()
            title = title.rstrip(" ,;:–—-") if at_end else title.lstrip(" ,;:–—-")
    if locator is None:
        title, locator = split_tail(title)
    return Marks(_unquoted(title), role, locator)


def _bracket_marks(inside: str, *, outside: bool) -> Marks | None:
    """What the text of a bracket marks; None where it belongs to the title."""
    if len(inside) > 120:
        return None
    inside = inside.replace("*", "").strip(" _")
    role, rest = split_role(inside)
    if not rest:
        return Marks("", role) if role else None
    if is_locator(rest, outside=outside):
        return Marks("", role, rest)
    return None


def _last_bracket(text: str) -> tuple[int, int] | None:
    """Where the bracket that ends a text begins and ends; None where it ends otherwise."""
    end = len(text.rstrip(" .,;:*_"))
    if not end or text[end - 1] not in _CLOSING:
        return None
    closing = text[end - 1]
    depth = 0
    for index in range(end - 1, max(-1, end - 200), -1):
        depth += (text[index] == closing) - (text[index] == _CLOSING[closing])
        if depth == 0:
            return index, end
    return None


def _first_bracket(text: str) -> tuple[int, int] | None:
    match = re.match(r"[(\[][^()\[\]]{1,120}[)\]]", text)
    return match.span() if match and match.end() < len(text) else None


def _unquoted(title: str) -> str:
    title = title.strip()
    if emphasis := _EMPHASIS.match(title):
        title = emphasis[2]
    bare = title.rstrip(",;")
    for opening, closing in _QUOTES:
        inner = bare.rstrip(".,")
        if len(inner) > 2 and inner.startswith(opening) and inner.endswith(closing):
            inside = inner[1:-1]
            if opening not in inside and closing not in inside:
                return inside.strip().rstrip(",")
    return bare.strip()
