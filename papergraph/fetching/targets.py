"""Addresses of the web as checked values: no I/O, no names looked up.

Every address that papergraph asks passes through :func:`parse_target` first, so that what the
guard judges is letter for letter what is asked afterwards. Two readers of one URL that disagree
(a backslash, an escaped dot, a full-width digit) are how guards are got around.
"""

import re
from dataclasses import dataclass
from typing import Literal, Self
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from papergraph.errors import BlockedAddressError, FetchError, SettingsError

_PORTS = {"http": 80, "https": 443}
_PATH_SAFE = "/%:@!$&'()*+,;=~-._[]"
_QUERY_SAFE = _PATH_SAFE + "?"
_USERINFO = re.compile(r"//[^/?#]*@")
_SECRET = re.compile(r"(?i)([?&](?:api_?key|key|[a-z_]*token|sig|signature|password)=)[^&#]+")
_CONTROL = re.compile(r"[\x00-\x20\x7f\\]")
_HOST = re.compile(r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?\.?")


def shown(url: str) -> str:
    """The address as it may be printed: without user names, passwords and keys.

    >>> shown("https://me:secret@example.org/a?token=123&b=1")
    'https://…@example.org/a?token=…&b=1'
    """
    return _SECRET.sub(r"\1…", _USERINFO.sub("//…@", url))


@dataclass(frozen=True, slots=True)
class Gateway:
    """A server through which every request goes: ``https://HOST/PATH`` at ``base/HOST/PATH``."""

    base: str

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read the setting ``gateway``.

        Raises:
            SettingsError: it is not an http(s) address of a server, or carries a password.
        """
        parts = _split(text.strip())
        if (
            parts is None
            or parts.scheme not in _PORTS
            or not parts.hostname
            or parts.query
            or parts.fragment
            or "@" in parts.netloc
        ):
            raise SettingsError(
                f"the gateway {shown(text)!r} is not the address of a server",
                hint="write it as http://127.0.0.1:8099, without user name, query or fragment",
            )
        return cls(text.strip().rstrip("/"))

    @property
    def keeps_secrets(self) -> bool:
        """Whether nobody on the way can read what is sent: over TLS, or within this machine."""
        parts = urlsplit(self.base)
        return parts.scheme == "https" or parts.hostname in ("127.0.0.1", "::1", "localhost")

    def address_of(self, target: "Target") -> str:
        """Where the gateway answers for the target."""
        return f"{self.base}/{target.authority}{target.resource}"

    def meant_by(self, url: str) -> str:
        """The address behind an address of the gateway itself; any other as it is.

        A server behind a gateway may name itself by the gateway's address in a redirect.
        """
        if url.startswith(self.base + "/"):
            return "https://" + url.removeprefix(self.base + "/")
        return url


@dataclass(frozen=True, slots=True)
class Target:
    """An http(s) address in its one canonical form.

    ``host`` is ASCII and lower case, an IPv6 address without brackets; ``port`` is None for the
    usual one; ``path`` begins with a slash and has no dot segments; there is no fragment.
    """

    scheme: Literal["http", "https"]
    host: str
    port: int | None
    path: str
    query: str | None = None

    @property
    def authority(self) -> str:
        """Host and port as they stand in an address."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port is None else f"{host}:{self.port}"

    @property
    def resource(self) -> str:
        """Path and query: what the server of the host is asked for."""
        return self.path if self.query is None else f"{self.path}?{self.query}"

    @property
    def url(self) -> str:
        """The whole address."""
        return f"{self.scheme}://{self.authority}{self.resource}"

    @property
    def connects_to(self) -> tuple[str, int]:
        """Host and port of the connection that would be made."""
        return self.host, self.port or _PORTS[self.scheme]

    def joined(self, location: str) -> "Target":
        """The target that a ``Location`` header of this one's answer means.

        Raises:
            BlockedAddressError: another scheme, or a user name in it.
            FetchError: it cannot be read.
        """
        try:
            joined = urljoin(self.url, location.strip())
        except ValueError:
            raise _unreadable(location, "its brackets or its port are wrong") from None
        return parse_target(joined)


def parse_target(url: str) -> Target:
    """The canonical form of an address given by a person or by a server.

    Raises:
        BlockedAddressError: its scheme is not http or https, or it has a user name or password.
        FetchError: it is no address at all.
    """
    text = url.strip().replace(" ", "%20")
    if _CONTROL.search(text):
        raise _unreadable(url, "it contains a control character or a backslash")
    parts = _split(text)
    if parts is None:
        raise _unreadable(url, "its brackets or its port are wrong")
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https"):
        raise BlockedAddressError(
            f"{shown(url)} is not fetched: only http and https are",
            hint="save the page and give the file" if scheme else "write it with https://",
        )
    if "@" in parts.netloc:
        raise BlockedAddressError(
            f"{shown(url)} is not fetched: it carries a user name or a password",
            hint="papergraph never sends credentials; save the page and give the file",
        )
    port = parts.port
    return Target(
        scheme="https" if scheme == "https" else "http",
        host=_ascii_host(parts, url),
        port=None if port == _PORTS[scheme] else port,
        path=_without_dots(quote(parts.path, safe=_PATH_SAFE)),
        query=quote(parts.query, safe=_QUERY_SAFE) if parts.query else None,
    )


def _split(text: str) -> SplitResult | None:
    """The parts of an address; None where brackets or port make no sense."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return None
    return parts


def _ascii_host(parts: SplitResult, url: str) -> str:
    host = (parts.hostname or "").lower()
    if ":" in host:
        return host
    try:
        # IDNA's preparation also folds full-width digits and dots to plain ones.
        host = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise _unreadable(url, "the name of its host is not one") from None
    if not _HOST.fullmatch(host):
        raise _unreadable(url, "the name of its host is not one")
    return host


def _without_dots(path: str) -> str:
    """The path with ``.`` and ``..`` resolved (RFC 3986, 5.2.4), escaped dots included.

    Behind a gateway the host is the first segment: a ``..`` that survived would leave it.
    """
    kept: list[str] = []
    segments = path.split("/")[1:]
    for number, segment in enumerate(segments):
        plain = segment.lower().replace("%2e", ".")
        if plain == ".." and kept:
            kept.pop()
        if plain not in (".", ".."):
            kept.append(segment)
        elif number == len(segments) - 1:
            kept.append("")
    return "/" + "/".join(kept)


def _unreadable(url: str, reason: str) -> FetchError:
    return FetchError(
        f"{shown(url)!r} cannot be read as an address: {reason}",
        hint="write it as https://HOST/PATH",
    )
