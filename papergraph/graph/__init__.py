"""The only graph engines: a snapshot as a graph, its measures, and the picture as values."""

from papergraph.graph.build import to_networkx
from papergraph.graph.views import GraphView, graph_view

__all__ = ["GraphView", "graph_view", "to_networkx"]
