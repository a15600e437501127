"""Figures of reference lists: split, told apart, matched with known works.

    .venv/bin/python -m benchmarks.references ../shared

The folder holds ``pdfs/`` (papers, and their lists in references.jsonl) and ``dataset/`` (works,
citations, more lists). Where it is absent there is nothing to measure. Counts are exact; times are
given only beside something measured in the same run.
"""

import csv
import json
import random
import re
import sys
import tempfile
import time
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks.timing import seconds
from papergraph.documents import pdfium_child
from papergraph.documents.front import read_front
from papergraph.documents.pdf import PdfText, read_pdf
from papergraph.documents.reference_list import split_references
from papergraph.documents.reference_text import parse_reference
from papergraph.domain.dates import PartialDate
from papergraph.domain.ids import ExternalId, read_url
from papergraph.domain.references import match_entries
from papergraph.domain.titles import normal_title
from papergraph.domain.work_index import WorkIndex
from papergraph.domain.works import Author, Work

#: The PDFs that the code was written for. The others were held out: their lists were split, their
#: titles read and their entries matched for the first time when the code for these was done. The
#: authors of the first pages are no such figure: two of the others were looked at for them.
DEVELOPED = frozenset("oobleck attention-is-all-you-need flat-datacenter-storage tiresias".split())
#: Edges that are in no list of the data set and that a person has read in the entries.
READ_BY_HAND = frozenset(
    {
        ("ec-cache", "the-datacenter-as-a-computer"),
        ("ec-cache", "flat-datacenter-storage"),
        ("ec-cache", "jupiter-rising"),
        ("ec-cache", "resilient-distributed-datasets"),
        ("zeus", "taso"),
        ("efficient-memory-management-for-large-language", "flexgen"),
        ("borg", "the-datacenter-as-a-computer"),
    }
)
Row = Mapping[str, Any]
SIZES = (1_000, 10_000, 100_000)


def main(arguments: Sequence[str]) -> int:
    """0; all figures are printed as Markdown."""
    shared = Path(arguments[0] if arguments else "../shared")
    if not (shared / "pdfs").is_dir():
        print(f"{shared} is not there: nothing to measure (it is no part of the repository).")
        return 0
    texts = read_all(shared)
    for title, lines in (
        ("Numbered lists, split", numbered(shared, texts)),
        ("The same lists without numbers, set anew", unnumbered(shared)),
        ("First pages", fronts(shared, texts)),
        ("Entries matched with the works of the data set", matched(shared, texts)),
        ("1,000 entries against made works", growth()),
        ("A process for each PDF", apart(shared)),
    ):
        print(f"## {title}\n")
        for line in lines:
            print(line)
        print()
    return 0


def read_all(shared: Path) -> dict[str, PdfText]:
    """The texts of the PDFs, by the key of the work."""
    found = {path.stem: read_pdf(path) for path in sorted((shared / "pdfs").glob("*.pdf"))}
    return {key: text for key, text in found.items() if isinstance(text, PdfText)}


def rows(path: Path) -> list[Row]:
    """The rows of a JSON Lines file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def letters(text: str) -> str:
    """Letters and digits alone, in lower case."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in folded if char.isalnum())


def numbered(shared: Path, texts: Mapping[str, PdfText]) -> Iterator[str]:
    """Right entries by paper.

    Right is an entry at its place with its number, the first 40 letters and the last 20 of the
    recorded one. Where the record runs on into a page header or number, the entry must end just
    before it; where it is the last one, which the record did not cut at the next section or cut
    after 350 characters, one must be the beginning of the other.
    """
    yield "| paper | set | entries | found | as recorded | header cut off | last one | wrong |"
    yield "| --- | --- | --- | --- | --- | --- | --- | --- |"
    totals = {"developed": [0, 0], "held out": [0, 0]}
    for row in rows(shared / "pdfs/references.jsonl"):
        text = texts[row["citing"]]
        found = split_references(text.layout)
        verdicts = compare(row["entries"], found, edge_lines(text))
        counts = [verdicts.count(name) for name in ("same", "header", "last", "wrong")]
        group = "developed" if row["citing"] in DEVELOPED else "held out"
        totals[group][0] += row["n"] - counts[-1]
        totals[group][1] += row["n"]
        yield f"| {row['citing']} | {group} | {row['n']} | {len(found)} | " + (
            " | ".join(map(str, counts)) + " |"
        )
    yield ""
    for group, (right, count) in totals.items():
        yield f"- {group}: {right} of {count} right ({right / count:.3f})"


def compare(recorded: Sequence[str], found: Sequence[str], edges: Iterable[str]) -> list[str]:
    """For each recorded entry whether the found one is the same, cut well, or wrong."""
    longest_first = sorted(edges, key=len, reverse=True)
    verdicts = []
    for index, entry in enumerate(recorded):
        other = letters(found[index]) if index < len(found) else ""
        wanted = letters(entry)
        is_last = index == len(recorded) - 1
        if other[:40] == wanted[:40] and other[-20:] == wanted[-20:]:
            verdicts.append("same")
        elif other and wanted.startswith(other) and is_made_of(wanted[len(other) :], longest_first):
            verdicts.append("header")
        elif other and is_last and (wanted.startswith(other) or other.startswith(wanted)):
            verdicts.append("last")
        else:
            verdicts.append("wrong")
    return verdicts


def edge_lines(text: PdfText) -> set[str]:
    """The letters of the first and last lines of all pages."""
    lines = [line.text for page in text.layout for line in (*page.lines[:2], *page.lines[-2:])]
    return {found for line in lines if (found := letters(line))}


def is_made_of(rest: str, pieces: Sequence[str]) -> bool:
    """Whether a text is nothing but some of the pieces, one behind the other."""
    while rest:
        piece = next((piece for piece in pieces if rest.startswith(piece)), None)
        if piece is None:
            return False
        rest = rest[len(piece) :]
    return True


def unnumbered(shared: Path) -> Iterator[str]:
    """Entries that come out as they were put in, of the real lists set without their numbers.

    The rules for room and words were written with these lists at hand: none is held out. The
    last entry of each is left out, since the record often runs on into the next section.
    """
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    from documents.pdf_maker import Style, make_pdf

    lists = [
        row for name in ("pdfs", "dataset") for row in rows(shared / name / "references.jsonl")
    ]
    styles: tuple[tuple[Style, str], ...] = (
        ("hanging", "with a hanging indent"),
        ("gaps", "with room between entries"),
        ("plain", "with neither: by words alone"),
    )
    with tempfile.TemporaryDirectory() as folder:
        for style, words in styles:
            right = count = extra = 0
            for row in lists:
                entries = [unmarked(entry) for entry in row["entries"][:-1]]
                path = Path(folder) / "made.pdf"
                make_pdf(path, "A Made Paper", ["Ada One"], entries, style=style, appendix_lines=60)
                text = read_pdf(path)
                assert isinstance(text, PdfText)
                found = {letters(entry) for entry in split_references(text.layout)}
                wanted = {letters(entry) for entry in entries}
                right += len(found & wanted)
                extra += len(found - wanted)
                count += len(wanted)
            yield (
                f"- {words}: {right} of {count} entries right ({right / count:.3f}), "
                f"{extra} texts that are no entry, {len(lists)} lists"
            )


def unmarked(entry: str) -> str:
    """An entry without its number, in the letters that the font of the made PDFs has."""
    return re.sub(r"^\[\d+\]\s*", "", entry).encode("cp1252", "replace").decode("cp1252")


def fronts(shared: Path, texts: Mapping[str, PdfText]) -> Iterator[str]:
    """How many titles the first pages tell, and how many authors."""
    with (shared / "pdfs/provenance.csv").open(encoding="utf-8", newline="") as file:
        titles = {row["file"].removesuffix(".pdf"): row["title"] for row in csv.DictReader(file)}
    for group in ("developed", "held out"):
        keys = [key for key in texts if (key in DEVELOPED) == (group == "developed")]
        found = {key: read_front(texts[key]) for key in keys}
        told = {key: front.title for key, front in found.items() if front.title}
        right = sum(normal_title(title) == normal_title(titles[key]) for key, title in told.items())
        named = sum(bool(front.authors) for front in found.values())
        ids = sum(len(front.ids) for front in found.values())
        yield (
            f"- {group}: {right} of {len(keys)} titles right, {len(told) - right} wrong, "
            f"{len(keys) - len(told)} not told; authors of {named}; {ids} ids"
        )


def works_of(shared: Path) -> list[Work]:
    """The works of the data set, as far as matching needs them."""
    found = []
    for row in rows(shared / "dataset/papers.jsonl"):
        ids = [read_url(url) for url in row["urls"]]
        ids += [ExternalId.parse(f"arxiv:{row['arxiv_id']}")] if row["arxiv_id"] else []
        ids += [ExternalId.parse(f"doi:{row['doi']}")] if row["doi"] else []
        found.append(
            Work(
                row["key"],
                row["title"],
                authors=tuple(map(Author, row["authors"] or ())),
                date=PartialDate(row["year"]) if row["year"] else None,
                ids=tuple(dict.fromkeys(external for external in ids if external)),
                titles=(row["title"], *row["aliases"]),
            )
        )
    return found


def matched(shared: Path, texts: Mapping[str, PdfText]) -> Iterator[str]:
    """Precision and recall of citations among the works, from PDFs and from recorded lists."""
    index = WorkIndex.of(works_of(shared))
    true: dict[str, set[str]] = {}
    for row in rows(shared / "dataset/citations.jsonl"):
        true.setdefault(row["citing"], set()).add(row["cited"])
    lists: dict[str, dict[str, Sequence[str]]] = {"developed": {}, "held out": {}, "lists": {}}
    for key, text in texts.items():
        lists["developed" if key in DEVELOPED else "held out"][key] = split_references(text.layout)
    for row in rows(shared / "dataset/references.jsonl"):
        lists["lists"][row["citing"]] = row["entries"]
    for group, by_paper in lists.items():
        found = set()
        for citing, entries in by_paper.items():
            keys = match_entries([parse_reference(entry) for entry in entries], index)
            found |= {(citing, key) for key in keys if key and key != citing}
        recorded = {(citing, cited) for citing in by_paper for cited in true.get(citing, ())}
        others = found - recorded
        by_hand = others & READ_BY_HAND
        wrong = sorted(others - by_hand)
        name = "recorded lists of other papers" if group == "lists" else f"from PDFs, {group}"
        yield (
            f"- {name}: {len(found & recorded)} of {len(recorded)} recorded citations found, "
            f"{len(by_hand)} more that were read by hand, {len(wrong)} that nobody confirmed"
            + "".join(f"; {citing} -> {cited}" for citing, cited in wrong)
        )


def growth() -> Iterator[str]:
    """Matching of 500 known works with broken words, 100 with a letter lost, 400 strangers."""
    chance = random.Random(1)
    words = [
        "".join(chance.choice("bcdfghklmnprst") + chance.choice("aeiou") for _ in range(length))
        for length in chance.choices((2, 3, 4), k=14_000)
    ]
    bare = seconds(lambda: [normal_title(f"{word} {n}") for n, word in enumerate(words)], 3)
    for size in SIZES:
        works = [made_work(chance, words, number) for number in range(size)]
        begin = time.perf_counter()
        index = WorkIndex.of(works)
        built = time.perf_counter() - begin
        known = chance.sample(works, 500)
        pairs = [(work.key, entry(work, broken(work.title, chance))) for work in known]
        pairs += [(work.key, entry(work, worn(work.title, chance))) for work in known[:100]]
        strangers = [made_work(chance, words, -1) for _ in range(400)]
        texts = [(None, entry(work, work.title)) for work in strangers]
        references = [parse_reference(text) for _, text in (*pairs, *texts)]
        begin = time.perf_counter()
        found = match_entries(references, index)
        took = time.perf_counter() - begin
        wanted = [key for key, _ in (*pairs, *texts)]
        right = sum(a == b for a, b in zip(found, wanted, strict=True))
        wrong = sum(a is not None and a != b for a, b in zip(found, wanted, strict=True))
        yield (
            f"- {size:,} works: {right} of {len(wanted)} right, {wrong} wrong; "
            f"index {built:.2f} s, "
            f"matching {took:.2f} s ({took / bare:.1f} times normalising 14,000 short titles)"
        )


def made_work(chance: random.Random, words: Sequence[str], number: int) -> Work:
    """A work with an invented title, four authors and a year."""
    title = " ".join(chance.choices(words, k=chance.randint(5, 11))).capitalize()
    names = tuple(
        Author(f"{chance.choice('ABC')}. {chance.choice(words[:4000]).title()}") for _ in range(4)
    )
    return Work(f"w{number}", title, authors=names, date=PartialDate(chance.randint(1990, 2025)))


def entry(work: Work, title: str) -> str:
    """How a list would cite a work under some title."""
    return f"[1] {', '.join(a.name for a in work.authors)}. {title}. In SOSP, {work.year}."


def broken(title: str, chance: random.Random) -> str:
    """A title with one word broken as at the end of a line."""
    places = [n for n in range(2, len(title) - 2) if title[n - 2 : n + 2].isalpha()]
    place = chance.choice(places)
    return f"{title[:place]}- {title[place:]}"


def worn(title: str, chance: random.Random) -> str:
    """A title that has lost a letter."""
    place = chance.randrange(5, len(title) - 5)
    return title[:place] + title[place + 1 :]


def apart(shared: Path) -> Iterator[str]:
    """What it costs to read each PDF in a process of its own."""
    for path in sorted((shared / "pdfs").glob("*.pdf"))[:3]:
        here = seconds(partial(pdfium_child.main, str(path), 2000, 20_000_000, 60.0), 5)
        there = seconds(partial(read_pdf, path), 5)
        yield f"- {path.stem}: {there:.2f} s apart, {there / here:.1f} times reading it in place"


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
