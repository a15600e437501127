"""A walk down the rows of one table: which of them are sessions, topics, readings, holidays."""

from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest

from papergraph.listings.assembly import Assembly
from papergraph.listings.clues.occasions import is_logistics, occasion_of, says_nothing
from papergraph.listings.markdown.entries import Entry, Saying
from papergraph.listings.markdown.rows import Item, Row

#: A plain text with more words is a title rather than a topic.
_LONGEST_PLAIN_TOPIC = 5


class Walk:
    """Hands the rows of a table on to the assembly, from the first to the last.

    What is ambiguous in a single row is decided by how the whole table writes it: whether
    its topics are bold, whether it repeats the date for every reading, whether its topic column
    names topics of several sessions or the subject of each.
    """

    def __init__(self, rows: Sequence[Row], assembly: Assembly) -> None:
        self._rows = rows
        self._assembly = assembly
        self._bold = _has_bold_topics(rows)
        self._repeats_dates = _repeats_dates(rows)
        topics = Counter(row.topic for row in rows if row.topic and row.day)
        mostly = len(topics) >= 3 and len(topics) >= 0.8 * topics.total()
        self._subjects = {topic for topic, n in topics.items() if mostly and n == 1}

    def run(self) -> None:
        """Walk through all rows."""
        for row, following in zip_longest(self._rows, self._rows[1:]):
            self._row(row, following)

    def _row(self, row: Row, following: Row | None) -> None:
        """One row: its session, its topic, what its reading cells say, its people and links."""
        assembly = self._assembly
        for doubt in row.doubts:
            assembly.warn(row.line, doubt)
        if row.day:
            if not (self._repeats_dates and assembly.same_day(row.day)):
                assembly.session(row.line, row.day)
            self._aside(row.aside or "")
        if row.topic:
            self._topic(row, row.topic)
        announced = False
        for at, item in enumerate(row.items):
            if isinstance(item, Entry):
                if item.doubt:
                    assembly.warn(row.line, f"{item.doubt}: {item.url}")
                assembly.reading(
                    row.line, item.title, item.url, role=item.role, locator=item.locator
                )
            elif item.marks.role is None and (announced or occasion_of(item.text)):
                if row.day and at == 0:
                    self._announce(item.text)
                announced = True
            elif not says_nothing(item.text):
                self._say(row, item, row.items[at + 1 :], following)
        if row.day or row.entries or assembly.begun:
            assembly.add(row.line, row.links, row.people)

    def _aside(self, aside: str) -> None:
        """What stands beside the day in its cell: a subject, or why there is no lecture."""
        if occasion_of(aside):
            self._announce(aside)
        elif len(aside) > 3 and not is_logistics(aside):
            self._assembly.subject(aside)

    def _announce(self, text: str) -> None:
        kind = occasion_of(text)
        if kind:
            self._assembly.occasion(kind, text)

    def _topic(self, row: Row, text: str) -> None:
        """The value of a topic column: a heading, a subject too where every session has its own."""
        if occasion_of(text):
            if row.day:
                self._announce(text)
        elif row.lone:
            self._assembly.topic(text)
        else:
            self._assembly.heading(text)
            if row.day and text in self._subjects:
                self._assembly.subject(text)

    def _say(self, row: Row, saying: Saying, rest: Sequence[Item], following: Row | None) -> None:
        """A text without a link: a topic, a subject, or a reading that nobody linked."""
        leads = row.day is not None and row.items[0] is saying
        marked = saying.marks.role is not None
        if saying.strong or (not marked and self._is_plain_topic(row, saying, rest, following)):
            if leads:
                self._assembly.dated_topic(saying.text)
            else:
                self._assembly.topic(saying.text)
        elif not marked and is_logistics(saying.text):
            if leads:
                self._assembly.subject(saying.text)
        else:
            title, locator = saying.marks.rest, saying.marks.locator
            role = saying.marks.role or saying.role
            self._assembly.reading(row.line, title, None, role=role, locator=locator)
            self._assembly.warn(row.line, f"a reading without a link: {title}")

    def _is_plain_topic(
        self, row: Row, saying: Saying, rest: Sequence[Item], following: Row | None
    ) -> bool:
        """Whether a plain text is a topic: only where topics are not bold, and it looks like one.

        It is short, is no sentence with a colon, and readings follow it: in its own cell, in
        undated rows below a dated one, or in a row below an undated one.
        """
        text = saying.text
        if self._bold or row.topic or is_logistics(text) or any(mark in text for mark in ":?!."):
            return False
        if len(text.split()) > _LONGEST_PLAIN_TOPIC:
            return False
        if any(isinstance(item, Entry) for item in rest):
            return row.items[0] is saying
        if rest or following is None:
            return False
        if row.day:
            return following.day is None and bool(following.entries)
        return row.lone and (following.day is not None or bool(following.entries))


def _has_bold_topics(rows: Sequence[Row]) -> bool:
    return any(
        isinstance(item, Saying) and item.strong and occasion_of(item.text) is None
        for row in rows
        for item in row.items
    )


def _repeats_dates(rows: Sequence[Row]) -> bool:
    """Whether a table has a dated row for every reading, so that equal dates are one session."""
    days = [(row.day.month, row.day.day) for row in rows if row.day]
    undated = any(row.entries for row in rows if not row.day)
    return bool(days) and not undated and len(days) >= 1.5 * len(set(days))
