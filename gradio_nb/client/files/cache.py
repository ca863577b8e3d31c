"""What is known of the files that were fetched, so that none comes twice."""

from __future__ import annotations

import hashlib
import math
import threading
from contextlib import suppress
from pathlib import Path

from ...protocol.filedata import FileData

KEPT = 5_000
"""Files of which something is known: more than one result has, and few enough for a client that never ends."""


class CachedFile:
    """What is known of a file that was fetched, or is being fetched while `busy` is held."""

    __slots__ = ("busy", "fingerprint", "path", "tag", "time")

    def __init__(self) -> None:
        self.busy = threading.Lock()
        self.path: Path | None = None
        self.fingerprint: tuple[int, int] | None = None
        self.tag: str | None = None
        self.time = -math.inf

    def is_unchanged(self, path: Path) -> bool:
        """Whether it lies at this path, and nobody has written into it."""
        return self.path == path and fingerprint(path) == self.fingerprint


class DownloadCache:
    """The copies of files; those that nobody has asked for the longest are forgotten."""

    def __init__(self) -> None:
        self._copies: dict[str, CachedFile] = {}
        self.reset_after_fork()

    def reset_after_fork(self) -> None:
        """Begin anew in a copy of the process, where nobody fetches anything yet."""
        self._lock = threading.Lock()
        for copy in self._copies.values():
            copy.busy = threading.Lock()

    def peek(self, file: FileData) -> CachedFile | None:
        """The copy of a file; None where it was never asked for, or not for long."""
        with self._lock:
            return self._newest(_key(file))

    def get_or_create(self, file: FileData) -> CachedFile:
        """The copy of a file, or the place for one."""
        key = _key(file)
        with self._lock:
            copy = self._newest(key)
            if copy is None:
                if len(self._copies) >= KEPT:
                    self._forget_one()
                copy = self._copies[key] = CachedFile()
            return copy

    def _newest(self, key: str) -> CachedFile | None:
        copy = self._copies.pop(key, None)
        if copy is not None:
            self._copies[key] = copy
        return copy

    def _forget_one(self) -> None:
        # One that is being fetched may be wanted by others who would fetch it as well.
        oldest = next((key for key, copy in self._copies.items() if not copy.busy.locked()), None)
        if oldest is not None:
            del self._copies[oldest]


def _key(file: FileData) -> str:
    """Name a file in few letters: a picture of Gradio 3 is its own address, megabytes long."""
    return (
        hashlib.sha256(file.path.encode(errors="replace")).hexdigest() if file.path.startswith("data:") else file.path
    )


def fingerprint(path: Path) -> tuple[int, int] | None:
    """What changes when somebody writes into a file; None where it is gone."""
    with suppress(OSError):
        status = path.stat()
        return status.st_size, status.st_mtime_ns
    return None
