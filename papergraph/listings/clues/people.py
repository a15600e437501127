"""The people a cell or line names, each by name."""

import re

from papergraph.listings.clues.occasions import says_nothing

_SEPARATOR = re.compile(r"\s*(?:[,;/&+\n]|\band\b)\s*")
_JOINED = re.compile(r"[A-Z][A-Za-z'’]+(?:-[A-Z][A-Za-z'’]+){2,}")
_NOT_NAMES = re.compile(
    r"(?:slides?|video|recording|notes?|template|summary|summaries|link|pdf|pptx?|deck|zoom|here"
    r"|open|group\s*\d*|team\s*\d*|instructors?|staff|guest(?:\s\w+)?|all|everyone|students?"
    r"|volunteers?|n/?a|none|no one|\d+)",
    re.IGNORECASE,
)
_PARTICLES = {"de", "la", "van", "von", "der", "den", "del", "di", "da", "bin", "al", "el", "le"}
_NAME_WORD = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'’.-]*")


def names(text: str) -> tuple[str, ...]:
    """The names in a text, in order: split at commas and "and", placeholders left out.

    Three or more capitalised words joined by hyphens are as many people ("Ann-Bo-Cy"); two are
    one ("Jae-Won").

    >>> names("Ann Lee, Bo-Cy-Di and TBA")
    ('Ann Lee', 'Bo', 'Cy', 'Di')
    """
    found: list[str] = []
    for part in _SEPARATOR.split(text[:2000]):
        name = re.sub(r"\([^()]*\)|[*_`]", " ", part)
        name = " ".join(name.split()).strip(" .:-–—")
        if not name or says_nothing(name) or _NOT_NAMES.fullmatch(name) or len(name) > 60:
            continue
        found.extend(name.split("-") if _JOINED.fullmatch(name) else [name])
    return tuple(found)


def looks_like_names(text: str) -> bool:
    """Whether a text could be one or several people's names and nothing else."""
    if len(text) > 200 or any(mark in text for mark in ':?!()[]"') or not text.strip():
        return False
    parts = [part for part in _SEPARATOR.split(text.strip()) if part]
    return bool(parts) and all(_one_name(part) for part in parts)


def _one_name(part: str) -> bool:
    words = part.split()
    return 1 <= len(words) <= 4 and all(
        _NAME_WORD.fullmatch(word) or word.lower() in _PARTICLES for word in words
    )
