"""Ways in which a server goes wrong: each is called with the line and may ask for the true answer.

server.fault("www.usenix.org", block_page())
server.fault("export.arxiv.org", too_many_requests("30"), first=2)
"""

import gzip
import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Protocol

from replay_exchange import Given, as_html, as_text


class Line(Protocol):
    """The connection of one request, as a fault may use it."""

    address: str
    """The path and query that were asked for, behind the gateway."""

    def send(self, given: Given, *, say_length: int | None = None, close: bool = False) -> None:
        """Send all of an answer; ``say_length`` is the Content-Length it claims."""

    def drip(self, given: Given, pause: float) -> None:
        """Send the head, then a byte every ``pause`` seconds."""

    def wait(self, seconds: float) -> None:
        """Do nothing for that long, or until the server is closed."""

    def reset(self) -> None:
        """Break the connection off without a word."""

    def first(self, given: Given) -> Given:
        """The answer that the first request for this path was given."""


Behaviour = Callable[[Line, Callable[[], Given]], None]


def answer(given: Given) -> Behaviour:
    """That answer, whatever was asked."""
    return lambda line, _: line.send(given)


def status(code: int, text: str = "", headers: Mapping[str, str] | None = None) -> Behaviour:
    """A status with a body of plain text."""
    given = as_text(text, code)
    return answer(replace(given, headers={**given.headers, **(headers or {})}))


def too_many_requests(retry_after: str | None = None) -> Behaviour:
    """429; ``retry_after`` is the header as it stands (seconds or a date), None for none."""
    return status(429, "Rate exceeded.", {"Retry-After": retry_after} if retry_after else None)


def http_date(seconds: float, now: datetime | None = None) -> str:
    """The date of a moment that many seconds from now, as headers write it."""
    return format_datetime((now or datetime.now(UTC)) + timedelta(seconds=seconds), usegmt=True)


def unavailable(code: int = 503) -> Behaviour:
    """The page of a server in trouble."""
    words = f"{code} Service Unavailable"
    return answer(
        as_html(f"<html><head><title>{words}</title></head><h1>{words}</h1></html>", code)
    )


def block_page(code: int = 200) -> Behaviour:
    """The page with which Cloudflare keeps programs out, with 200 as with 403."""
    return answer(
        as_html(
            '<!DOCTYPE html>\n<html class="no-js" lang="en-US">\n<head>\n'
            "<title>Attention Required! | Cloudflare</title>\n"
            '<meta name="robots" content="noindex, nofollow" />\n'
            '<link rel="stylesheet" id="cf_styles-css" href="/cdn-cgi/styles/cf.errors.css" />\n'
            '</head>\n<body>\n<div id="cf-wrapper"><div id="cf-error-details">\n'
            '<h1 data-translate="block_headline">Sorry, you have been blocked</h1>\n'
            "</div></div>\n</body>\n</html>\n",
            code,
        )
    )


def redirect(location: str, code: int = 302) -> Behaviour:
    """A redirect to an address; one that begins with ``/`` is behind the gateway."""
    return answer(Given(code, {"Location": location}))


def redirect_loop(code: int = 302) -> Behaviour:
    """A redirect to the very address that was asked for."""
    return lambda line, _: line.send(Given(code, {"Location": line.address}))


def reset() -> Behaviour:
    """The connection is reset before a byte comes."""
    return lambda line, _: line.reset()


def silence(seconds: float = 3600.0) -> Behaviour:
    """Nothing comes, and in the end the connection breaks."""

    def act(line: Line, _: Callable[[], Given]) -> None:
        line.wait(seconds)
        line.reset()

    return act


def slow(seconds: float) -> Behaviour:
    """The true answer, that much later."""

    def act(line: Line, true: Callable[[], Given]) -> None:
        line.wait(seconds)
        line.send(true())

    return act


def drip(pause: float = 1.0) -> Behaviour:
    """The true answer, a byte at a time."""
    return lambda line, true: line.drip(true(), pause)


def cut(share: float = 0.5) -> Behaviour:
    """The first part of the true answer under the length of the whole."""

    def act(line: Line, true: Callable[[], Given]) -> None:
        given = true()
        part = given.body[: int(len(given.body) * share)]
        line.send(replace(given, body=part), say_length=len(given.body), close=True)

    return act


def changed(change: Callable[[Given], Given]) -> Behaviour:
    """The true answer after a change."""
    return lambda line, true: line.send(change(true()))


def gzipped(share: float = 1.0) -> Behaviour:
    """The true answer compressed; below 1 the compressed bytes end early and say so."""

    def change(given: Given) -> Given:
        packed = gzip.compress(given.body, mtime=0)
        part = packed[: max(1, int(len(packed) * share))]
        return replace(given, body=part).named(content_encoding="gzip")

    return changed(change)


def gzip_bomb(megabytes: int = 200) -> Behaviour:
    """A small answer that unpacks to that much."""

    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    block = bytes(1024 * 1024)
    packed = b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()
    headers = {"Content-Type": "application/json", "Content-Encoding": "gzip"}
    return answer(Given(200, headers, packed))


def typed(media_type: str) -> Behaviour:
    """The true answer under another content type, or with another charset in it."""
    return changed(lambda given: given.named(content_type=media_type))


def recoded(charset: str = "utf-16", said: str = "utf-8") -> Behaviour:
    """The true text in one encoding, while the header names another."""

    def change(given: Given) -> Given:
        body = given.body.decode("utf-8").encode(charset, "replace")
        kind = f"{given.media_type}; charset={said}"
        return replace(given, body=body).named(content_type=kind)

    return changed(change)


def invalid() -> Behaviour:
    """The true answer cut in two, with the length of what comes: no longer JSON or XML."""
    return changed(lambda given: replace(given, body=given.body[: len(given.body) // 2] + b"<{"))


def entities() -> Behaviour:
    """XML whose entities unfold to a gigabyte."""
    doctype = ['<!ENTITY a0 "lollollollol">']
    doctype += [f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 9)]
    text = (
        f"<?xml version='1.0'?><!DOCTYPE feed [{''.join(doctype)}]>"
        '<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>&a8;</title></entry></feed>'
    )
    return answer(as_text(text, media_type="application/atom+xml"))


def repeated() -> Behaviour:
    """The answer to the first request for this path, whichever page is asked for."""
    return lambda line, true: line.send(line.first(true()))


def no_pdf() -> Behaviour:
    """The true file without the mark that makes it a PDF, under the type of one."""

    def change(given: Given) -> Given:
        body = re.sub(rb"%PDF-[0-9.]+", b"", given.body)
        return replace(given, body=body).named(content_type="application/pdf")

    return changed(change)


#: The faults a person can name on the command line.
NAMED: Mapping[str, Callable[[], Behaviour]] = {
    "429": too_many_requests,
    "429-seconds": lambda: too_many_requests("2"),
    "429-date": lambda: too_many_requests(http_date(3)),
    "429-hours": lambda: too_many_requests("18000"),
    "403": lambda: status(403, "Forbidden"),
    "404": lambda: status(404, "Not Found"),
    "500": lambda: status(500, "java.lang.NullPointerException"),
    "503": unavailable,
    "block": block_page,
    "block-403": lambda: block_page(403),
    "loop": redirect_loop,
    "to-private": lambda: redirect("http://127.0.0.1:9/"),
    "to-file": lambda: redirect("file:///etc/hostname"),
    "reset": reset,
    "silence": silence,
    "drip": drip,
    "cut": cut,
    "gzip": gzipped,
    "cut-gzip": lambda: gzipped(0.5),
    "bomb": gzip_bomb,
    "wrong-type": lambda: typed("application/octet-stream"),
    "wrong-charset": recoded,
    "invalid": invalid,
    "entities": entities,
    "repeat": repeated,
    "no-pdf": no_pdf,
}
