"""A GraphView as one HTML page that works from ``file://`` with no network.

pyvis holds the network and supplies vis-network; the page itself is ours
(``templates/graph.html.jinja`` with ``graph.css`` and two scripts), because every page pyvis
writes by itself asks a CDN for something.
"""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict
from importlib.resources import files
from typing import Any

from markupsafe import Markup

from papergraph.exporters.templating import template
from papergraph.graph.legend import OTHER
from papergraph.graph.views import GraphView

#: What vis-network is told. Positions are ours, so physics is off and nothing can be dragged;
#: our own script finds what is under the pointer, so vis neither hovers nor selects; and it
#: draws the labels too (a threshold nothing reaches turns off those of vis).
OPTIONS: Mapping[str, Any] = {
    "physics": {"enabled": False},
    "layout": {"improvedLayout": False},
    "interaction": {
        "dragNodes": False,
        "hover": False,
        "selectable": False,
        "tooltipDelay": 86_400_000,
        "zoomSpeed": 0.7,
        "keyboard": {"enabled": False},
    },
    "nodes": {"chosen": False, "scaling": {"label": {"drawThreshold": 1_000_000}}},
    "edges": {
        "arrows": {"to": {"enabled": True, "scaleFactor": 0.35}},
        "chosen": False,
        "color": {"inherit": False},
        "selectionWidth": 0,
        "hoverWidth": 0,
    },
}

_LIBRARY = "lib/vis-9.1.2/vis-network.min.js"
_SCRIPTS = ("graph_canvas.js", "graph_page.js")


def render(view: GraphView) -> str:
    """The page. The same view always gives the same text.

    Nothing but text of ours is ever markup: the rest is escaped by Jinja, or stands in one
    JSON block and is put in place through ``textContent``. A content security policy in the
    page admits its two scripts by their hash and nothing from outside.
    """
    library = _inside_script(files("pyvis").joinpath(_LIBRARY).read_text(encoding="utf-8"))
    script = _inside_script(_own_script())
    return template("graph.html.jinja").render(
        view=view,
        data=page_data(view),
        listed=[node for node in view.nodes if node.listed],
        titles={topic.topic: topic.title for topic in view.legend.topics},
        css=Markup(_template("graph.css")),  # noqa: S704 - our own file
        library=library,
        script=script,
        script_hashes=Markup(f"{_hash(library)} {_hash(script)}"),  # noqa: S704 - base64
    )


def page_data(view: GraphView) -> dict[str, Any]:
    """What the page's script is given, as plain JSON values.

    ``nodes`` and ``edges`` are as pyvis hands them to vis-network; a node's ``work`` holds what
    is said of it; an edge's ``evidence`` are numbers of lines in the shared list ``evidence``,
    since one source says most of what is said.
    """
    lines: dict[str, int] = {}
    numbered = [[lines.setdefault(said, len(lines)) for said in e.evidence] for e in view.edges]
    nodes, edges, options = _network(view, numbered)
    return {
        "nodes": nodes,
        "edges": edges,
        "options": options,
        "evidence": list(lines),
        "view": {
            "ticks": [asdict(tick) for tick in view.ticks],
            "lanes": [asdict(lane) for lane in view.lanes],
            "band": asdict(view.band) if view.band else None,
            "fringe": asdict(view.fringe) if view.fringe else None,
            "bounds": asdict(view.bounds),
            "legend": asdict(view.legend),
            "other": OTHER,
        },
    }


class _Ids(dict[str, None]):
    """Node ids that pyvis can search quickly.

    It keeps a list and searches it for every node and for both ends of every edge, which is
    quadratic; a dict answers at once, and all pyvis does with the list besides is append.
    """

    def append(self, node: str) -> None:
        self[node] = None


def _network(
    view: GraphView, evidence: list[list[int]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], dict[str, Any]]:
    """Nodes, edges and options as pyvis' network holds them."""
    # pyvis brings IPython, which takes longer to import than everything else together.
    from pyvis.network import Network

    network = Network(directed=True)  # undirected, add_edge compares with every edge before it
    network.node_ids = _Ids()
    network.set_options(json.dumps(OPTIONS))
    for node in view.nodes:
        about = asdict(node)
        for drawn in ("key", "label", "shape", "x", "y", "size"):
            del about[drawn]
        network.add_node(
            node.key,
            label=node.label,
            shape=node.shape,
            color=node.colour,
            x=node.x,
            y=node.y,
            size=node.size,
            work=about | {"label": node.label},
        )
    for number, (edge, said) in enumerate(zip(view.edges, evidence, strict=True)):
        network.add_edge(edge.source, edge.target, id=f"e{number}", evidence=said)
    nodes, edges, _, _, _, options = network.get_network_data()
    return nodes, edges, json.loads(options)


def _own_script() -> str:
    """Our scripts in one function, so that none of their names becomes global."""
    return '"use strict";\n(() => {\n' + "\n".join(map(_template, _SCRIPTS)) + "})();\n"


def _template(name: str) -> str:
    return files("papergraph.exporters").joinpath("templates", name).read_text(encoding="utf-8")


def _inside_script(code: str) -> Markup:
    """Code of which no part ends the script element, with the line ends a browser makes of it."""
    code = code.replace("\r\n", "\n").replace("\r", "\n")
    return Markup(code.replace("</script", "<\\/script").replace("<!--", "<\\!--"))  # noqa: S704


def _hash(code: str) -> str:
    """The source expression of Content Security Policy Level 3 that admits this very script."""
    digest = hashlib.sha256(code.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
