"""The diff of two offerings, and what is new since last year, as a report to read."""

from collections.abc import Callable, Iterable, Sequence

from papergraph.domain.answers import WhatsNew
from papergraph.domain.diffing import ChangeName, Item, ListingDiff, Replacement
from papergraph.domain.snapshot import OfferingPages
from papergraph.exporters.report import (
    Group,
    OfferingName,
    Report,
    Section,
    TopicTitle,
    counted,
)

_ADDED = ("Title", "Role", "Where", "First appeared")
_DROPPED = ("Title", "Role", "Where")


def whatsnew_report(answer: WhatsNew, *, topic_title: TopicTitle, name: OfferingName) -> Report:
    """What is new, most important first: added, promoted, moved, published, dropped, topics."""
    diff = answer.syllabus
    since = answer.since
    when = f", when {name(diff.old)} began" if since == answer.baseline.begins else ""
    new_works = sum(item.published_since is True for item in diff.added)
    unsure = sum(item.published_since is None for item in diff.added)
    older = len(diff.added) - new_works - unsure
    coverage = answer.coverage
    summary = [
        _title_line(answer.current, name),
        f"{counted(len(diff.added), 'work')} added, {len(diff.dropped)} dropped, "
        f"{len(diff.kept)} kept"
        + (f" ({kept})" if (kept := _kept_words(diff)) else "")
        + f": {_readings(answer.current)} now, {_readings(answer.baseline)} in "
        f"{answer.baseline.offering.term.name}.",
        f"Of the added, {new_works} appeared after {since:%B} {since.day}, {since.year}{when}; "
        f"{older} {'is' if older == 1 else 'are'} older, newly chosen"
        + (f"; for {unsure} the known dates cannot decide." if unsure else "."),
    ]
    return Report(
        f"What’s new in {answer.course.code}: {diff.new.term.name} against {diff.old.term.name}"
        if diff.old.course.code == diff.new.course.code
        else f"What’s new in {answer.course.code}: {diff.new.term.name} against {name(diff.old)}",
        tuple(summary),
        tuple(_sections(diff, topic_title, name)),
        (
            f"References are known for {coverage.with_references} and citations for "
            f"{coverage.with_citations} of the {coverage.of} works on the two lists; where none "
            "is known, nothing is said of what replaced what.",
        ),
    )


def diff_report(diff: ListingDiff, *, topic_title: TopicTitle, name: OfferingName) -> Report:
    """Two offerings compared."""
    kept = _kept_words(diff)
    return Report(
        f"{name(diff.old)} → {name(diff.new)}",
        (
            f"{len(diff.kept)} kept{f' ({kept})' if kept else ''}, {len(diff.added)} added, "
            f"{len(diff.dropped)} dropped.",
        ),
        tuple(_sections(diff, topic_title, name)),
    )


def _sections(diff: ListingDiff, topic_title: TopicTitle, name: OfferingName) -> Iterable[Section]:
    if diff.added:
        yield Section(
            f"Added ({len(diff.added)})",
            "“New” are those that first appeared since; the others are older and newly chosen.",
            _ADDED,
            _by_topic(diff.added, topic_title, _added_row),
            words=("", "", "", "first "),
        )
    for change, heading, columns in (
        ("promoted", "Promoted", ("Title", "Was", "Is now")),
        ("demoted", "Demoted", ("Title", "Was", "Is now")),
        ("moved", "Moved to another topic", ("Title", "From", "To")),
    ):
        items = [item for item in diff.kept if any(c.change == change for c in item.changes)]
        if items:
            rows = tuple(_change_row(item, change, topic_title) for item in items)
            groups = (Group(None, rows),)
            words = ("", "was ", "now ")
            yield Section(f"{heading} ({len(items)})", None, columns, groups, words=words)
    if rows := tuple(_text_changes(diff)):
        yield Section(
            f"The same work, otherwise ({len(rows)})",
            "Retitled, another version linked, another part assigned, or another date.",
            ("Title", "What", "Was", "Is now"),
            (Group(None, rows),),
            words=("", "", "was ", "now "),
        )
    replaced = [(item, by) for item in diff.dropped if (by := item.replaced_by)]
    if replaced:
        yield Section(
            f"Perhaps replaced ({len(replaced)})",
            "Dropped readings with an added one of the same topic that builds on them.",
            ("Dropped", "Added instead", "Evidence"),
            (Group(None, tuple(_replaced_row(item, by) for item, by in replaced)),),
            words=("", "by ", ""),
        )
    if diff.dropped:
        yield Section(
            f"Dropped ({len(diff.dropped)})",
            None,
            _DROPPED,
            _by_topic(diff.dropped, topic_title, _dropped_row),
        )
    yield Section(
        "Topics",
        f"Lectures and readings in {name(diff.old)} and {name(diff.new)}.",
        ("Topic", "Lectures then", "Lectures now", "Readings then", "Readings now"),
        (
            Group(
                None,
                tuple(
                    (
                        topic_title(topic.topic),
                        str(topic.old_lectures),
                        str(topic.new_lectures),
                        str(topic.old_readings),
                        str(topic.new_readings),
                    )
                    for topic in diff.topics
                ),
            ),
        ),
        frozenset({1, 2, 3, 4}),
    )


def _by_topic(
    items: Sequence[Item], topic_title: TopicTitle, row: Callable[[Item], tuple[str, ...]]
) -> tuple[Group, ...]:
    groups: dict[str, list[tuple[str, ...]]] = {}
    for item in items:
        groups.setdefault(topic_title(item.topic), []).append(row(item))
    return tuple(Group(label, tuple(rows)) for label, rows in groups.items())


def _added_row(item: Item) -> tuple[str, ...]:
    date = item.work.date
    when = {True: f"{date}, new", False: str(date), None: f"{date}, new or not" if date else ""}
    return (
        item.title,
        _role(item),
        item.work.where,
        when[item.published_since],
    )


def _dropped_row(item: Item) -> tuple[str, ...]:
    return (item.title, _role(item), item.work.where)


def _replaced_row(item: Item, by: Replacement) -> tuple[str, ...]:
    shared = counted(by.evidence.shared_references, "shared reference")
    evidence = f"cites it, {shared}" if by.evidence.cites else shared
    return (item.title, by.title, evidence)


def _change_row(item: Item, name: str, topic_title: TopicTitle) -> tuple[str, ...]:
    change = next(entry for entry in item.changes if entry.change == name)
    if name == "moved":
        return (item.title, topic_title(change.before), topic_title(change.after))
    return (item.title, change.before or "", change.after or "")


def _text_changes(diff: ListingDiff) -> Iterable[tuple[str, ...]]:
    for item in diff.kept:
        for change in item.changes:
            if change.change in ("retitled", "new-version", "relocated", "rescheduled"):
                word = change.change.replace("-", " ")
                yield (item.title, word, change.before or "—", change.after or "—")


def _role(item: Item) -> str:
    return "" if item.role == "unspecified" else item.role


def _kept_words(diff: ListingDiff) -> str:
    names: tuple[ChangeName, ...] = ("promoted", "demoted", "moved", "retitled", "new-version")
    counted = [(name, len(diff.changed(name))) for name in names]
    return ", ".join(f"{n} {name.replace('-', ' ')}" for name, n in counted if n)


def _title_line(pages: OfferingPages, name: OfferingName) -> str:
    return f"{pages.title} ({name(pages.offering)})" if pages.title else name(pages.offering)


def _readings(pages: OfferingPages) -> str:
    """How many readings, and of how many works where one is listed twice."""
    works = len({reading.work for reading in pages.readings})
    total = len(pages.readings)
    return counted(total, "reading") + (f" of {counted(works, 'work')}" if works < total else "")
