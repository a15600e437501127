"""The session decides well: redirects, retries, pace, gateway, words. No server is needed."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Protocol

import pytest

from papergraph import __version__
from papergraph.errors import BlockedAddressError, FetchError, SettingsError
from papergraph.fetching.exchange import Failure, Request, Response
from papergraph.fetching.session import MAX_REDIRECTS, Session

PAGE = "https://example.org/page"


class FakeClock(Protocol):
    slept: list[float]
    sleep: Callable[[float], None]

    def __call__(self) -> float: ...


class World:
    """Servers by address: each answers with its outcomes in turn, the last one for ever."""

    def __init__(self, outcomes: Mapping[str, list[Response | Failure]]) -> None:
        self.outcomes = {url: list(each) for url, each in outcomes.items()}
        self.asked: list[Request] = []

    def __call__(self, request: Request) -> Response | Failure:
        self.asked.append(request)
        waiting = self.outcomes[request.url]
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    @property
    def urls(self) -> list[str]:
        return [request.url for request in self.asked]


def answer(status: int = 200, body: bytes = b"text", **headers: str) -> Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response("https://from.the.transport/", status, named, body)


def redirect(location: str, status: int = 302) -> Response:
    return answer(status, b"", location=location)


@pytest.fixture
def make(clock: FakeClock) -> Callable[..., Session]:
    def make(world: World, **options: str) -> Session:
        return Session(
            send=world,
            clock=clock,
            sleep=clock.sleep,
            jitter=lambda: 1.0,
            now=lambda: datetime(2024, 9, 17, 12, tzinfo=UTC),
            **options,  # type: ignore[arg-type]
        )

    return make


def test_a_page_comes_with_its_own_address_and_the_request_says_who_asks(
    make: Callable[..., Session],
) -> None:
    world = World({PAGE: [answer(content_type="text/html; charset=KOI8-R")]})
    response = make(world, contact="me@example.org").get(PAGE + "#part", accept="text/plain")
    assert (response.url, response.body) == (PAGE, b"text")
    assert (response.media_type, response.charset) == ("text/html", "KOI8-R")
    headers = world.asked[0].headers
    assert headers["User-Agent"] == f"papergraph/{__version__} (mailto:me@example.org)"
    assert headers["Accept"] == "text/plain"
    assert not {"Cookie", "Authorization"} & set(headers)


@pytest.mark.parametrize("contact", ["me@example.org\r\nX: y", "mé@example.org"])
def test_a_contact_that_cannot_stand_in_a_header_is_a_wrong_setting(contact: str) -> None:
    with pytest.raises(SettingsError):
        Session(contact=contact)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed_and_the_last_address_counts(
    make: Callable[..., Session], status: int
) -> None:
    world = World(
        {
            PAGE: [redirect("../moved?x=1#y", status)],
            "https://example.org/moved?x=1": [redirect("//other.example/ü")],
            "https://other.example/%C3%BC": [answer()],
        }
    )
    assert make(world).get(PAGE).url == "https://other.example/%C3%BC"


def test_a_location_in_utf8_bytes_is_understood(make: Callable[..., Session]) -> None:
    world = World(
        {
            PAGE: [redirect("/ü".encode().decode("latin-1"))],
            "https://example.org/%C3%BC": [answer()],
        }
    )
    assert make(world).get(PAGE).url == "https://example.org/%C3%BC"


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.1/admin",
        "http://localhost:8080/",
        "http://[::1]/",
        "http://2130706433/",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "https://me:secret@example.org/",
        "//127.0.0.1/",
    ],
)
def test_a_redirect_to_a_local_address_is_never_asked(
    make: Callable[..., Session], location: str
) -> None:
    world = World({PAGE: [redirect(location)]})
    with pytest.raises(BlockedAddressError):
        make(world).get(PAGE)
    assert world.urls == [PAGE]


def test_redirects_in_a_circle_end(make: Callable[..., Session]) -> None:
    world = World({PAGE: [redirect(PAGE)]})
    with pytest.raises(FetchError, match="redirected more than 5 times"):
        make(world).get(PAGE)
    assert len(world.asked) == MAX_REDIRECTS + 1


def test_a_server_in_trouble_is_asked_again_with_pauses(
    make: Callable[..., Session], clock: FakeClock
) -> None:
    world = World(
        {PAGE: [answer(503), Failure("cut", True), answer(429, retry_after="20"), answer()]}
    )
    assert make(world).get(PAGE).status == 200
    assert clock.slept == [1.0, 2.0, 21.0]


def test_a_long_retry_after_is_told_and_not_waited_for(
    make: Callable[..., Session], clock: FakeClock
) -> None:
    world = World({PAGE: [answer(429, retry_after="7200")]})
    with pytest.raises(FetchError, match="slow down") as caught:
        make(world).get(PAGE)
    assert caught.value.hint == "come back after 2024-09-17 14:00 UTC, as the server asks"
    assert clock.slept == []


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        (answer(404), r"example\.org/page: there is no such page \(404\)"),
        (answer(403), "refuses us"),
        (answer(401), "login"),
        (answer(500), r"in trouble \(500\)"),
        (answer(418), r"unexpected status \(418\)"),
        (answer(302), r"unexpected status \(302\)"),
        (Failure("no connection to the server", True), r"example\.org/page: no connection"),
    ],
)
def test_a_failure_names_the_address_and_the_reason(
    make: Callable[..., Session], outcome: Response | Failure, words: str
) -> None:
    with pytest.raises(FetchError, match=words):
        make(World({PAGE: [outcome]})).get(PAGE)


def test_a_failure_after_a_redirect_names_both_addresses_and_no_key(
    make: Callable[..., Session],
) -> None:
    world = World(
        {
            PAGE + "?token=123": [redirect("https://other.example/")],
            "https://other.example/": [answer(404)],
        }
    )
    with pytest.raises(FetchError, match=r"example\.org/page.*other\.example") as caught:
        make(world).get(PAGE + "?token=123")
    assert "123" not in caught.value.message


def test_a_status_that_is_an_answer_comes_back(make: Callable[..., Session]) -> None:
    assert make(World({PAGE: [answer(404)]})).get(PAGE, allow={404}).status == 404


def test_requests_to_one_host_keep_their_distance(
    make: Callable[..., Session], clock: FakeClock
) -> None:
    other = "https://other.example/"
    session = make(World({PAGE: [answer()], other: [answer()]}))
    session.get(PAGE)
    session.get(other)
    session.get(PAGE)
    assert clock.slept == [1.0]


def test_behind_a_gateway_everything_goes_to_it_and_names_stay_what_they_were(
    make: Callable[..., Session],
) -> None:
    gateway = "http://127.0.0.1:8099"
    world = World(
        {
            f"{gateway}/example.org/page": [redirect("http://other.example/b?c=d")],
            f"{gateway}/other.example/b?c=d": [redirect(f"{gateway}/third.example/e")],
            f"{gateway}/third.example/e": [answer()],
        }
    )
    assert make(world, gateway=gateway).get(PAGE).url == "https://third.example/e"
    assert not any(request.guarded for request in world.asked)


@pytest.mark.parametrize(
    "url",
    [
        "https://127.0.0.1/",
        "http://127.0.0.1:8098/example.org/",
        "http://127.0.0.1:8099/localhost/",
        "https://10.0.0.1/",
        "https://localhost/",
        "file:///etc/passwd",
    ],
)
def test_behind_a_gateway_the_guard_stays_on(make: Callable[..., Session], url: str) -> None:
    world = World({})
    with pytest.raises(BlockedAddressError):
        make(world, gateway="http://127.0.0.1:8099").get(url)
    assert world.asked == []


def test_the_cap_on_bytes_reaches_the_exchange(make: Callable[..., Session]) -> None:
    world = World({PAGE: [answer()]})
    make(world).get(PAGE, max_bytes=10)
    assert world.asked[0].limits.max_bytes == 10
