"""Asking one address: at its turn, again where that may help, and on to where it redirects.

Everything that leaves this machine over HTTP passes :meth:`Visitor.follow`, so that the pace of a
host, its parking, its key and its robots.txt are heeded by whoever asks, and at every redirect.
"""

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from papergraph.errors import AnswerError, BlockedAddressError, FetchError, SettingsError
from papergraph.fetching.exchange import Failure, Limits, Request, Response, Send, Sink
from papergraph.fetching.hosts import MAX_PARKING, HostRule
from papergraph.fetching.pacing import Pace, Turn
from papergraph.fetching.retrying import (
    STRIKES,
    GiveUp,
    RetryPolicy,
    Wait,
    doubled,
    next_step,
)
from papergraph.fetching.targets import Gateway, Target, shown
from papergraph.fetching.visits.statuses import BLOCKED, Visit, reason_of, refuses_key

MAX_REDIRECTS = 5
_REDIRECTS = frozenset({301, 302, 303, 307, 308})

#: Is asked before every request of a call: raises AnswerError where robots.txt says no.
Check = Callable[[Target], None]


@dataclass(frozen=True, slots=True)
class Call:
    """What is asked, wherever it leads.

    ``validators`` are the headers of a conditional request, sent to the address ``validated``
    alone, or to every one where that is None.
    """

    headers: Mapping[str, str]
    limits: Limits
    payload: bytes | None = None
    sink: Sink | None = None
    validators: Mapping[str, str] = field(default_factory=dict)
    validated: str | None = None
    check: Check | None = None


class Visitor:
    """Sends calls out. ``send`` asks once; ``resolve`` makes a checked target of an address.

    ``keys`` holds the header and the value that go to a host, to no other, and only over https.

    Raises:
        SettingsError: a key cannot stand in a header.
    """

    def __init__(
        self,
        *,
        send: Callable[[], Send],
        pace: Pace,
        rules: Mapping[str, HostRule],
        keys: Mapping[str, tuple[str, str]],
        gateway: Gateway | None,
        retry: RetryPolicy,
        resolve: Callable[[str], Target],
        now: Callable[[], datetime],
        jitter: Callable[[], float],
    ) -> None:
        self._send = send
        self._pace = pace
        self._rules = rules
        self._keys = {host: _checked_key(host, *key) for host, key in keys.items()}
        self._gateway = gateway
        self._retry = retry
        self._resolve = resolve
        self._now = now
        self._jitter = jitter
        self._sent: Counter[str] = Counter()
        self._lock = threading.Lock()

    @property
    def sent(self) -> dict[str, int]:
        """How many requests went to each host so far."""
        with self._lock:
            return dict(self._sent)

    def site_of(self, host: str) -> str:
        """The name under which a host takes its turns: its own, or that of the site it is of."""
        rule = self._rules.get(host)
        return rule.site or host if rule else host

    def follow(self, target: Target, call: Call) -> Visit:
        """How asking the target ended, after redirects, each of which the guard has seen.

        Raises:
            BlockedAddressError: an address it redirects to is not public.
            AnswerError: a host is parked, robots.txt says no, or it redirects without end.
            FetchError: a host is not known.
        """
        first = target
        for _ in range(MAX_REDIRECTS + 1):
            if call.check is not None:
                call.check(target)
            visit = self._visit(target, call)
            response = visit.outcome
            if not isinstance(response, Response) or response.status not in _REDIRECTS:
                return visit
            location = response.headers.get("location")
            if not location:
                return visit
            if response.status == 303:
                # RFC 9110, 15.4.4: what is there is to be read, whatever was sent here.
                call = replace(call, payload=None)
            target = self._redirected(target, location)
        raise AnswerError(
            f"{shown(first.url)}: redirected more than {MAX_REDIRECTS} times",
            outcome="temporary",
            hint="open it in a browser and give the address it ends at",
        )

    def _redirected(self, target: Target, location: str) -> Target:
        try:
            return self._resolve(target.joined(_utf8(location)).url)
        except (BlockedAddressError, AnswerError):
            raise
        except FetchError as error:
            raise AnswerError(
                f"{shown(target.url)} redirects to what is no address: {error.message}",
                outcome="temporary",
                hint="open it in a browser and give the address it ends at",
            ) from error

    def _visit(self, target: Target, call: Call) -> Visit:
        """How asking one address ended, asked again where that may help."""
        key = self._keys.get(target.host) if self._is_secret(target) else None
        request = Request(
            url=self._gateway.address_of(target) if self._gateway else target.url,
            headers=self._headers(target, call, key),
            limits=call.limits,
            guarded=self._gateway is None,
            payload=call.payload,
            sink=call.sink,
        )
        attempt = 0
        while True:
            attempt += 1
            with self._pace.turn(self.site_of(target.host)) as turn:
                outcome = self._send()(request)
                with self._lock:
                    self._sent[target.host] += 1
                if isinstance(outcome, Response):
                    outcome = replace(outcome, url=target.url)
                    refused = self._refused(turn, outcome, with_key=key is not None)
                    if refused is not None:
                        return refused
                if isinstance(outcome, Failure) and outcome.refused and self._gateway:
                    raise AnswerError(
                        f"the gateway {self._gateway.base} does not answer",
                        outcome="temporary",
                        hint="start it, or take it out of the settings (PAPERGRAPH_GATEWAY)",
                        sent=False,
                    )
                step = self._step(turn, outcome, attempt)
            if isinstance(step, Wait):
                continue
            if step is None or step.until is None:
                return Visit(outcome)
            return Visit(outcome, until=self._bounded(step.until))

    def _bounded(self, until: datetime) -> datetime:
        """The time to come back, but no later than a host is ever left alone."""
        return min(until, self._now() + MAX_PARKING)

    def _is_secret(self, target: Target) -> bool:
        """Whether what is sent to a target can be read by it alone, so that a key may go along."""
        if not target.url.startswith(f"https://{target.host}/"):
            return False
        return self._gateway is None or self._gateway.keeps_secrets

    def _headers(self, target: Target, call: Call, key: tuple[str, str] | None) -> dict[str, str]:
        headers = dict(call.headers)
        if call.payload is not None:
            headers["Content-Type"] = "application/json"
        if call.validated in (None, target.url):
            headers.update(call.validators)
        if key is not None:
            headers[key[0]] = key[1]
        return headers

    def _refused(self, turn: Turn, response: Response, *, with_key: bool) -> Visit | None:
        """The end of a visit to a host that does not want us; None where it does."""
        # Loaded here: what stays offline needs no parser of pages.
        from papergraph.fetching.blocks import is_block_page

        rule = self._rules.get(turn.host)
        if is_block_page(response):
            until = self._bounded(self._now() + (rule or HostRule(1.0)).no)
            if rule is not None:
                turn.park(until, BLOCKED)
            return Visit(response, until=until, blocked=True)
        if with_key and refuses_key(response):
            setting = rule.setting if rule else None
            named = f"the key in setting {setting}" if setting else f"the key for {turn.host}"
            return Visit(response, key=named)
        if response.status == 403 and rule is not None:
            # An ordinary page that refuses us speaks for itself. So may one of a host with rules
            # for programs (a paper that is not public); several in a row speak for the host.
            turn.refusals += 1
            if turn.refusals < rule.refusals:
                return Visit(response, passing=True)
            until = self._bounded(self._now() + rule.no)
            turn.park(until, f"{reason_of(403)[0]} (403)")
            return Visit(response, until=until)
        turn.refusals = 0
        return None

    def _step(self, turn: Turn, outcome: Response | Failure, attempt: int) -> Wait | GiveUp | None:
        """What comes after an attempt; leaves the host alone for as long as that says."""
        rule = self._rules.get(turn.host)
        backoff: float | None = None
        if isinstance(outcome, Response):
            turn.strikes = turn.strikes + 1 if outcome.status in STRIKES else 0
            if rule is not None and turn.strikes:
                backoff = doubled(rule.backoff, turn.strikes)
        now = self._now()
        step = next_step(
            outcome,
            attempt=attempt,
            policy=self._retry,
            now=now,
            jitter=self._jitter(),
            backoff=backoff,
        )
        if isinstance(step, Wait):
            turn.pause = step.seconds
        elif isinstance(step, GiveUp) and step.until is not None:
            assert isinstance(outcome, Response), "only an answer says when to come back"
            if step.until - now > timedelta(seconds=self._retry.ceiling):
                turn.park(step.until, f"{reason_of(outcome.status)[0]} ({outcome.status})")
            else:
                turn.pause = (step.until - now).total_seconds()
        return step


def _checked_key(host: str, header: str, value: str) -> tuple[str, str]:
    if not (value and value.isascii() and value.isprintable() and value == value.strip()):
        raise SettingsError(
            f"the key for {host} cannot stand in a header",
            hint="it has a blank, a line end or a character that no key has; copy it again",
        )
    return header, value


def _utf8(header: str) -> str:
    """A header that http.client read as Latin-1, as the UTF-8 that servers send."""
    try:
        return header.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return header
