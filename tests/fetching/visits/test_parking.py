"""Hosts that do not want us are left alone, by all, for as long as they say; and no longer."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug import Request as Asked

from papergraph.errors import AnswerError, FetchError
from papergraph.fetching.hosts import HostRule, HostState, Parked, state_of
from papergraph.fetching.session import Session
from papergraph.sources.asking import Query

HOST = "api.example.org"
URL = f"https://{HOST}/works/1"
SITE = f"{HOST}/works/1"
NOON = datetime(2026, 9, 17, 12, tzinfo=UTC)
RULES = {HOST: HostRule(3.0, no=timedelta(hours=6))}
WALL = b"<!DOCTYPE html><html><head><title>Just a moment...</title></head><body></body></html>"
HTML = {"Content-Type": "text/html"}
Make = Callable[..., Session]
Serve = Callable[..., list[Asked]]


class FakeClock:
    time: float
    slept: list[float]


def failure(session: Session, url: str = URL) -> AnswerError:
    with pytest.raises(AnswerError) as caught:
        session.ask(Query(url))
    return caught.value


@pytest.mark.parametrize(
    ("header", "until"),
    [
        ("7200", NOON + timedelta(hours=2)),
        ("Thu, 17 Sep 2026 23:59:00 GMT", NOON.replace(hour=23, minute=59)),
        ("99999999999", NOON + timedelta(days=7)),
    ],
)
def test_a_host_that_asks_for_hours_is_parked_and_not_asked_before(
    make_session: Make, serve: Serve, clock: FakeClock, header: str, until: datetime
) -> None:
    asked = serve(SITE, (429, b"", {"Retry-After": header}), b"ok")
    session = make_session()
    first = failure(session)
    assert (first.outcome, first.retry_at) == ("temporary", until)
    assert session.parked(HOST) == Parked(HOST, until, "the server asks us to slow down (429)")
    second = failure(session)
    assert (second.outcome, second.retry_at) == ("temporary", until)
    assert "api.example.org is left alone until 2026-09-" in second.message
    assert second.hint
    assert len(asked) == 1
    clock.time += (until - NOON).total_seconds() + 1
    assert session.parked(HOST) is None
    assert session.ask(Query(URL)).body == b"ok"
    assert clock.slept == []


def test_an_error_of_the_server_says_when_to_come_back(make_session: Make, serve: Serve) -> None:
    serve(SITE, (503, b"", {"Retry-After": "7200"}))
    error = failure(make_session())
    assert error.retry_at == NOON + timedelta(hours=2)
    assert error.hint == "come back after 2026-09-17 14:00 UTC, as the server asks"


def test_a_page_added_by_hand_heeds_a_parking_too(make_session: Make, serve: Serve) -> None:
    asked = serve(SITE, (429, b"", {"Retry-After": "7200"}))
    session = make_session()
    failure(session)
    with pytest.raises(FetchError, match="left alone until"):
        session.get(URL)
    with pytest.raises(FetchError, match="left alone until"), session.turn(HOST):
        pass
    assert len(asked) == 1


@pytest.mark.parametrize("status", [200, 403, 503])
def test_a_bot_wall_parks_a_host_with_rules_and_is_not_knocked_at_again(
    make_session: Make, serve: Serve, status: int
) -> None:
    asked = serve(SITE, (status, WALL, HTML))
    session = make_session(hosts=RULES)
    error = failure(session)
    until = NOON + timedelta(hours=6)
    assert (error.outcome, error.retry_at) == ("temporary", until)
    assert "a page to tell people from them" in error.message
    assert "browser" in str(error.hint)
    assert failure(session).retry_at == until
    assert len(asked) == 1


def test_refusals_in_a_row_park_a_host_with_rules(make_session: Make, serve: Serve) -> None:
    serve(SITE, (403, b"Forbidden"))
    session = make_session(hosts=RULES)
    assert failure(session).outcome == "temporary", "perhaps it is us, perhaps the page"
    assert session.all_parked() == (), "one may be about a page that is not for everybody"
    assert failure(session).outcome == "temporary"
    (parked,) = session.all_parked()
    assert (parked.host, parked.reason) == (HOST, "the server refuses us (403)")
    assert parked.until >= NOON + timedelta(hours=6)


@pytest.mark.parametrize("answer", [(403, b"Forbidden"), (200, WALL, HTML), (403, WALL, HTML)])
def test_an_ordinary_page_that_refuses_us_parks_nobody(
    make_session: Make, serve: Serve, answer: tuple[Any, ...]
) -> None:
    serve("home.example/a", answer)
    serve("home.example/b", b"ok")
    session = make_session(hosts=RULES)
    error = failure(session, "https://home.example/a")
    assert error.outcome == ("withheld" if WALL not in answer else "temporary")
    assert session.all_parked() == ()
    assert session.ask(Query("https://home.example/b")).body == b"ok"


def test_a_bot_wall_is_no_course_page(make_session: Make, serve: Serve) -> None:
    serve("home.example/a", (200, WALL, HTML))
    with pytest.raises(FetchError, match="tell people from them"):
        make_session().get("https://home.example/a")


def test_the_waits_of_a_host_double_until_they_are_too_long_to_sit_out(
    make_session: Make, serve: Serve, clock: FakeClock
) -> None:
    serve(SITE, (429,))
    session = make_session(hosts={HOST: HostRule(3.0, backoff=60.0)})
    assert failure(session).retry_at == NOON + timedelta(seconds=60 + 120)
    assert clock.slept == [60.0]
    parkings = []
    for _ in range(6):
        parked = session.parked(HOST)
        assert parked is not None
        start = clock.time
        clock.time += (parked.until - NOON).total_seconds() - (start - 1000) + 1
        parkings.append(round(clock.time - start - 1))
        failure(session)
    assert parkings == [120, 240, 480, 960, 1800, 1800]


def test_an_answer_ends_the_doubling(make_session: Make, serve: Serve, clock: FakeClock) -> None:
    serve(SITE, (429,), b"ok", (429,), b"ok")
    session = make_session(hosts={HOST: HostRule(3.0, backoff=30.0)})
    session.ask(Query(URL))
    session.ask(Query(URL))
    assert clock.slept == [31.0, 3.0, 31.0]


def test_every_wait_is_told(make_session: Make, serve: Serve) -> None:
    told: list[tuple[str, float, str]] = []
    serve(SITE, (429, b"", {"Retry-After": "20"}), b"ok")
    session = make_session(hosts=RULES, on_wait=lambda *each: told.append(each))
    session.ask(Query(URL))
    session.ask(Query(URL))
    assert told == [(HOST, 21.0, "backing off"), (HOST, 3.0, "pace")]


def test_parkings_and_pauses_outlive_the_session(
    make_session: Make, serve: Serve, clock: FakeClock, tmp_path: Path
) -> None:
    asked = serve(SITE, b"ok", (429, b"", {"Retry-After": "7200"}))
    first = make_session(hosts=RULES, state=tmp_path / "state")
    first.ask(Query(URL))
    second = make_session(hosts=RULES, state=tmp_path / "state")
    failure(second)
    assert clock.slept == [3.0]
    third = make_session(hosts=RULES, state=tmp_path / "state")
    assert [each.host for each in third.all_parked()] == [HOST]
    assert failure(third).retry_at == NOON + timedelta(seconds=7203)
    assert len(asked) == 2


def test_a_session_without_a_folder_writes_nothing(
    make_session: Make, serve: Serve, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    serve(SITE, b"ok")
    make_session(hosts=RULES).ask(Query(URL))
    assert list(tmp_path.iterdir()) == []


DAMAGED = [
    b"", b"{", b"null", b"[]", b"{}", b"\xff\xfe", b'{"host": 1}', b"[" * 60_000,
    b'{"host": "api.example.org", "last": "yesterday", "parked_until": {}}',
    b'{"host": "api.example.org", "last": 1e308, "pause": Infinity, "strikes": NaN}',
    b'{"host": "api.example.org", "last": -5, "parked_at": true, "parked_until": true}',
    b'{"host": "other.example", "parked_at": 1790000000, "parked_until": 1999999999}',
]  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGED)
def test_a_damaged_state_is_as_if_there_were_none(
    make_session: Make, serve: Serve, clock: FakeClock, tmp_path: Path, damage: bytes
) -> None:
    (tmp_path / f"{HOST}.json").write_bytes(damage)
    serve(SITE, b"ok")
    session = make_session(hosts=RULES, state=tmp_path)
    assert session.parked(HOST) is None
    assert session.ask(Query(URL)).body == b"ok"
    assert clock.slept == []
    assert b'"last"' in (tmp_path / f"{HOST}.json").read_bytes()


def test_a_folder_that_cannot_be_used_costs_the_sharing_only(
    make_session: Make, serve: Serve, clock: FakeClock, tmp_path: Path, caplog: Any
) -> None:
    (tmp_path / "state").write_text("no folder")
    serve(SITE, b"ok")
    session = make_session(hosts=RULES, state=tmp_path / "state")
    for _ in range(2):
        assert session.ask(Query(URL)).body == b"ok"
    assert clock.slept == [3.0]
    warnings = [each for each in caplog.records if each.name.startswith("papergraph")]
    assert len(warnings) == 1
    assert "cannot be used" in warnings[0].getMessage()


def state(**facts: Any) -> HostState:
    return HostState(HOST, **facts)


@pytest.mark.parametrize(
    ("last", "pause", "wait"),
    [
        (None, 0.0, 0.0),
        (0, 0.0, 3.0),
        (-1, 0.0, 2.0),
        (-4, 0.0, 0.0),
        (-1, 20.0, 19.0),
        (86_400, 0.0, 3.0),
        (86_400, 20.0, 20.0),
        (86_400, 1e12, 600.0),
    ],
)
def test_a_wait_is_never_longer_than_the_pause_whatever_the_clock(
    last: float | None, pause: float, wait: float
) -> None:
    moment = None if last is None else NOON.timestamp() + last
    assert state(last=moment, pause=pause).wait(interval=3.0, now=NOON) == wait


@pytest.mark.parametrize(
    ("begun", "until", "holds"),
    [
        (-60, 60, 60),
        (-60, 0, None),
        (-60, -30, None),
        (60, 120, 120),
        (86_400, 90_000, None),
        (-60, 10**9, 7 * 86_400 - 60),
        (-8 * 86_400, 10**9, None),
    ],
)
def test_a_parking_ends_whatever_the_clock_and_the_file_say(
    begun: float, until: float, holds: float | None
) -> None:
    noon = NOON.timestamp()
    found = state(parked_at=noon + begun, parked_until=noon + until, reason="no").parked(NOON)
    assert found == (None if holds is None else Parked(HOST, NOON + timedelta(seconds=holds), "no"))


def test_a_state_that_is_none_is_not_made_one() -> None:
    assert state_of({"last": 1}) is None
    assert state_of("host") is None
    assert state_of({"host": HOST, "last": True}) == HostState(HOST)


@pytest.mark.parametrize("url", ["https://dl.acm.org/doi/10.1145/1", "https://www.ieee.org/x"])
def test_a_site_that_forbids_programs_is_never_asked(make_session: Make, url: str) -> None:
    session = make_session(hosts=RULES)
    error = failure(session, url)
    assert error.outcome == "withheld"
    assert "forbids programs" in error.message
    assert session.requests == {}


def test_a_redirect_to_a_site_that_forbids_programs_is_not_followed(
    make_session: Make, serve: Serve
) -> None:
    serve(SITE, (302, b"", {"Location": "https://dl.acm.org/doi/pdf/10.1145/1"}))
    session = make_session(hosts=RULES)
    error = failure(session)
    assert error.outcome == "withheld"
    assert set(session.requests) == {HOST}


def test_hosts_of_one_site_are_parked_together(make_session: Make, serve: Serve) -> None:
    serve(SITE, (403, b"Forbidden"))
    rule = HostRule(1.0, no=timedelta(hours=6), site=HOST, refusals=1)
    session = make_session(hosts={HOST: rule, "other.example": rule})
    failure(session)
    assert session.parked("other.example") is not None
    assert failure(session, "https://other.example/x").retry_at is not None
    assert set(session.requests) == {HOST}


def test_a_refused_page_between_good_ones_parks_nobody(make_session: Make, serve: Serve) -> None:
    serve(f"{HOST}/good", b"ok")
    serve(f"{HOST}/bad", (403, b"Forbidden"))
    session = make_session(hosts=RULES)
    for _ in range(3):
        failure(session, f"https://{HOST}/bad")
        session.ask(Query(f"https://{HOST}/good"))
    assert session.all_parked() == ()
