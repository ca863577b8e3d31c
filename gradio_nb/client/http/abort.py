"""The connection that a thread waits at, for another thread to break."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

from ... import errors

_this_thread = threading.local()

LOOK = 0.1
"""Seconds between two looks at whether a line is broken, for those who wait for something else."""


class AbortHandle:
    """The connection of one request. Closing a response from another thread would wait for its reader.

    Attributes
    ----------
    aborted : bool
        Whether it was aborted from here.
    """

    def __init__(self) -> None:
        self.aborted = False
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None

    @contextlib.contextmanager
    def bound_to_thread(self) -> Iterator[None]:
        """Be the line of what this thread sends in the block, from the connection on: an answer may never begin."""
        _this_thread.line = self
        try:
            yield
        finally:
            _this_thread.line = None

    def attach(self, connection: socket.socket) -> None:
        """Be the line of a connection."""
        self.detach()
        # A duplicate, whose number stays ours when the connection is closed.
        with self._lock, contextlib.suppress(OSError, ValueError):
            self._socket = socket.fromfd(connection.fileno(), socket.AF_INET, socket.SOCK_STREAM)
        if self.aborted:
            self.abort()

    def detach(self) -> None:
        """Let go of the connection, as it is."""
        with self._lock:
            if self._socket is not None:
                self._socket.close()
                self._socket = None

    def abort(self) -> None:
        """Break the line, now and for whatever it comes to hold: who waits at it hears that at once."""
        with self._lock, contextlib.suppress(OSError):
            self.aborted = True
            if self._socket is not None:
                self._socket.shutdown(socket.SHUT_RDWR)


def current_abort_handle() -> AbortHandle | None:
    """The line of what this thread sends, if there is one."""
    line: AbortHandle | None = getattr(_this_thread, "line", None)
    return line


@contextlib.contextmanager
def held(lock: threading.Lock, line: AbortHandle | None) -> Iterator[None]:
    """Hold a lock in the block, for somebody whose line may be broken while others hold it.

    Raises
    ------
    ConnectionLost
        When it is.
    """
    while not lock.acquire(timeout=-1 if line is None else LOOK):
        if line is not None and line.aborted:
            raise errors.ConnectionLost("The download was ended with its job.")
    try:
        yield
    finally:
        lock.release()
