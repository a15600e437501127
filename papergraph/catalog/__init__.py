"""The front door: a Catalog that wires page readers, store, graph and exporters."""

from papergraph.catalog.catalog import Catalog

__all__ = ["Catalog"]
