"""What all made sites draw on: the works, who cites whom, and how the world ages."""

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property

from made_facts import WITHOUT_DOI, MadeWork, made_work, read_citations, read_works
from made_graph import CITED_FROM, MadeGraph

_VERSIONED = re.compile(r"(.+?)v([1-9][0-9]*)", re.ASCII)
_WORD = re.compile(r"\w+")
#: How many made works a site can be asked for by id: those that cite, and those that are cited.
_CITING, _CITED = 10_500, 2_000


class Knowledge:
    """The works by label and by id, with the graph; ``a_week_later`` changes it."""

    def __init__(self, *, sizes: Mapping[str, int] | None = None) -> None:
        self.works: dict[str, MadeWork] = {work.label: work for work in read_works()}
        self.graph = MadeGraph(self.works.values(), read_citations(), sizes=sizes)
        self.versions = {label: 1 + work.number % 3 for label, work in self.works.items()}
        self._by_id: dict[str, str] = {}
        for work in self.works.values():
            self._file(work)

    @property
    def listed(self) -> tuple[MadeWork, ...]:
        """The works of the offerings."""
        return tuple(work for work in self.works.values() if work.listed)

    def find(self, scheme: str, value: str) -> MadeWork | None:
        """The work of an id, whatever the case it is written in."""
        label = self._by_id.get(f"{scheme}:{value}".casefold())
        if label is not None:
            return self.graph.work(label)
        if scheme == "doi" and (made := re.fullmatch(r"10\.1007/made\.([0-9]+)", value.lower())):
            return made_work(int(made[1]))
        if scheme == "arxiv" and (made := re.fullmatch(r"[0-9]{4}\.9([0-9]{4})", value)):
            work = made_work(int(made[1]))
            return work if work.id("arxiv") == value else None
        return None

    def preprint(self, written: str) -> tuple[MadeWork, int] | None:
        """The work and version of an arXiv id; the latest version where it names none."""
        match = _VERSIONED.fullmatch(written)
        base = match[1] if match else written
        work = self.find("arxiv", base)
        if work is None:
            return None
        latest = self.latest(work)
        version = int(match[2]) if match else latest
        return (work, version) if version <= latest else None

    def latest(self, work: MadeWork) -> int:
        """The number of the last version of a work on arXiv."""
        named = [int(m[2]) for name in work.ids if (m := _VERSIONED.fullmatch(name))]
        return max([self.versions.get(work.label, 1), *named])

    def nearest(
        self,
        title: str,
        *,
        least: float = 0.3,
        among: Callable[[MadeWork], object] = lambda _: True,
    ) -> tuple[MadeWork, float] | None:
        """The work whose title shares most words with another, and the share; None below least."""
        asked = words(title)
        best: tuple[float, str] | None = None
        for label, own in self._words.items():
            score = len(asked & own) / (len(asked | own) or 1)
            if (best is None or score > best[0]) and among(self.works[label]):
                best = (score, label)
        if best is None or best[0] < least:
            return None
        return self.works[best[1]], best[0]

    def a_week_later(self, changed: int = 5) -> tuple[str, ...]:
        """The labels of works that are cited more often now: one has a new version, one appeared.

        With ``changed=0`` nothing else happens either: a quiet week.
        """
        if not changed:
            return ()
        preprints = [
            work
            for work in self.listed
            if work.kind == "paper" and work.id("arxiv") and not known_gap(self, work)
        ]
        some = [w for w in preprints if 0 < self.graph.citation_count(w.label) < 1000][:changed]
        for place, work in enumerate(some):
            self.graph.cite_more(work.label, 1 + place % 3)
        self.versions[preprints[0].label] = self.latest(preprints[0]) + 1
        fresh = next(work for work in preprints if not work.id("doi") and not work.venue)
        doi = f"doi:10.1145/9990000.{9990000 + fresh.number}"
        now = replace(fresh, ids=(*fresh.ids, doi), venue="Made Conference on Systems")
        self.works[fresh.label] = now
        self.graph.replace(now)
        self._file(now)
        return tuple(work.label for work in some)

    def has_crossref(self, work: MadeWork) -> str | None:
        """The DOI under which Crossref knows a work; none of arXiv, none of ACM's pseudo-DOIs."""
        for name in work.ids:
            scheme, _, value = name.partition(":")
            if scheme == "doi" and not value.startswith(("10.5555/", "10.48550/")):
                return value
        return None

    def openalex_doi(self, work: MadeWork) -> str | None:
        """The DOI that OpenAlex gives: of the paper, else of the preprint, none for NeurIPS."""
        if doi := self.has_crossref(work):
            return doi
        arxiv = work.id("arxiv")
        if arxiv is None or work.acronym in WITHOUT_DOI:
            return None
        return f"10.48550/arxiv.{base_of(arxiv)}"

    def by_paper_id(self, paper_id: str) -> MadeWork | None:
        """The work of an id of Semantic Scholar."""
        label = self._by_paper_id.get(paper_id.lower())
        return self.graph.work(label) if label else None

    def by_number(self, number: int) -> MadeWork | None:
        """The work of the number that is in ids of OpenAlex and in CorpusIds."""
        if number >= 10_000:
            made = number - 10_000
            return made_work(made) if made < CITED_FROM + _CITED else None
        return next((work for work in self.works.values() if work.number == number), None)

    @cached_property
    def _by_paper_id(self) -> dict[str, str]:
        numbers = (*range(_CITING), *range(CITED_FROM, CITED_FROM + _CITED))
        labels = (*self.works, *(f"made-{number:06}" for number in numbers))
        return {paper_id(label): label for label in labels}

    @cached_property
    def _words(self) -> dict[str, frozenset[str]]:
        return {label: words(work.title) for label, work in self.works.items()}

    def _file(self, work: MadeWork) -> None:
        for name in work.ids:
            self._by_id[name.casefold()] = work.label
            scheme, _, value = name.partition(":")
            if scheme == "arxiv":
                self._by_id[f"arxiv:{base_of(value)}".casefold()] = work.label
            if scheme == "url":
                self._by_id[f"url:{bare(value)}".casefold()] = work.label


def known_gap(knowledge: Knowledge, work: MadeWork) -> bool:
    """Whether Semantic Scholar does not know a work: all but papers, and a few of those."""
    graph = knowledge.graph
    if work.made:
        return False
    few = work.number % 40 == 39 and not graph.cites(work.label)
    return work.kind != "paper" or (few and graph.citation_count(work.label) < 1000)


def elided(work: MadeWork) -> bool:
    """Whether the publisher withholds the references of a work from Semantic Scholar."""
    return (work.id("doi") or "").startswith("10.1145/") and work.number % 4 == 1


def paper_id(label: str) -> str:
    """The id that Semantic Scholar gives: 40 hexadecimal digits."""
    return hashlib.sha1(f"made {label}".encode()).hexdigest()


def base_of(arxiv: str) -> str:
    """``2309.06180v2`` -> ``2309.06180``."""
    match = _VERSIONED.fullmatch(arxiv)
    return match[1] if match else arxiv


def bare(url: str) -> str:
    """An address without scheme, ``www.`` and a last slash, to look pages up by."""
    rest = url.partition("://")[2] or url
    return rest.removeprefix("www.").rstrip("/")


def words(title: str) -> frozenset[str]:
    """The words of a title in small letters."""
    return frozenset(_WORD.findall(title.lower()))


def surname_first(names: Iterable[str]) -> list[str]:
    """``Ada Brandt`` -> ``Brandt, Ada``."""
    return [", ".join(reversed(name.rsplit(" ", 1))) for name in names]
