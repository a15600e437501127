"""Venues as sources write them -> venues as we name them, by a reviewed book of names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from papergraph.domain.works import Venue
from papergraph.errors import InputError

_YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)")
#: "OSDI 22", "(USENIX Security 23)", "SOSP ’19, Huntsville": behind an acronym, not a volume.
_SHORT_YEAR = re.compile(
    r"(?:[A-Z]\w*[A-Z]\w*|\([^()]*?)\s?[’'-]?\s?(\d{2})\)?\s*$|[’'](\d{2})(?!\d)"
)
_WORKSHOP = re.compile(r"\bworkshops?\b", re.IGNORECASE)
_SHORTENED = (
    (re.compile(r"\bInt[’']?l?\.?(?=\s)", re.IGNORECASE), "International"),
    (re.compile(r"\bSymp\.?(?=\s)", re.IGNORECASE), "Symposium"),
    (re.compile(r"\bConf\.?(?=\s)", re.IGNORECASE), "Conference"),
    (re.compile(r"\bTrans\.(?=\s)", re.IGNORECASE), "Transactions"),
    (re.compile(r"\bCommun\.(?=\s)", re.IGNORECASE), "Communications"),
    (re.compile(r"\bComput\.", re.IGNORECASE), "Computer"),
    (re.compile(r"\bSyst\.?(?=\s|$)", re.IGNORECASE), "Systems"),
    (re.compile(r"\bJ\.(?=\s)"), "Journal"),
)


@dataclass(frozen=True, slots=True)
class _Entry:
    venue: Venue
    phrases: tuple[re.Pattern[str], ...]
    whole: frozenset[str]
    is_workshop: bool


@dataclass(frozen=True, slots=True)
class VenueBook:
    """The venues that we have a reviewed name for.

    >>> book = VenueBook.from_mapping({"venue": [
    ...     {"acronym": "SOSP", "name": "ACM Symposium on Operating Systems Principles",
    ...      "aliases": ["Symposium on Operating Systems Principles"]}]})
    >>> book.read("Proc. 29th Symp. on Operating Systems Principles (SOSP '23)").acronym
    'SOSP'
    """

    entries: tuple[_Entry, ...]

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> Self:
        """The book that a parsed ``venues.toml`` holds.

        ``data["venue"]`` is a list of tables: ``name``, and optionally ``acronym``, ``aliases``
        (phrases that mean the venue wherever they stand) and ``whole`` (names too common to
        mean it unless they are all there is, as "Nature").

        Raises:
            InputError: a table has no name, or one name is given to two venues.
        """
        seen: dict[str, str] = {}
        entries = []
        for table in data.get("venue", ()):
            name, acronym = table.get("name"), table.get("acronym")
            if not name:
                raise InputError(f"a venue has no name: {dict(table)}")
            aliases = tuple(table.get("aliases", ()))
            whole = tuple(table.get("whole", ()))
            for text in {name, *aliases, *whole, *([acronym] if acronym else [])}:
                if seen.setdefault(text, name) != name:
                    raise InputError(f"{text!r} names both {seen[text]!r} and {name!r}")
            texts = [text for text in (name, acronym, *aliases) if text and text not in whole]
            phrases = [_phrase(text) for text in texts]
            # A workshop has its own name: one held at a conference is not that conference.
            is_workshop = bool(_WORKSHOP.search(" ".join((name, *aliases))))
            alone = frozenset(text.casefold() for text in (*texts, *whole))
            entries.append(_Entry(Venue(name, acronym), tuple(phrases), alone, is_workshop))
        return cls(tuple(entries))

    def read(self, text: str | None) -> Venue | None:
        """The venue that a text names, else None: preprint servers, institutions and links.

        Numbers, years, ordinals and "Proceedings of the" around the name do not matter. Where
        several venues fit, the longest name wins ("SIGMETRICS Performance Evaluation Review"
        is not SIGMETRICS); a workshop is never taken for the conference it is held at.
        """
        if not text:
            return None
        plain = _expand(text)
        bare = re.sub(r"^the\s+", "", re.split(r"[\d,(:;]", plain)[0].strip(" .").casefold())
        held_at = bool(_WORKSHOP.search(plain))
        best: tuple[int, Venue] | None = None
        for entry in self.entries:
            if held_at and not entry.is_workshop:
                continue
            if bare in entry.whole:
                return entry.venue
            for phrase in entry.phrases:
                match = phrase.search(plain)
                if match and (best is None or len(match[0]) > best[0]):
                    best = (len(match[0]), entry.venue)
        return best[1] if best else None


def read_venue_year(text: str | None) -> int | None:
    """The year that the name of a venue carries: ``OSDI 22``, ``SOSP '24``, ``ICCV 2023``.

    >>> read_venue_year("18th USENIX Symposium (OSDI 24)"), read_venue_year("10th Symposium")
    (2024, None)
    """
    if not text:
        return None
    if years := _YEAR.findall(text):
        return int(years[-1])
    if match := _SHORT_YEAR.search(text):
        year = int(match[1] or match[2])
        return 1900 + year if year > 60 else 2000 + year
    return None


def _expand(text: str) -> str:
    for pattern, word in _SHORTENED:
        text = pattern.sub(word, text)
    return " ".join(text.replace("&", "and").split())


def _phrase(text: str) -> re.Pattern[str]:
    """A pattern that finds a name as whole words; acronyms only in their own capitals."""
    if re.fullmatch(r"\S*[A-Z]\S*[A-Z]\S*", text):
        # "SC22" and "ICML-18" are SC and ICML; "EuroMLSys" and "AI-SC" are neither.
        return re.compile(rf"(?<![\w-]){re.escape(text)}(?=[’'-]?\d|(?![\w&])(?!-[a-z]))")
    words = r"[\s,]+".join(re.escape(word) for word in text.replace("&", "and").split())
    # "Conference on Machine Learning and Cybernetics" is not the Conference on Machine Learning.
    return re.compile(rf"(?<!\w){words}(?!\w)(?!,?\s+and\b)", re.IGNORECASE)
