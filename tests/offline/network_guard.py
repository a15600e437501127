"""Importing this keeps a process on this machine: no connection to, no look-up of another.

An audit hook sees each connection and each name that is looked up, whichever library asks, and
nothing can remove it again. pytest-socket guards connections as well, but lets names through, and
knows nothing of the programs that tests start.
"""

import ipaddress
import sys

LOCAL_NAMES = {"", "localhost", "localhost.localdomain", "ip6-localhost"}
#: Reserved by RFC 6761 never to exist: answered as such, without asking anybody.
NEVER_EXISTS = (".invalid", ".test", ".example")


class OutsideRequestError(RuntimeError):
    """A test tried to reach another machine; not an OSError, so that no retry hides it."""


def is_local(host: object) -> bool:
    """True if a host, as given to ``socket``, means this machine."""
    if host is None:
        return True
    name = host.decode("ascii", "replace") if isinstance(host, bytes) else str(host)
    if name.lower().rstrip(".") in LOCAL_NAMES:
        return True
    try:
        return ipaddress.ip_address(name.partition("%")[0]).is_loopback
    except ValueError:
        return False


def is_address(host: object) -> bool:
    """True if a host is written as a number, which is resolved without asking anybody."""
    try:
        ipaddress.ip_address(str(host).partition("%")[0])
    except ValueError:
        return False
    return True


def guard(event: str, arguments: tuple[object, ...]) -> None:
    """Nothing if the event stays on this machine.

    Raises OutsideRequestError if it does not, socket.gaierror for a name that never exists.
    """
    if event in ("socket.connect", "socket.sendto"):
        address = arguments[1]
        if isinstance(address, tuple) and not is_local(address[0]):
            raise OutsideRequestError(f"a test tried to connect to {address[0]}")
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
        if is_local(host) or is_address(host):
            return
        if str(host).endswith(NEVER_EXISTS):
            from socket import EAI_NONAME, gaierror

            raise gaierror(EAI_NONAME, "Name or service not known (offline)")
        raise OutsideRequestError(f"a test tried to look up {host}")


sys.addaudithook(guard)
