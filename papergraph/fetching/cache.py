"""Answers kept on disk, so that what has not changed is not sent again.

One file per address and ``Accept`` header: a digest, a line of JSON, the packed body. A file that
is damaged, of another make or of another address is as if there were none. Nothing that was sent
with a request is kept but the address, and that only as a digest.

The rule of its size: what has not been confirmed for 30 days goes, and then, while everything
together is larger than 512 MB, what was confirmed longest ago.
"""

import hashlib
import json
import os
import re
import zlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from papergraph.fetching.exchange import Response
from papergraph.fetching.sharing import replace_file
from papergraph.fetching.targets import shown

MAX_AGE = timedelta(days=30)
MAX_CACHE_BYTES = 512 * 1024 * 1024
#: For how long it is believed that there is no such page, where the site says nothing of it.
ABSENT_FRESH = timedelta(days=1)

#: What of an answer's headers anybody asks for later.
_KEPT = (
    "age",
    "cache-control",
    "content-disposition",
    "content-language",
    "content-type",
    "date",
    "etag",
    "last-modified",
    "link",
    "location",
)
_FORMAT = 1
_DIRECTIVE = re.compile(r'([a-z-]+)(?:\s*=\s*"?(\d{1,10})"?)?')
_SUFFIX = ".answer"


@dataclass(frozen=True, slots=True)
class Entry:
    """An answer that was kept: ``at`` it came, and ``confirmed`` is when the site last said so."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    at: datetime
    confirmed: datetime

    @property
    def validators(self) -> dict[str, str]:
        """The headers that ask whether it still holds (RFC 9110, 13.1); none where it cannot be."""
        found = {
            "If-None-Match": self.headers.get("etag", ""),
            "If-Modified-Since": self.headers.get("last-modified", ""),
        }
        return {
            name: value
            for name, value in found.items()
            if value and value.isascii() and value.isprintable()
        }

    def is_fresh(self, now: datetime, *, at_least: timedelta = timedelta()) -> bool:
        """Whether it need not be asked for again: never by guessing, only by ``max-age``.

        ``at_least`` is for how long it is fresh whatever the site says. One from the future,
        after a clock was set back, is not fresh.
        """
        age = now - self.confirmed
        if age < timedelta():
            return False
        fresh = ABSENT_FRESH if self.status == 404 else timedelta()
        return age < max(self._max_age, fresh, at_least)

    @property
    def _max_age(self) -> timedelta:
        said = _directives(self.headers)
        if "no-cache" in said:
            return timedelta()
        seconds = min(said.get("max-age") or 0, int(MAX_AGE.total_seconds()))
        # What lay in the caches of others was not new when it came (RFC 9111, 4.2.3).
        age = self.headers.get("age", "0").strip()
        return timedelta(seconds=seconds - (int(age[:9]) if re.fullmatch(r"\d+", age) else 0))


class Cache:
    """The answers in a folder. Whatever goes wrong with it costs a request, never the run."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, url: str, accept: str) -> Entry | None:
        """What is kept of the address."""
        try:
            return _entry_of(self._path(url, accept).read_bytes(), _name(url, accept))
        except OSError:
            return None

    def keep(
        self, url: str, accept: str, response: Response, *, now: datetime, anyway: bool = False
    ) -> None:
        """Keep an answer to a GET, if it is of any use later or ``anyway``, and may be kept."""
        entry = Entry(
            url=response.url,
            status=response.status,
            headers={name: response.headers[name] for name in _KEPT if name in response.headers},
            body=response.body,
            at=now,
            confirmed=now,
        )
        useful = anyway or entry.validators or entry.is_fresh(now)
        if response.status in (200, 404) and useful and _may_be_kept(url, response):
            self._write(url, accept, entry)

    def confirm(
        self, url: str, accept: str, entry: Entry, response: Response, *, now: datetime
    ) -> Entry:
        """The entry as a 304 confirms it, with the headers of that (RFC 9111, 3.2), kept."""
        news = {
            name: response.headers[name]
            for name in _KEPT
            if name in response.headers and not name.startswith("content-")
        }
        entry = replace(entry, headers={**entry.headers, **news}, confirmed=now)
        self._write(url, accept, entry)
        return entry

    def prune(
        self, older_than: timedelta = MAX_AGE, *, now: datetime, max_bytes: int = MAX_CACHE_BYTES
    ) -> int:
        """How many answers were taken away: the old ones, and the oldest of too many."""
        found: list[tuple[float, int, Path]] = []
        with suppress(OSError):
            for path in self._folder.glob(f"??/*{_SUFFIX}"):
                with suppress(OSError):
                    stat = path.stat()
                    found.append((stat.st_mtime, stat.st_size, path))
        size = sum(each for _, each, _ in found)
        oldest = (now - older_than).timestamp()
        gone = 0
        for moment, each, path in sorted(found):
            if moment >= oldest and size <= max_bytes:
                break
            with suppress(OSError):
                path.unlink()
                gone += 1
            size -= each
        return gone

    def prune_daily(self, *, now: datetime) -> None:
        """Keep to the rule of its size, where that was not done within the last day."""
        marker = self._folder / "pruned"
        try:
            done = datetime.fromtimestamp(marker.stat().st_mtime, UTC)
        except OSError:
            done = datetime.min.replace(tzinfo=UTC)
        if abs(now - done) < timedelta(days=1) or not self._folder.is_dir():
            return
        self.prune(now=now)
        with suppress(OSError):
            marker.touch()
            os.utime(marker, (now.timestamp(), now.timestamp()))

    def _path(self, url: str, accept: str) -> Path:
        name = _name(url, accept)
        return self._folder / name[:2] / f"{name}{_SUFFIX}"

    def _write(self, url: str, accept: str, entry: Entry) -> None:
        path = self._path(url, accept)
        # A full or read-only disk is no reason to lose the answer in hand.
        with suppress(OSError):
            path.parent.mkdir(parents=True, exist_ok=True)
            replace_file(path, _bytes_of(entry, _name(url, accept)))


def _name(url: str, accept: str) -> str:
    return hashlib.sha256(f"{url}\n{accept}".encode()).hexdigest()


def _may_be_kept(asked: str, response: Response) -> bool:
    said = _directives(response.headers)
    if "no-store" in said or response.headers.get("vary", "").strip() == "*":
        return False
    # An address with a key or a signature in it is not written down.
    return shown(response.url) == response.url and shown(asked) == asked


def _directives(headers: Mapping[str, str]) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for part in headers.get("cache-control", "").lower().split(","):
        if match := _DIRECTIVE.fullmatch(part.strip()):
            found[match[1]] = int(match[2]) if match[2] else None
    return found


def _bytes_of(entry: Entry, name: str) -> bytes:
    head = {
        "format": _FORMAT,
        "name": name,
        "url": entry.url,
        "status": entry.status,
        "headers": dict(entry.headers),
        "at": entry.at.timestamp(),
        "confirmed": entry.confirmed.timestamp(),
    }
    rest = json.dumps(head).encode() + b"\n" + zlib.compress(entry.body)
    return hashlib.sha256(rest).hexdigest().encode() + b"\n" + rest


def _entry_of(data: bytes, name: str) -> Entry | None:
    """The entry that a file holds, None where it is not exactly what was written for ``name``."""
    digest, _, rest = data.partition(b"\n")
    if hashlib.sha256(rest).hexdigest().encode() != digest:
        return None
    head, _, packed = rest.partition(b"\n")
    found: dict[str, Any] = json.loads(head)
    if found.get("format") != _FORMAT or found.get("name") != name:
        return None
    return Entry(
        url=found["url"],
        status=found["status"],
        headers=found["headers"],
        body=zlib.decompress(packed),
        at=datetime.fromtimestamp(found["at"], UTC),
        confirmed=datetime.fromtimestamp(found["confirmed"], UTC),
    )
