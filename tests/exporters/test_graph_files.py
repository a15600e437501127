import csv
import io
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass, replace
from errno import ENOSPC
from pathlib import Path
from typing import Any

import networkx as nx
import pytest
from graph.snapshots import FALL_25, large, pages, reading, small, snapshot, work

from papergraph.domain.snapshot import Snapshot
from papergraph.errors import InputError
from papergraph.exporters.graph_files import FORMATS, render, write
from papergraph.graph import GraphView, graph_view, to_networkx


@dataclass(frozen=True)
class Graph:
    snapshot: Snapshot

    def view(self) -> GraphView:
        return graph_view(self.snapshot)


SMALL = Graph(small())
HARSH = Graph(
    snapshot(
        [
            work("a", title='Nul \0 & <b>"bold"</b>, two\nlines; \ud800', authors=["Zoë 🙂"]),
            work("b", when="2020"),
        ],
        [pages(FALL_25, reading(FALL_25, "a"), reading(FALL_25, "b"))],
        [("a", "b")],
    )
)


def read(graph: Graph, suffix: str) -> Any:
    text = render(graph, suffix)
    if suffix == ".graphml":
        return nx.parse_graphml(text, force_multigraph=True)
    if suffix == ".gexf":
        return nx.read_gexf(io.BytesIO(text.encode()))
    return nx.node_link_graph(json.loads(text), edges="edges")


@pytest.mark.parametrize("suffix", [".graphml", ".gexf", ".json"])
@pytest.mark.parametrize("graph", [SMALL, HARSH, Graph(large(60, citations=300, neighbours=20))])
def test_what_was_written_reads_back_as_the_same_graph(graph: Graph, suffix: str) -> None:
    back, expected = read(graph, suffix), to_networkx(graph.snapshot)
    assert set(back) == set(expected)
    assert set(back.edges()) == set(expected.edges())
    assert back.is_directed()
    for key, about in back.nodes(data=True):
        assert about["listed"] == expected.nodes[key]["listed"]
        assert about.get("year") == expected.nodes[key]["year"]


@pytest.mark.parametrize("suffix", [".graphml", ".gexf"])
def test_lists_are_joined_and_what_is_absent_is_left_out(suffix: str) -> None:
    about = read(SMALL, suffix).nodes
    assert about["kwon"]["authors"] == "Woosuk Kwon; Zhuohan Li"
    assert about["orca"]["roles"] == "cse585@F24: optional; cse585@F25: required"
    assert "year" not in about["undated"]


def test_json_keeps_lists_and_nulls() -> None:
    about = read(SMALL, ".json").nodes
    assert about["kwon"]["authors"] == ["Woosuk Kwon", "Zhuohan Li"]
    assert about["undated"]["year"] is None


def test_gexf_names_its_nodes_for_gephi() -> None:
    root = ET.fromstring(render(SMALL, ".gexf"))
    labels = {node.get("id"): node.get("label") for node in root.iter() if node.tag[-5:] == "}node"}
    assert labels["orca"] == "Orca: A Distributed Serving System"


def test_csv_has_a_row_a_citation_and_one_for_each_work_without() -> None:
    rows = list(csv.DictReader(io.StringIO(render(SMALL, ".csv"))))
    pairs = [(row["citing"], row["cited"]) for row in rows]
    assert pairs == [
        ("book", ""), ("kwon", "orca"), ("kwon", "vaswani"), ("orca", "clipper"),
        ("orca", "vaswani"), ("talk", ""), ("undated", "kwon"),
    ]  # fmt: skip
    assert rows[1]["cited_title"] == "Orca: A Distributed Serving System"
    assert (rows[1]["citing_year"], rows[1]["sources"]) == ("2023", "a reference list")


def test_csv_keeps_quotes_and_line_ends_inside_their_cells() -> None:
    (row,) = csv.DictReader(io.StringIO(render(HARSH, ".csv"), newline=""))
    assert row["citing_title"] == HARSH.snapshot.works["a"].title


@pytest.mark.parametrize("suffix", list(FORMATS))
def test_the_same_graph_gives_the_same_text(suffix: str) -> None:
    values = small()
    turned = replace(
        values,
        works=dict(reversed(list(values.works.items()))),
        citations=tuple(reversed(values.citations)),
    )
    text = render(SMALL, suffix)
    assert text == render(Graph(turned), suffix)
    assert not re.search(r"lastmodified", text)


@pytest.mark.parametrize("suffix", list(FORMATS))
def test_a_file_of_each_format_is_written_as_utf_8(suffix: str, tmp_path: Path) -> None:
    path = write(HARSH, tmp_path / f"graph{suffix.upper()}")
    assert "bold" in path.read_bytes().decode("utf-8")


def test_an_empty_snapshot_gives_a_file_too() -> None:
    for suffix in FORMATS:
        assert render(Graph(Snapshot()), suffix)


def test_an_unknown_suffix_is_refused_with_the_known_ones() -> None:
    with pytest.raises(InputError, match=r"'\.pdf'") as refused:
        render(SMALL, ".pdf")
    assert refused.value.hint == "end the file name in one of .html, .graphml, .gexf, .json, .csv"


def test_a_file_that_cannot_be_written_is_an_input_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        write(SMALL, tmp_path / "no such folder" / "graph.csv")


def test_a_full_disk_leaves_the_file_that_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "g.csv"
    place.write_text("an older graph")

    def full(*_: object, **__: object) -> None:
        raise OSError(ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "write_text", full)
    with pytest.raises(InputError, match="No space left") as caught:
        write(SMALL, place)
    assert caught.value.hint == "make room"
    assert place.read_bytes() == b"an older graph"
    assert [path.name for path in tmp_path.iterdir()] == ["g.csv"]
