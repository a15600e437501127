"""Text without blanks, marks and case, that still knows where its words and sentences end.

Extractors break words ("inter- face") and lose blanks ("andRadhika"): letters alone are what can
be compared. Where a title begins and ends in a longer text, only the marks around it tell.
"""

import re
import unicodedata
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from papergraph.domain.titles import normal_title

#: How surely a text begins or ends at some place: a sentence does, it may, or it goes on.
Edge = Literal["sure", "maybe", "no"]

_BEFORE_SURE = frozenset('.?!)]}"“”‘*_`>')
_BEFORE_MAYBE = frozenset(",:;–—'’")
_AFTER_SURE = frozenset('?!"”*_`')
_AFTER_MAYBE = frozenset(",:;([–—'’")
#: What stands right behind a title although no mark ends it.
_VENUE = re.compile(r"\s+(?:In\b|arXiv|CoRR\b|abs/|https?:|Proc|\(?(?:19|20)\d\d\b)")
#: After a full stop: the title goes on with its part ("Foo. Part II").
_PART = re.compile(r"\.\s*(?:[Pp]art|[Vv]ol(?:ume)?)?\.?\s*(?:[IVX]{1,4}|\d)\b(?!\d{3})[.:]?\s")


def letters_of(title: str) -> str:
    """The normal form of a title without blanks.

    >>> letters_of("Sarathi-Serve: Taming the Tail")
    'sarathiservetamingthetail'
    """
    return normal_title(title).replace(" ", "")


@dataclass(frozen=True, slots=True)
class Spelling:
    """A text as its letters: ``letters[i]`` comes from ``text[places[i]]``.

    ``starts`` are the indices in ``letters`` at which a word begins, in order.
    """

    text: str
    letters: str
    places: tuple[int, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, text: str) -> "Spelling":
        """The letters of a text, folded as :func:`papergraph.domain.titles.normal_title` does."""
        letters: list[str] = []
        places: list[int] = []
        starts: list[int] = []
        within = False
        for place, char in enumerate(text):
            if char in "'’":  # belongs to its word: "it's" is "its"
                continue
            for folded in unicodedata.normalize("NFKD", char).casefold():
                if "\u0300" <= folded <= "\u036f":
                    continue
                if folded not in "+#" and unicodedata.category(folded)[0] not in "LNM":
                    within = False
                    continue
                if not within:
                    starts.append(len(letters))
                    within = True
                letters.append(folded)
                places.append(place)
        return cls(text, "".join(letters), tuple(places), tuple(starts))

    @property
    def words(self) -> frozenset[str]:
        """The words of the text; also two that a hyphen at a line's end parts, as one."""
        ends = (*self.starts[1:], len(self.letters))[: len(self.starts)]
        words = [self.letters[a:b] for a, b in zip(self.starts, ends, strict=True)]
        return frozenset(words) | frozenset(a + b for a, b in pairwise(words) if len(a) > 1)

    def begins(self, start: int) -> Edge:
        """How surely a sentence begins at an index of ``letters`` that begins a word."""
        before = self.text[: self.places[start]].rstrip()
        if before.endswith(("“", "‘", '"', "`")) and before[:-1].rstrip()[-1:].isalpha():
            return "no"  # a title within another: Comments on “A Title”
        if not before or before[-1] in _BEFORE_SURE or before[-1].isdigit():
            return "sure"
        return "maybe" if before[-1] in _BEFORE_MAYBE else "no"

    def ends(self, end: int) -> Edge:
        """How surely a title ends before an index of ``letters``."""
        if end < len(self.letters) and self.places[end] == self.places[end - 1]:
            return "no"  # within one sign, as a ligature
        rest = self.text[self.places[end - 1] + 1 :].lstrip("\u0300\u0301\u0308")
        bare = rest.lstrip()
        if not bare:
            return "sure"
        if bare[0] == ".":
            return "no" if re.match(r"\.\d", bare) or _PART.match(bare) else "sure"
        if bare[0] in _AFTER_SURE or re.match(r",[\"”’]|[’'][,.]?(?:\s|$)", bare):
            return "sure"
        if _VENUE.match(rest) or bare[0] in _AFTER_MAYBE:
            return "maybe"
        return "no"
