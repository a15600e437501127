"""robots.txt is heeded where a site has no other rules, and asked for once a day."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from werkzeug import Request as Asked

from papergraph.errors import AnswerError
from papergraph.fetching.hosts import HostRule
from papergraph.fetching.session import Session
from papergraph.sources.asking import Query

PAGE = "https://www.example.org/a/paper"
SITE = "www.example.org/a/paper"
ROBOTS = "www.example.org/robots.txt"
Make = Callable[..., Session]
Serve = Callable[..., list[Asked]]


class FakeClock:
    time: float
    slept: list[float]


def query(url: str = PAGE) -> Query:
    return Query(url, robots=True)


def failure(session: Session, url: str = PAGE) -> AnswerError:
    with pytest.raises(AnswerError) as caught:
        session.ask(query(url))
    assert caught.value.hint
    return caught.value


@pytest.mark.parametrize(
    "rules",
    [
        b"User-agent: *\nDisallow: /a/\n",
        b"\xef\xbb\xbfUser-agent: PaperGraph\nDisallow: /\n\nUser-agent: *\nDisallow:\n",
    ],
)
def test_what_a_site_asks_programs_to_leave_alone_is_withheld(
    session: Session, serve: Serve, rules: bytes
) -> None:
    serve(ROBOTS, rules)
    asked = serve(SITE, b"paper")
    error = failure(session)
    assert error.outcome == "withheld"
    assert error.message == f"{PAGE}: its robots.txt asks programs to stay away"
    assert asked == []


@pytest.mark.parametrize(
    "rules",
    [
        b"User-agent: *\nDisallow: /b/\n",
        b"User-agent: other\nDisallow: /\n",
        b"User-agent: papergraph\nAllow: /a/\nDisallow: /\n\nUser-agent: *\nDisallow: /\n",
        b"",
        b"\xff\xfe no rules",
        b"<!doctype html><title>Welcome</title><p>All pages answer so.</p>",
        (404,),
        (403, b"Forbidden"),
        (301, b"", {"Location": "https://example.org/robots.txt"}),
    ],
)
def test_what_is_not_forbidden_is_allowed(session: Session, serve: Serve, rules: Any) -> None:
    serve(ROBOTS, rules)
    serve("example.org/robots.txt", b"User-agent: *\nDisallow: /b/\n")
    serve(SITE, b"paper")
    assert session.ask(query()).body == b"paper"


@pytest.mark.parametrize("answer", [(500,), (503,), (429,)])
def test_rules_that_cannot_be_read_forbid_everything_for_a_while(
    session: Session, serve: Serve, clock: FakeClock, answer: tuple[int]
) -> None:
    rules = serve(ROBOTS, answer)
    asked = serve(SITE, b"paper")
    error = failure(session)
    assert error.outcome == "temporary"
    assert error.retry_at is not None
    assert "robots.txt of www.example.org cannot be read" in error.message
    failure(session)
    assert len(rules) == 3
    assert asked == []
    clock.time += 3600
    failure(session)
    assert len(rules) == 6


def test_they_are_asked_for_once_a_day(session: Session, serve: Serve, clock: FakeClock) -> None:
    rules = serve(ROBOTS, b"")
    serve(SITE, b"paper")
    session.ask(query())
    clock.time += 86_000
    session.ask(query())
    assert len(rules) == 1
    clock.time += 401
    session.ask(query())
    assert len(rules) == 2


@pytest.mark.parametrize("answer", [b"User-agent: *\nDisallow: /b/\n", (404,)])
def test_they_are_known_from_the_disk_for_the_rest_of_their_day(
    make_session: Make, serve: Serve, clock: FakeClock, tmp_path: Path, answer: Any
) -> None:
    rules = serve(ROBOTS, answer)
    serve(SITE, b"paper")
    make_session(cache=tmp_path).ask(query())
    clock.time += 86_000
    session = make_session(cache=tmp_path)
    session.ask(query())
    assert len(rules) == 1
    clock.time += 401
    session.ask(query())
    assert len(rules) == 2


def test_every_host_on_the_way_is_asked_for_its_rules(session: Session, serve: Serve) -> None:
    serve(ROBOTS, b"")
    serve(SITE, (302, b"", {"Location": "https://other.example/paper"}))
    serve("other.example/robots.txt", b"User-agent: *\nDisallow: /\n")
    asked = serve("other.example/paper", b"paper")
    assert failure(session).outcome == "withheld"
    assert asked == []


@pytest.mark.parametrize(
    ("delay", "wait"),
    [("10", 10.0), ("3600", 30.0), ("0.5", 1.0), ("-5", 1.0), ("nan", 1.0)],
)
def test_a_crawl_delay_is_kept_up_to_half_a_minute(
    session: Session, serve: Serve, clock: FakeClock, delay: str, wait: float
) -> None:
    serve(ROBOTS, f"User-agent: *\nCrawl-delay: {delay}\n".encode())
    serve(SITE, b"paper")
    session.ask(query())
    session.ask(query())
    assert clock.slept[-1] == wait


def test_a_wall_before_the_rules_parks_the_host(make_session: Make, serve: Serve) -> None:
    wall = b"<!doctype html><title>Just a moment...</title>"
    rules = serve(ROBOTS, (403, wall, {"Content-Type": "text/html"}))
    asked = serve(SITE, b"paper")
    session = make_session(hosts={"www.example.org": HostRule(10.0)})
    for _ in range(2):
        assert failure(session).outcome == "temporary"
    assert session.parked("www.example.org")
    assert (len(rules), asked) == (1, [])


def test_a_site_with_rules_of_its_own_is_not_asked_for_others(
    session: Session, serve: Serve
) -> None:
    rules = serve(ROBOTS, b"User-agent: *\nDisallow: /\n")
    serve(SITE, b"paper")
    assert session.ask(Query(PAGE)).body == b"paper"
    assert rules == []
