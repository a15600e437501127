"""Titles that are nearly alike: one damaged by an extractor, or those of two works."""

import re
from collections.abc import Sequence

from papergraph.domain.titles import normal_title

_PART = re.compile(r"[ivx]+|[a-z]")
#: What makes another word of a word, so that one letter or two are no damage: "un-supervised".
_PREFIX = re.compile(
    r"[a-z]|un|non|in|im|ir|il|dis|anti|de|re|pre|post|sub|super|semi|self|multi|inter|intra|"
    r"micro|macro|hyper|over|under|co"
)


def same_but_for_damage(title: str, known: str) -> bool:
    """Whether two titles that are nearly alike differ in no numeral and no prefix.

    ``known`` is in normal form. Whether they are nearly alike is for others to say.

    >>> same_but_for_damage("On Ef cient Systems", "on efficient systems")
    True
    >>> same_but_for_damage("Qwen2.5 Report", "qwen2 report")
    False
    """
    words, others = normal_title(title).split(), known.split()
    if _numerals(words) != _numerals(others):
        return False
    left, right = set(words) - set(others), set(others) - set(words)
    return not any(
        longer.endswith(shorter) and _PREFIX.fullmatch(longer.removesuffix(shorter))
        for a in left
        for b in right
        for longer, shorter in ((a, b), (b, a))
        if len(shorter) > 3
    )


def _numerals(words: Sequence[str]) -> list[str]:
    """The numbers in words, also within one ("Qwen2"), and numerals and letters of parts."""
    parts = [word for word in words if _PART.fullmatch(word) and word not in {"a", "i"}]
    return sorted([*re.findall(r"\d+", " ".join(words)), *parts])
