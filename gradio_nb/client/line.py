"""The connection that a thread waits at, for another thread to break."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .job import Job

_this_thread = threading.local()


class Line:
    """The connection of one request. Closing a response from another thread would wait for its reader.

    Attributes
    ----------
    broken : bool
        Whether it was broken from here.
    """

    def __init__(self) -> None:
        self.broken = False
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None

    @contextlib.contextmanager
    def carrying(self) -> Iterator[None]:
        """Be the line of what this thread sends in the block, from the connection on: an answer may never begin."""
        _this_thread.line = self
        try:
            yield
        finally:
            _this_thread.line = None

    def hold(self, connection: socket.socket) -> None:
        """Be the line of a connection."""
        self.release()
        # A duplicate, whose number stays ours when the connection is closed.
        with self._lock, contextlib.suppress(OSError, ValueError):
            self._socket = socket.fromfd(connection.fileno(), socket.AF_INET, socket.SOCK_STREAM)
        if self.broken:
            self.cut()

    def release(self) -> None:
        """Let go of the connection, as it is."""
        with self._lock:
            if self._socket is not None:
                self._socket.close()
                self._socket = None

    def cut(self) -> None:
        """Break the line, now and for whatever it comes to hold: who waits at it hears that at once."""
        with self._lock, contextlib.suppress(OSError):
            self.broken = True
            if self._socket is not None:
                self._socket.shutdown(socket.SHUT_RDWR)


def line_of_this_thread() -> Line | None:
    """The line of what this thread sends, if there is one."""
    line: Line | None = getattr(_this_thread, "line", None)
    return line


@contextlib.contextmanager
def line_of(job: Job) -> Iterator[Line]:
    """Give a line that breaks when a job ends, for what only that job waits for: a server may be silent."""
    line = Line()

    def look() -> None:
        if job.done():
            line.cut()

    stop = job.listen(look)
    look()
    try:
        yield line
    finally:
        stop()
        line.release()
