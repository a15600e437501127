"""The guard against addresses that a page must never make us ask.

A course page, a redirect or a name server may point anywhere: at the router, at the cloud's
metadata service, at a database on this machine. Only public addresses are asked. The check is
made on the address that is connected to, not on an earlier look-up of the name, so that a name
which changes its answer in between ("DNS rebinding") gains nothing.
"""

import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from papergraph.errors import BlockedAddressError, FetchError
from papergraph.fetching.targets import Target, shown

#: Looks up a host: every address of it, as text.
Resolver = Callable[[str, int], Sequence[str]]

#: IPv6 ranges that carry an IPv4 address inside, by which a private one could be reached:
#: mapped (RFC 4291), compatible, NAT64 (RFC 6052, 8215), 6to4 (RFC 3056), Teredo (RFC 4380).
_CARRIERS = tuple(
    ip_network(text)
    for text in (
        "::ffff:0:0/96",
        "::/96",
        "64:ff9b::/96",
        "64:ff9b:1::/48",
        "2002::/16",
        "2001::/32",
    )
)

#: Ranges that some releases of Python's ipaddress call global: shared (RFC 6598), protocol
#: assignments, 6to4 relays, benchmarking, the old site-local addresses of IPv6.
_NOT_PUBLIC = tuple(
    ip_network(text)
    for text in (
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "240.0.0.0/4",
        "fec0::/10",
        "3fff::/20",
        "5f00::/16",
    )
)

#: Names that mean this machine or this network whatever a name server says (RFC 6761, 6762, 8375).
_LOCAL_NAMES = re.compile(
    r"(?:.*\.)?(?:localhost|local|localdomain|internal|intranet|lan|home|corp|home\.arpa|onion)"
)
_NUMERIC = re.compile(r"(?:.*\.)?(?:\d+|0x[0-9a-f]*)", re.IGNORECASE)


def refusal(address: str) -> str | None:
    """Why an IP address is not asked, in words; None for a public one."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return "not an IP address"
    if "%" in address:
        return "an address of one network card"
    return _refusal_of(ip)


def _refusal_of(ip: IPv4Address | IPv6Address) -> str | None:
    if ip.is_loopback:
        return "an address of this machine"
    if ip.is_unspecified:
        return "no address of anything"
    if ip.is_link_local:
        return "a link-local address"
    if ip.is_multicast:
        return "a multicast address"
    if any(ip in network for network in _CARRIERS):
        return "an IPv6 address that stands for an IPv4 one"
    if ip.is_private or (isinstance(ip, IPv6Address) and ip.is_site_local):
        return "a private address"
    if ip.is_reserved or not ip.is_global or any(ip in network for network in _NOT_PUBLIC):
        return "a reserved address"
    return None


def system_resolver(host: str, port: int) -> Sequence[str]:
    """Every address that the system knows for a host, the preferred one first.

    Raises:
        OSError: the name is not known, or nobody could be asked.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


@dataclass(frozen=True, slots=True)
class Guard:
    """Says which hosts may be asked. ``resolver`` looks names up; tests give their own."""

    resolver: Resolver = system_resolver

    def check_form(self, target: Target) -> None:
        """Refuse what the address alone shows to be local; looks nothing up.

        This is all that can be said behind a gateway or a proxy, which look names up themselves.

        Raises:
            BlockedAddressError: an IP address that is not public, in any spelling, or a name
                kept for local networks.
        """
        host = target.host.rstrip(".")
        reason: str | None
        if ":" in host or re.fullmatch(r"\d{1,3}(?:\.\d{1,3}){3}", host):
            reason = refusal(host)
        elif _NUMERIC.fullmatch(host):
            # 2130706433, 0x7f.1 and 127.1 are all 127.0.0.1 to the C library.
            reason = "an IP address in an odd spelling"
        elif "." not in host or _LOCAL_NAMES.fullmatch(host):
            reason = "a name of the local network"
        else:
            reason = None
        if reason:
            raise _blocked(target.url, target.host, reason)

    def public_addresses(self, host: str, port: int) -> tuple[str, ...]:
        """Every address of the host, all of them public: one private one condemns the name.

        Raises:
            BlockedAddressError: an address of it is not public.
            FetchError: the name is not known.
        """
        try:
            addresses = tuple(self.resolver(host, port))
        except (OSError, UnicodeError):
            addresses = ()
        if not addresses:
            raise FetchError(
                f"the host {host} is not known",
                hint="check the spelling and the connection to the network",
            )
        for address in addresses:
            if reason := refusal(address):
                raise _blocked(host, address, reason)
        return addresses

    def check_peer(self, host: str, address: str) -> None:
        """Refuse the other end of a connection that was made, before a byte is sent.

        Raises:
            BlockedAddressError: it is not a public address.
        """
        if reason := refusal(address):
            raise _blocked(host, address, reason)


def _blocked(subject: str, address: str, reason: str) -> BlockedAddressError:
    return BlockedAddressError(
        f"{shown(subject)} is not fetched: {address} is {reason}",
        hint="only public addresses are asked; save the page and give the file",
    )
