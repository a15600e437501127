"""Many papers in one request: the papers themselves, with their references or citations."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from papergraph.domain.asking import Answer, Candidate, Fact, Question, Subject
from papergraph.domain.works import Record
from papergraph.errors import AnswerError
from papergraph.sources.asking import odd
from papergraph.sources.semanticscholar.claims import BRIEF, FULL, folded, record_of
from papergraph.sources.semanticscholar.lists import START, Which, count_of, inline
from papergraph.sources.semanticscholar.lookup import form_of
from papergraph.sources.semanticscholar.meaning import is_meant, places, with_asked
from papergraph.sources.semanticscholar.refusals import (
    NoneKnownError,
    RefusedError,
    is_too_much,
)

if TYPE_CHECKING:
    from papergraph.sources.semanticscholar.client import Client

#: The site takes 500 ids, but fails with lists in so many (allenai/s2-folks #52, #58, #199).
BATCH = 100
#: How often a batch is halved for one question at the most.
MOST_HALVINGS = 16


def answers(client: "Client", question: Question) -> Iterator[Answer]:
    """An answer for each subject, or two where its list is another matter than the paper."""
    known: list[Subject] = []
    for subject in question.subjects:
        if form_of(subject):
            known.append(subject)
        else:
            reason = "Semantic Scholar cannot look up this id"
            yield Answer(subject, question.facts, "absent", reason=reason)
    which: Which | None = "citations" if "citations" in question.facts else None
    if "references" in question.facts:
        which = "references"
    batch = _Batch(client, question.facts, which)
    for start in range(0, len(known), BATCH):
        yield from batch.about(known[start : start + BATCH])


@dataclass(slots=True)
class _Batch:
    """One question under way; ``which`` list is asked for with the papers."""

    client: "Client"
    facts: frozenset[Fact]
    which: Which | None
    halvings: int = 0

    def about(self, subjects: Sequence[Subject]) -> Iterator[Answer]:
        """Answers for these subjects; a batch that is too much is asked for in halves."""
        own = FULL if "metadata" in self.facts else (*BRIEF, "referenceCount", "citationCount")
        nested = tuple(f"{self.which}.{name}" for name in BRIEF) if self.which else ()
        elided = ("openAccessPdf",) if self.which and "metadata" not in self.facts else ()
        try:
            papers = self._papers(subjects, (*own, *elided, *nested))
        except NoneKnownError as error:
            for subject in subjects:
                yield Answer(subject, self.facts, "absent", reason=error.message)
        except AnswerError as error:
            if not (is_too_much(error) or isinstance(error, RefusedError)):
                raise
            yield from self._halved(subjects, error)
        else:
            yield from self._judged(subjects, papers)

    def _papers(self, subjects: Sequence[Subject], fields: Sequence[str]) -> list[Any]:
        return self.client.papers([form_of(subject) or "" for subject in subjects], fields)

    def _halved(self, subjects: Sequence[Subject], error: AnswerError) -> Iterator[Answer]:
        if len(subjects) > 1 and self.halvings < MOST_HALVINGS:
            self.halvings += 1
            middle = len(subjects) // 2
            yield from self.about(subjects[:middle])
            yield from self.about(subjects[middle:])
        elif self.which and is_too_much(error):
            yield from self._without_lists(subjects, self.which)
        elif len(subjects) == 1:
            reason, hint = error.message, error.hint
            yield Answer(subjects[0], self.facts, "temporary", reason=reason, hint=hint)
        else:
            raise error

    def _without_lists(self, subjects: Sequence[Subject], which: Which) -> Iterator[Answer]:
        """Answers that leave the lists, which are too much even so, to be read by pages."""
        if "metadata" not in self.facts:
            for subject in subjects:
                yield _by_pages(subject, which)
            return
        papers = self._papers(subjects, FULL)
        for answer in self._judged(subjects, papers, with_list=False):
            yield answer
            if answer.outcome == "found":
                yield _by_pages(answer.subject, which)

    def _judged(
        self, subjects: Sequence[Subject], papers: Sequence[Any], *, with_list: bool = True
    ) -> Iterator[Answer]:
        found = places(subjects, papers)
        in_order = all(place in (None, i) for i, place in enumerate(found))
        for i, (subject, place) in enumerate(zip(subjects, found, strict=True)):
            paper = papers[i if place is None else place]
            if place is None and not in_order:
                yield self._odd(subject, "the papers are in another order than was asked for")
            elif paper is None:
                reason = f"Semantic Scholar does not know {form_of(subject)}"
                yield Answer(subject, self.facts, "absent", reason=reason)
            elif not (paper.paperId and folded(paper.title)):
                yield self._odd(subject, "a paper without an id or a title")
            elif place is None and not is_meant(subject, paper):
                yield self._another(subject, paper)
            else:
                yield from self._found(subject, paper, self.which if with_list else None)

    def _found(self, subject: Subject, paper: Any, which: Which | None) -> Iterator[Answer]:
        """The paper and its list, in one answer where both are found."""
        about = Answer(
            subject,
            self.facts - {"references", "citations"},
            record=with_asked(self._record(paper), subject) if "metadata" in self.facts else None,
            reference_count=count_of(paper.raw_data, "references"),
            citation_count=count_of(paper.raw_data, "citations"),
        )
        if which is None:
            yield about
            return
        given = inline(paper, which, at=self.client.at, request=self.client.url)
        if given.outcome != "found" and about.facts:
            yield about
            about = replace(about, record=None)
        yield replace(
            about,
            facts=self.facts if given.outcome == "found" else frozenset({which}),
            outcome=given.outcome,
            references=given.found.ties if which == "references" else (),
            citations=given.found.ties if which == "citations" else (),
            entries=tuple(given.found.entries) if which == "references" else (),
            reason=given.reason,
            cursor=given.cursor,
        )

    def _another(self, subject: Subject, paper: Any) -> Answer:
        record = self._record(paper)
        return Answer(
            subject,
            self.facts,
            "absent",
            candidates=(Candidate(record),),
            reason=f"Semantic Scholar answers with another work: {record.title}",
        )

    def _odd(self, subject: Subject, what: str) -> Answer:
        error = odd(self.client.url, what)
        return Answer(subject, self.facts, error.outcome, reason=error.message, hint=error.hint)

    def _record(self, paper: Any) -> Record:
        return record_of(paper, at=self.client.at, request=self.client.url)


def _by_pages(subject: Subject, which: Which) -> Answer:
    reason = f"so many {which} come by pages only"
    return Answer(subject, frozenset({which}), "partial", reason=reason, cursor=START)
