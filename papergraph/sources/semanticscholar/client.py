"""The ``semanticscholar`` package on our session: its queries and its typed papers, no more.

Loaded on first use. The package opens no connection, runs no event loop, waits for nothing and
sets up no log here: all it is left to do is to build an address and to read what was judged.
"""

import json
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, quote_plus

from semanticscholar import AsyncSemanticScholar
from semanticscholar.Citation import Citation
from semanticscholar.PaginatedResults import PaginatedResults
from semanticscholar.Reference import Reference

from papergraph.sources.asking import Ask, Query, Reply
from papergraph.sources.semanticscholar import judging
from papergraph.sources.semanticscholar.refusals import STATUSES, refusal

#: A title is searched for by its first words; servers refuse longer addresses.
_QUERY = 400


@dataclass(frozen=True, slots=True)
class Page:
    """A page of references or citations as the package reads them.

    ``rows`` is None where the site gives none; ``length`` counts also those that it could not
    read; ``offset`` and ``next`` are where it and the next page begin, as the site says. ``info``
    is what is said of the citing work.
    """

    rows: tuple[Any, ...] | None
    length: int
    offset: int | None
    next: int | None
    info: Mapping[str, Any]


class Client:
    """Semantic Scholar asked through ``ask``; ``at`` and ``url`` are of the last answer.

    Each method raises ``AnswerError`` for an answer of no use, one of those in ``refusals`` where
    the site refuses.
    """

    def __init__(self, ask: Ask) -> None:
        self._ask = ask
        self._api = _Api(timeout=0, retry=False)
        self.at: datetime | None = None
        self.url = ""

    def papers(self, forms: Sequence[str], fields: Sequence[str]) -> list[Any]:
        """The papers of these ids, None for each that is not known."""
        found: list[judging.Json | None] = []

        def read(reply: Reply, body: object) -> object:
            found.extend(judging.papers(body, reply.url, count=len(forms)))
            return found

        self._api._requester = _Requester(self._exchange, read)
        read_papers = iter(_result(self._api.get_papers(list(forms), list(fields))))
        return [None if item is None else next(read_papers) for item in found]

    def page(
        self, form: str, which: str, fields: Sequence[str], *, offset: int, limit: int
    ) -> Page:
        """A page of the ``references`` or ``citations`` of a paper."""
        kind, name = (
            (Reference, "citedPaper") if which == "references" else (Citation, "citingPaper")
        )
        seen: list[judging.Json] = []

        def read(reply: Reply, body: object) -> object:
            seen.append(judging.rows(body, reply.url, name=name))
            return {**seen[0], "data": seen[0]["data"] or []}

        graph = f"{self._api.api_url}{self._api.BASE_PATH_GRAPH}"
        results = PaginatedResults(
            _Requester(self._exchange, read),
            kind,
            f"{graph}/paper/{quote(form, safe=':/', errors='replace')}/{which}",
            fields=list(fields),
            limit=limit,
        )
        results._offset, results._next = offset - limit, offset
        rows = _result(results._async_get_next_page())
        page = seen[0]
        given = None if page["data"] is None else tuple(rows)
        return Page(
            given, page["length"], page.get("offset"), page.get("next"), page["citingPaperInfo"]
        )

    def match(self, title: str, fields: Sequence[str]) -> Any | None:
        """The paper whose title is nearest to a title; None where there is none."""
        none: list[bool] = []

        def read(reply: Reply, body: object) -> object:
            matches = judging.matches(body, reply.url)
            none.append(not matches)
            return {"data": matches or [{}]}

        self._api._requester = _Requester(self._exchange, read)
        query = quote_plus(title[:_QUERY], errors="replace")
        search = self._api.search_paper(query, fields=list(fields), match_title=True)
        paper = _result(search)
        return None if none[0] else paper

    def _exchange(self, query: Query) -> tuple[Reply, object]:
        """The reply and its JSON.

        Raises:
            AnswerError: there is none, or none of use.
        """
        reply = self._ask(query)
        self.at, self.url = reply.at, query.url
        if not 200 <= reply.status < 300:
            raise refusal(reply, is_batch=query.payload is not None)
        return reply, judging.parse(reply)


class _Api(AsyncSemanticScholar):  # type: ignore[misc]
    """The package's client, whose constructor would set up the log of the whole program."""

    debug = False

    def _get_not_found_ids(self, paper_ids: object, papers: object) -> list[str]:  # noqa: ARG002
        """Nothing: it would log the ids that are not known, and tells them by their text."""
        return []


@dataclass(frozen=True, slots=True)
class _Requester:
    """In the place of the package's requester: one exchange, whose body ``read`` judges."""

    exchange: Callable[[Query], tuple[Reply, object]]
    read: Callable[[Reply, object], object]

    async def get_data_async(
        self,
        url: str,
        parameters: str,
        headers: object,  # noqa: ARG002 - ours are sent
        payload: object = None,
    ) -> object:
        query = Query(
            f"{url}?{parameters.lstrip('&')}",
            payload=None if payload is None else json.dumps(payload).encode(),
            accept="application/json",
            statuses=STATUSES,
        )
        return self.read(*self.exchange(query))


def _result(coroutine: Coroutine[Any, Any, Any]) -> Any:
    """What a coroutine returns that never waits."""
    try:
        coroutine.send(None)
    except StopIteration as done:
        return done.value
    coroutine.close()
    raise RuntimeError("the semanticscholar package waits for something")
