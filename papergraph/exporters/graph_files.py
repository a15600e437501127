"""The citation graph as a file: a page to look at, or a format other programs read.

A new format is one function of a graph and its line in `FORMATS`.
"""

import csv
import io
from collections.abc import Callable, Mapping
from errno import ENOSPC
from pathlib import Path
from typing import Protocol

from papergraph.domain.snapshot import Snapshot
from papergraph.errors import InputError
from papergraph.graph import writing
from papergraph.graph.measures import links
from papergraph.graph.views import GraphView


class Graph(Protocol):
    """What is written: the values, and on demand the picture of them."""

    @property
    def snapshot(self) -> Snapshot:
        """The works and citations."""
        ...

    def view(self) -> GraphView:
        """The picture."""
        ...


_COLUMNS = (
    *("citing", "citing_title", "citing_year", "cited", "cited_title", "cited_year"),
    *("sources", "methods"),
)


def edge_list(snapshot: Snapshot) -> str:
    """CSV with one row a citation; a work without any has a row of its own, ``cited`` empty."""
    claims = links(snapshot)
    alone = snapshot.works.keys() - {key for pair in claims for key in pair}
    rows: list[tuple[str, ...]] = [(*_work(snapshot, key), "", "", "", "", "") for key in alone]
    for (citing, cited), said in claims.items():
        sources = "; ".join(claim.source for claim in said)
        methods = "; ".join(claim.method for claim in said)
        rows.append((*_work(snapshot, citing), *_work(snapshot, cited), sources, methods))
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(_COLUMNS)
    table.writerows(sorted(rows))
    return text.getvalue()


def page(graph: Graph) -> str:
    """The interactive page; see ``exporters.html``."""
    from papergraph.exporters import html  # only here are pyvis and Jinja needed

    return html.render(graph.view())


#: Suffix -> what makes the text of such a file, in the order of the interface.
FORMATS: Mapping[str, Callable[[Graph], str]] = {
    ".html": page,
    ".graphml": lambda graph: writing.graphml(graph.snapshot),
    ".gexf": lambda graph: writing.gexf(graph.snapshot),
    ".json": lambda graph: writing.node_link(graph.snapshot),
    ".csv": lambda graph: edge_list(graph.snapshot),
}


def render(graph: Graph, suffix: str) -> str:
    """The text of a graph file; ``suffix`` is that of its name, in any case.

    Raises:
        InputError: there is no format of that suffix.
    """
    if suffix.lower() not in FORMATS:
        raise InputError(
            f"no graph format is called {suffix!r}",
            hint=f"end the file name in one of {', '.join(FORMATS)}",
        )
    return FORMATS[suffix.lower()](graph)


def write(graph: Graph, path: Path) -> Path:
    """The path of the file it was written to, as UTF-8; the suffix says the format.

    Raises:
        InputError: there is no such format, or no such file can be written.
    """
    text = render(graph, path.suffix)
    # Beside its place first: what goes wrong leaves the file that was there as it was.
    beside = path.with_name(f".{path.name}.part")
    try:
        beside.write_text(text, encoding="utf-8", errors="replace", newline="\n")
        beside.replace(path)
    except OSError as problem:
        beside.unlink(missing_ok=True)
        full = problem.errno == ENOSPC
        raise InputError(
            f"{path} cannot be written: {problem.strerror}",
            hint="make room" if full else "name a file in a folder that exists and is yours",
        ) from problem
    return path


def _work(snapshot: Snapshot, key: str) -> tuple[str, str, str]:
    work = snapshot.works[key]
    return key, work.title, str(work.year or "")
