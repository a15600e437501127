"""The graph as text in the formats that networkx writes: GraphML, GEXF, JSON.

`build.to_networkx` says what the attributes mean.
"""

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from papergraph.domain.snapshot import Snapshot
from papergraph.graph.build import to_networkx

if TYPE_CHECKING:
    import networkx

# What XML 1.0 has no way to write (section 2.2), not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def graphml(snapshot: Snapshot) -> str:
    """GraphML 1.0, for Gephi, yEd, Cytoscape and igraph; lists are joined by "; "."""
    import networkx as nx

    return "\n".join(nx.generate_graphml(_flat(snapshot))) + "\n"


def gexf(snapshot: Snapshot) -> str:
    """GEXF 1.2, for Gephi; lists are joined by "; ". It bears no date: equal graphs stay equal."""
    from networkx.readwrite.gexf import GEXFWriter

    graph = _flat(snapshot)
    for _, about in graph.nodes(data=True):
        about["label"] = about["title"]
    writer = GEXFWriter(version="1.2draft")
    writer.add_graph(graph)
    for meta in writer.xml.iter("meta"):
        meta.attrib.pop("lastmodifieddate", None)
    ET.indent(writer.xml)
    return f'<?xml version="1.0" encoding="utf-8"?>\n{ET.tostring(writer.xml, "unicode")}\n'


def node_link(snapshot: Snapshot) -> str:
    """JSON in networkx' node-link form, which d3 reads too; absent values are ``null``.

    ``networkx.node_link_graph(json.loads(text), edges="edges")`` gives the graph back.
    """
    import networkx as nx

    data = nx.node_link_data(to_networkx(snapshot), edges="edges")
    return json.dumps(data, indent=1, ensure_ascii=False) + "\n"


def _flat(snapshot: Snapshot) -> "networkx.MultiDiGraph[str]":
    """The graph with attributes XML can hold: texts, numbers, booleans; nothing absent."""
    graph = to_networkx(snapshot)
    graph.graph = {key: _scalar(value) for key, value in graph.graph.items()}
    for _, about in graph.nodes(data=True):
        _flatten(about)
    for *_, about in graph.edges(data=True):
        _flatten(about)
    return graph


def _flatten(about: dict[str, Any]) -> None:
    present = {key: value for key, value in about.items() if value is not None}
    about.clear()
    about |= {key: _scalar(value) for key, value in present.items()}


def _scalar(value: object) -> str | int | bool:
    if isinstance(value, bool | int):
        return value
    if isinstance(value, Mapping):
        value = [f"{key}: {item}" for key, item in value.items()]
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    return _NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text)
