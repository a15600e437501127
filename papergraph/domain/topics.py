"""Our taxonomy of topics, and how the headings of courses map to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from papergraph.domain.courses import Listing, Reading, Session
from papergraph.domain.titles import normal_title
from papergraph.errors import InputError


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic: our short name, its title, and what course headings call it.

    ``headings`` are whole headings; ``words`` are phrases that mean the topic wherever they
    stand in a heading.
    """

    name: str
    title: str
    headings: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """All topics, in the order in which they are shown."""

    topics: tuple[Topic, ...] = ()

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> "Taxonomy":
        """The taxonomy that parsed TOML (``[topic.inference] title = …``) describes.

        Raises:
            InputError: a heading or word is claimed by two topics.
        """
        topics = tuple(
            Topic(
                name,
                str(entry.get("title", name)),
                tuple(normal_title(text) for text in entry.get("headings", ())),
                tuple(normal_title(text) for text in entry.get("words", ())),
            )
            for name, entry in data.get("topic", {}).items()
        )
        owner: dict[str, str] = {}
        for topic in topics:
            for text in (*topic.headings, *topic.words):
                if owner.setdefault(text, topic.name) != topic.name:
                    raise InputError(
                        f"topics: {text!r} belongs to both {owner[text]} and {topic.name}",
                        hint="a heading or word can mean one topic only",
                    )
        return cls(topics)

    def topic_of(self, heading: str | None) -> str | None:
        """Our topic for a course's heading; None where it maps to none, or to several.

        A whole heading decides. Else the words found in it: where words of two topics are
        found, the longer phrase wins ("post training" over "training") if it contains the
        other; otherwise the heading is ambiguous and stays its own topic.
        """
        if not heading:
            return None
        normal = normal_title(heading)
        for topic in self.topics:
            if normal in topic.headings:
                return topic.name
        padded = f" {normal} "
        hits = [
            (word, topic.name)
            for topic in self.topics
            for word in topic.words
            if f" {word} " in padded
        ]
        names = {
            name
            for word, name in hits
            if not any(f" {word} " in f" {other} " and other != word for other, _ in hits)
        }
        return names.pop() if len(names) == 1 else None

    def title(self, name: str | None) -> str:
        """The shown title of a topic; a heading that maps to none is its own."""
        for topic in self.topics:
            if topic.name == name:
                return topic.title
        return name or "(no topic)"

    def assign(self, listing: Listing) -> Listing:
        """The listing with every reading's topic filled in: ours, else the heading itself."""
        known = {heading: self.topic_of(heading) or heading for heading in _headings(listing)}
        sessions = tuple(
            replace(
                session,
                readings=tuple(
                    replace(reading, topic=known.get(reading.heading or ""))
                    for reading in session.readings
                ),
            )
            for session in listing.sessions
        )
        return replace(listing, sessions=sessions)

    def unknown(self, headings: Iterable[str]) -> tuple[str, ...]:
        """The headings that map to no topic of ours, in their order."""
        return tuple(dict.fromkeys(h for h in headings if h and self.topic_of(h) is None))


def _headings(listing: Listing) -> set[str]:
    return {reading.heading for reading in listing.readings if reading.heading}


def lectures_by_heading(sessions: Sequence[Session]) -> dict[str, int]:
    """How many lectures each heading has, in the order of the schedule.

    A lecture is a session of kind ``lecture`` that has readings; it counts for the heading of
    its own, or of each of its readings where these have several.
    """
    counts: dict[str, int] = {}
    for session in sessions:
        if session.kind != "lecture" or not session.readings:
            continue
        for heading in dict.fromkeys(_heading(session, reading) for reading in session.readings):
            if heading:
                counts[heading] = counts.get(heading, 0) + 1
    return counts


def _heading(session: Session, reading: Reading) -> str | None:
    return reading.heading or session.heading
