"""A line between the client and a server that breaks in the way a test wants."""

from __future__ import annotations

import contextlib
import socket
import struct
import threading
from collections.abc import Callable
from urllib.parse import urlsplit

Fault = Callable[["Link"], None]


class Link:
    """One connection of a client, and the one to the server that belongs to it."""

    def __init__(self, near: socket.socket, far: socket.socket) -> None:
        self.near, self.far = near, far
        self.doom: Fault | None = None
        """What happens to it as soon as the client says something more."""
        self.threads: list[threading.Thread] = []

    def close(self) -> None:
        """End it in order."""
        for end in (self.near, self.far):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def reset(self) -> None:
        """Break it: the client gets an RST."""
        with contextlib.suppress(OSError):
            self.near.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            # Wakes the thread that reads, which would hold the socket open.
            self.near.shutdown(socket.SHUT_RD)
        self.near.close()
        with contextlib.suppress(OSError):
            self.far.shutdown(socket.SHUT_RDWR)


class TcpProxy:
    """Forwards connections to a server, until it is told to do something else.

    Parameters
    ----------
    upstream : str
        Address of the server; may be changed, as when another process takes over its port.

    Attributes
    ----------
    url : str
        Address for the client.
    struck : threading.Event
        Set when a fault that was waited for has come.
    """

    def __init__(self, upstream: str) -> None:
        self.upstream = upstream
        self.struck = threading.Event()
        self._lock = threading.Lock()
        self._links: set[Link] = set()
        self._open = threading.Event()  # not set: a black hole
        self._open.set()
        # (is it said by the client?, marker or number of bytes, fault)
        self._waiting: tuple[bool, bytes | int, Fault] | None = None
        self._listener = self._listen(0)
        self.port: int = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"

    # What can happen.

    def close(self) -> None:
        """End all connections in order."""
        self._strike(Link.close)

    def reset(self) -> None:
        """Break all connections; returns when the client has been told."""
        links = self._strike(Link.reset)
        if not self._open.is_set():
            return
        # The system sends an RST only when the thread that was reading has let go of the socket.
        for thread in (thread for link in links for thread in link.threads):
            if thread is not threading.current_thread():
                thread.join(5)

    def cut_within(self, marker: bytes, fault: Fault, up: bool = False) -> None:
        """Break the next connection on which `marker` is said, in the middle of it."""
        self.struck.clear()
        self._waiting = (up, marker, fault)

    def cut_after(self, count: int, fault: Fault, up: bool = False) -> None:
        """Break the next connection on which more than so many bytes are said, after those."""
        self.struck.clear()
        self._waiting = (up, count, fault)

    def mend(self) -> None:
        """Break nothing any more."""
        self._waiting = None

    def stall(self) -> None:
        """Be a black hole: all connections stay, and nothing goes through any more."""
        self._open.clear()

    def flow(self) -> None:
        """Be none any more. What was said meanwhile goes through now."""
        self._open.set()

    def drop_on_use(self, fault: Fault) -> None:
        """Break each connection that there is now, when the client uses it again."""
        with self._lock:
            for link in self._links:
                link.doom = fault

    def down(self) -> None:
        """Be gone: connections are broken, new ones refused."""
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self.reset()

    def up(self) -> None:
        """Be there again."""
        self._listener = self._listen(self.port)
        self._serve()

    # How it is done.

    def _listen(self, port: int) -> socket.socket:
        return socket.create_server(("127.0.0.1", port), backlog=128)

    def _serve(self) -> None:
        threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                near, _ = listener.accept()
            except OSError:
                return
            try:
                parts = urlsplit(self.upstream)
                far = socket.create_connection((parts.hostname, parts.port))
            except OSError:
                near.close()
                continue
            link = Link(near, far)
            link.threads += [
                threading.Thread(target=self._pump, args=(link, *ends), daemon=True)
                for ends in ((near, far, True), (far, near, False))
            ]
            with self._lock:
                self._links.add(link)
                for thread in link.threads:
                    thread.start()

    def _pump(self, link: Link, source: socket.socket, target: socket.socket, up: bool) -> None:
        said, tail = 0, b""
        try:
            while data := source.recv(1 << 16):
                self._open.wait()
                if up and link.doom:
                    link.doom(link)
                    break
                keep, fault = self._judge(tail, data, said, up)
                said, tail = said + len(data), (tail + data)[-100:]
                target.sendall(data[:keep])
                if fault:
                    fault(link)
                    self.struck.set()
                    break
            else:
                target.shutdown(socket.SHUT_WR)
                return
        except OSError:
            link.close()
        with self._lock:
            self._links.discard(link)

    def _judge(self, tail: bytes, data: bytes, said: int, up: bool) -> tuple[int, Fault | None]:
        """Tell how much of the data goes through, and what happens then."""
        with self._lock:
            if self._waiting is None or self._waiting[0] is not up:
                return len(data), None
            _, where, fault = self._waiting
            if isinstance(where, int):
                keep = where - said if said + len(data) > where else -1
            else:
                found = (tail + data).find(where)
                # Where the first half has gone through before, the second does not.
                keep = max(0, found - len(tail) + len(where) // 2) if found >= 0 else -1
            if keep < 0:
                return len(data), None
            self._waiting = None
            return max(0, keep), fault

    def _strike(self, fault: Fault) -> set[Link]:
        with self._lock:
            links, self._links = self._links, set()
        for link in links:
            fault(link)
        return links

    def __enter__(self) -> TcpProxy:
        self._serve()
        return self

    def __exit__(self, *_: object) -> None:
        self.flow()
        self.down()
