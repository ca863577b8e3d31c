"""Writes down what is said between the client and the server; `exchanges` reads it.

In the way of a request only times, sizes and the beginnings of bodies are kept. All the rest, such as
decoding them and taking secrets out, waits until somebody looks.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from types import TracebackType
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    import requests


KEPT_EXCHANGES = 200
KEPT_MESSAGES = 1000
KEPT_BYTES = 2000
"""Of each body and each message."""

Recorded = tuple["PendingExchange", float, int, bytes]
"""A message of a stream: its exchange, when it came, its size, and its first bytes."""

log = logging.getLogger("gradio_nb.http")


class PendingExchange:
    """An exchange while it is under way; ends when its `with` block does."""

    __slots__ = (
        "began", "ended", "error", "method", "received", "received_size", "sent", "sent_size", "status", "url",
    )  # fmt: skip

    def __init__(self, method: str, url: str, body: Any) -> None:
        self.method, self.url = method, url
        # A form is a login, and anything but bytes a file.
        self.sent = body[:KEPT_BYTES] if isinstance(body, bytes) else b""
        self.sent_size = 0 if body is None else None if isinstance(body, Mapping) else len(body)
        self.status: int | None = None
        self.received = b""
        self.received_size: int | None = None
        self.error: str | None = None
        self.ended: float | None = None
        self.began = time.monotonic()

    def __enter__(self) -> PendingExchange:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.ended = time.monotonic()
        if error is not None and not isinstance(error, GeneratorExit):
            self.error = f"{type(error).__name__}: {error}"[:KEPT_BYTES]


class Recorder:
    """Keeps the newest exchanges with one server. Its memory is bounded, whatever the server sends.

    Parameters
    ----------
    secrets : callable
        Gives what must not be seen, when somebody looks.
    """

    def __init__(self, secrets: Callable[[], Iterable[str]] = lambda: ()) -> None:
        self._secrets = secrets
        self._calls: deque[PendingExchange] = deque(maxlen=KEPT_EXCHANGES)
        self._messages: deque[Recorded] = deque(maxlen=KEPT_MESSAGES)
        self._streams: WeakKeyDictionary[requests.Response, PendingExchange] = WeakKeyDictionary()
        self._epoch = time.time() - time.monotonic()

    def start(self, method: str, url: str, body: Any = None) -> PendingExchange:
        """Write down that a request leaves now."""
        call = PendingExchange(method, url, body)
        self._calls.append(call)
        return call

    def on_response(self, call: PendingExchange, response: requests.Response, stream: bool = False) -> None:
        """Write down an answer; of a stream only its head is there."""
        call.status = response.status_code
        if stream:
            length = response.headers.get("Content-Length", "")
            call.received_size = int(length) if length.isdecimal() else None
            self._streams[response] = call
        else:
            call.received, call.received_size = response.content[:KEPT_BYTES], len(response.content)
        if log.isEnabledFor(logging.DEBUG):
            url, seconds = self.redact(call.url), time.monotonic() - call.began
            log.debug("%s %s: %d after %.3f s", call.method, url, call.status, seconds)

    def stream(self, response: requests.Response) -> PendingExchange:
        """Go on with the exchange of an answer that is a stream."""
        call = self._streams.get(response) or self.start("GET", response.url)
        call.ended = None
        return call

    def message(self, call: PendingExchange, data: bytes) -> None:
        """Write down a message of a stream."""
        call.received_size = (call.received_size or 0) + len(data)
        self._messages.append((call, time.monotonic(), len(data), data[:KEPT_BYTES]))

    def redact(self, text: str) -> str:
        """Redact the secrets of a text."""
        from .redact import redact

        return redact(text, self._secrets())

    def snapshot(self) -> tuple[deque[PendingExchange], deque[Recorded], float, list[str]]:
        """Return what `exchanges.read` reads: exchanges and messages, the oldest first, the epoch and the secrets."""
        # Copies, for other threads go on writing.
        return self._calls.copy(), self._messages.copy(), self._epoch, list(self._secrets())
