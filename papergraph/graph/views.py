"""GraphView: everything a picture of the citation graph shows, as plain values.

Whoever draws it decides nothing: positions, sizes, colours and words are all here, so the
same view can become a page, a slide or a print, and be tested without a browser.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from papergraph.domain.courses import Role, strongest
from papergraph.domain.snapshot import Listed, Snapshot
from papergraph.domain.works import Citation, Kind
from papergraph.graph.build import offering_names, topic_of
from papergraph.graph.labels import label, web_link
from papergraph.graph.layout import Box, Heading, Item, Lane, Layout, Place, Tick, place
from papergraph.graph.legend import (
    NEIGHBOUR_SIZE,
    Legend,
    TopicScheme,
    legend,
    main_topic,
    shape_of,
    size_of,
    topic_scheme,
)
from papergraph.graph.measures import Pair, cited_within, links, with_citations_known
from papergraph.graph.palette import NEUTRAL

#: Above this many unlisted works the picture starts without them: they would swamp the list.
NEIGHBOUR_LIMIT = 150


@dataclass(frozen=True, slots=True)
class ViewListing:
    """One reading: in which offering, in which role, under which topic and title."""

    offering: str
    role: Role
    topic: str
    title: str
    locator: str | None = None


@dataclass(frozen=True, slots=True)
class ViewNode:
    """A work in the picture.

    ``size`` is the radius; ``shape`` one of dot, square, diamond, triangle; ``role`` the
    strongest it is listed in; ``topic`` the one it is coloured and placed by; ``known`` says
    whether any citation of it is known; ``appeared`` says where and when in words; ``link`` is
    an http(s) address or None.
    """

    key: str
    label: str
    title: str
    authors: tuple[str, ...]
    venue: str | None
    year: int | None
    date: str | None
    appeared: str
    link: str | None
    kind: Kind
    topic: str
    topics: tuple[str, ...]
    role: Role | None
    listings: tuple[ViewListing, ...]
    listed: bool
    known: bool
    cited_by_listed: int
    x: float
    y: float
    size: float
    shape: str
    colour: str

    @property
    def required(self) -> bool:
        """Whether any of the offerings requires it."""
        return self.role == "required"


@dataclass(frozen=True, slots=True)
class ViewEdge:
    """``source`` cites ``target`` (work keys); ``evidence`` says who says so, one line each."""

    source: str
    target: str
    evidence: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Band:
    """The labelled rectangle of works of which no citation is known yet."""

    label: str
    box: Box
    headings: tuple[Heading, ...]


@dataclass(frozen=True, slots=True)
class Fringe:
    """The labelled rectangle of works on no list; ``shown`` says whether to begin with it."""

    label: str
    box: Box
    works: int
    shown: bool


@dataclass(frozen=True, slots=True)
class GraphView:
    """A picture as values. Nodes and edges are sorted by key; ``bounds`` leaves the fringe out."""

    title: str
    caption: str
    nodes: tuple[ViewNode, ...]
    edges: tuple[ViewEdge, ...]
    offerings: tuple[str, ...]
    legend: Legend
    ticks: tuple[Tick, ...]
    lanes: tuple[Lane, ...]
    band: Band | None
    fringe: Fringe | None
    bounds: Box


def graph_view(
    snapshot: Snapshot,
    *,
    title: str | None = None,
    topic_titles: Mapping[str, str] | None = None,
) -> GraphView:
    """The picture of a snapshot; the same snapshot always gives the same view.

    ``topic_titles`` maps the topics of our taxonomy, in its order, to what they are called; it
    gives them their order from top to bottom and colours that are the same in every picture.
    Topics it does not hold come after these, as the newest offering opens them.
    """
    titles = topic_titles or {}
    listed = {
        key: sorted(readings, key=lambda one: one.offering.term, reverse=True)
        for key, readings in snapshot.listed.items()
        if key in snapshot.works
    }
    main = {key: main_topic(readings) for key, readings in listed.items()}
    scheme = topic_scheme(snapshot, main, titles)
    claims = links(snapshot)
    known = with_citations_known(snapshot)
    layout = _layout(snapshot, main, known, claims, scheme)

    names = offering_names(snapshot)
    cited = cited_within(claims, listed)
    most = max((cited.get(key, 0) for key in listed), default=0)
    nodes = []
    for key in sorted(snapshot.works):
        work, readings = snapshot.works[key], listed.get(key, [])
        x, y = layout.positions[key]
        nodes.append(
            ViewNode(
                key=key,
                label=label(work),
                title=work.title,
                authors=tuple(author.name for author in work.authors),
                venue=work.venue.short if work.venue else None,
                year=work.year,
                date=str(work.date) if work.date else None,
                appeared=work.appeared,
                link=web_link([work.link, *(one.url for one in readings)]),
                kind=work.kind,
                shape=shape_of(work.kind),
                topic=main.get(key, ""),
                topics=tuple(dict.fromkeys(topic_of(one) for one in readings)),
                role=strongest(one.role for one in readings) if readings else None,
                listings=tuple(_listing(one, names[one.offering]) for one in readings),
                listed=bool(readings),
                known=key in known or not readings,
                cited_by_listed=cited.get(key, 0),
                x=round(x, 1),
                y=round(y, 1),
                size=size_of(cited.get(key, 0), most=most) if readings else NEIGHBOUR_SIZE,
                colour=scheme.colour[main[key]] if readings else NEUTRAL,
            )
        )
    return GraphView(
        title=title or _title(list(names.values())),
        caption=_caption(nodes),
        nodes=tuple(nodes),
        edges=tuple(ViewEdge(*pair, _evidence(said)) for pair, said in claims.items()),
        offerings=tuple(names[o] for o in sorted(names, key=lambda o: (o.term, str(o)))),
        legend=legend(listed, [node.kind for node in nodes], scheme),
        ticks=layout.ticks,
        lanes=layout.lanes,
        band=_band(nodes, layout),
        fringe=_fringe(nodes, layout),
        bounds=layout.bounds,
    )


def _layout(
    snapshot: Snapshot,
    main: Mapping[str, str],
    known: frozenset[str],
    claims: Iterable[Pair],
    scheme: TopicScheme,
) -> Layout:
    near: Counter[str] = Counter()  # how many listed works each work cites or is cited by
    for citing, cited in claims:
        near[citing] += cited in main
        near[cited] += citing in main
    items = []
    for key, work in snapshot.works.items():
        where: Place = "fringe" if key not in main else "lane" if key in known else "band"
        lane = scheme.lane[main[key]] if key in main else ""
        month = work.date.month if work.date else None
        items.append(Item(key, lane, where, label(work), work.year, month, near[key]))
    return place(items, lanes=scheme.lanes)


def _listing(one: Listed, offering: str) -> ViewListing:
    return ViewListing(offering, one.role, topic_of(one), one.title, one.locator)


def _evidence(said: Sequence[Citation]) -> tuple[str, ...]:
    return tuple(f"{one.method} ({one.source})" if one.method else one.source for one in said)


def _title(offerings: Sequence[str]) -> str:
    return f"Citation graph of {', '.join(offerings)}" if offerings else "Citation graph"


def _caption(nodes: Sequence[ViewNode]) -> str:
    listed = [node for node in nodes if node.listed]
    known = sum(node.known for node in listed)
    return f"Citations are known for {known} of {_count(len(listed), 'reading')}"


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def _band(nodes: Sequence[ViewNode], layout: Layout) -> Band | None:
    silent = sum(not node.known for node in nodes)
    if not silent:
        return None
    words = f"No citation known yet: {_count(silent, 'reading')}, by topic"
    return Band(words, layout.band, layout.headings)


def _fringe(nodes: Sequence[ViewNode], layout: Layout) -> Fringe | None:
    outside = sum(not node.listed for node in nodes)
    if not outside:
        return None
    words = f"Not on the list: {_count(outside, 'work')} that it cites or that cite it"
    years = [tick.label for tick in layout.ticks if tick.label != "no date"]
    if years:
        words += f"; the first column holds {years[0]} and before"
    return Fringe(words, layout.fringe, outside, outside <= NEIGHBOUR_LIMIT)
