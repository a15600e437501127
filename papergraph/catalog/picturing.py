"""The citation graph of some offerings, as values, as networkx, or as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from papergraph.catalog import reviewed
from papergraph.domain.coursebook import display_name, resolve_offering
from papergraph.domain.snapshot import Snapshot
from papergraph.errors import NotFoundError
from papergraph.graph import build, views
from papergraph.storage import Store

if TYPE_CHECKING:
    import networkx


#: Works around the lists that a picture shows: more are a cloud, and slow to move.
MOST_AROUND = 600


@dataclass(frozen=True)
class Graph:
    """A snapshot of some offerings, and what can be made of it."""

    snapshot: Snapshot
    names: tuple[str, ...]

    @property
    def title(self) -> str:
        """What the picture is called."""
        return f"What {', '.join(self.names)} read{'s' if len(self.names) == 1 else ''}"

    def to_networkx(self) -> "networkx.MultiDiGraph[str]":
        """The graph for the networkx library; see ``papergraph.graph.build``."""
        return build.to_networkx(self.snapshot)

    def view(self) -> views.GraphView:
        """Nodes and edges with positions and colours; see ``papergraph.graph.views``.

        Of the works around the lists it holds the ``MOST_AROUND`` that are most tied to them.
        """
        titles = {topic.name: topic.title for topic in reviewed.taxonomy().topics}
        drawn = self.snapshot.with_nearest(MOST_AROUND)
        return views.graph_view(drawn, title=self.title, topic_titles=titles)

    def write(self, file: str | Path) -> Path:
        """The path of the file it was written to; the suffix says the format.

        Raises:
            InputError: no such format, or the file cannot be written.
        """
        # Drawing needs Jinja and pyvis, which no other question does.
        from papergraph.exporters import graph_files

        return graph_files.write(self, Path(file))


def graph_of(store: Store, names: Sequence[str], *, neighbours: bool) -> Graph:
    """The graph of the named offerings, or of all.

    Raises:
        NotFoundError: the catalog has none, or no such offering.
    """
    known = store.offering_names()
    if not known:
        raise NotFoundError(
            "the catalog is empty", hint="add a course page: papergraph add README.md"
        )
    chosen = [resolve_offering(name, known) for name in names] or list(known)
    shown = (display_name(offering, known) for offering in chosen)
    return Graph(store.snapshot(chosen, neighbours=neighbours), tuple(shown))
