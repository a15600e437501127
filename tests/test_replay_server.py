"""The replay server itself: what it answers, what it writes down, and every way it goes wrong."""

import gzip
import json
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import quote

import pytest
import replay_faults as faults
import requests
from replay_exchange import Arrival, Given, as_html, as_json, as_pdf, as_text
from replay_limits import AT_ONCE, NEVER, TOO_SOON, Limit, Warden
from replay_recordings import Recordings
from replay_server import ReplayServer

PDF = b"%PDF-1.4 " + bytes(range(256)) * 8


def answers(arrival: Arrival) -> Given | None:
    kinds: dict[str, Callable[[], Given]] = {
        "/page": lambda: as_html("<title>A page, naïve</title>" + "x" * 400),
        "/paper.pdf": lambda: as_pdf(PDF),
        "/list": lambda: as_json({"page": arrival.parameter("page"), "rows": list(range(300))}),
        "/slow": lambda: as_text("slow"),
    }
    found = kinds.get(arrival.path)
    return found() if found else None


@pytest.fixture
def server() -> Iterator[ReplayServer]:
    with ReplayServer(answers, limits=()) as server:
        yield server


def get(server: ReplayServer, path: str, **headers: str) -> requests.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return requests.get(server.url + path, headers=named, timeout=5, allow_redirects=False)


def raw(server: ReplayServer, path: str) -> bytes:
    """Every byte that comes back, with nobody to make sense of it."""
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=5) as sock:
        sock.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
        return b"".join(iter(lambda: sock.recv(65536), b""))


def glimpse(server: ReplayServer, path: str, seconds: float) -> bytes:
    """What has come after that long, or when the line broke."""
    host, port = server.url.removeprefix("http://").split(":")
    end, seen = time.monotonic() + seconds, b""
    with socket.create_connection((host, int(port)), timeout=5) as sock:
        sock.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        try:
            while (left := end - time.monotonic()) > 0:
                sock.settimeout(left)
                if not (piece := sock.recv(65536)):
                    break
                seen += piece
        except OSError:
            return seen
    return seen


class TestAnswers:
    def test_a_request_is_recorded_as_the_site_would_see_it(self, server: ReplayServer) -> None:
        get(server, "/Example.org/list?page=2&b=%20x&mailto=you@example.org", User_Agent="us/1")
        (arrival,) = server.arrivals
        assert (arrival.method, arrival.host, arrival.path) == ("GET", "example.org", "/list")
        assert arrival.query == (("b", " x"), ("page", "2"))
        assert arrival.headers["user-agent"] == "us/1"
        assert (arrival.number, arrival.nth) == (1, 1)

    def test_who_asks_and_in_what_order_makes_no_difference(self, server: ReplayServer) -> None:
        get(server, "/a.org/list?x=1&page=2&mailto=a@b.c")
        get(server, "/a.org/list?page=2&email=a@b.c&x=1&api_key=secret")
        assert server.repeats == server.arrivals[1:]
        get(server, "/a.org/list?page=3&x=1")
        assert len(server.repeats) == 1

    def test_ids_of_a_post_are_a_set(self, server: ReplayServer) -> None:
        for ids in (["a", "b"], ["b", "a"], ["a"]):
            requests.post(server.url + "/a.org/list", json={"ids": ids}, timeout=5)
        assert [arrival.ids for arrival in server.arrivals][:2] == [("a", "b"), ("b", "a")]
        assert len(server.repeats) == 1

    def test_escaped_slashes_belong_to_the_path(self, server: ReplayServer) -> None:
        get(server, "/a.org/works/10.1145%2F1.2")
        assert server.arrivals[0].path == "/works/10.1145/1.2"

    def test_what_nobody_knows_is_a_404_that_is_remembered(self, server: ReplayServer) -> None:
        assert get(server, "/a.org/nothing").status_code == 404
        assert [arrival.path for arrival in server.unknown] == ["/nothing"]

    def test_counts_are_by_host_and_can_be_forgotten(self, server: ReplayServer) -> None:
        for host in ("a.org", "b.org", "a.org"):
            get(server, f"/{host}/page")
        assert server.counts == {"a.org": 2, "b.org": 1}
        server.forget()
        assert server.arrivals == ()

    def test_one_connection_serves_many_requests(self, server: ReplayServer) -> None:
        with requests.Session() as session:
            begun = time.perf_counter()
            for _ in range(50):
                assert session.get(server.url + "/a.org/page", timeout=5).ok
        # With the system's delayed acknowledgements in between it would be two seconds.
        assert time.perf_counter() - begun < 1.5


class TestValidators:
    def test_a_page_that_has_not_changed_is_304(self, server: ReplayServer) -> None:
        tag = get(server, "/a.org/page").headers["ETag"]
        again = get(server, "/a.org/page", If_None_Match=tag)
        assert (again.status_code, again.content) == (304, b"")
        assert get(server, "/a.org/page", If_None_Match='"other"').status_code == 200

    def test_an_api_gives_no_validator(self, server: ReplayServer) -> None:
        assert "ETag" not in get(server, "/a.org/list").headers

    def test_parts_of_a_pdf(self, server: ReplayServer) -> None:
        whole = get(server, "/a.org/paper.pdf")
        assert whole.headers["Accept-Ranges"] == "bytes"
        part = get(server, "/a.org/paper.pdf", Range="bytes=5-9")
        assert (part.status_code, part.content) == (206, PDF[5:10])
        assert part.headers["Content-Range"] == f"bytes 5-9/{len(PDF)}"
        rest = get(server, "/a.org/paper.pdf", Range="bytes=5-", If_Range='"old"')
        assert (rest.status_code, rest.content) == (200, PDF)
        assert get(server, "/a.org/paper.pdf", Range="bytes=99999-").status_code == 416


class TestFaults:
    def test_only_what_matches_goes_wrong_and_only_that_often(self, server: ReplayServer) -> None:
        server.fault("*.org", faults.status(500), path="/p*", nth={2})
        server.fault("b.com", faults.status(503), first=2)
        found = [get(server, f"/a.org/{path}").status_code for path in ("page", "list", "page")]
        assert found == [200, 200, 500]
        assert get(server, "/a.org/page").status_code == 200
        assert [get(server, "/b.com/page").status_code for _ in range(3)] == [503, 503, 200]
        server.fault("a.org", faults.status(500))
        server.mend()
        assert get(server, "/a.org/page").status_code == 200

    @pytest.mark.parametrize(
        ("behaviour", "status", "headers", "inside"),
        [
            (faults.too_many_requests(), 429, {}, "Rate exceeded."),
            (faults.too_many_requests("7"), 429, {"Retry-After": "7"}, "Rate"),
            (faults.status(500, "java.lang.X"), 500, {}, "java.lang.X"),
            (faults.unavailable(), 503, {"Content-Type": "text/html; charset=utf-8"}, "<h1>503"),
            (faults.block_page(), 200, {}, "Attention Required! | Cloudflare"),
            (faults.block_page(403), 403, {}, "cf-error-details"),
            (
                faults.redirect("file:///etc/hostname"),
                302,
                {"Location": "file:///etc/hostname"},
                "",
            ),
            (faults.redirect("http://127.0.0.1:9/", 301), 301, {}, ""),
            (faults.redirect_loop(), 302, {"Location": "/a.org/page?x=1"}, ""),
            (faults.entities(), 200, {}, "<!ENTITY a8"),
            (faults.typed("image/png"), 200, {"Content-Type": "image/png"}, "A page"),
        ],
    )
    def test_answers_of_its_own(
        self,
        server: ReplayServer,
        behaviour: faults.Behaviour,
        status: int,
        headers: dict[str, str],
        inside: str,
    ) -> None:
        server.fault("a.org", behaviour)
        answer = get(server, "/a.org/page?x=1")
        assert answer.status_code == status
        assert headers.items() <= dict(answer.headers).items()
        assert inside in answer.text

    def test_a_date_to_come_back_at(self) -> None:
        moment = parsedate_to_datetime(faults.http_date(90)).timestamp()
        assert 85 < moment - time.time() < 95

    def test_a_reset(self, server: ReplayServer) -> None:
        server.fault("a.org", faults.reset())
        with pytest.raises(OSError, match="reset"):
            raw(server, "/a.org/page")
        with pytest.raises(requests.ConnectionError):
            get(server, "/a.org/page")

    def test_silence_ends_a_patience(self, server: ReplayServer) -> None:
        server.fault("a.org", faults.silence())
        with pytest.raises(requests.ReadTimeout):
            requests.get(server.url + "/a.org/page", timeout=0.2)

    def test_who_has_gone_may_ask_again(self, server: ReplayServer) -> None:
        server.fault("a.org", faults.silence(), first=1)
        with pytest.raises(requests.ReadTimeout):
            requests.get(server.url + "/a.org/page", timeout=0.2)
        deadline = time.monotonic() + 5
        while server.warden.under_way and time.monotonic() < deadline:
            time.sleep(0.01)
        assert get(server, "/a.org/page").status_code == 200
        assert server.violations == ()

    def test_slow_and_byte_by_byte(self, server: ReplayServer) -> None:
        server.fault("a.org", faults.slow(0.2), path="/slow")
        server.fault("a.org", faults.drip(0.05), path="/list")
        begun = time.perf_counter()
        assert get(server, "/a.org/slow").text == "slow"
        assert time.perf_counter() - begun > 0.2
        head, _, body = glimpse(server, "/a.org/list", 0.5).partition(b"\r\n\r\n")
        assert int(head.partition(b"Content-Length: ")[2].split()[0]) > 1000
        assert 2 <= len(body) <= 20

    def test_a_body_that_breaks_off(self, server: ReplayServer) -> None:
        server.fault("a.org", faults.cut(0.5))
        head, _, body = raw(server, "/a.org/paper.pdf").partition(b"\r\n\r\n")
        assert f"Content-Length: {len(PDF)}".encode() in head
        assert body == PDF[: len(PDF) // 2]

    def test_compression_whole_and_broken(self, server: ReplayServer) -> None:
        server.fault("a.org", faults.gzipped())
        assert get(server, "/a.org/list").json()["rows"][-1] == 299
        server.mend()
        server.fault("a.org", faults.gzipped(0.5))
        _, _, body = raw(server, "/a.org/list").partition(b"\r\n\r\n")
        with pytest.raises((EOFError, zlib.error)):
            gzip.decompress(body)

    def test_a_bomb_is_small_on_the_line(self, server: ReplayServer) -> None:
        server.fault("a.org", faults.gzip_bomb(8))
        _, _, body = raw(server, "/a.org/list").partition(b"\r\n\r\n")
        assert len(body) < 20_000
        assert len(gzip.decompress(body)) == 8 * 1024 * 1024

    def test_an_encoding_that_is_not_the_one_it_says(self, server: ReplayServer) -> None:
        server.fault("a.org", faults.recoded("latin-1", "utf-8"))
        answer = get(server, "/a.org/page")
        assert "naïve".encode("latin-1") in answer.content
        assert answer.headers["Content-Type"] == "text/html; charset=utf-8"

    def test_what_is_no_json_any_more(self, server: ReplayServer) -> None:
        server.fault("a.org", faults.invalid())
        with pytest.raises(json.JSONDecodeError):
            json.loads(get(server, "/a.org/list").content)

    def test_the_same_page_again_and_again(self, server: ReplayServer) -> None:
        server.fault("a.org", faults.repeated())
        pages = [get(server, f"/a.org/list?page={number}").json()["page"] for number in (1, 2, 3)]
        assert pages == ["1", "1", "1"]

    def test_a_pdf_that_is_none(self, server: ReplayServer) -> None:
        server.fault("a.org", faults.no_pdf())
        answer = get(server, "/a.org/paper.pdf")
        assert b"%PDF" not in answer.content
        assert answer.headers["Content-Type"] == "application/pdf"

    @pytest.mark.parametrize("name", sorted(faults.NAMED))
    def test_every_fault_with_a_name_can_be_had(self, server: ReplayServer, name: str) -> None:
        server.fault("a.org", faults.NAMED[name]())
        seen = glimpse(server, "/a.org/page", 0.3)
        assert seen.startswith(b"" if name in ("silence", "reset") else b"HTTP/1.1 ")
        assert bool(seen) is (name not in ("silence", "reset"))
        assert get(server, "/b.org/page").status_code == 200


class TestLimits:
    def test_a_request_before_its_time_is_noted(self) -> None:
        hours = iter((0.0, 3.0, 5.9, 5.95, 9.0))
        limits = (Limit(("x.org", "y.org"), 3.0),)
        with ReplayServer(answers, limits=limits, clock=lambda: next(hours)) as server:
            for host in ("x.org", "y.org", "x.org", "other.org", "x.org"):
                get(server, f"/{host}/page")
            (found,) = server.violations
        assert (found.host, found.what) == ("x.org", TOO_SOON)
        assert found.gap == pytest.approx(2.9)

    def test_a_gap_within_the_tolerance_is_kept(self) -> None:
        warden = Warden((Limit(("x.org",), 1.0),), tolerance=0.05)
        for hour in (0.0, 0.96, 1.9):
            warden.arrives(Arrival("GET", "x.org", "/", at=hour))
            warden.leaves("x.org")()
        assert [one.gap for one in warden.violations] == [pytest.approx(0.94)]

    def test_two_at_once_on_one_host(self, server: ReplayServer) -> None:
        server.fault("a.org", faults.slow(0.3))
        threads = [threading.Thread(target=get, args=(server, "/a.org/page")) for _ in range(2)]
        for thread in threads:
            thread.start()
        get(server, "/b.org/page")
        for thread in threads:
            thread.join()
        assert [one.what for one in server.violations] == [AT_ONCE]
        assert server.warden.under_way == 0

    def test_sites_that_forbid_programs(self, server: ReplayServer) -> None:
        get(server, "/dl.acm.org/doi/10.1145/1")
        get(server, "/ieeexplore.ieee.org/document/1")
        assert [one.what for one in server.violations] == [NEVER, NEVER]

    def test_limits_that_are_enforced_are_answered_in_the_words_of_the_site(self) -> None:
        hosts = ("export.arxiv.org", "api.semanticscholar.org", "dblp.org", "api.openalex.org")
        limits = tuple(Limit((host,), 60.0) for host in hosts)
        with ReplayServer(answers, limits=limits, enforce=True) as server:
            for host in hosts:
                assert get(server, f"/{host}/page").status_code == 200
            refused = {host: get(server, f"/{host}/page") for host in hosts}
        assert {answer.status_code for answer in refused.values()} == {429}
        assert refused[hosts[0]].text == "Rate exceeded."
        assert refused[hosts[1]].json()["code"] == "429"
        assert (refused[hosts[2]].text, refused[hosts[2]].headers["Retry-After"]) == ("", "5")


class TestRecordings:
    def test_a_recording_is_found_by_what_it_answers(self, tmp_path: Path) -> None:
        about = {
            "method": "POST",
            "url": "https://api.example.org/batch?fields=a%2Cb&email=you@example.org",
            "status": 200,
            "headers": {"content-type": "application/json"},
            "request_body": {"ids": ["x", "y"]},
        }
        (tmp_path / "batch.json").write_text('["found"]')
        (tmp_path / "batch.json.meta.json").write_text(json.dumps(about))
        with ReplayServer(Recordings(tmp_path), limits=()) as server:
            url = server.url + "/api.example.org/batch?fields=a,b"
            assert requests.post(url, json={"ids": ["y", "x"]}, timeout=5).json() == ["found"]
            assert requests.post(url, json={"ids": ["y"]}, timeout=5).status_code == 404

    @pytest.mark.shared
    def test_every_recording_comes_back_as_it_is(self, shared: Path) -> None:
        recordings = Recordings(shared / "upstream")
        assert len(recordings) > 100
        with ReplayServer(recordings, limits=()) as server, requests.Session() as session:
            for recording in recordings:
                asked = recording.arrival
                answer = session.request(
                    asked.method,
                    f"{server.url}/{asked.host}{quote(asked.path)}",
                    params=asked.query,
                    data=asked.body or None,
                    timeout=5,
                    allow_redirects=False,
                )
                assert answer.content == recording.given.body, recording.name
                assert answer.status_code == recording.given.status, recording.name
            assert recordings.used == {recording.name for recording in recordings}
            assert server.unknown == ()
