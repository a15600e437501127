"""What a crawl did, where fields come from, and the sites we ask, as reports to read."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import UTC, datetime

from papergraph.domain.answers import Crawled, Failed, FiledByHand, ProvenanceView, SourceState
from papergraph.domain.precedence import FieldChoice
from papergraph.exporters.report import Group, Report, Section, counted

#: Works named for each reason unless all are asked for.
_NAMED = 3

#: Characters of an abstract that tell which it is.
_EXCERPT = 80


def crawled(value: Crawled, *, verbose: bool = False) -> Report:
    """What a crawl did: one line of counts, the requests, and what could not be had and why."""
    if value.dry_run:
        return _planned(value)
    if not value.requests and not value.failed:
        return Report("Crawl", (f"{counted(value.works, 'reading')}: {_nothing(value)}",))
    summary = [
        f"{counted(value.works, 'reading')}: {value.added} added, {value.updated} updated, "
        f"{value.unchanged} unchanged; {counted(value.neighbours, 'work')} around them and "
        f"{counted(value.citations, 'citation')} are new"
    ]
    if value.merged:
        summary.append(
            f"{counted(value.merged, 'reading')} turned out to be one work with another "
            "(`papergraph log` says which)"
        )
    if value.proposed:
        summary.append(
            f"Without a link: {counted(value.proposed, 'reading')} searched for by title; what was "
            "found is shown by `papergraph show OFFERING`, and nothing was taken for granted"
        )
    if value.pdfs_stored or value.pdfs_missing:
        summary.append(f"PDFs: {value.pdfs_stored} stored, {value.pdfs_missing} missing")
    sent = ", ".join(f"{source} {count}" for source, count in value.requests.items())
    summary.append(f"Requests: {sent or 'none'}")
    sections = (_failures(value.failed, verbose=verbose),) if value.failed else ()
    notes = []
    if any(each.retry_at for each in value.failed):
        notes.append("What failed is asked again at its time; at once: papergraph crawl --again")
    if value.anonymous and value.requests:
        notes.append(
            "No contact is set, so no site can write to you: contact in papergraph.toml, or "
            "PAPERGRAPH_CONTACT"
        )
    return Report("Crawl", tuple(summary), sections, tuple(notes))


def _planned(value: Crawled) -> Report:
    if not value.planned:
        return Report("Crawl", (f"{counted(value.works, 'reading')}: {_nothing(value)}",))
    rows = tuple((source, str(count)) for source, count in value.planned.items())
    return Report(
        "Crawl, nothing is sent",
        (f"{counted(value.works, 'reading')}: {_requests(sum(value.planned.values()))} due.",),
        (Section("Requests", None, ("To", "Requests"), (Group(None, rows),), frozenset({1})),),
        ("Ids that the answers name may make more of them due.",),
    )


def _nothing(value: Crawled) -> str:
    """Why nothing was asked: all is fresh, or what failed before waits for its time."""
    if value.waiting and value.until:
        return (
            f"nothing is due now; {counted(value.waiting, 'question')} that failed before "
            f"{'waits' if value.waiting == 1 else 'wait'}, the first until {_moment(value.until)} "
            "(at once: papergraph crawl --again)"
        )
    if value.dry_run:
        return "nothing is due: all that is known is fresh."
    return "all that is known is fresh, nothing was asked."


def _requests(number: int) -> str:
    return f"{counted(number, 'request')} {'is' if number == 1 else 'are'}"


def _failures(failed: Sequence[Failed], *, verbose: bool) -> Section:
    """One row for each source and reason, with what to do and the works it is about."""
    found: defaultdict[tuple[str, str, str, str], list[str]] = defaultdict(list)
    for each in failed:
        reason, hint = _general(each)
        said = "come back after" in hint or "left alone until" in reason
        when = f"asked again after {_moment(each.retry_at)}" if each.retry_at and not said else ""
        found[each.source, reason, hint, when].append(each.title)
    groups: dict[str, list[tuple[str, ...]]] = {}
    for (source, reason, hint, when), titles in found.items():
        named = titles if verbose else titles[:_NAMED]
        more = f" and {len(titles) - len(named)} more (-v names them)" * (len(named) < len(titles))
        row = (reason, counted(len(titles), "work"), "; ".join(named) + more, hint, when)
        groups.setdefault(source, []).append(row)
    return Section(
        f"Not had ({len(failed)})",
        None,
        ("Why", "How many", "Works", "What to do", "When"),
        tuple(Group(source, tuple(rows)) for source, rows in groups.items()),
    )


def _general(failed: Failed) -> tuple[str, str]:
    """Reason and hint without the address that differs from work to work."""
    address, colon, reason = failed.reason.partition(": ")
    if colon and address.startswith("https://"):
        host = address.split("/")[2]
        return f"{host}: {reason}", failed.hint or ""
    return failed.reason, failed.hint or ""


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def sources(states: Sequence[SourceState]) -> Report:
    """Every site we ask, as it stands."""
    rows = tuple(
        (
            state.name,
            f"{state.title}: {', '.join(state.facts)} by {', '.join(state.schemes) or 'title'}",
            state.limits,
            _key(state),
            f"parked until {_moment(state.parked_until)}: {state.parked_why}"
            if state.parked_until
            else "",
            f"last answered {_moment(state.last_success)}" if state.last_success else "",
        )
        for state in states
    )
    columns = ("Source", "Gives", "Limits", "Key", "State", "Last")
    return Report(
        counted(len(rows), "source"), (), (Section("Sources", None, columns, (Group(None, rows),)),)
    )


def _key(state: SourceState) -> str:
    if state.key is None:
        return ""
    name = f"PAPERGRAPH_{(state.key_setting or '').upper()}"
    return "key is set" if state.key else f"no key (set {name})"


def provenance(view: ProvenanceView) -> Report:
    """Where each shown field of a work comes from, and what others say instead."""
    fields = tuple(
        (choice.field, _cut(choice.value), _sources(choice), _when(choice), _request(choice))
        for choice in view.choices
    )
    others = tuple(
        Group(choice.field, rows) for choice in view.choices if (rows := _other_claims(choice))
    )
    kept = tuple(
        (document.digest, f"{document.size:,} bytes", document.source, document.url or "")
        for document in view.documents
    )
    sections = [
        Section(
            "Shown",
            None,
            ("Field", "Value", "Source", "When", "Asked"),
            (Group(None, fields),),
            words=("", "", "from ", "", ""),
        )
    ]
    if others:
        sections.append(Section("Others say", None, ("Value", "Source"), others))
    if kept:
        columns = ("SHA-256", "Size", "From", "Address")
        sections.append(Section("PDFs kept", None, columns, (Group(None, kept),)))
    return Report(view.work.title, (f"key {view.work.key}",), tuple(sections))


def _sources(choice: FieldChoice) -> str:
    """Whose claim is shown, and who says the very same."""
    same = dict.fromkeys(r.source for text, r in choice.others if text == choice.value)
    also = f" (also {', '.join(same)})" if same else ""
    return f"{choice.record.source}{also}"


def _other_claims(choice: FieldChoice) -> tuple[tuple[str, ...], ...]:
    """Every other value with those who say it."""
    said: dict[str, list[str]] = {}
    for text, record in choice.others:
        if text != choice.value:
            said.setdefault(_cut(text), []).append(record.source)
    return tuple((text, ", ".join(dict.fromkeys(sources))) for text, sources in said.items())


def _cut(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _EXCERPT else f"{line[:_EXCERPT]}…"


def _when(choice: FieldChoice) -> str:
    return _moment(choice.record.at) if choice.record.at else ""


def _request(choice: FieldChoice) -> str:
    given = dict(choice.record.provenance).get(choice.field, "")
    return _cut(choice.record.request or given)


def _filed(each: FiledByHand) -> str:
    if not each.work:
        return "not sure which work: left alone"
    is_record = each.what != "a PDF"
    return f"{'a new work: ' if is_record and each.new else 'is '}{each.title} ({each.work})"


def by_hand(found: Sequence[FiledByHand]) -> Report:
    """What files that a person gave were found to be."""
    rows = tuple(
        (
            each.file,
            each.what,
            _filed(each),
            each.why,
            f"perhaps {', '.join(each.candidates)}" if each.candidates else "",
        )
        for each in found
    )
    section = Section(
        "Files", None, ("File", "What", "Work", "Why", "Perhaps"), (Group(None, rows),)
    )
    notes = (
        ("Say which work a PDF is: papergraph pdf add FILE --work WORK",)
        if any(each.work is None for each in found)
        else ()
    )
    return Report(counted(len(rows), "record"), (), (section,), notes)
