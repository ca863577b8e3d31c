"""A TCP proxy that delays, splits, resets and half-closes connections, as its seed says."""

from __future__ import annotations

import contextlib
import itertools
import random
import socket
import struct
import threading
import time
from urllib.parse import urlsplit


class FaultyProxy:
    """Forwards connections to a server; does no harm until `faulty` is set.

    Each connection has its own random numbers, from the seed and its position. Which request it carries depends on
    how threads are scheduled, so that a seed makes a run alike, but not identical.

    Parameters
    ----------
    upstream : str
        Address of the server.
    seed : int
    rate : float
        Share of connections that break in some way.
    """

    def __init__(self, upstream: str, seed: int, rate: float = 0.5) -> None:
        parts = urlsplit(upstream)
        self._target = (parts.hostname, parts.port)
        self._seed, self._rate = seed, rate
        self._numbers = itertools.count()
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.faulty = threading.Event()
        self.faults: list[str] = []
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}"

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            far = socket.create_connection(self._target)
            with self._lock:
                self._open |= {near, far}
            number = next(self._numbers)
            for source, target, name in ((near, far, "up"), (far, near, "down")):
                rng = random.Random(f"{self._seed} {number} {name}")
                threading.Thread(target=self._pump, args=(source, target, rng, name), daemon=True).start()

    def _pump(self, source: socket.socket, target: socket.socket, rng: random.Random, name: str) -> None:
        left = rng.randrange(1, 4000) if rng.random() < self._rate else None
        try:
            while data := source.recv(1 << 16):
                if not self.faulty.is_set():
                    target.sendall(data)
                    continue
                if left is not None and len(data) >= left:
                    target.sendall(data[:left])
                    self._break(source, target, rng, name)
                    return
                left = None if left is None else left - len(data)
                self._forward(target, data, rng)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            self._end(source, target)

    def _forward(self, target: socket.socket, data: bytes, rng: random.Random) -> None:
        """Send data, some of it in pieces and a little later."""
        if rng.random() < 0.3:
            time.sleep(rng.random() * 0.05)
        if rng.random() < 0.3 and len(data) > 1:
            at = rng.randrange(1, len(data))
            target.sendall(data[:at])
            time.sleep(rng.random() * 0.02)
            data = data[at:]
        target.sendall(data)

    def _break(self, source: socket.socket, target: socket.socket, rng: random.Random, name: str) -> None:
        fault = rng.choice(["reset", "close", "half-close"])
        self.faults.append(f"{fault} {name}")
        if fault == "half-close":
            with contextlib.suppress(OSError):
                target.shutdown(socket.SHUT_WR)
                # What else comes this way is lost.
                while source.recv(1 << 16):
                    pass
        elif fault == "reset":
            for end in (source, target):
                with contextlib.suppress(OSError):
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                    end.shutdown(socket.SHUT_RD)
                end.close()
        else:
            self._end(source, target)

    def _end(self, *ends: socket.socket) -> None:
        for end in ends:
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
            end.close()

    def __enter__(self) -> FaultyProxy:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        with self._lock:
            self._end(*self._open)
