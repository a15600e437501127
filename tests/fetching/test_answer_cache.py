"""What a site has sent is not sent again, and what it no longer says is not believed."""

import contextlib
import os
import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from werkzeug import Request as Asked

from papergraph.errors import AnswerError
from papergraph.fetching.cache import Cache
from papergraph.fetching.exchange import Response
from papergraph.fetching.session import Session
from papergraph.sources.asking import Query, Reply

URL = "https://api.example.org/works/1"
SITE = "api.example.org/works/1"
HOUR = 3600.0
DAY = 24 * HOUR
Make = Callable[..., Session]
Serve = Callable[..., list[Asked]]


class FakeClock:
    time: float
    now: Callable[[], Any]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "cache"


@pytest.fixture
def ask(make_session: Make, folder: Path) -> Callable[..., Reply]:
    """Asks by a new session each time: what is known is known from the disk."""

    def ask(url: str = URL, **options: Any) -> Reply:
        return make_session(cache=folder).ask(Query(url, **options))

    return ask


def files(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.answer"))


def test_an_answer_with_an_age_is_not_asked_for_again_before(
    ask: Callable[..., Reply], serve: Serve, clock: FakeClock
) -> None:
    asked = serve(SITE, (200, b"one", {"Cache-Control": "public, max-age=3600"}), b"two")
    first = ask()
    clock.time += HOUR - 1
    again = ask()
    assert (again.body, again.at, again.status) == (b"one", first.at, 200)
    clock.time += 1
    assert ask().body == b"two"
    assert len(asked) == 2


def test_the_time_an_answer_lay_elsewhere_counts(
    ask: Callable[..., Reply], serve: Serve, clock: FakeClock
) -> None:
    asked = serve(SITE, (200, b"one", {"Cache-Control": "max-age=3600", "Age": "3000"}))
    ask()
    clock.time += 601
    ask()
    assert len(asked) == 2


@pytest.mark.parametrize("header", ["max-age=0", "no-cache, max-age=60", "max-age=soon", ""])
def test_without_a_word_of_the_site_an_answer_is_never_fresh(
    ask: Callable[..., Reply], serve: Serve, header: str
) -> None:
    asked = serve(SITE, (200, b"one", {"Cache-Control": header, "ETag": '"1"'}))
    ask()
    ask()
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("sent", "asks"),
    [
        ({"ETag": 'W/"1"'}, {"If-None-Match": 'W/"1"'}),
        (
            {"Last-Modified": "Wed, 16 Sep 2026 12:00:00 GMT"},
            {"If-Modified-Since": "Wed, 16 Sep 2026 12:00:00 GMT"},
        ),
    ],
)
def test_what_has_not_changed_is_not_sent_again(
    ask: Callable[..., Reply],
    serve: Serve,
    clock: FakeClock,
    sent: dict[str, str],
    asks: dict[str, str],
) -> None:
    kind = {"Content-Type": "application/json"}
    asked = serve(
        SITE, (200, b"one", {**sent, **kind}), (304, b"", {"Cache-Control": "max-age=60"})
    )
    first = ask()
    clock.time += DAY
    again = ask()
    assert (again.status, again.body, again.media_type) == (200, b"one", "application/json")
    assert again.at == first.at
    assert {name: asked[1].headers.get(name) for name in asks} == asks
    clock.time += 59
    assert ask().body == b"one"
    assert len(asked) == 2


def test_what_has_changed_replaces_what_was_kept(
    ask: Callable[..., Reply], serve: Serve, folder: Path
) -> None:
    serve(SITE, (200, b"one", {"ETag": '"1"'}), (200, b"two", {"ETag": '"2"'}), (304,))
    assert [ask().body for _ in range(3)] == [b"one", b"two", b"two"]
    assert len(files(folder)) == 1


def test_validators_go_to_the_address_they_came_from_alone(
    ask: Callable[..., Reply], serve: Serve
) -> None:
    first = serve(SITE, (302, b"", {"Location": "https://other.example/a"}))
    second = serve("other.example/a", (200, b"one", {"ETag": '"1"'}), (304,))
    ask()
    reply = ask()
    assert (reply.url, reply.body) == ("https://other.example/a", b"one")
    assert "If-None-Match" not in first[1].headers
    assert second[1].headers["If-None-Match"] == '"1"'


def test_that_there_is_no_such_page_is_remembered_for_a_day(
    ask: Callable[..., Reply], serve: Serve, clock: FakeClock
) -> None:
    asked = serve(SITE, (404, b"none"), b"now there is")
    for _ in range(2):
        with pytest.raises(AnswerError) as caught:
            ask()
        assert caught.value.outcome == "absent"
    assert ask(statuses=frozenset({404})).body == b"none"
    assert len(asked) == 1
    clock.time += DAY
    assert ask().body == b"now there is"


@pytest.mark.parametrize(
    "answer",
    [
        (200, b"one", {"Cache-Control": "no-store, max-age=60", "ETag": '"1"'}),
        (200, b"one", {"Vary": "*", "ETag": '"1"'}),
        (200, b"one"),
        (203, b"one", {"ETag": '"1"'}),
        (
            200,
            b"<!doctype html><title>Just a moment...</title>",
            {"Cache-Control": "max-age=60", "Content-Type": "text/html"},
        ),
        (500, b"", {"Cache-Control": "max-age=60"}),
        (403, b"", {"Cache-Control": "max-age=60"}),
    ],
)
def test_what_may_not_be_kept_or_is_of_no_use_is_not(
    make_session: Make, serve: Serve, folder: Path, answer: tuple[Any, ...]
) -> None:
    asked = serve(SITE, answer)
    session = make_session(cache=folder)
    with contextlib.suppress(AnswerError):
        session.ask(Query(URL))
    assert session.requests == {"api.example.org": len(asked)}
    assert files(folder) == []


def test_answers_of_another_kind_are_kept_apart(ask: Callable[..., Reply], serve: Serve) -> None:
    asked = serve(SITE, (200, b"j", {"ETag": '"j"'}), (200, b"b", {"ETag": '"b"'}), (304,))
    ask(accept="application/json")
    ask(accept="text/bibliography")
    assert "If-None-Match" not in asked[1].headers
    assert ask(accept="application/json").body == b"j"


def test_what_was_posted_is_not_kept(ask: Callable[..., Reply], serve: Serve, folder: Path) -> None:
    asked = serve(SITE, (200, b"[]", {"Cache-Control": "max-age=60"}))
    ask(payload=b"{}")
    ask(payload=b"{}")
    assert (len(asked), files(folder)) == (2, [])


def test_an_address_with_a_key_is_not_written_down(
    ask: Callable[..., Reply], serve: Serve, folder: Path
) -> None:
    serve(SITE, (302, b"", {"Location": "https://store.example/a?signature=abc"}))
    serve("store.example/a", (200, b"one", {"ETag": '"1"'}))
    ask()
    ask(URL + "?api_key=abc")
    assert files(folder) == []


@pytest.mark.parametrize("cut", [0, 1, 70, 200, -1])
def test_a_damaged_file_is_as_if_there_were_none(
    ask: Callable[..., Reply], serve: Serve, folder: Path, cut: int
) -> None:
    asked = serve(SITE, (200, b"one", {"Cache-Control": "max-age=60"}))
    ask()
    (path,) = files(folder)
    path.write_bytes(path.read_bytes()[:cut])
    assert ask().body == b"one"
    assert len(asked) == 2
    assert ask().body == b"one"
    assert len(asked) == 2


def test_a_changed_byte_is_noticed(ask: Callable[..., Reply], serve: Serve, folder: Path) -> None:
    asked = serve(SITE, (200, b"one", {"Cache-Control": "max-age=60"}))
    ask()
    (path,) = files(folder)
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    assert ask().body == b"one"
    assert len(asked) == 2


def test_the_file_of_another_address_is_not_taken(
    ask: Callable[..., Reply], serve: Serve, folder: Path
) -> None:
    serve(SITE, (200, b"one", {"Cache-Control": "max-age=60"}))
    serve("api.example.org/works/2", (200, b"two", {"Cache-Control": "max-age=60"}))
    ask()
    (one,) = files(folder)
    ask("https://api.example.org/works/2")
    (two,) = set(files(folder)) - {one}
    two.write_bytes(one.read_bytes())
    assert ask("https://api.example.org/works/2").body == b"two"


def test_an_answer_from_the_future_is_asked_for_again(
    ask: Callable[..., Reply], serve: Serve, clock: FakeClock
) -> None:
    asked = serve(SITE, (200, b"one", {"Cache-Control": "max-age=60"}))
    ask()
    clock.time -= DAY
    ask()
    assert len(asked) == 2


def test_a_folder_that_cannot_be_used_costs_requests_only(
    ask: Callable[..., Reply], serve: Serve, folder: Path
) -> None:
    folder.write_text("no folder")
    asked = serve(SITE, (200, b"one", {"Cache-Control": "max-age=60"}))
    assert [ask().body, ask().body] == [b"one", b"one"]
    assert len(asked) == 2


def kept(folder: Path, clock: FakeClock, *sizes: int) -> Cache:
    """A cache of answers of about these sizes, a day between each and the next."""
    cache = Cache(folder)
    for number, size in enumerate(sizes):
        body = random.Random(number).randbytes(size)
        answer = Response(f"https://a.example/{number}", 200, {"etag": '"1"'}, body)
        before = set(files(folder))
        cache.keep(answer.url, "*/*", answer, now=clock.now())
        (path,) = set(files(folder)) - before
        moment = clock.now().timestamp() - DAY * (len(sizes) - number)
        os.utime(path, (moment, moment))
    return cache


def there(cache: Cache, count: int) -> list[int]:
    return [n for n in range(count) if cache.load(f"https://a.example/{n}", "*/*")]


def test_old_answers_are_taken_away(make_session: Make, folder: Path, clock: FakeClock) -> None:
    cache = kept(folder, clock, 10, 10, 10, 10)
    assert make_session(cache=folder).prune_cache(timedelta(days=2, hours=1)) == 2
    assert there(cache, 4) == [2, 3]
    assert make_session(cache=folder).prune_cache() == 0
    assert make_session().prune_cache() == 0


def test_of_too_much_the_oldest_goes(folder: Path, clock: FakeClock) -> None:
    cache = kept(folder, clock, 1000, 5000, 1000)
    assert cache.prune(timedelta(days=99), now=clock.now(), max_bytes=4000) == 2
    assert there(cache, 3) == [2]


def test_a_session_that_ends_keeps_the_cache_to_its_rule_once_a_day(
    make_session: Make, folder: Path, clock: FakeClock
) -> None:
    cache = kept(folder, clock, *[10] * 32)
    clock.time += 0.5 * DAY
    make_session(cache=folder).close()
    assert there(cache, 32) == [*range(3, 32)]
    clock.time += 0.9 * DAY
    make_session(cache=folder).close()
    assert there(cache, 32) == [*range(3, 32)]
    clock.time += 0.1 * DAY
    make_session(cache=folder).close()
    assert there(cache, 32) == [*range(4, 32)]
