"""Queries of sources answered: from the cache where that holds, else from the site."""

from collections.abc import Callable, Mapping
from datetime import datetime

from papergraph.fetching.cache import Cache, Entry
from papergraph.fetching.exchange import Limits, Response
from papergraph.fetching.targets import Target
from papergraph.fetching.visits.following import checked, followed
from papergraph.fetching.visits.statuses import Visit, judged
from papergraph.fetching.visits.visiting import Call, Check, Visitor
from papergraph.sources.asking import Query, Reply

_TOO_LARGE = "open it in a browser; it is more than papergraph reads"


def ask(
    query: Query,
    *,
    visitor: Visitor,
    cache: Cache | None,
    headers: Mapping[str, str],
    limits: Limits,
    resolve: Callable[[str], Target],
    check: Check | None,
    now: Callable[[], datetime],
) -> Reply:
    """The reply to a query, from the cache where that is known to hold.

    ``headers`` and ``limits`` are of the request; ``check`` heeds robots.txt.

    Raises:
        AnswerError: no usable answer; ``outcome`` says for how long.
    """
    target = checked(resolve, query.url)
    if query.payload is not None:
        cache = None
    entry = cache.load(target.url, query.accept) if cache and not query.fresh else None
    if entry is not None and entry.is_fresh(now()):
        return _told(entry, target, query)
    call = Call(
        headers=headers,
        limits=limits,
        payload=query.payload,
        validators=entry.validators if entry else {},
        validated=entry.url if entry else None,
        check=check,
    )
    visit = followed(visitor, target, call)
    response, moment = visit.outcome, now()
    if cache is not None and isinstance(response, Response) and not visit.blocked:
        if response.status == 304 and entry is not None:
            entry = cache.confirm(target.url, query.accept, entry, response, now=moment)
            return _told(entry, target, query)
        cache.keep(target.url, query.accept, response, now=moment)
    answer = judged(visit, asked=target.url, allow=query.statuses, too_large=_TOO_LARGE)
    return Reply(answer.url, answer.status, answer.headers, answer.body, at=moment)


def _told(entry: Entry, target: Target, query: Query) -> Reply:
    """The reply that a kept answer is, which may be that there is no such page."""
    kept = Visit(Response(entry.url, entry.status, entry.headers, entry.body))
    answer = judged(kept, asked=target.url, allow=query.statuses)
    return Reply(answer.url, answer.status, answer.headers, answer.body, at=entry.at)
