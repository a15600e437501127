"""Titles in the form in which they are compared, and the stem of a work's key."""

import html
import re
import unicodedata
from functools import lru_cache

_TAG = re.compile(r"<[a-zA-Z/][^<>]{0,200}>")
_TEX_COMMAND = re.compile(r"\\[a-zA-Z]+\s?|\\.")
#: Accents and other marks on Latin, Greek and Cyrillic letters. Marks of other scripts
#: (Japanese voicing, Indic vowels) change the word and stay.
_ACCENT = re.compile("[\u0300-\u036f]")

#: Words that a link may show instead of a title; they name nothing.
GENERIC_TITLES = frozenset(
    "appendix article book blog chapter chapters class code day demo doc draft handout here "
    "homepage introduction lecture lectures link module note notes overview page pages paper "
    "part pdf post preprint project reading readings report section sections session slides "
    "survey tba tbd text textbook thesis tutorial tweet unit video website week and the".split()
)
_NUMERAL = re.compile(r"\d+|[ivx]+|[a-c]")


@lru_cache(maxsize=65536)
def normal_title(text: str) -> str:
    """The title in lower-case words without punctuation, accents, markup or emoji.

    Two titles "are equal up to case, punctuation and encoding" when their normal forms are.
    ``+`` and ``#`` stay: they carry meaning in names ("FlashDecoding++", "C#"). A title of
    nothing but punctuation keeps its own characters, so that it never equals another.

    >>> normal_title("AWQ: Activation-aware Weight Quantization")
    'awq activation aware weight quantization'
    """
    plain = _TAG.sub(" ", html.unescape(text)) if "<" in text or "&" in text else text
    if "\\" in plain:
        plain = _TEX_COMMAND.sub("", plain)
    folded = unicodedata.normalize("NFKD", plain).casefold()
    folded = _ACCENT.sub("", folded).replace("'", "").replace("\u2019", "")
    words = "".join(
        char if char in "+#" or unicodedata.category(char)[0] in "LNM" else " " for char in folded
    ).split()
    return " ".join(words) or " ".join(text.split())


def is_generic(normal: str) -> bool:
    """Whether a normal title names nothing ("paper", "slides 2") and so proves nothing."""
    return all(word in GENERIC_TITLES or _NUMERAL.fullmatch(word) for word in normal.split())


def sounds_like(title: str, other: str) -> bool:
    """Whether the one has most of the words of the other, as a short title and its long form.

    >>> sounds_like("PagedAttention", "Memory Management with PagedAttention")
    True
    """
    a, b = set(normal_title(title).split()), set(normal_title(other).split())
    return len(a & b) * 2 >= min(len(a), len(b))


def key_stem(title: str) -> str:
    """A short readable name: what stands before the colon if short, else the first six words.

    >>> key_stem("Orca: A Distributed Serving System"), key_stem("How to Read a Paper")
    ('orca', 'how-to-read-a-paper')
    """
    head, colon, _ = title.partition(":")
    words = normal_title(head if colon else title).split()
    if colon and len(words) > 3:
        words = normal_title(title).split()
    stem = "-".join(_ascii(word) for word in words[:6] if _ascii(word))[:60].strip("-")
    return stem or "work"


def marked_key(title: str, mark: str) -> str:
    """The stem with a mark of its own, for when the stem alone is taken."""
    return f"{key_stem(title)}-{mark[:8]}"


def _ascii(word: str) -> str:
    return re.sub(r"[^a-z0-9]", "", word.replace("+", "p"))
