"""Works, offerings, topics, one thing looked at, and the log, as reports to read."""

from collections.abc import Sequence

from papergraph.domain.answers import (
    Found,
    OfferingView,
    SessionView,
    Shown,
    TopicView,
    WorkEntry,
)
from papergraph.domain.asking import Proposal
from papergraph.domain.courses import Session
from papergraph.domain.planning import Event
from papergraph.domain.snapshot import Listed, OfferingSummary
from papergraph.exporters.report import (
    Group,
    OfferingName,
    Report,
    Section,
    TopicTitle,
    counted,
)


def shown(
    value: Shown, *, name: OfferingName, topic_title: TopicTitle, people: bool = False
) -> Report:
    """Whatever ``show`` found."""
    if isinstance(value, OfferingView):
        return offering(value, topic_title=topic_title, people=people)
    if isinstance(value, SessionView):
        title = f"{value.offering}, {_session_title(value.session)}"
        return Report(title, _people(value.session, people), (_readings([value]),))
    if isinstance(value, TopicView):
        rows = tuple((work.title, work.where, work.key) for work in value.works)
        return Report(
            value.title,
            ("Headings: " + ", ".join(value.headings),),
            (_table(f"Works ({len(rows)})", ("Title", "Where", "Key"), rows),),
        )
    return work(value, name=name)


def offering(view: OfferingView, *, topic_title: TopicTitle, people: bool = False) -> Report:
    """An offering: its topics, its schedule, its duties, what is not resolved."""
    pages = view.pages
    sessions = [SessionView(view.name, session, readings) for session, readings in view.sessions]
    topics = tuple(
        (
            line.heading,
            topic_title(line.topic),
            str(line.planned_lectures or ""),
            str(line.lectures or ""),
        )
        for line in view.topics
    )
    sections = [
        Section(
            "Topics",
            None,
            ("Heading", "Topic", "Planned", "Lectures"),
            (Group(None, topics),),
            frozenset({2, 3}),
        ),
        _readings(sessions),
    ]
    if pages.milestones:
        rows = tuple((milestone.date.isoformat(), milestone.what) for milestone in pages.milestones)
        sections.append(_table("Milestones", ("Date", "What"), rows))
    if view.unresolved:
        lines = tuple(
            (u.title, u.reason, ", ".join(u.candidates), "; ".join(map(_proposed, u.proposals)))
            for u in view.unresolved
        )
        sections.append(
            Section(
                "Not resolved",
                "No id is known for the works of these lines yet. Put the right link into the "
                "page and add it again.",
                ("Title", "Why", "Perhaps", "Found by its title"),
                (Group(None, lines),),
                words=("", "", "perhaps ", "a search by its title finds "),
            )
        )
    notes = [line for session in sessions for line in _people(session.session, people)]
    summary = (
        f"{pages.institution or 'institution unknown'}, {pages.offering.term.name}",
        f"{counted(len(pages.readings), 'reading')} in {counted(len(pages.sessions), 'session')}, "
        f"from {', '.join(_source(*source) for source in pages.sources)}",
    )
    return Report(
        f"{view.name}: {pages.title or ''}".rstrip(": "), summary, tuple(sections), tuple(notes)
    )


def work(entry: WorkEntry, *, name: OfferingName) -> Report:
    """One work with its versions and where it is listed."""
    value = entry.work
    versions = tuple(
        (
            version.title,
            version.venue.short if version.venue else "",
            str(version.date or ""),
            ", ".join(map(str, version.ids)),
        )
        for version in value.versions
    )
    listings = tuple(
        (name(r.offering), r.role, r.heading or "", str(r.session or ""), r.url or "")
        for r in entry.listings
    )
    summary = [", ".join(author.name for author in value.authors)] if value.authors else []
    summary.append(f"{value.kind}, key {value.key}" + (f", {value.link}" if value.link else ""))
    summary.append(
        f"cites {entry.references} and is cited by {counted(entry.citations, 'work')} known here"
    )
    if entry.status:
        summary.insert(0, f"{entry.status.value}, says {entry.status.record.source}")
    summary += [f"PDF kept: {file}" for file in entry.files]
    if entry.abstract:
        abstract = " ".join(entry.abstract.value.split())
        summary.append(f"Abstract (from {entry.abstract.record.source}): {abstract}")
    return Report(
        value.title,
        tuple(summary),
        (
            _table("Versions", ("Title", "Venue", "Date", "Ids"), versions),
            _table("Listed in", ("Offering", "Role", "Heading", "Date", "Link"), listings),
        ),
    )


def works(entries: Sequence[WorkEntry], *, name: OfferingName) -> Report:
    """The works of a choice of offerings."""
    rows = tuple(
        (entry.work.title, entry.work.where, _listed_in(entry, name), entry.work.key)
        for entry in entries
    )
    columns = ("Title", "Where", "Listed in", "Key")
    return Report(counted(len(rows), "work"), (), (_table("Works", columns, rows),))


def found(hits: Sequence[Found], *, words: str) -> Report:
    """What a search found, best first."""
    if not hits:
        return Report("Nothing found", (f"No work holds all of these words: {words}",))
    rows = tuple((hit.work.title, hit.work.where, _words(hit), hit.work.key) for hit in hits)
    columns = ("Title", "Where", "Words", "Key")
    return Report(counted(len(rows), "work"), (), (_table("Found", columns, rows),))


def _words(hit: Found) -> str:
    """Where the words stand, unless that is the title, which is shown already."""
    line = " ".join(hit.snippet.split())
    return "" if line == hit.work.title else line


def offerings(rows: Sequence[tuple[str, OfferingSummary]]) -> Report:
    """Every offering, briefly."""
    lines = tuple(
        (shown, row.title or "", row.institution or "", str(row.readings)) for shown, row in rows
    )
    columns = ("Offering", "Title", "Institution", "Readings")
    return Report(counted(len(lines), "offering"), (), (_table("Offerings", columns, lines),))


def topics(views: Sequence[TopicView]) -> Report:
    """Every topic with its headings."""
    rows = tuple((view.title, ", ".join(view.headings), str(len(view.works))) for view in views)
    section = _table("Topics", ("Topic", "Headings", "Works"), rows)
    return Report(counted(len(rows), "topic"), (), (section,))


def events(found: Sequence[Event], *, name: OfferingName) -> Report:
    """What changed, oldest first."""
    if not found:
        return Report("No changes", ("Nothing has changed that was asked for.",))
    rows = tuple(
        (
            event.subject,
            event.what,
            event.before or "",
            event.after or "",
            event.at.strftime("%Y-%m-%d %H:%M"),
            name(event.offering) if event.offering else "",
            event.source,
        )
        for event in found
    )
    section = Section(
        "Changes",
        None,
        ("Work", "What", "Was", "Is now", "When", "Offering", "Source"),
        (Group(None, rows),),
        words=("", "", "was ", "now ", "", "", ""),
    )
    return Report(counted(len(rows), "change"), (), (section,))


def _proposed(proposal: Proposal) -> str:
    record = proposal.candidate.record
    named = ", ".join(str(external) for external in record.ids[:2])
    year = f", {record.date.year}" if record.date else ""
    return f"“{record.title}”{year} ({named}; {proposal.source})"


def _source(address: str, revision: str | None) -> str:
    return f"{address} ({revision[:12]})" if revision else address


def _table(heading: str, columns: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> Section:
    return Section(heading, None, columns, (Group(None, rows),))


def _readings(sessions: Sequence[SessionView]) -> Section:
    groups = tuple(
        Group(_session_title(view.session), tuple(_reading(r) for r in view.readings))
        for view in sessions
    )
    return Section("Schedule", None, ("Reading", "Role", "Part", "Work"), groups)


def _reading(reading: Listed) -> tuple[str, ...]:
    role = "" if reading.role == "unspecified" else reading.role
    return (reading.title, role, reading.locator or "", reading.work)


def _session_title(session: Session) -> str:
    parts = [session.date.isoformat() if session.date else "undated"]
    if session.number > 1:
        parts[0] += f"#{session.number}"
    if session.kind != "lecture":
        parts.append(session.kind)
    parts += [text for text in (session.heading, session.subject) if text]
    return " · ".join(dict.fromkeys(parts))


def _people(session: Session, asked: bool) -> tuple[str, ...]:
    if not asked or not session.people:
        return ()
    people = ", ".join(f"{person.name} ({person.role})" for person in session.people)
    return (f"{_session_title(session)}: {people}",)


def _listed_in(entry: WorkEntry, name: OfferingName) -> str:
    return ", ".join(dict.fromkeys(name(reading.offering) for reading in entry.listings))
