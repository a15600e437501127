"""One crawl from beginning to end: what is due is asked, site by site at the same time.

The thread that runs the crawl decides and writes; a thread for each site asks and reads. So one
slow site never holds the others, and every answer is in the catalog before the next is wanted.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from papergraph.catalog import reviewed
from papergraph.catalog.crawling import papers as pdfs
from papergraph.catalog.crawling.filing import Filed, file_answers
from papergraph.catalog.crawling.lanes import (
    Item,
    Threads,
    Told,
    asks_of,
    lane_of,
    names_of,
    silence_of,
)
from papergraph.catalog.crawling.patience import Patience
from papergraph.catalog.crawling.progress import Lane, Progress, silent
from papergraph.catalog.crawling.tally import Tally, Wishes
from papergraph.domain.asking import Answer, Asked, Fact, Question, Subject
from papergraph.domain.copies import copies
from papergraph.domain.ids import ExternalId, read_url
from papergraph.domain.planning import Ask, Changes, Memory, due
from papergraph.domain.works import Document, Record, Work
from papergraph.errors import AnswerError
from papergraph.sources.answering import failed
from papergraph.sources.source import Source
from papergraph.storage import Store


class Run:
    """A crawl of some listed works; :meth:`go` runs it to its end.

    ``clock`` says what time it is; what is written bears it. Nothing is raised for a site that
    fails: it is remembered with its reason, and told in ``tally``.
    """

    def __init__(
        self,
        store: Store,
        *,
        threads: Threads,
        clock: Callable[[], datetime],
        wishes: Wishes,
        sources: Sequence[Source],
        progress: Progress = silent,
    ) -> None:
        self.tally = Tally()
        self._store = store
        self._threads = threads
        self._clock = clock
        self._wishes = wishes
        self._sources = {source.name: source for source in sources}
        self._facets = [facet for source in self._sources.values() for facet in source.facets]
        self._patience = Patience(sources)
        self._progress = progress
        self._busy: dict[str, Item] = {}
        self._pending: set[tuple[str, Fact, str]] = set()
        #: What this run asked: never a second time, whatever was answered.
        self._asked: set[Ask] = set()
        #: Lanes at whose end nobody can be reached; what is left for them waits for the next run.
        self._unreachable: dict[str, AnswerError] = {}
        self._done: Counter[str] = Counter()
        self._venues = reviewed.venue_book()
        self._works: dict[str, Work] = {}
        self._memory = Memory.of(())
        self._written: dict[ExternalId, str] = {}
        self._records: dict[str, tuple[Record, ...]] = {}
        self._kept: dict[str, tuple[Document, ...]] = {}
        self._begun = clock()

    def planned(self, keys: Sequence[str]) -> tuple[Item, ...]:
        """The requests that a crawl would begin with; nothing is sent."""
        self._load(keys)
        return (*self._questions(), *self._errands())

    def go(self, keys: Sequence[str]) -> None:
        """Ask until nothing is due. What was answered is committed as it comes."""
        self._load(keys)
        self._begun = self._clock()
        try:
            while True:
                waiting = self._dispatch()
                self._show(waiting)
                if not self._busy:
                    return
                self._store_all(self._threads.told())
        finally:
            self._threads.stop()

    @property
    def is_cut_off(self) -> bool:
        """Whether some sites could not be reached, so that what they know is not known here."""
        return bool(self._unreachable)

    def waiting(self) -> tuple[int, datetime | None]:
        """How many questions that failed wait for their time, and until when the first does."""
        now = self._clock()
        ids = {str(e.base) for work in self._works.values() for e in work.ids}
        ids |= {f"title:{work.title}" for work in self._works.values()}
        times = [
            asked.retry_at
            for asked in self._memory.asked.values()
            if asked.outcome == "temporary"
            and asked.retry_at
            and asked.retry_at > now
            and asked.source in self._sources
            and asked.subject in ids
        ]
        return len(times), min(times, default=None)

    def without_pdf(self) -> tuple[tuple[Work, bool], ...]:
        """Works of which no PDF is kept, and whether a copy to try is known for each."""
        return tuple(
            (work, bool(copies(work, self._records.get(work.key, ()), written=self._written)))
            for work in self._works.values()
            if not self._kept.get(work.key) and pdfs.has_pdf(work)
        )

    # What is known ------------------------------------------------------------------------

    def _load(self, keys: Sequence[str]) -> None:
        self._keys = tuple(keys)
        self._works = {work.key: work for work in self._store.works(keys).values()}
        self._memory = Memory.of(self._store.asked())
        answered = {a.subject for a in self._memory.asked.values() if a.outcome == "found"}
        self.tally.first = {
            work.key
            for work in self._works.values()
            if not any(str(external.base) in answered for external in work.ids)
        }
        if self._wishes.pdf:
            self._records = self._store.records_of(keys)
            self._kept = self._store.documents_of(keys)
        for listed in self._store.listings_of(keys).values():
            for reading in listed:
                external = read_url(reading.url) if reading.url else None
                if external and reading.url:
                    self._written.setdefault(external, reading.url)

    def _refresh(self, filed: Filed) -> None:
        """Take over what was written: works that changed, or all where two became one."""
        if filed.merged:
            self._works = {work.key: work for work in self._store.works(self._keys).values()}
            if self._wishes.pdf:
                self._kept = self._store.documents_of(self._works)
        else:
            ours = filed.works.keys() & self._works.keys()
            self._works |= {key: filed.works[key] for key in ours}
        self._remember(filed.asked)

    def _remember(self, asked: Sequence[Asked]) -> None:
        known = dict(self._memory.asked)
        known |= {(a.source, a.fact, a.subject): a for a in asked}
        self._memory = Memory(known)

    # What is asked ------------------------------------------------------------------------

    def _questions(self) -> tuple[Question, ...]:
        return due(
            tuple(self._works.values()),
            self._memory,
            self._facets,
            now=self._clock(),
            wanted=self._wishes.facts,
            again=self._wishes.again,
            done=self._asked,
        )

    def _errands(self) -> list[pdfs.Errand]:
        if not self._wishes.pdf:
            return []
        return pdfs.errands(
            tuple(self._works.values()),
            self._memory,
            records=self._records,
            kept=self._kept,
            written=self._written,
            now=self._clock(),
            again=self._wishes.again,
            done=self._asked,
        )

    def _dispatch(self) -> Counter[str]:
        """Give every idle site its next question; how many wait at each."""
        waiting: Counter[str] = Counter()
        questions = [q for q in self._questions() if not self._is_pending(q)]
        delayed: list[tuple[str, Question]] = []
        passed = self._clock() - self._begun
        given_up: list[tuple[str, Answer]] = []
        for question in questions:
            lane = lane_of(question, self._sources[question.source])
            if lane in self._unreachable:
                self._asked |= asks_of(question)
                given_up += [
                    (question.source, failed(subject, question.facts, self._unreachable[lane]))
                    for subject in question.subjects
                ]
            elif lane in self._busy:
                waiting[lane] += 1
            elif self._patience.keeps(
                question, questions, busy=self._busy_questions, passed=passed
            ):
                delayed.append((lane, question))
                waiting[lane] += 1
            else:
                self._start(lane, question)
        if not self._busy:
            for lane, question in delayed:
                if lane not in self._busy:
                    waiting[lane] -= 1
                    self._start(lane, question)
        if given_up:
            self._file(given_up)
        if self._wishes.pdf:
            self._dispatch_errands(questions, waiting)
        return waiting

    def _dispatch_errands(self, questions: Sequence[Question], waiting: Counter[str]) -> None:
        unsettled = {s.work for q in questions for s in q.subjects if "metadata" in q.facts}
        unsettled |= {s.work for question in self._busy_questions for s in question.subjects}
        for errand in self._errands():
            lane = lane_of(errand, None)
            if lane in self._unreachable:
                self._asked.add(errand.ask)
                self._keep(pdfs.Fetched(errand, error=self._unreachable[lane]))
                continue
            if errand.work in unsettled and errand.copy.source != "arxiv":
                continue  # a better copy may come to be known in a moment
            if lane in self._busy or names_of(errand) & self._pending:
                waiting[lane] += 1
            else:
                self._start(lane, errand)

    def _is_pending(self, question: Question) -> bool:
        return any(
            (question.source, fact, subject.name) in self._pending
            for fact in question.facts
            for subject in question.subjects
        )

    @property
    def _busy_questions(self) -> list[Question]:
        return [item for item in self._busy.values() if isinstance(item, Question)]

    def _start(self, lane: str, item: Item) -> None:
        self._busy[lane] = item
        self._pending |= names_of(item)
        self._asked |= asks_of(item)
        fresh = self._wishes.again or self._has_failed(item)
        if isinstance(item, Question):
            self._patience.started(item)
            subjects = tuple(
                replace(s, url=self._written.get(s.id)) if s.id else s for s in item.subjects
            )
            item = replace(item, subjects=subjects)
        self._threads.start(lane, item, fresh=fresh)

    def _has_failed(self, item: Item) -> bool:
        """Whether an earlier answer was of no use, so that one kept of it is not to be believed."""
        remembered = (self._memory.of_question(*name) for name in names_of(item))
        return any(asked is not None and asked.attempts > 0 for asked in remembered)

    # What is written ------------------------------------------------------------------------

    def _store_all(self, items: Sequence[Told]) -> None:
        answers: list[tuple[str, Answer]] = []
        for told in items:
            if silence := silence_of(told):
                self._unreachable[told.lane] = silence
            if told.answer and isinstance(told.item, Question):
                answers.append((told.item.source, told.answer))
                self._settle(told.item, told.answer)
            if told.fetched:
                self._keep(told.fetched)
            if told.ended and not told.fatal:
                answers += self._unanswered(told)
        if answers:
            self._file(answers)
        for told in items:
            if told.fatal:
                raise told.fatal
            if told.ended:
                self._pending -= names_of(told.item)
                self._busy.pop(told.lane, None)
                self._done[told.lane] += 1

    def _settle(self, question: Question, answer: Answer) -> None:
        for fact in answer.facts:
            self._pending.discard((question.source, fact, answer.subject.name))

    def _unanswered(self, told: Told) -> Iterator[tuple[str, Answer]]:
        """An answer for all that a question leaves open: by its error, or by no word at all."""
        question, error = told.item, told.error
        if isinstance(question, pdfs.Errand):
            if error:
                self._keep(pdfs.Fetched(question, error=error))
            return
        for subject in question.subjects:
            open_facts = frozenset(
                fact
                for fact in question.facts
                if (question.source, fact, subject.name) in self._pending
            )
            if open_facts:
                yield question.source, _no_answer(subject, open_facts, error)

    def _file(self, answers: Sequence[tuple[str, Answer]]) -> None:
        now = self._clock()
        with self._store.writing() as transaction:
            filed = file_answers(
                transaction, answers, memory=self._memory, venues=self._venues, now=now
            )
        self._count(answers, filed)
        self._refresh(filed)
        if self._wishes.pdf:
            # Also a claim that changes nothing that is shown may name a copy.
            about = {answer.subject.work for _, answer in answers} | filed.works.keys()
            self._records |= self._store.records_of(
                [key for key in self._works if filed.merged or key in about]
            )

    def _keep(self, fetched: pdfs.Fetched) -> None:
        now = self._clock()
        asked = pdfs.asked_of(fetched, self._memory, now=now)
        documents = (fetched.document,) if fetched.document else ()
        with self._store.writing() as transaction:
            transaction.apply(
                Changes(documents=documents, entries=fetched.entries, asked=(asked,)), now=now
            )
        self._remember((asked,))
        if fetched.document:
            # The work may have become another's while its paper was under way.
            (work,) = self._store.works([fetched.errand.work]).values()
            self._kept[work.key] = documents
            self.tally.stored.add(work.key)
            if fetched.record:
                subject = Subject(fetched.record.ids[0], work=fetched.errand.work)
                self._file([(pdfs.PDF, Answer(subject, frozenset(), record=fetched.record))])
        else:
            self._fail(asked, fetched.errand.work)

    def _count(self, answers: Sequence[tuple[str, Answer]], filed: Filed) -> None:
        tally = self.tally
        for _, answer in answers:
            work = answer.subject.work
            if work and answer.candidates:
                tally.proposed.add(work)
            elif work and answer.outcome in ("found", "partial"):
                tally.asked_about.add(work)
                if answer.record:
                    tally.learnt.add(work)
        tally.changed |= filed.works.keys() & self._works.keys()
        tally.neighbours += len(filed.new)
        by_subject = {answer.subject.name: answer.subject.work for _, answer in answers}
        for asked in filed.asked:
            self._fail(asked, by_subject.get(asked.subject))

    def _fail(self, asked: Asked, work: str | None) -> None:
        name = (asked.source, asked.fact, asked.subject)
        if asked.outcome in ("temporary", "withheld", "absent"):
            self.tally.failures[name] = (asked, work)
        else:
            self.tally.failures.pop(name, None)

    def _show(self, waiting: Mapping[str, int]) -> None:
        names = dict.fromkeys((*self._done, *self._busy, *waiting))
        self._progress(
            tuple(
                Lane(
                    name,
                    self._done[name],
                    waiting.get(name, 0) + (name in self._busy),
                    self._threads.waits.get(name, ""),
                )
                for name in names
            )
        )


def _no_answer(subject: Subject, facts: frozenset[Fact], error: AnswerError | None) -> Answer:
    return failed(subject, facts, error or _SILENT)


#: The site answered the question and said nothing of this subject.
_SILENT = AnswerError("the site said nothing about it", outcome="temporary")
