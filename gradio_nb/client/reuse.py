"""Connections that tell whether a request was lost because they had been kept open for too long.

Servers close kept-alive connections when they like, also in the very moment in which the next request is
under way (protocol notes §8). Only such a request may be sent again without being asked: on a new connection
the same end means that the server has seen it. urllib3 treats both alike, and repeats neither.
"""

from __future__ import annotations

import socket
from functools import lru_cache
from http.client import HTTPResponse, RemoteDisconnected
from typing import Any

from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection

from .guard import check_connection, check_destination
from .line import Line, line_of_this_thread


class Unanswered(RemoteDisconnected):
    """The connection ended before a byte of the answer came.

    Attributes
    ----------
    reused : bool
        Whether earlier requests were answered on the same connection.
    """

    reused = False


class _Answer(HTTPResponse):
    def begin(self) -> None:
        stream: Any = self.fp
        try:
            came = stream.peek(1)
        except ConnectionResetError:
            came = b""
        if not came:
            raise Unanswered("The connection ended without an answer.")
        super().begin()


class _Counting:
    """Goes before a connection class of urllib3: counts answers, and tells the line of a request where it goes out."""

    response_class = _Answer
    sock: Any
    direct: bool  # through no proxy, which would be the peer
    _answers = 0
    _line: Line | None = None

    def connect(self) -> None:
        super().connect()  # type: ignore[misc]
        self._answers = 0
        if self.direct:
            check_connection(self)
        self._change_line()

    def putrequest(self, *args: Any, **kwargs: Any) -> None:
        if self.direct:
            check_destination(self)
        self._change_line()
        super().putrequest(*args, **kwargs)  # type: ignore[misc]

    def _change_line(self) -> None:
        """Be on the line of this request, and no more on that of the last: who cuts it now means another."""
        if self._line is not None:
            self._line.release()
        self._line = line_of_this_thread()
        if self._line is not None and self.sock is not None:
            self._line.hold(self.sock)

    def getresponse(self, *args: Any, **kwargs: Any) -> Any:
        try:
            answer = super().getresponse(*args, **kwargs)  # type: ignore[misc]
        except Unanswered as e:
            e.reused = self._answers > 0
            raise
        self._answers += 1
        return answer


@lru_cache
def _counting(pool: type[Any], direct: bool) -> type[Any]:
    """Derive a pool class whose connections count."""
    connection = type(pool.ConnectionCls.__name__, (_Counting, pool.ConnectionCls), {"direct": direct})
    return type(pool.__name__, (pool,), {"ConnectionCls": connection})


def _count(manager: Any, direct: bool) -> Any:
    classes = manager.pool_classes_by_scheme
    manager.pool_classes_by_scheme = {scheme: _counting(pool, direct) for scheme, pool in classes.items()}
    return manager


def _probing() -> list[tuple[int, int, int]]:
    """Let TCP find out that a peer is gone, where nothing else would: not all generations send heartbeats (§10)."""
    options = [(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)]
    # Seconds before the first probe and between them, and how many: not every system has all of these.
    for name, value in (("TCP_KEEPIDLE", 30), ("TCP_KEEPINTVL", 10), ("TCP_KEEPCNT", 3)):
        if hasattr(socket, name):
            options.append((socket.IPPROTO_TCP, getattr(socket, name), value))
    return [*HTTPConnection.default_socket_options, *options]


class Adapter(HTTPAdapter):
    """Sends requests over such connections, through proxies too."""

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        kwargs["socket_options"] = _probing()
        super().init_poolmanager(*args, **kwargs)
        _count(self.poolmanager, True)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:
        known = proxy in self.proxy_manager
        manager = super().proxy_manager_for(proxy, **kwargs)
        return manager if known else _count(manager, False)


def outlived(e: BaseException) -> bool:
    """Whether a request was lost, unanswered, on a connection that had been in use before."""
    inner: Any = e
    while isinstance(inner, BaseException) and not isinstance(inner, Unanswered):
        # requests wraps what urllib3 has wrapped: the last argument is the cause, or `reason` behind a proxy.
        inner = getattr(inner, "reason", None) or (inner.args[-1] if inner.args else None)
    return isinstance(inner, Unanswered) and inner.reused
