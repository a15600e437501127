"""A time limit on a whole exchange, for servers that send a byte now and then.

Time-outs of a socket are for one step each: a server that sends one byte a second never meets
them. A deadline closes the sockets it watches when its time is up, whatever waits on them.
"""

import socket
import threading
from types import TracebackType
from typing import Self


class Deadline:
    """A context of at most ``seconds``; ``passed`` says whether it ended by the clock."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self._lock = threading.Lock()
        self._watched: list[socket.socket] = []
        self._passed = False
        self._timer = threading.Timer(seconds, self._pass)
        self._timer.daemon = True

    @property
    def passed(self) -> bool:
        """Whether the time was up before the context ended."""
        return self._passed

    def watch(self, sock: socket.socket) -> None:
        """Close this socket's connection, too, when the time is up.

        A duplicate is kept, because TLS takes the socket it is given apart.
        """
        duplicate = socket.fromfd(sock.fileno(), sock.family, sock.type)
        with self._lock:
            self._watched.append(duplicate)
            if self._passed:
                _cut(duplicate)

    def _pass(self) -> None:
        with self._lock:
            self._passed = True
            for sock in self._watched:
                _cut(sock)

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            for sock in self._watched:
                sock.close()
            self._watched.clear()


def _cut(sock: socket.socket) -> None:
    try:
        sock.shutdown(socket.SHUT_RDWR)
    except OSError:
        # The connection is closed already: that is what was wanted.
        return
