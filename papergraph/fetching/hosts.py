"""How hosts are treated, and what is remembered of each between two requests: values only.

Times of a :class:`HostState` are seconds of the wall clock, because processes share them; a clock
may be set back and a file may come from anywhere, so none of them is believed without bounds.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Self

from papergraph.errors import AnswerError

#: The longest that a host is left alone: what asks for more is a mistake, of a server or a file.
MAX_PARKING = timedelta(days=7)
#: The longest pause between two requests to one host that is not parked.
MAX_PAUSE = 600.0
#: A parking that began later than this after now was written by a clock that has been set back.
_SKEW = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class HostRule:
    """What a host asks of programs: ``interval`` seconds between requests, one at a time.

    ``backoff`` is the first wait in seconds after a 429 or 503; it doubles with every further
    one. ``no`` is for how long the host is left alone after it refused us (403, a block page), at
    most a week. ``setting`` names the setting that holds its key, for messages.
    """

    interval: float
    backoff: float = 1.0
    no: timedelta = timedelta(days=1)
    setting: str | None = None
    site: str | None = None
    refusals: int = 2


@dataclass(frozen=True, slots=True)
class Parked:
    """A host that is left alone ``until`` then; ``reason`` is for a person."""

    host: str
    until: datetime
    reason: str

    @property
    def error(self) -> AnswerError:
        """The answer to every question to the host until then."""
        return AnswerError(
            f"{self.host} is left alone until {told(self.until)}: {self.reason}",
            outcome="temporary",
            retry_at=self.until,
            hint="ask again after that; what you have saved yourself can be added at any time",
            sent=False,
        )


@dataclass(frozen=True, slots=True)
class HostState:
    """What is known of a host: when it was ``last`` asked, and how it took that.

    ``pause`` is how many seconds it is to be left alone after ``last``; ``strikes`` counts the
    times in a row that it asked us to slow down, ``refusals`` those that it refused us.
    ``parked_at``, ``parked_until`` and ``reason`` are of a parking.
    """

    host: str
    last: float | None = None
    pause: float = 0.0
    strikes: int = 0
    refusals: int = 0
    parked_at: float | None = None
    parked_until: float | None = None
    reason: str = ""

    def wait(self, *, interval: float, now: datetime) -> float:
        """Seconds until it may be asked, never more than the pause itself, whatever the clock."""
        if self.last is None:
            return 0.0
        pause = max(interval, min(self.pause, MAX_PAUSE))
        return min(max(self.last + pause - now.timestamp(), 0.0), pause)

    def parked(self, now: datetime) -> Parked | None:
        """The parking that holds now; one of a clock set back, or without end, does not."""
        if self.parked_at is None or self.parked_until is None:
            return None
        begun = self.parked_at
        until = min(self.parked_until, begun + MAX_PARKING.total_seconds())
        moment = now.timestamp()
        if until <= moment or begun > moment + _SKEW.total_seconds():
            return None
        return Parked(self.host, datetime.fromtimestamp(until, UTC), self.reason)

    def with_parking(self, until: datetime, reason: str, *, now: datetime) -> Self:
        """The state parked from now until then, at most :data:`MAX_PARKING`."""
        until = min(until, now + MAX_PARKING)
        return replace(
            self, parked_at=now.timestamp(), parked_until=until.timestamp(), reason=reason
        )


def told(moment: datetime) -> str:
    """A moment as messages give it.

    >>> told(datetime(2024, 9, 17, 14, tzinfo=UTC))
    '2024-09-17 14:00 UTC'
    """
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def state_of(found: Any) -> HostState | None:
    """The state that decoded JSON means; None where it is none."""
    if not isinstance(found, dict) or not isinstance(found.get("host"), str):
        return None

    def number(name: str) -> float | None:
        value = found.get(name)
        if not isinstance(value, int | float) or isinstance(value, bool):
            return None
        # Dates beyond the year 9999, infinities and NaN would fail where nobody expects it.
        return float(value) if 0 <= value < 2.5e11 else None

    reason = found.get("reason")
    return HostState(
        host=found["host"],
        last=number("last"),
        pause=number("pause") or 0.0,
        strikes=min(int(number("strikes") or 0), 100),
        refusals=min(int(number("refusals") or 0), 100),
        parked_at=number("parked_at"),
        parked_until=number("parked_until"),
        reason=reason if isinstance(reason, str) else "",
    )
