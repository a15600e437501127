"""When a failed request is asked again, and when we are told to go away."""

from datetime import UTC, datetime, timedelta

import pytest

from papergraph.fetching.exchange import Failure, Response
from papergraph.fetching.retrying import GiveUp, RetryPolicy, Wait, next_step, retry_after

NOW = datetime(2024, 9, 17, 12, 0, tzinfo=UTC)
POLICY = RetryPolicy(attempts=3, base=1.0, ceiling=60.0)


def answer(status: int, retry: str | None = None) -> Response:
    headers = {} if retry is None else {"retry-after": retry}
    return Response("https://example.org/", status, headers, b"")


def step(outcome: Response | Failure, attempt: int = 1, jitter: float = 1.0) -> object:
    return next_step(outcome, attempt=attempt, policy=POLICY, now=NOW, jitter=jitter)


@pytest.mark.parametrize("status", [200, 301, 304, 400, 403, 404, 410, 501, 505])
def test_an_answer_that_would_be_the_same_again_stands(status: int) -> None:
    assert step(answer(status)) is None


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_a_server_in_trouble_is_asked_again_after_doubling_waits_and_then_left(
    status: int,
) -> None:
    assert [step(answer(status), n) for n in (1, 2, 3)] == [Wait(1.0), Wait(2.0), GiveUp()]


def test_a_failure_is_asked_again_only_if_that_may_help() -> None:
    assert step(Failure("cut", temporary=True)) == Wait(1.0)
    assert step(Failure("too large", temporary=False)) is None


def test_jitter_spreads_a_wait_over_its_second_half() -> None:
    assert step(answer(503), 2, jitter=0.0) == Wait(1.0)
    assert step(answer(503), 2, jitter=0.5) == Wait(1.5)


def test_retry_after_is_kept_and_never_undercut() -> None:
    assert step(answer(429, "7"), jitter=0.0) == Wait(7.0)
    assert step(answer(429, "60"), jitter=1.0) == Wait(60.0)


def test_a_server_that_asks_for_more_than_the_ceiling_is_left_until_then() -> None:
    assert step(answer(429, "61")) == GiveUp(NOW + timedelta(seconds=61))


def test_the_last_attempt_still_says_when_to_come_back() -> None:
    assert step(answer(503, "30"), attempt=3) == GiveUp(NOW + timedelta(seconds=30))


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("0", 0.0),
        ("120", 120.0),
        ("Tue, 17 Sep 2024 12:00:30 GMT", 30.0),
        ("Tue, 17 Sep 2024 14:00:30 +0200", 30.0),
        ("Tue, 17 Sep 2024 11:00:00 GMT", 0.0),
        ("soon", None),
        ("-5", None),
        ("", None),
        ("²", None),
    ],
)
def test_retry_after_is_seconds_or_a_date(value: str, seconds: float | None) -> None:
    assert retry_after(answer(429, value), now=NOW) == seconds


def test_an_absurd_number_of_seconds_overflows_nothing() -> None:
    assert isinstance(step(answer(429, "9" * 400)), GiveUp)
