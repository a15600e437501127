"""What colour, place, size, border and shape mean: the rules, and the words for them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

from papergraph.domain.courses import ROLES, Role
from papergraph.domain.snapshot import Listed, Snapshot
from papergraph.domain.works import Kind
from papergraph.graph.build import topic_of
from papergraph.graph.palette import NEUTRAL, colours

#: The lane of topics beyond the palette, and of readings without a topic.
OTHER = "other topics"

#: The radius of works that are on no list.
NEIGHBOUR_SIZE = 3.0

_SIZES = (5.0, 12.0)  #: smallest and largest radius of a listed work
_MEANINGS: Final[Mapping[Role, str]] = {
    "required": "required",
    "optional": "optional",
    "companion": "companion",
    "unspecified": "not marked by the course",
}
_SHAPES: Final[Mapping[Kind, str]] = {
    "book": "diamond",
    "blog": "square",
    "web": "square",
    "video": "triangle",
}


@dataclass(frozen=True, slots=True)
class LegendTopic:
    """A topic: its name in listings, its shown title, its colour, how many works it has."""

    topic: str
    title: str
    colour: str
    works: int


@dataclass(frozen=True, slots=True)
class LegendMark:
    """A role or shape, the words for it, and how many works have it."""

    name: str
    meaning: str
    works: int


@dataclass(frozen=True, slots=True)
class Legend:
    """What the marks mean; only those that occur in the picture.

    ``roles`` are drawn as borders (required: filled, strong border; unspecified: filled, none;
    optional: light, coloured border; companion: the same, dashed), ``shapes`` are dot, square,
    diamond and triangle.
    """

    topics: tuple[LegendTopic, ...]
    size: str
    roles: tuple[LegendMark, ...]
    shapes: tuple[LegendMark, ...]


@dataclass(frozen=True, slots=True)
class TopicScheme:
    """The topics of a picture from top to bottom; the title, colour and lane of each."""

    order: tuple[str, ...]
    title: Mapping[str, str]
    colour: Mapping[str, str]
    lane: Mapping[str, str]

    @property
    def lanes(self) -> tuple[str, ...]:
        """Lane names from top to bottom; several topics may share the last one."""
        return tuple(dict.fromkeys(self.lane[topic] for topic in self.order))


def main_topic(readings: Sequence[Listed]) -> str:
    """The topic most of the readings (newest first) stand under; the newest one's where even."""
    return Counter(topic_of(one) for one in readings).most_common(1)[0][0]


def topic_scheme(
    snapshot: Snapshot, main: Mapping[str, str], titles: Mapping[str, str]
) -> TopicScheme:
    """Colours and lanes for all topics of a snapshot; ``main`` is each listed work's own.

    Topics stand in the order of ``titles``, other headings after them in the order in which the
    newest offering opens them, and those beyond the palette last, together.
    """
    pages = sorted(snapshot.offerings, key=lambda one: one.offering.term, reverse=True)
    met = dict.fromkeys(topic_of(one) for page in pages for one in page.readings)
    rank = {topic: number for number, topic in enumerate(titles)}
    works = Counter(main.values())
    colour = colours({topic: works[topic] for topic in met if topic}, order=list(rank))
    colour[""] = NEUTRAL
    title = {topic: titles.get(topic, topic) for topic in met} | {"": "no topic"}
    return TopicScheme(
        order=tuple(sorted(met, key=lambda t: (colour[t] == NEUTRAL, rank.get(t, len(rank))))),
        title=title,
        colour=colour,
        lane={t: OTHER if colour[t] == NEUTRAL else title[t] for t in title},
    )


def size_of(cited: int, *, most: int) -> float:
    """The radius of a listed work: its area grows with the number of listed works citing it."""
    low, high = _SIZES
    return round(sqrt(low**2 + (high**2 - low**2) * cited / most), 1) if most else low


def shape_of(kind: Kind) -> str:
    """Dot for what is written as a paper, else diamond, square or triangle."""
    return _SHAPES.get(kind, "dot")


def legend(
    listed: Mapping[str, Sequence[Listed]],
    kinds: Sequence[Kind],
    scheme: TopicScheme,
) -> Legend:
    """The legend of a picture: ``listed`` are each listed work's readings, ``kinds`` all works'."""
    topics = Counter(t for readings in listed.values() for t in {topic_of(one) for one in readings})
    roles = Counter(role for readings in listed.values() for role in {one.role for one in readings})
    shapes: dict[str, list[Kind]] = {}
    for kind in sorted(kinds):
        shapes.setdefault(shape_of(kind), []).append(kind)
    return Legend(
        topics=tuple(
            LegendTopic(
                topic,
                scheme.title[topic],
                scheme.colour[topic],
                topics[topic],
            )
            for topic in scheme.order
        ),
        size="The larger, the more works of this list cite it",
        roles=tuple(
            LegendMark(role, _MEANINGS[role], roles[role]) for role in ROLES if role in roles
        ),
        shapes=tuple(
            LegendMark(shape, ", ".join(dict.fromkeys(found)), len(found))
            for shape, found in shapes.items()
        ),
    )
