"""Known works, arranged so that the one a reference means is found without trying them all."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from papergraph.domain.id_dates import date_of
from papergraph.domain.ids import ExternalId
from papergraph.domain.titles import is_generic, normal_title
from papergraph.domain.work_index.spelling import letters_of
from papergraph.domain.works import Work

#: Titles are looked up by so many of their first letters.
STEM = 10
#: Shorter titles ("Borg") are too many words to be looked for in a text.
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Known:
    """What tells a work from others: its titles as letters, surnames, years, ids."""

    key: str
    titles: Mapping[str, str]
    surnames: frozenset[str]
    years: frozenset[int]
    ids: frozenset[ExternalId]

    @classmethod
    def of(cls, work: Work) -> "Known":
        """The marks of a work, from all its versions; ``titles`` maps letters to normal titles."""
        spelt = (work.title, *work.titles, *(version.title for version in work.versions))
        normal = {letters_of(title): normal_title(title) for title in spelt}
        ids = {external.base for external in work.ids}
        ids |= {external.base for version in work.versions for external in version.ids}
        dates = [work.date, *(version.date for version in work.versions), *map(date_of, ids)]
        surnames = {letters_of(author.surname) for author in work.authors}
        return cls(
            work.key,
            {
                letters: title
                for letters, title in normal.items()
                if len(letters) >= _SHORTEST and not is_generic(title)
            },
            frozenset(name for name in surnames if len(name) > 1),
            frozenset(date.year for date in dates if date),
            frozenset(ids),
        )


@dataclass(frozen=True, slots=True)
class WorkIndex:
    """Works by key, by id, by the first letters of their titles, by surname and year."""

    works: Mapping[str, Known]
    by_id: Mapping[ExternalId, frozenset[str]]
    by_stem: Mapping[str, Mapping[str, frozenset[str]]]
    by_author: Mapping[tuple[str, int], frozenset[str]]

    @classmethod
    def of(cls, works: Iterable[Work]) -> "WorkIndex":
        """The index of some works: built once, in time that grows with their number."""
        known = {work.key: Known.of(work) for work in works}
        by_id: defaultdict[ExternalId, set[str]] = defaultdict(set)
        by_title: defaultdict[str, set[str]] = defaultdict(set)
        by_author: defaultdict[tuple[str, int], set[str]] = defaultdict(set)
        for key, work in known.items():
            for external in work.ids:
                by_id[external].add(key)
            for letters in work.titles:
                by_title[letters].add(key)
            for surname in work.surnames:
                for year in work.years:
                    by_author[surname, year].add(key)
        by_stem: defaultdict[str, dict[str, frozenset[str]]] = defaultdict(dict)
        for letters, keys in by_title.items():
            by_stem[letters[:STEM]][letters] = frozenset(keys)
        return cls(
            known,
            {external: frozenset(keys) for external, keys in by_id.items()},
            dict(by_stem),
            {pair: frozenset(keys) for pair, keys in by_author.items()},
        )

    def titles_at(self, letters: str, start: int) -> Iterable[tuple[str, frozenset[str]]]:
        """The known titles that some letters spell from an index on, with the works of each."""
        for length in range(_SHORTEST, STEM + 1):
            stem = letters[start : start + length]
            if len(stem) < length:
                return
            for title, keys in self.by_stem.get(stem, {}).items():
                # Under a short stem lies only the title that it is.
                if letters.startswith(title, start):
                    yield title, keys
