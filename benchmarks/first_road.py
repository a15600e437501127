"""Figures of the road from course pages to the diff: ratios, counts and growth.

    .venv/bin/python -m benchmarks.first_road

Times are medians of several runs in one process or of whole processes, and are given only
beside something measured in the same run; counts and growth are what to compare over time.
"""

import math
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from pathlib import Path

from benchmarks.timing import seconds
from papergraph import Catalog
from papergraph.catalog import reviewed

READINGS = 60
SIZES = (10, 100, 1000)
TOPICS = ("Introduction", "Pre-Training", "Post-Training", "Inference", "Agents", "Energy")
#: Each course takes this share of its list over from its own term before.
KEPT = 0.4


def main() -> None:
    """Print all figures as Markdown."""
    print(f"Python {sys.version.split()[0]}\n")
    for title, lines in (
        ("Start", start()),
        ("Sample", sample()),
        (f"Growth, offerings of {READINGS} readings", growth()),
    ):
        print(f"## {title}\n")
        for line in lines:
            print(f"- {line}")
        print()


def start() -> Iterator[str]:
    """How long `papergraph --version` takes beside a bare interpreter."""
    bare, version = interleaved(
        [sys.executable, "-c", "pass"],
        [str(Path(sys.executable).with_name("papergraph")), "--version"],
    )
    yield f"`papergraph --version`: {version / bare:.1f} times `python -c pass`"


def sample() -> Iterator[str]:
    """How long it takes to add the five pages, and to make the whole demo."""
    pages = sorted(
        str(page)
        for page in (reviewed.folder() / "sample" / "offerings").iterdir()
        if "slides" not in page.name
    )
    bare = seconds(lambda: subprocess.run([sys.executable, "-c", "pass"], check=True), 5)
    with tempfile.TemporaryDirectory() as folder:
        numbers = iter(range(100))

        def add_five() -> None:
            with Catalog.open(Path(folder) / f"{next(numbers)}.sqlite") as catalog:
                catalog.add(*pages)

        def demo() -> None:
            Catalog.demo(Path(folder) / f"demo{next(numbers)}")

        five = seconds(add_five, 3)
        yield (
            f"`add` of the five pages into a new catalog: {five:.2f} s, "
            f"{five / bare:.0f} times `python -c pass`"
        )
        whole = seconds(demo, 3)
        yield f"the whole `demo`: {whole:.2f} s, {whole / five:.1f} times `add` of the five pages"


def growth() -> Iterator[str]:
    """How `add`, `diff` and `works` grow with the number of offerings in the catalog."""
    added: dict[int, float] = {}
    compared: dict[int, float] = {}
    listed: dict[int, float] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        Catalog.open(Path(folder) / "c.sqlite") as catalog,
    ):
        total = 0.0
        for number in range(max(SIZES)):
            page = Path(folder) / "page.md"
            name, text = offering_page(number)
            page.write_text(text, "utf-8")
            begin = time.perf_counter()
            catalog.add(page, offering=name)
            total += time.perf_counter() - begin
            if number + 1 in SIZES:
                added[number + 1] = total
                compare = partial(catalog.diff, offering_page(number - 5)[0], name)
                compared[number + 1] = seconds(compare, 7)
                listed[number + 1] = seconds(partial(catalog.works, name), 7)
    for verb, what, times in (
        ("add", "in total", added),
        ("diff", "of one pair", compared),
        ("works", "of one offering", listed),
    ):
        figures = ", ".join(f"{size}: {value:.3g} s" for size, value in times.items())
        exponents = ", ".join(
            f"{a}→{b}: {math.log(times[b] / times[a]) / math.log(b / a):.2f}"
            for a, b in pairwise(SIZES)
        )
        yield f"`{verb}` {what}, by offerings in the catalog: {figures}; exponents {exponents}"


def offering_page(number: int) -> tuple[str, str]:
    """The name and page of one of many made offerings: five courses, one page a term each."""
    course, year = number % 5, number // 5
    lines = [
        f"# CS {100 + course * 400 + year // 60}: Made Systems",
        "",
        "| Date | Readings |",
        "| --- | --- |",
    ]
    for position in range(READINGS):
        if position % 10 == 0:
            lines.append(f"| | **{TOPICS[position // 10]}** |")
        old = position < READINGS * KEPT and year
        stamp = (year - 1 if old else year) * 1000 + course * 100 + position
        day = f"Sep {1 + position // 2}" if position % 2 == 0 else ""
        title = f"Made Work {stamp}: A System Number {stamp} for Tests"
        lines.append(f"| {day} | [{title}](https://example.org/{stamp}.pdf) (Required) |")
    name = f"cs{100 + course * 400 + year // 60}@F{year % 60:02}"
    return name, "\n".join(lines) + "\n"


def interleaved(a: list[str], b: list[str], runs: int = 15) -> tuple[float, float]:
    """The medians of two commands run in turn, so that a slow moment hits both."""
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(runs):
        for command, found in zip((a, b), times, strict=True):
            begin = time.perf_counter()
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
            found.append(time.perf_counter() - begin)
    return statistics.median(times[0]), statistics.median(times[1])


if __name__ == "__main__":
    main()
