"""What the catalog holds: works, offerings, topics, one thing looked at, and the log."""

from collections.abc import Sequence
from datetime import date, datetime

from papergraph.catalog import reviewed
from papergraph.domain.answers import (
    Found,
    OfferingView,
    ProvenanceView,
    SessionView,
    Shown,
    TopicLine,
    TopicView,
    Unresolved,
    WorkEntry,
)
from papergraph.domain.coursebook import display_name, resolve_offering
from papergraph.domain.courses import OFFERING_NAME, Offering, PlannedTopic, Session
from papergraph.domain.ids import read_id
from papergraph.domain.planning import Event
from papergraph.domain.precedence import choices
from papergraph.domain.snapshot import Listed, OfferingPages, OfferingSummary
from papergraph.domain.titles import normal_title
from papergraph.domain.topics import lectures_by_heading
from papergraph.errors import AmbiguousError, NotFoundError
from papergraph.storage import Store

#: How many works are shown as what an unresolved reading may mean.
_CANDIDATES = 3


def offerings(store: Store) -> tuple[tuple[str, OfferingSummary], ...]:
    """Every offering with its shown name, courses together, oldest first."""
    rows = store.offering_rows()
    known = [row.offering for row in rows]
    return tuple((display_name(row.offering, known), row) for row in rows)


def works(store: Store, names: Sequence[str] = ()) -> tuple[WorkEntry, ...]:
    """The listed works of the named offerings (of all, where none is named), by title."""
    known = store.offering_names()
    chosen = [resolve_offering(name, known) for name in names] or None
    snapshot = store.snapshot(chosen)
    keys = list(snapshot.listed)
    counts, listed = store.counts(keys), store.listings_of(keys)
    entries = [
        WorkEntry(snapshot.works[key], listed.get(key, ()), *counts.get(key, (0, 0)))
        for key in keys
    ]
    return tuple(
        sorted(entries, key=lambda entry: (normal_title(entry.work.title), entry.work.key))
    )


def topics(store: Store) -> tuple[TopicView, ...]:
    """Every topic that some listing has, in the order of the taxonomy, unmapped ones last."""
    headings: dict[str, dict[str, None]] = {}
    keys: dict[str, dict[str, None]] = {}
    snapshot = store.snapshot(None)
    for readings in snapshot.listed.values():
        for reading in readings:
            if reading.topic:
                keys.setdefault(reading.topic, {})[reading.work] = None
                headings.setdefault(reading.topic, {})[reading.heading or reading.topic] = None
    taxonomy = reviewed.taxonomy()
    order = {topic.name: position for position, topic in enumerate(taxonomy.topics)}
    return tuple(
        TopicView(
            name,
            taxonomy.title(name),
            tuple(headings[name]),
            tuple(snapshot.works[key] for key in keys[name]),
        )
        for name in sorted(keys, key=lambda name: (order.get(name, len(order)), name))
    )


def show(store: Store, thing: str) -> Shown:
    """An offering (``cse585@F24``), a session (``cse585@F24/2024-09-17``), a work or a topic.

    Raises:
        NotFoundError: nothing in the catalog is meant by it.
        AmbiguousError: several things are.
    """
    if OFFERING_NAME.fullmatch(thing.strip()):
        return offering_view(store, thing)
    head, _, tail = thing.rpartition("/")
    if OFFERING_NAME.fullmatch(head.strip()):
        return _session(store, head, tail)
    # A topic is looked for only where no work goes by that very name: it takes all listings.
    if key := _named(store, thing):
        return work_entry(store, key)
    return find_topic(store, thing) or work_entry(store, find_work(store, thing))


def offering_view(store: Store, name: str) -> OfferingView:
    """An offering with its sessions, topics and unresolved readings."""
    known = store.offering_names()
    offering = resolve_offering(name, known)
    pages = store.offering_pages(offering)
    if pages is None:
        raise NotFoundError(f"offering {name!r} has no page", hint="add one: papergraph add FILE")
    found = store.works({reading.work for reading in pages.readings})
    bare = [reading for reading in pages.readings if not found[reading.work].ids]
    proposed = store.proposals_of([reading.work for reading in bare])
    unresolved = tuple(
        Unresolved(
            reading.title,
            "no link",
            _candidates(store, reading),
            proposed.get(reading.work, ()),
        )
        for reading in bare
    )
    return OfferingView(
        display_name(offering, known), pages, _topic_lines(pages), _sessions(pages), unresolved
    )


def _candidates(store: Store, reading: Listed) -> tuple[str, ...]:
    """Works the title of which holds that of an unresolved reading; a person may know better."""
    near = store.title_candidates(reading.title, limit=_CANDIDATES + 1)
    return tuple(key for key in near if key != reading.work)[:_CANDIDATES]


def find_topic(store: Store, name: str) -> TopicView | None:
    """The topic of a name or heading, if the catalog has readings under it."""
    wanted = normal_title(name)
    for topic in topics(store):
        if wanted in {normal_title(text) for text in (topic.topic, topic.title, *topic.headings)}:
            return topic
    return None


def find_work(store: Store, text: str) -> str:
    """The key of the work meant by a key, an id, a URL or an unambiguous title.

    Raises:
        NotFoundError: no work is meant; AmbiguousError: several are.
    """
    if key := _named(store, text):
        return key
    keys = store.find_titles([normal_title(text)]).get(normal_title(text), ())
    if not keys:
        keys = tuple(store.title_candidates(text, limit=6))
    if len(keys) == 1:
        return keys[0]
    if keys:
        raise AmbiguousError(
            f"{text!r} could mean {len(keys)} works", candidates=keys, hint="; ".join(keys)
        )
    raise NotFoundError(
        f"nothing in the catalog is meant by {text!r}",
        hint="`papergraph works` and `papergraph offerings` list what there is; "
        "an offering is written cse585@F24",
    )


def _named(store: Store, text: str) -> str | None:
    """The key of the one work that has a key, id, URL or title that is exactly this."""
    if work := store.work_of_key(text):
        return work.key
    external = read_id(text)
    if external and (key := store.find_id(external)):
        return key
    keys = store.find_titles([normal_title(text)]).get(normal_title(text), ())
    return keys[0] if len(keys) == 1 else None


def work_entry(store: Store, key: str) -> WorkEntry:
    """A work with its listings, edge counts, and what else is known of it."""
    counts = store.counts([key]).get(key, (0, 0))
    given = {c.field: c for c in choices(store.records_of([key]).get(key, ()))}
    return WorkEntry(
        store.works([key])[key],
        store.listings_of([key]).get(key, ()),
        *counts,
        abstract=given.get("abstract"),
        status=given.get("status"),
        documents=store.documents_of([key]).get(key, ()),
    )


def search(store: Store, words: str, *, limit: int) -> tuple[Found, ...]:
    """The works whose titles, abstracts or PDFs hold all of some words, best first."""
    hits = store.search(words, limit)
    works = store.works([key for key, _, _ in hits])
    return tuple(Found(works[key], snippet, score) for key, snippet, score in hits)


def provenance(store: Store, text: str) -> ProvenanceView:
    """Where each shown field of a work comes from, by the written rule of precedence."""
    key = find_work(store, text)
    work = store.works([key])[key]
    return ProvenanceView(
        work,
        choices(store.records_of([key]).get(key, ()), date=work.date),
        store.documents_of([key]).get(key, ()),
    )


def log(
    store: Store, thing: str | None = None, *, since: datetime | None = None
) -> tuple[Event, ...]:
    """What changed, newest last: of one offering or work, or of all."""
    if thing is None:
        return store.events(since=since)
    if OFFERING_NAME.fullmatch(thing.strip()):
        offering: Offering = resolve_offering(thing, store.offering_names())
        return store.events(offering=offering, since=since)
    return store.events(subject=find_work(store, thing), since=since)


def _session(store: Store, name: str, when: str) -> SessionView:
    view = offering_view(store, name)
    text, _, number = when.partition("#")
    try:
        day, wanted = date.fromisoformat(text), int(number or 1)
    except ValueError:
        day, wanted = None, 0
    for session, readings in view.sessions:
        if session.date == day and session.number == wanted:
            return SessionView(view.name, session, readings)
    dates = ", ".join(str(session.date) for session, _ in view.sessions[:4])
    raise NotFoundError(f"{view.name} has no session {when!r}", hint=f"its first are {dates}")


def _sessions(pages: OfferingPages) -> tuple[tuple[Session, tuple[Listed, ...]], ...]:
    """Each session with the listed readings that belong to it, in their order."""
    rest = iter(pages.readings)
    return tuple(
        (session, tuple(next(rest) for _reading in session.readings)) for session in pages.sessions
    )


def _topic_lines(pages: OfferingPages) -> tuple[TopicLine, ...]:
    """The headings in the order of the page, then what only a plan names.

    A line of the plan belongs to the heading of the same words, else to the only heading that
    means the same topic; where several do, it stays a line of its own.
    """
    taxonomy = reviewed.taxonomy()
    lectures = lectures_by_heading(pages.sessions)
    headings = tuple(dict.fromkeys((*pages.topics, *lectures)))
    by_words = {normal_title(heading): heading for heading in headings}
    by_topic: dict[str | None, list[str]] = {}
    for heading in headings:
        by_topic.setdefault(taxonomy.topic_of(heading), []).append(heading)
    planned: dict[str, int] = {}
    rest: list[PlannedTopic] = []
    for line in pages.planned:
        topic = taxonomy.topic_of(line.heading)
        of_topic = by_topic.get(topic, []) if topic else []
        owner = by_words.get(normal_title(line.heading)) or (
            of_topic[0] if len(of_topic) == 1 else None
        )
        if owner and owner not in planned:
            planned[owner] = line.lectures
        else:
            rest.append(line)
    lines = [
        TopicLine(taxonomy.topic_of(h) or h, h, planned.get(h), lectures.get(h, 0))
        for h in headings
    ]
    lines += [
        TopicLine(taxonomy.topic_of(line.heading) or line.heading, line.heading, line.lectures, 0)
        for line in rest
    ]
    return tuple(lines)
