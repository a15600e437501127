"""Recorded answers from a folder: each body beside its ``NAME.meta.json``."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from replay_exchange import Arrival, Given, read_query

#: Addresses that a source shortened or described cannot be asked for.
_NO_ADDRESS = ("...", "<", "(", " ")


@dataclass(frozen=True, slots=True)
class Recording:
    """One recorded answer and the request that it is of."""

    name: str
    arrival: Arrival
    given: Given


class Recordings:
    """Answers by method, path, query in any order, and the set of ids of a POST.

    ``used`` are the names of those that were asked for.
    """

    def __init__(self, folder: Path) -> None:
        self._by_request: dict[tuple[object, ...], Recording] = {}
        for recording in read_recordings(folder):
            self._by_request.setdefault(recording.arrival.what, recording)
        self.used: set[str] = set()

    def __len__(self) -> int:
        return len(self._by_request)

    def __iter__(self) -> Iterator[Recording]:
        return iter(self._by_request.values())

    def __call__(self, arrival: Arrival) -> Given | None:
        """The recorded answer to what is asked; None if there is no recording of it."""
        found = self._by_request.get(arrival.what)
        if found is None:
            return None
        self.used.add(found.name)
        return found.given


def read_recordings(folder: Path) -> Iterator[Recording]:
    """Every recording under the folder whose request is known in full."""
    for sidecar in sorted(folder.rglob("*.meta.json")):
        about: dict[str, Any] = json.loads(sidecar.read_text("utf-8"))
        url, status = str(about.get("url") or ""), about.get("status")
        if not url.startswith("http") or any(mark in url for mark in _NO_ADDRESS) or not status:
            continue
        parts = urlsplit(url)
        asked = about.get("request_body")
        arrival = Arrival(
            about.get("method", "GET"),
            parts.netloc.lower(),
            unquote(parts.path) or "/",
            read_query(parts.query),
            body=json.dumps(asked).encode() if asked is not None else b"",
        )
        body = sidecar.with_name(sidecar.name.removesuffix(".meta.json"))
        headers = {name.title(): value for name, value in about.get("headers", {}).items()}
        given = Given(int(status), headers, body.read_bytes())
        yield Recording(str(body.relative_to(folder)), arrival, given)
