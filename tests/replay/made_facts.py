"""The works of the made world, read from the sample's facts; gaps are filled with made names."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

SAMPLE = Path(__file__).resolve().parents[2] / "db" / "sample"

_GIVEN = ("Ada", "Bela", "Chen", "Dörte", "Emeka", "Farah", "Goro", "Hana", "Ines", "Jonas")
_FAMILY = ("Adeyemi", "Brandt", "Castro", "Dvořák", "Eriksen", "Fujita", "Gupta", "Huang")
_ABOUT = (
    "adaptive batching for sparse clusters",
    "fair sharing of accelerators",
    "checkpoints of long training runs",
    "caches of attention keys",
    "energy in model serving",
    "pipelines over slow links",
    "retrieval with small memories",
)
#: Conferences that give no DOI to what they print.
WITHOUT_DOI = frozenset({"NeurIPS", "ICML", "ICLR", "MLSys", "OSDI", "NSDI", "ATC", "FAST"})


@dataclass(frozen=True, slots=True)
class MadeWork:
    """A work as the made sites know it; ``ids`` are written ``scheme:value``.

    ``number`` counts the works of the facts from 0, made ones from 10,000. ``date`` is a year, a
    month or a day. ``titles`` gives the title that a site has under an id where it differs.
    """

    label: str
    number: int
    title: str
    authors: tuple[str, ...]
    date: str
    venue: str = ""
    acronym: str = ""
    kind: str = "paper"
    ids: tuple[str, ...] = ()
    listed: bool = False
    made: bool = False
    titles: Mapping[str, str] = field(default_factory=dict)

    def id(self, scheme: str) -> str | None:
        """The first value of a scheme."""
        prefix = scheme + ":"
        return next((i.removeprefix(prefix) for i in self.ids if i.startswith(prefix)), None)

    def title_under(self, name: str) -> str:
        """The title under an id: a preprint may be called otherwise than the paper."""
        return self.titles.get(name, self.title)

    @property
    def year(self) -> int:
        """The year of its date."""
        return int(self.date[:4])

    @property
    def day(self) -> str:
        """Its date to the day; where less is known, the middle of the month or of the year."""
        year, month, day = (*self.date.split("-"), "06", "15")[:3]
        return f"{year}-{month}-{day}" if self.date.count("-") else f"{year}-06-15"

    @property
    def abstract(self) -> str:
        """A made abstract, one that no paper has."""
        return f"Made abstract {self.number}. It says nothing but that it was made."


def read_works(folder: Path = SAMPLE) -> tuple[MadeWork, ...]:
    """The works of the sample: the listed ones first, then their neighbours, in order of label."""
    records: dict[str, list[dict[str, Any]]] = defaultdict(list)
    listed: set[str] = set()
    for name in ("works.jsonl", "neighbours.jsonl"):
        for record in read_lines(folder / name):
            records[record["work"]].append(record)
            if name == "works.jsonl":
                listed.add(record["work"])
    labels = sorted(records, key=lambda label: (label not in listed, label))
    return tuple(
        _work(label, number, records[label], listed=label in listed)
        for number, label in enumerate(labels)
    )


def read_citations(folder: Path = SAMPLE) -> tuple[tuple[str, str], ...]:
    """Pairs of labels, citing and cited, each once."""
    pairs = ((line["citing"], line["cited"]) for line in read_lines(folder / "citations.jsonl"))
    return tuple(dict.fromkeys(pairs))


def made_work(number: int) -> MadeWork:
    """A work that the facts do not hold: one of those that cite ours, or that ours cite."""
    year, month = 2015 + number % 11, 1 + number % 12
    ids: tuple[str, ...] = ()
    if number % 3 == 0:
        ids = (f"doi:10.1007/made.{number}",)
    elif number % 3 == 1 and number < 10_000:
        # No arXiv month has had 90,000 papers: the numbers meet no real one.
        ids = (f"arxiv:{year % 100:02}{month:02}.9{number:04}",)
    return MadeWork(
        label=f"made-{number:06}",
        number=10_000 + number,
        title=f"Made Work {number:06} on {_ABOUT[number % len(_ABOUT)]}",
        authors=made_authors(number),
        date=f"{year}-{month:02}",
        venue="Made Conference on Systems" if number % 2 else "",
        acronym="MCS" if number % 2 else "",
        ids=ids,
        made=True,
    )


def made_authors(number: int) -> tuple[str, ...]:
    """One to four names that belong to nobody in particular."""
    return tuple(
        f"{_GIVEN[(number * 7 + place * 3) % 10]} {_FAMILY[(number // 2 + place * 5) % 8]}"
        for place in range(1 + number % 4)
    )


def read_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The objects of a file of JSON lines."""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.strip():
                yield json.loads(line)


def _work(label: str, number: int, records: list[dict[str, Any]], *, listed: bool) -> MadeWork:
    def first(name: str) -> Any:
        return next((record[name] for record in records if record.get(name)), None)

    ids = dict.fromkeys(name for record in records for name in record.get("ids", ()))
    return MadeWork(
        label=label,
        number=number,
        title=records[0]["title"],
        authors=tuple(first("authors") or made_authors(number)),
        date=min((record["date"] for record in records if record.get("date")), default="2022"),
        venue=first("venue") or "",
        acronym=first("acronym") or "",
        kind=first("kind") or "paper",
        ids=tuple(ids),
        listed=listed,
        titles={name: record["title"] for record in records for name in record.get("ids", ())},
    )
