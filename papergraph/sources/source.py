"""What every source offers; one file per site beside this one, gathered in ``SOURCES``."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from papergraph.domain.asking import Answer, Facet, Question
from papergraph.sources.asking import Ask


@dataclass(frozen=True, slots=True)
class Host:
    """A host that a source asks: ``interval`` seconds between requests, one at a time.

    ``backoff`` is the first wait in seconds after it asks us to slow down without saying for how
    long; ``no`` is for how long it is left alone after it refused us (403, a block page).
    ``refusals`` is how many plain 403 in a row mean that. ``anonymous`` is the interval for
    programs that name no mail address to write to, where that is longer;
    ``also`` are other names of the same site, which share its turns.
    """

    name: str
    interval: float
    backoff: float = 1.0
    no: timedelta = timedelta(days=1)
    refusals: int = 2
    anonymous: float | None = None
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Key:
    """A key a person may have: the field of ``Settings``, and the header it is sent in.

    It is sent to ``host`` alone. ``template`` holds ``{}`` where the key goes ("Bearer {}").
    """

    setting: str
    host: str
    header: str
    template: str = "{}"
    advice: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A site we ask: its name, manners, what it can be asked, and the asking itself.

    ``answer`` is a generator: it yields an :class:`Answer` for every subject of the question, as
    soon as it has it (a page of citations each), and never keeps more than one reply. A failure
    of one subject is an answer with that outcome; an ``AnswerError`` that it lets through is
    taken to be of all subjects that are not answered yet.

    ``limits`` is one line in words for ``papergraph sources``; ``licence`` what the data may be
    used for and how it is attributed.
    """

    name: str
    title: str
    hosts: tuple[Host, ...]
    facets: tuple[Facet, ...]
    answer: Callable[[Ask, Question], Iterator[Answer]]
    limits: str
    licence: str
    key: Key | None = None
