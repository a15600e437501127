"""What all processes of a machine share: whose turn it is at a host, and what became of the last.

For every host there are two files in the folder: one that is locked for as long as a request is
under way (the system frees it when its process dies, however it dies), and one of JSON with the
:class:`HostState`, replaced as a whole. A folder that cannot be used costs the sharing, not the
run: then the states are those of this process.
"""

import hashlib
import json
import logging
import os
import re
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import asdict
from pathlib import Path

from papergraph.fetching.hosts import HostState, state_of

_LOGGER = logging.getLogger(__name__)
_PLAIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,199}")
#: Far above the size of any state: what is larger was not written by us.
_MAX_STATE_BYTES = 64 * 1024


class HostStates:
    """The states of hosts, kept in ``folder`` for every process, or in memory without one."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._memory: dict[str, HostState] = {}
        self._guard = threading.Lock()
        self._warned = False

    @property
    def shared(self) -> bool:
        """Whether other processes may have a part in the states."""
        return self._folder is not None

    @contextmanager
    def held(self, host: str, *, on_busy: Callable[[], None] = lambda: None) -> Iterator[None]:
        """Hold the host against all other processes; waits while one of them has it.

        ``on_busy`` is told once, before the wait.
        """
        with ExitStack() as stack:
            if self._folder is not None:
                # Loaded here: most runs need no network, and no lock.
                from filelock import FileLock, Timeout

                try:
                    self._folder.mkdir(parents=True, exist_ok=True)
                    # A lock that is no more than a file would outlive a killed process.
                    lock = FileLock(self._path(self._folder, host, "lock"), fallback_to_soft=False)
                    try:
                        lock.acquire(blocking=False)
                    except Timeout:
                        on_busy()
                        lock.acquire()
                    stack.callback(lock.release)
                except OSError as error:
                    self._warn(error)
            yield

    def load(self, host: str) -> HostState:
        """What is known of the host; an unreadable file is as if there were none."""
        found = None
        if self._folder is not None:
            found = self._read(self._path(self._folder, host, "json"))
        if found is not None and found.host == host:
            return found
        with self._guard:
            return self._memory.get(host) or HostState(host)

    def save(self, state: HostState) -> None:
        """Keep the state; the file is replaced as a whole."""
        with self._guard:
            self._memory[state.host] = state
        if self._folder is None:
            return
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            replace_file(
                self._path(self._folder, state.host, "json"), json.dumps(asdict(state)).encode()
            )
        except OSError as error:
            self._warn(error)

    def all(self) -> tuple[HostState, ...]:
        """Every state that is known, by host."""
        with self._guard:
            found = dict(self._memory)
        if self._folder is not None:
            with suppress(OSError):
                for path in self._folder.glob("*.json"):
                    if (state := self._read(path)) is not None:
                        found[state.host] = state
        return tuple(found[host] for host in sorted(found))

    def _read(self, path: Path) -> HostState | None:
        try:
            with path.open("rb") as file:
                text = file.read(_MAX_STATE_BYTES)
            return state_of(json.loads(text))
        except FileNotFoundError:
            return None
        except OSError as error:
            self._warn(error)
            return None
        except (ValueError, RecursionError):
            return None

    def _path(self, folder: Path, host: str, suffix: str) -> Path:
        plain = _PLAIN.fullmatch(host)
        return folder / f"{host if plain else hashlib.sha256(host.encode()).hexdigest()}.{suffix}"

    def _warn(self, error: OSError) -> None:
        with self._guard:
            warned, self._warned = self._warned, True
        if not warned:
            _LOGGER.warning(
                "%s cannot be used (%s): the pauses between requests are this run's own",
                self._folder,
                error.strerror or type(error).__name__,
            )


def replace_file(path: Path, data: bytes) -> None:
    """Write a file so that a reader sees the old or the new one, never a part.

    Raises:
        OSError: it could not be written; nothing is left behind.
    """
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(name).replace(path)
    except BaseException:
        with suppress(OSError):
            Path(name).unlink()
        raise
