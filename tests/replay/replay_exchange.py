"""What goes over the line of the replay server: a request as it arrives, an answer as it leaves."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import parse_qsl, unquote, urlsplit

#: Parameters that say who asks, not what is asked; two requests that differ in them are the same.
WHO_ASKS = frozenset({"mailto", "email", "api_key"})


@dataclass(frozen=True)
class Arrival:
    """One request: ``number`` counts all, ``nth`` those of its host, both from 1.

    ``path`` is unescaped; ``query`` holds the parameters in order of name without those of
    ``WHO_ASKS``; ``at`` is the server's clock in seconds; header names are in lower case.
    """

    method: str
    host: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    number: int = 1
    nth: int = 1
    at: float = 0.0

    @classmethod
    def read(cls, method: str, target: str, **rest: object) -> "Arrival":
        """The request behind the line ``GET /HOST/PATH?QUERY``."""
        host, path, query = split_target(target)
        return cls(method, host, path, query, **rest)  # type: ignore[arg-type]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids that the JSON of the body lists, in its order; empty where it has none."""
        try:
            said = json.loads(self.body)
        except ValueError:
            return ()
        found = said.get("ids") if isinstance(said, dict) else None
        return tuple(str(name) for name in found) if isinstance(found, list) else ()

    @cached_property
    def what(self) -> tuple[object, ...]:
        """What is asked for: equal for requests that may be given one and the same answer."""
        asked: object = frozenset(self.ids) or self.body
        return (self.method, self.host, self.path, self.query, asked)

    def parameter(self, name: str, otherwise: str = "") -> str:
        """The first value of a parameter."""
        return next((value for key, value in self.query if key == name), otherwise)

    def whole(self, name: str, otherwise: int) -> int:
        """A parameter as a whole number; ``otherwise`` where it is absent or none."""
        value = self.parameter(name)
        return int(value) if value.isascii() and value.isdigit() else otherwise


@dataclass(frozen=True, slots=True)
class Given:
    """An answer: status, headers and the bytes before any transfer encoding."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def media_type(self) -> str:
        """``text/html``; empty where the headers do not say."""
        said = {name.lower(): value for name, value in self.headers.items()}
        return said.get("content-type", "").partition(";")[0].strip().lower()

    def named(self, **headers: str) -> "Given":
        """The same with more headers, ``retry_after`` for ``Retry-After``."""
        more = {name.replace("_", "-").title(): value for name, value in headers.items()}
        return Given(self.status, {**self.headers, **more}, self.body)


#: Whoever knows answers: recordings, a made world. None where it has none.
Answers = Callable[[Arrival], Given | None]


def split_target(target: str) -> tuple[str, str, tuple[tuple[str, str], ...]]:
    """Host, unescaped path and ordered parameters of ``/HOST/PATH?QUERY``."""
    parts = urlsplit("http://gateway/" + target.lstrip("/"))
    host, _, path = parts.path.lstrip("/").partition("/")
    return unquote(host).lower(), "/" + unquote(path), read_query(parts.query)


def read_query(query: str) -> tuple[tuple[str, str], ...]:
    """The parameters in order of name and value, without those that only say who asks."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return tuple(sorted((name, value) for name, value in pairs if name not in WHO_ASKS))


def as_json(value: object, status: int = 200, media_type: str = "application/json") -> Given:
    """An answer in JSON."""
    body = json.dumps(value, ensure_ascii=False).encode()
    return Given(status, {"Content-Type": media_type}, body)


def as_text(text: str, status: int = 200, media_type: str = "text/plain") -> Given:
    """An answer in plain text, or in any other type of text."""
    return Given(status, {"Content-Type": f"{media_type}; charset=utf-8"}, text.encode())


def as_html(text: str, status: int = 200) -> Given:
    """A page."""
    return as_text(text, status, "text/html")


def as_pdf(data: bytes) -> Given:
    """A PDF."""
    return Given(200, {"Content-Type": "application/pdf"}, data)
