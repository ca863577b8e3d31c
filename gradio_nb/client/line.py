"""The connection that a thread reads from, for another thread to break."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

import requests


class Line:
    """One stream's connection. Closing a response from another thread would wait for its reader.

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
    def of(self, response: requests.Response) -> Iterator[None]:
        """Be the line of a response that is read in the block."""
        self._hold(response)
        try:
            yield
        finally:
            with self._lock:
                if self._socket is not None:
                    self._socket.close()
                    self._socket = None

    def _hold(self, response: requests.Response) -> None:
        # A duplicate, whose number stays ours when the response is closed; an answer without a body has none.
        with self._lock, contextlib.suppress(OSError, ValueError):
            self._socket = socket.fromfd(response.raw.fileno(), socket.AF_INET, socket.SOCK_STREAM)
        if self.broken:
            self.cut()

    def cut(self) -> None:
        """Break the line: who reads from it hears that at once."""
        with self._lock, contextlib.suppress(OSError):
            self.broken = True
            if self._socket is not None:
                self._socket.shutdown(socket.SHUT_RDWR)
