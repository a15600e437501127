"""papergraph: what a course reads, as a catalog, a typed diff and a citation graph.

What is named in ``__all__`` is public and stays; everything else may move.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from papergraph.catalog import Catalog as Catalog
    from papergraph.settings import Settings as Settings

__version__ = "0.1.0"
__all__ = ["Catalog", "Settings", "__version__", "errors"]

_HOMES = {"Catalog": "papergraph.catalog", "Settings": "papergraph.settings"}


def __getattr__(name: str) -> Any:
    """Public names are imported when first used, so that the command starts fast."""
    from importlib import import_module

    if name == "errors":
        return import_module("papergraph.errors")
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'papergraph' has no attribute {name!r}")
