"""Who holds the lock of a run, in words: for the lock itself, and for who finds it taken."""

import os
import platform
from datetime import UTC, datetime

from papergraph.errors import LockedError


def process() -> str:
    """How our process is called: "process 1234 on HOST"."""
    return f"process {os.getpid()} on {platform.node()}"


def since(when: datetime) -> str:
    """From when on, to the minute: "since 2026-11-24 17:05 UTC"."""
    return f"since {when.astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def held(what: str, catalog: str, by: str) -> LockedError:
    """What to tell who finds the lock taken; ``by`` is empty where nobody says who holds it."""
    who = f" ({by})" if by else ""
    return LockedError(
        f"another {what}{who} holds the lock of {catalog}",
        hint="wait until it is done; what it fetched is kept",
    )
