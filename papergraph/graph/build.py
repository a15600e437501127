"""A snapshot as a networkx graph, for notebooks and for the file formats networkx writes."""

from typing import TYPE_CHECKING, Any

from papergraph.domain.coursebook import display_name
from papergraph.domain.courses import Offering, Role, strongest
from papergraph.domain.snapshot import Listed, Snapshot
from papergraph.domain.works import Work
from papergraph.graph.measures import cited_within, links, with_citations_known

if TYPE_CHECKING:
    import networkx


def to_networkx(snapshot: Snapshot) -> "networkx.MultiDiGraph[str]":
    """The snapshot's works and citations; an edge runs from the citing to the cited work.

    Nodes are work keys, sorted, each with

    - ``title``, ``kind``, ``authors`` (list of names), ``venue`` (short name or None),
      ``year`` (int or None), ``date`` (ISO text as exact as known, or None), ``ids``
      (``"arxiv:2309.06180"``, …), ``link`` (or None);
    - ``listed`` (bool: on the list, or a neighbour of it), ``offerings`` (names, oldest
      first), ``topics``, ``role`` (the strongest, None for a neighbour), ``roles``
      (offering -> role);
    - ``cited_by_listed`` (how many listed works cite it) and ``citations_known`` (bool).

    Edges have the key ``"cites"``, so there is one per pair however many sources say it, with
    ``sources`` and ``methods``: two lists of equal length, one entry a claim.

    The graph itself carries ``offerings`` (names) in ``graph.graph``.
    """
    # networkx takes longer to import than all of our commands that draw nothing.
    import networkx as nx

    claims = links(snapshot)
    listed = snapshot.listed
    counts = cited_within(claims, listed)
    known = with_citations_known(snapshot)
    names = offering_names(snapshot)
    graph: networkx.MultiDiGraph[str] = nx.MultiDiGraph(offerings=list(names.values()))
    for key in sorted(snapshot.works):
        readings = sorted(listed.get(key, ()), key=lambda one: one.offering.term)
        graph.add_node(
            key,
            **_about(snapshot.works[key]),
            **_listing(readings, names),
            cited_by_listed=counts.get(key, 0),
            citations_known=key in known,
        )
    for (citing, cited), said in claims.items():
        graph.add_edge(
            citing,
            cited,
            key="cites",
            sources=[claim.source for claim in said],
            methods=[claim.method for claim in said],
        )
    return graph


def offering_names(snapshot: Snapshot) -> dict[Offering, str]:
    """Each offering of the snapshot -> the shortest name that is clear among them."""
    known = [pages.offering for pages in snapshot.offerings]
    return {offering: display_name(offering, known) for offering in known}


def topic_of(reading: Listed) -> str:
    """The topic a reading stands under: ours, else the course's own heading, else none."""
    return reading.topic or reading.heading or ""


def _about(work: Work) -> dict[str, Any]:
    return {
        "title": work.title,
        "kind": work.kind,
        "authors": [author.name for author in work.authors],
        "venue": work.venue.short if work.venue else None,
        "year": work.year,
        "date": str(work.date) if work.date else None,
        "ids": [str(external) for external in work.ids],
        "link": work.link,
    }


def _listing(readings: list[Listed], names: dict[Offering, str]) -> dict[str, Any]:
    roles: dict[str, list[Role]] = {}
    for reading in readings:
        roles.setdefault(names[reading.offering], []).append(reading.role)
    return {
        "listed": bool(readings),
        "offerings": list(roles),
        "topics": list(dict.fromkeys(filter(None, map(topic_of, readings)))),
        "role": strongest(reading.role for reading in readings) if readings else None,
        "roles": {offering: strongest(said) for offering, said in roles.items()},
    }
