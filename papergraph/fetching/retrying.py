"""When to ask again: decided here from values, waited for elsewhere."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from papergraph.fetching.exchange import Failure, Response

#: Answers by which a host says that we ask too much of it.
STRIKES = frozenset({429, 503})
#: Where the waits of a host stop doubling, in seconds.
MAX_BACKOFF = 1800.0

#: Answers after which the same question may be answered (RFC 9110, 15.6; RFC 6585, 4).
TEMPORARY_STATUSES = frozenset({408, 425, 429, 500, 502, 503, 504, 520, 521, 522, 523, 524})


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how long: ``attempts`` in all, waits of ``base`` seconds that double.

    ``ceiling`` is the longest that is waited; a server that asks for more is left alone.
    """

    attempts: int = 4
    base: float = 1.0
    ceiling: float = 60.0


@dataclass(frozen=True, slots=True)
class Wait:
    """Ask again in that many seconds."""

    seconds: float


@dataclass(frozen=True, slots=True)
class GiveUp:
    """Do not ask again now; ``until`` is when the server said to come back."""

    until: datetime | None = None


def is_temporary(outcome: Response | Failure) -> bool:
    """Whether the same question may be answered later."""
    if isinstance(outcome, Failure):
        return outcome.temporary
    return outcome.status in TEMPORARY_STATUSES


def next_step(
    outcome: Response | Failure,
    *,
    attempt: int,
    policy: RetryPolicy,
    now: datetime,
    jitter: float,
    backoff: float | None = None,
) -> Wait | GiveUp | None:
    """What to do after the given attempt (from 1); None where the outcome stands.

    ``jitter`` is a random number from 0 to 1: a wait lies between half and all of its doubled
    length, so that many clients that failed together do not come back together. ``Retry-After``
    is kept to the second and more; so is ``backoff``, what the rule of the host says to wait
    after an answer of :data:`STRIKES`.
    """
    if not is_temporary(outcome):
        return None
    asked = retry_after(outcome, now=now) if isinstance(outcome, Response) else None
    if backoff is not None and isinstance(outcome, Response) and outcome.status in STRIKES:
        asked = max(asked or 0.0, backoff)
    if asked is not None and asked > policy.ceiling:
        return GiveUp(now + timedelta(seconds=asked))
    if attempt >= policy.attempts:
        return GiveUp(now + timedelta(seconds=asked) if asked is not None else None)
    own = min(policy.base * 2 ** (attempt - 1), policy.ceiling) * (0.5 + jitter / 2)
    return Wait(own if asked is None else min(asked + jitter * policy.base, policy.ceiling))


def doubled(backoff: float, strikes: int) -> float:
    """The wait in seconds after so many strikes in a row (from 1), at most half an hour.

    >>> [doubled(60, strikes) for strikes in (1, 2, 3, 20)]
    [60.0, 120.0, 240.0, 1800.0]
    """
    return float(min(backoff * 2 ** min(strikes - 1, 30), max(MAX_BACKOFF, backoff)))


def retry_after(response: Response, *, now: datetime) -> float | None:
    """Seconds the server asks us to wait, from seconds or an HTTP date (RFC 9110, 10.2.3)."""
    value = response.headers.get("retry-after", "").strip()
    if value.isascii() and value.isdigit():
        # A number of absurd length must not overflow a date.
        return float(min(int(value[:9]), 10**8))
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
