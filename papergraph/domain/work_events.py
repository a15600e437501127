"""What happened to a work between two states of our knowledge, as events for the log."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from papergraph.domain.planning.filing import Event
from papergraph.domain.titles import normal_title
from papergraph.domain.works import Record, Work


def work_events(old: Work, new: Work, *, source: str, now: datetime) -> Iterator[Event]:
    """Events of one work: a new title, its publication, a new version of its preprint.

    A title that differs in case or punctuation only is the same; "published" is said when a
    venue becomes known where there was none.
    """
    if normal_title(old.title) != normal_title(new.title):
        yield Event(now, new.key, "retitled", old.title, new.title, source)
    if new.venue and not old.venue:
        yield Event(now, new.key, "published", None, new.where, source)
    before, after = _newest(old), _newest(new)
    if before and after and after > before:
        yield Event(now, new.key, "new-version", f"v{before}", f"v{after}", source)


def status_events(
    work: str, known: Sequence[Record], new: Sequence[Record], *, now: datetime
) -> Iterator[Event]:
    """Events for what became of a work, each said once: withdrawn, retracted."""
    said = {record.status for record in known}
    for record in new:
        if record.status and record.status not in said:
            said.add(record.status)
            yield Event(now, work, record.status, None, record.comment, record.source)


def _newest(work: Work) -> int | None:
    return max((e.version for e in work.ids if e.version), default=None)
