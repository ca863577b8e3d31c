"""Persistent connections, and what is certain about a request when one of them breaks.

Servers close a persistent connection when they like, possibly while the next request is in flight (RFC 9112 §9.5).
If the connection breaks before any part of the response arrives, the client cannot tell whether the server processed
the request. It may repeat an idempotent one, but no other (RFC 9110 §9.2.2). So that this rarely matters, a request
that is not idempotent only goes out on a connection that is almost certainly alive: see `_Counting.usable`.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Iterator
from http.client import HTTPResponse, IncompleteRead, RemoteDisconnected
from typing import Any
from weakref import WeakSet

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection

from .abort import AbortHandle, current_abort_handle
from .guard import check_connection, check_destination

MAX_IDLE = 1.0
"""Seconds a connection may have been idle and still carry a request that is not idempotent.

uvicorn, which Gradio runs on, closes idle connections after 5 s, and gunicorn after 2 s.
"""

_this_thread = threading.local()


class NoResponse(RemoteDisconnected):
    """The connection ended before the first byte of the response.

    Attributes
    ----------
    reused : bool
        Whether the connection carried earlier requests.
    incomplete : bool
        Whether sending failed before the operating system had taken the whole request. A server does not process a
        request whose body is shorter than its Content-Length (RFC 9112 §8).
    """

    reused = False
    incomplete = False


@contextlib.contextmanager
def sent_once() -> Iterator[None]:
    """Choose a connection that is almost certainly alive for the requests of this thread in the block."""
    _this_thread.once = True
    try:
        yield
    finally:
        _this_thread.once = False


class _Head:
    """A stream while the head of a response is read from it; keeps the last line.

    `http.client` takes the end of the stream for the end of the head: a connection that breaks there looks like a
    response without a length, and so like an empty file.
    """

    def __init__(self, stream: Any) -> None:
        self._stream = stream
        self.last = b""

    def readline(self, *args: Any) -> bytes:
        self.last = self._stream.readline(*args)
        return self.last

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


class _Answer(HTTPResponse):
    def begin(self) -> None:
        stream: Any = self.fp
        try:
            came = stream.peek(1)
        except ConnectionResetError:
            came = b""
        if not came:
            raise NoResponse("The connection ended without an answer.")
        self.fp: Any = _Head(stream)
        head = self.fp
        super().begin()
        if self.fp is head:
            self.fp = stream
        if head.last not in (b"\r\n", b"\n"):
            raise IncompleteRead(head.last)


class _OpenSockets:
    """The sockets of one client, in use or idle.

    Not its connections: `http.client` lets go of a connection that ends with its response, and the response alone
    holds the socket then.
    """

    def __init__(self) -> None:
        self.closed = False
        self._lock = threading.Lock()
        self._sockets: WeakSet[Any] = WeakSet()

    def add(self, sock: Any) -> None:
        # Where TLS goes through a TLS proxy, urllib3 wraps the socket.
        with self._lock:
            self._sockets.add(getattr(sock, "socket", sock))

    def shut_down(self) -> None:
        """Break all connections: the threads that read from them notice at once, and close them."""
        self.closed = True
        with self._lock:
            sockets = list(self._sockets)
        for sock in sockets:
            with contextlib.suppress(OSError):
                # Not the method of an SSLSocket, which another thread may be reading from.
                socket.socket.shutdown(sock, socket.SHUT_RDWR)


class _TrackedConnection:
    """Goes before a connection class of urllib3: counts answers, and tells the line of a request where it goes out."""

    response_class = _Answer
    sock: Any
    direct: bool  # through no proxy, which would be the peer
    sockets: _OpenSockets
    _answers = 0
    _incomplete = False
    _closing = False
    _line: AbortHandle | None = None
    idle_since = 0.0

    def _new_conn(self) -> Any:
        sock = super()._new_conn()  # type: ignore[misc]
        if self.direct:
            check_connection(self, sock)
        return sock

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        self._answers = 0
        self._closing = False
        self.sockets.add(self.sock)
        self._change_line()

    def usable(self) -> bool:
        """Whether the connection may carry the next request of this thread.

        urllib3 has already checked that the peer has neither closed it nor sent anything. What remains is a close
        that is on its way: Gradio closes a connection right after a text/plain 500 (docs/protocol.md §8), and servers
        close idle connections after a while.
        """
        if self.sock is None:
            return True
        once = getattr(_this_thread, "once", False)
        return not self._closing and not (once and time.monotonic() - self.idle_since > MAX_IDLE)

    def send(self, data: Any) -> None:
        # A flag, because urllib3 ignores a broken pipe: the server may have answered early.
        self._incomplete = True
        try:
            super().send(data)  # type: ignore[misc]
        except ConnectionResetError as e:
            raise self._unanswered(NoResponse("The connection was reset while the request was sent.")) from e
        self._incomplete = False

    def _unanswered(self, e: NoResponse) -> NoResponse:
        e.reused, e.incomplete = self._answers > 0, self._incomplete
        return e

    def putrequest(self, *args: Any, **kwargs: Any) -> None:
        if self.direct:
            check_destination(self)
        self._incomplete = False
        self._change_line()
        super().putrequest(*args, **kwargs)  # type: ignore[misc]

    def _change_line(self) -> None:
        """Be on the line of this request, and no more on that of the last: who cuts it now means another."""
        if self._line is not None:
            self._line.detach()
        self._line = current_abort_handle()
        if self._line is not None and self.sock is not None:
            self._line.attach(self.sock)

    def getresponse(self, *args: Any, **kwargs: Any) -> Any:
        try:
            answer = super().getresponse(*args, **kwargs)  # type: ignore[misc]
        except NoResponse as e:
            self._unanswered(e)
            raise
        self._answers += 1
        self._closing = answer.status >= 500
        return answer


class _Pool:
    """Goes before a pool class of urllib3: hands out only connections that are usable for the request."""

    sockets: _OpenSockets

    def urlopen(self, *args: Any, **kwargs: Any) -> Any:
        # urllib3 1.26 would otherwise take a body that is cut off for a whole one.
        kwargs.setdefault("enforce_content_length", True)
        return super().urlopen(*args, **kwargs)  # type: ignore[misc]

    def _get_conn(self, timeout: float | None = None) -> Any:
        connection = super()._get_conn(timeout)  # type: ignore[misc]
        if connection.usable():
            return connection
        connection.close()
        # urllib3 1.26 marks a tunnel through a proxy this way: it cannot be opened again.
        return connection if getattr(connection, "auto_open", 1) else self._new_conn()  # type: ignore[attr-defined]

    def _put_conn(self, connection: Any) -> None:
        if connection is not None:
            connection.idle_since = time.monotonic()
            if self.sockets.closed:
                # Nobody would ever close it: this client has been closed.
                connection.close()
        super()._put_conn(connection)  # type: ignore[misc]


def _derive(manager: Any, sockets: _OpenSockets, direct: bool) -> Any:
    """Have a manager of pools make those of this module."""
    own = {"direct": direct, "sockets": sockets}

    def derive(pool: type[Any]) -> type[Any]:
        connection = type(pool.ConnectionCls.__name__, (_TrackedConnection, pool.ConnectionCls), own)
        return type(pool.__name__, (_Pool, pool), {"ConnectionCls": connection, "sockets": sockets})

    classes = manager.pool_classes_by_scheme
    manager.pool_classes_by_scheme = {scheme: derive(pool) for scheme, pool in classes.items()}
    return manager


def _keepalive_options() -> list[tuple[int, int, int]]:
    """Have TCP detect a peer that is gone: not all generations send heartbeats (docs/protocol.md §10)."""
    options = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)]
    # Seconds before the first probe and between them, and how many: not every system has all of these.
    for name, value in (("TCP_KEEPIDLE", 30), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3)):
        if hasattr(socket, name):
            options.append((socket.IPPROTO_TCP, getattr(socket, name), value))
    return [*HTTPConnection.default_socket_options, *options]


class Adapter(HTTPAdapter):
    """Sends requests over such connections, through proxies too."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        kwargs["socket_options"] = _keepalive_options()
        self._sockets = _OpenSockets()
        super().init_poolmanager(*args, **kwargs)
        _derive(self.poolmanager, self._sockets, True)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        known = proxy in self.proxy_manager
        manager = super().proxy_manager_for(proxy, **kwargs)
        return manager if known else _derive(manager, self._sockets, False)

    def close(self) -> None:
        """Close all connections, also those that are in use."""
        self._sockets.shut_down()
        super().close()


def may_repeat(e: BaseException, idempotent: bool) -> bool:
    """Whether a request that failed may be sent again on a new connection without being asked to.

    It may if the server had closed a connection that it had kept open, before any part of the response came, and if
    running the request twice does no harm or the server cannot have received all of it.
    """
    inner: Any = e
    while isinstance(inner, BaseException):
        if isinstance(inner, NoResponse):
            return inner.reused and (idempotent or inner.incomplete)
        # requests wraps what urllib3 has wrapped: the last argument is the cause, or `reason` behind a proxy.
        inner = getattr(inner, "reason", None) or (inner.args[-1] if inner.args else None)
    return False
