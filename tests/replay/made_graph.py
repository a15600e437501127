"""Who cites whom in the made world: the citations of the facts, and made ones around them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from made_facts import MadeWork, made_work

#: How many works cite the listed works that the facts cite most often, the most cited first.
MOST_CITED = (9_999, 1_500, 1_500, 1_500)
USUAL = 30
#: Made works that cite are numbered from 0; those that are cited, from here on.
CITED_FROM = 20_000


class MadeGraph:
    """References and citations as labels; ``sizes`` sets how many works cite a label.

    A reference that begins with ``?`` is a line that the site could match with no paper.
    """

    def __init__(
        self,
        works: Iterable[MadeWork],
        citations: Iterable[tuple[str, str]],
        *,
        sizes: Mapping[str, int] | None = None,
    ) -> None:
        self._works = {work.label: work for work in works}
        self._citing: dict[str, list[str]] = defaultdict(list)
        self._cited: dict[str, list[str]] = defaultdict(list)
        for citing, cited in citations:
            self._citing[cited].append(citing)
            self._cited[citing].append(cited)
        self._sizes = self._usual_sizes() | dict(sizes or {})

    def work(self, label: str) -> MadeWork:
        """The work of a label, one of the facts or a made one."""
        found = self._works.get(label)
        return found or made_work(int(label.removeprefix("made-")))

    def citation_count(self, label: str) -> int:
        """How many works cite it."""
        return max(self._sizes.get(label, 0), len(self._citing.get(label, ())))

    def citations(self, label: str, begin: int = 0, end: int | None = None) -> list[str]:
        """The works that cite it: those of the facts, then made ones; a part of the list."""
        real = self._citing.get(label, [])
        total = self.citation_count(label)
        end = total if end is None else min(end, total)
        work = self._works.get(label)
        # Made works overlap from list to list, as citing works do, but not completely.
        offset = (work.number * 17) % 400 if work else 0
        return [
            real[place] if place < len(real) else f"made-{offset + place - len(real):06}"
            for place in range(begin, end)
        ]

    def references(self, label: str) -> list[str]:
        """The works that it cites: those of the facts, then made ones, some of them unknown."""
        work = self._works.get(label)
        if work is None:
            return []
        made = 10 + work.number % 25 if work.kind == "paper" else 0
        return self._cited.get(label, []) + [
            f"?{label} {place}"
            if place % 6 == 5
            else f"made-{CITED_FROM + (work.number * 11 + place) % 2_000:06}"
            for place in range(made)
        ]

    def cites(self, label: str) -> bool:
        """Whether the facts tell of works that it cites."""
        return label in self._cited

    def replace(self, work: MadeWork) -> None:
        """Know this of the work of that label from now on."""
        self._works[work.label] = work

    def cite_more(self, label: str, by: int) -> None:
        """That many more works cite it from now on."""
        self._sizes[label] = self.citation_count(label) + by

    def _usual_sizes(self) -> dict[str, int]:
        listed = [work for work in self._works.values() if work.listed and work.kind == "paper"]
        ranked = sorted(listed, key=lambda work: (-len(self._citing[work.label]), work.label))
        sizes = {
            work.label: 0 if place % 6 == 5 else USUAL - place % 4
            for place, work in enumerate(ranked)
        }
        sizes.update(zip((work.label for work in ranked), MOST_CITED, strict=False))
        return sizes
