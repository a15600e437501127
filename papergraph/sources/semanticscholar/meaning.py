"""Which of the papers in a batch answers which subject."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from papergraph.domain.asking import Subject
from papergraph.domain.titles import normal_title
from papergraph.domain.works import Record
from papergraph.sources.semanticscholar.lookup import is_named


def places(subjects: Sequence[Subject], papers: Sequence[Any]) -> list[int | None]:
    """Where in the batch the paper stands that names the id of each subject; None: nowhere.

    The site answers in the order of the ids, as a rule (allenai/s2-folks #47).
    """
    found: list[int | None] = []
    for own, subject in enumerate(subjects):
        order = [own, *(i for i in range(len(papers)) if i != own)]
        found.append(next((i for i in order if _names(papers[i], subject)), None))
    return found


def is_meant(subject: Subject, paper: Any) -> bool:
    """Whether a paper that does not name the id asked for is the work nevertheless.

    The site's own ids lead to the record into which it merged theirs (s2-folks #108, #158). Of
    any other, the title must be one of the work's.
    """
    if subject.id is not None and subject.id.scheme == "s2":
        return True
    return normal_title(paper.title) in {normal_title(title) for title in subject.titles}


def with_asked(record: Record, subject: Subject) -> Record:
    """The record, which has the site's id that was asked for as well as the one answered."""
    asked = subject.id
    if asked is None or asked.scheme != "s2" or asked in record.ids:
        return record
    return replace(record, ids=(*record.ids, asked))


def _names(paper: Any, subject: Subject) -> bool:
    return paper is not None and subject.id is not None and is_named(paper.raw_data, subject.id)
