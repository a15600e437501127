"""The command line: options in, one Catalog call, text or JSON out."""

from papergraph.cli.app import run

__all__ = ["run"]
