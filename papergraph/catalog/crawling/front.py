"""`crawl` as the catalog offers it: which works, under which lock, and what is told at the end."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from papergraph.catalog.crawling.asking import by_source, names_of_hosts, open_session, states
from papergraph.catalog.crawling.by_hand import add_pdf, import_file
from papergraph.catalog.crawling.lanes import Threads, lane_of
from papergraph.catalog.crawling.papers import BY_HAND, Errand, Papers
from papergraph.catalog.crawling.progress import Progress, silent
from papergraph.catalog.crawling.references import match_references
from papergraph.catalog.crawling.run import Run
from papergraph.catalog.crawling.tally import Wishes
from papergraph.domain.answers import NO_COPY, Crawled, Failed, FiledByHand, SourceState
from papergraph.domain.asking import Asked
from papergraph.domain.coursebook import resolve_offering
from papergraph.domain.works import Work
from papergraph.errors import InputError, NotFoundError
from papergraph.fetching.session import Session
from papergraph.settings import Settings
from papergraph.sources import SOURCES
from papergraph.sources.source import Source
from papergraph.storage import Store


def crawl(
    store: Store,
    offerings: Sequence[str],
    *,
    settings: Settings,
    wishes: Wishes,
    sources: Sequence[str] = (),
    dry_run: bool = False,
    session: Session | None = None,
    progress: Progress = silent,
    clock: Callable[[], datetime],
) -> Crawled:
    """What a crawl of the listed works of some offerings (of all, where none is named) did.

    Raises:
        InputError: there is no source of such a name.
        NotFoundError: the catalog lists no work, or no such offering.
        LockedError: another crawl of this catalog is at work.
    """
    chosen = _chosen(sources)
    keys = listed_keys(store, offerings)
    files = settings.files_beside(store.folder)
    if dry_run:
        return _planned(store, keys, chosen, wishes=wishes, files=files, clock=clock)
    waits: dict[str, str] = {}
    names = names_of_hosts()

    def on_wait(host: str, seconds: float, why: str) -> None:
        text = f"{_WAITS.get(why, why)}, {seconds:.0f} s" if seconds >= 1 else ""
        for lane in (names.get(host, host), f"PDFs of {host}", f"{names.get(host)} {host}"):
            waits[lane] = text

    with store.exclusive("crawl"):
        own = session is None
        used = session or open_session(settings, files=files, on_wait=on_wait)
        try:
            before, edges = store.statistics(), store.counts(keys)
            papers = Papers(files / "pdfs")
            papers.sweep()
            threads = Threads(used, papers, {s.name: s for s in chosen}, clock, waits)
            run = Run(
                store,
                threads=threads,
                clock=clock,
                wishes=wishes,
                sources=chosen,
                progress=progress,
            )
            run.go(keys)
            match_references(store, now=clock())
            after = store.statistics()
            cited = {key for key, counts in store.counts(keys).items() if counts != edges.get(key)}
            return _told(
                run,
                store,
                keys,
                wishes=wishes,
                cited=cited,
                anonymous=not settings.contact,
                requests=by_source(used.requests),
                citations=after["citations"] - before["citations"],
            )
        finally:
            if own:
                used.close()


#: What the session says it waits for, as a person at a terminal reads it.
_WAITS = {"pace": "keeps its pace", "backing off": "was asked to slow down"}


def source_states(store: Store, settings: Settings) -> tuple[SourceState, ...]:
    """Every source as it stands; nothing is asked."""
    with open_session(settings, files=settings.files_beside(store.folder)) as session:
        parked = {each.host: each for each in session.all_parked()}
    return states(settings, parked=parked, asked=store.asked())


def add_pdfs(
    store: Store,
    files: Sequence[Path],
    *,
    work: str | None,
    force: bool,
    settings: Settings,
    now: datetime,
) -> tuple[FiledByHand, ...]:
    """What each PDF was found to be; one that cannot be read does not stop the others.

    Raises:
        InputError: no file is a PDF (the error of the first), or ``work`` is given for several.
    """
    if work is not None and len(files) != 1:
        raise InputError("--work says what one file is", hint="give the files one by one")
    papers = Papers(settings.files_beside(store.folder) / "pdfs")
    return _each(
        files,
        lambda file: (add_pdf(store, file, work=work, force=force, papers=papers, now=now),),
        what="a PDF",
    )


def import_files(store: Store, files: Sequence[Path], *, now: datetime) -> tuple[FiledByHand, ...]:
    """What each record of some files was found to be; a file without any stops no other.

    Raises:
        InputError: no file describes a work (the error of the first).
    """
    return _each(files, lambda file: import_file(store, file, now=now), what="a file")


def _each(
    files: Sequence[Path],
    file_one: Callable[[Path], Sequence[FiledByHand]],
    *,
    what: str,
) -> tuple[FiledByHand, ...]:
    found: list[FiledByHand] = []
    failures: list[InputError] = []
    for file in files:
        try:
            found += file_one(file)
        except InputError as error:
            reason = error.message.removeprefix(f"{file}: ").removeprefix(f"{file.name}: ")
            found.append(FiledByHand(str(file), what, None, None, reason))
            failures.append(error)
    if failures and len(failures) == len(files):
        raise failures[0]
    return tuple(found)


def listed_keys(store: Store, offerings: Sequence[str]) -> tuple[str, ...]:
    """The keys of the works that some offerings list, or all of them do.

    Raises:
        NotFoundError: no such offering, or nothing is listed.
    """
    known = store.offering_names()
    wanted = [resolve_offering(name, known) for name in offerings] or None
    keys = store.listed_keys(wanted)
    if not keys:
        raise NotFoundError(
            "the catalog lists no readings to crawl", hint="add a page first: papergraph add FILE"
        )
    return keys


def _chosen(names: Sequence[str]) -> tuple[Source, ...]:
    known = {source.name: source for source in SOURCES}
    for name in names:
        if name not in known:
            raise InputError(f"there is no source {name!r}", hint=f"there are: {', '.join(known)}")
    return tuple(source for source in SOURCES if not names or source.name in names)


def _planned(
    store: Store,
    keys: Sequence[str],
    sources: Sequence[Source],
    *,
    wishes: Wishes,
    files: Path,
    clock: Callable[[], datetime],
) -> Crawled:
    with Session() as nobody:
        threads = Threads(nobody, Papers(files / "pdfs"), {}, clock)
        run = Run(store, threads=threads, clock=clock, wishes=wishes, sources=sources)
        counts: dict[str, int] = {}
        for item in run.planned(keys):
            name = lane_of(item, None) if isinstance(item, Errand) else item.source
            counts[name] = counts.get(name, 0) + 1
        waiting, until = run.waiting()
    return Crawled(planned=counts, works=len(keys), waiting=waiting, until=until, dry_run=True)


def _told(
    run: Run,
    store: Store,
    keys: Sequence[str],
    *,
    wishes: Wishes,
    cited: set[str],
    anonymous: bool,
    requests: dict[str, int],
    citations: int,
) -> Crawled:
    tally = run.tally
    works = store.works(keys)
    first = tally.learnt & tally.first
    updated = (tally.asked_about & (tally.changed | cited)) - first
    missing = run.without_pdf() if wishes.pdf else ()
    waiting, until = run.waiting()
    return Crawled(
        requests=requests,
        works=len(keys),
        added=len(first),
        updated=len(updated),
        unchanged=len(tally.asked_about - first - updated),
        neighbours=tally.neighbours,
        citations=citations,
        anonymous=anonymous,
        merged=len(keys) - len({work.key for work in works.values()}),
        proposed=len(tally.proposed),
        waiting=waiting,
        until=until,
        pdfs_stored=len(tally.stored),
        pdfs_missing=len(missing),
        failed=(
            *_failures(run, works),
            *(_no_pdf(work) for work, has_copy in missing if not has_copy and not run.is_cut_off),
        ),
    )


def _failures(run: Run, works: dict[str, Work]) -> tuple[Failed, ...]:
    """What could not be had, told once for each work, source and reason.

    That a source does not know a work is no failure where another told us of it.
    """
    found: dict[tuple[str, str, str], Failed] = {}
    for asked, key in run.tally.failures.values():
        work = works.get(key or "")
        if work is None:
            continue
        if asked.outcome == "absent" and (
            work.key in run.tally.asked_about or work.key not in run.tally.first
        ):
            continue
        if asked.fact == "pdf" and work.key in run.tally.stored:
            continue
        reason = asked.reason or _REASONS[asked.outcome]
        hint = asked.hint or _HINTS[asked.outcome]
        failed = Failed(work.key, work.title, asked.source, reason, hint, _retry(asked))
        found[work.key, asked.source, reason] = failed
    return tuple(sorted(found.values(), key=lambda f: (f.source, f.reason, f.title)))


_REASONS = {
    "absent": "it has no such work",
    "temporary": "it did not answer",
    "withheld": "it does not give it to us",
}
_HINTS = {
    "absent": "it is asked again after four weeks: indexes fill up slowly",
    "temporary": "it is asked again by itself",
    "withheld": "look for it yourself; only `papergraph crawl --again` asks for it again",
}


def _retry(asked: Asked) -> datetime | None:
    return asked.retry_at if asked.outcome == "temporary" else None


def _no_pdf(work: Work) -> Failed:
    title = f"{work.title} ({work.link})" if work.link else work.title
    return Failed(
        work.key, title, NO_COPY, "no copy that a program may fetch is known", hint=BY_HAND
    )
