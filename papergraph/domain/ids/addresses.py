"""Web addresses in one canonical form, and their parts for those who look at them."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, unquote, unquote_plus

#: Scheme and slashes; a repeated one ("https://https://…") is a common slip of the hand.
_SCHEME = re.compile(r"(?:https?:[/\\]+)+|//+|(?=www\.)", re.IGNORECASE)
#: Characters that no eye sees: controls, soft hyphen, zero-width and direction marks.
_INVISIBLE = re.compile("[\x00-\x1f\x7f-\x9f\xad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")
#: What may surround an address in running text and can stand in none.
_WRAPPING = '<>"\u201c\u201d\u201e'
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]*[a-z0-9_])?)*")
_ESCAPE = re.compile(r"%[0-9A-Fa-f]{2}|%|[^A-Za-z0-9._~!$&'()*+,;=:@/?%-]+")
#: Escapes of these are the same as the characters themselves, in fact if not by RFC 3986,
#: which promises it of the unreserved ones (§2.3) only.
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!'()*,:@")
#: Last segments that name the same page as the folder they are in.
_IDLE = frozenset({"", ".", "..", "index.html", "index.htm"})
#: Query parameters that say where a reader came from, not what is read.
_TRACKING = frozenset(
    "_ga _gl _hsenc _hsmi dclid fbclid gbraid gclid igshid mc_cid mc_eid mkt_tok msclkid ref "
    "ref_src ref_url twclid wbraid yclid".split()
)
#: Longest address that servers must take at the least is about 8,000 octets (RFC 9110 §4.1).
_LONGEST = 8192
#: Longest host name in DNS (RFC 1035).
_HOST_LENGTH = 253


@dataclass(frozen=True, slots=True)
class Address:
    """A canonical web address. ``path`` (without trailing slash) and ``query`` are escaped."""

    host: str
    path: str = ""
    query: str = ""
    port: int | None = None

    @property
    def url(self) -> str:
        """The whole address, ``https://host/path?query``."""
        port = f":{self.port}" if self.port else ""
        query = f"?{self.query}" if self.query else ""
        slash = "/" if query and not self.path else ""
        return f"https://{self.host}{port}{self.path}{slash}{query}"

    @property
    def text(self) -> str:
        """The path with its escapes undone and without the first slash."""
        return unquote(self.path, errors="replace")[1:]

    def on(self, *domains: str) -> bool:
        """Whether the host is one of these domains or lies below one."""
        return any(self.host == domain or self.host.endswith("." + domain) for domain in domains)

    def parameter(self, name: str) -> str:
        """The first value of a query parameter, unescaped; empty where there is none."""
        for piece in self.query.split("&"):
            key, _, value = piece.partition("=")
            if key == name:
                return unquote_plus(value, errors="replace").strip()
        return ""


def read_address(text: str) -> Address | None:
    """The address that a text is, or None where it is no web address.

    ``http(s)://…``, ``//host/…`` and ``www.…`` are web addresses; relative paths, other schemes
    and hosts that cannot exist are not, nor is what is longer than 8,192 characters. Never raises;
    takes time linear in the text.
    """
    written = visible(text).strip(_WRAPPING).strip()
    scheme = _SCHEME.match(written)
    if scheme is None or len(written) > _LONGEST:
        return None
    rest = written[scheme.end() :]
    if rest.endswith(";2-#"):  # the check character of an old DOI (SICI), not a fragment
        rest = rest[:-1] + "%23"
    rest, _, _ = rest.partition("#")
    rest, _, query = rest.partition("?")
    authority, _, path = rest.replace("\\", "/").partition("/")
    host, port = _host_and_port(authority.rpartition("@")[2].strip())
    if host is None or port is None:
        return None
    address = Address(host, _path(path), _query(query), port or None)
    return address if len(address.url) <= _LONGEST else None


def canonical_url(url: str) -> str | None:
    """The address in the form in which addresses are compared; None for no web address.

    Of no account are: http or https, ``www.``, case of the host, default ports, user names,
    a trailing slash or ``index.html``, fragments, tracking parameters, and how characters are
    escaped. The form is an ``https`` one, so a host that serves only http may not answer it:
    it is an identity, and whoever has the address as it was written should open that instead.

    >>> canonical_url("HTTP://www.Example.org:80/a%7Eb/?utm_source=x&id=1#top")
    'https://example.org/a~b?id=1'
    """
    address = read_address(url)
    return address.url if address else None


def visible(text: str) -> str:
    """The text without invisible characters, nor blanks around it."""
    return _INVISIBLE.sub("", text).strip()


def trimmed(text: str) -> str:
    """The text without what a sentence leaves at an id's end: blanks, stops, open brackets."""
    pairs = {")": "(", "]": "[", "}": "{", ">": "<"}
    surplus = {close: text.count(close) - text.count(opening) for close, opening in pairs.items()}
    end = len(text)
    while end:
        last = text[end - 1]
        if last in surplus and surplus[last] > 0:
            surplus[last] -= 1
        elif not (last in ".,;:!?*/'\"\u2019\u201d" or last.isspace()):
            break
        end -= 1
    return text[:end].lstrip()


def _host_and_port(authority: str) -> tuple[str | None, int | None]:
    """Host and port (0 for a default one); None for either that cannot be."""
    if authority.startswith("["):
        inside, _, after = authority[1:].partition("]")
        port = after.removeprefix(":")
        try:
            return f"[{ipaddress.IPv6Address(inside.partition('%')[0])}]", _port(port)
        except ValueError:
            return None, None
    name, _, port = authority.partition(":")
    return _host(name), _port(port)


def _port(digits: str) -> int | None:
    number = digits.lstrip("0") or "0"
    if not (number.isascii() and number.isdigit() and len(number) <= 5):
        return None
    port = int(number)
    return None if port > 65535 else 0 if port in (80, 443) else port


def _host(name: str) -> str | None:
    if len(name) > 3 * _HOST_LENGTH:
        return None
    host = unquote(name, errors="replace").rstrip(".").lower()
    if len(host) > _HOST_LENGTH:
        return None
    if not host.isascii():
        try:
            host = host.encode("idna").decode("ascii").lower()
        except UnicodeError:
            return None
    while host.startswith("www.") and "." in host[4:]:
        host = host[4:]
    if not _HOST.fullmatch(host):
        return None
    if host.rpartition(".")[2].isdigit():  # then it is an IPv4 address or nothing
        try:
            return str(ipaddress.IPv4Address(host))
        except ValueError:
            return None
    return host


def _path(raw: str) -> str:
    """The canonical path from what follows the first slash: empty or ``/…``."""
    kept: list[str] = []
    for segment in _escaped(raw).split("/"):
        if segment == "..":
            del kept[-1:]
        elif segment != ".":
            kept.append(segment)
    while kept:
        last = _without_blanks(kept.pop())
        if last not in _IDLE:
            kept.append(last)
            break
    return "".join(f"/{segment}" for segment in kept)


def _without_blanks(segment: str) -> str:
    """The segment without escaped blanks at its end."""
    end = len(segment)
    while segment.endswith("%20", 0, end):  # by index, not by slices: junk may be megabytes
        end -= 3
    return segment[:end]


def _query(raw: str) -> str:
    pieces = (_escaped(piece) for piece in raw.split("&"))
    return "&".join(piece for piece in pieces if piece and not _is_tracking(piece))


def _is_tracking(piece: str) -> bool:
    key = piece.partition("=")[0].lower()
    return key in _TRACKING or key.startswith("utm_")


def _escaped(text: str) -> str:
    """The text with every character that needs it escaped once, and no other."""

    def replace(match: re.Match[str]) -> str:
        found = match[0]
        if len(found) == 3 and found[0] == "%":
            char = chr(int(found[1:], 16))
            return char if char in _PLAIN else found.upper()
        return quote(found, safe="", errors="replace")

    return _ESCAPE.sub(replace, text)
