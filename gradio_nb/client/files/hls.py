"""Sounds and films while they are being made (docs/protocol.md §11): the list of their parts, and the parts.

The whole is `Files`' business. Gradio puts the parts together once, when the whole is asked for: too early, and
the end is missing for good (`playlist-file` in gradio/routes.py).
"""

from __future__ import annotations

import threading
from pathlib import Path, PurePosixPath

from ... import errors
from ...protocol.filedata import FileData
from ...protocol.hls import Playlist, Segment, read
from ..http.abort import AbortHandle, held
from ..http.client import HttpClient
from .tempdir import TemporaryFolder


class _PartialFile:
    """The file of a stream as far as it has come; its `busy` is held while it grows."""

    def __init__(self) -> None:
        self.busy = threading.Lock()
        self.path: Path | None = None
        self.parts = self.size = 0


class HlsStreams:
    """The parts of the streams of one app (`FileData.in_parts`).

    Parameters
    ----------
    http : HttpClient
    limit : int
        Bytes of all parts of a stream together.
    """

    def __init__(self, http: HttpClient, limit: int) -> None:
        self._http, self._limit = http, limit
        self.reset_after_fork()

    def reset_after_fork(self) -> None:
        """Begin anew in a copy of the process: what has grown so far is the other's."""
        self._lock = threading.Lock()
        self._growing: dict[str, _PartialFile] = {}
        self._folder: TemporaryFolder | None = None

    def playlist(self, file: FileData, line: AbortHandle | None = None) -> Playlist:
        """Ask what there is of a stream by now.

        Raises
        ------
        ProtocolError
            It is no stream in parts, or the list is none.
        """
        return read(self._get(file, "playlist.m3u8", line).decode(errors="replace"))

    def fetch(self, file: FileData, part: Segment, line: AbortHandle | None = None) -> bytes:
        """Fetch one of them."""
        return self._get(file, part.name, line)

    def _get(self, file: FileData, name: str, line: AbortHandle | None) -> bytes:
        if not file.in_parts:
            raise errors.ProtocolError(f"{file.name} is no stream that comes in parts.")
        content: bytes = self._http.request("GET", self._http.url(file.beside(name)), line=line).content
        return content

    def download_so_far(self, file: FileData, line: AbortHandle | None = None) -> Path:
        """Give the file of a stream as far as it has come; asked for again, the same file has grown.

        Returns
        -------
        Path
            In a temporary folder: it is not the result.

        Raises
        ------
        DownloadFailed
        """
        with self._lock:
            partial = self._growing.setdefault(file.path, _PartialFile())
        with held(partial.busy, line):
            partial.path = partial.path or self._place(file)
            try:
                self._grow(partial, partial.path, file, line)
            except (errors.DownloadFailed, errors.LoginError):
                raise
            except errors.GradioNbError as e:
                raise errors.DownloadFailed(f"{file.name} could not be fetched: {e.message}") from e
            except OSError as e:
                raise errors.DownloadFailed(f"{file.name} could not be saved: {e.strerror or e}.") from e
            return partial.path

    def _grow(self, partial: _PartialFile, path: Path, file: FileData, line: AbortHandle | None) -> None:
        with path.open("ab") as out:
            out.truncate(partial.size)  # a part may have been written by half
            for part in self.playlist(file, line).parts[partial.parts :]:
                data = self.fetch(file, part, line)
                if partial.size + len(data) > self._limit:
                    raise errors.DownloadFailed(f"{file.name} is larger than {self._limit:,} bytes.")
                out.write(data)
                partial.parts += 1
                partial.size += len(data)

    def _place(self, file: FileData) -> Path:
        with self._lock:
            if self._folder is None:
                self._folder = TemporaryFolder("gradio_nb-stream-")
            number = len(self._growing)
        # Parts of a film can be played one after the other as they are, and so can those of a sound.
        kind = "ts" if PurePosixPath(file.name).suffix == ".mp4" else "aac"
        return self._folder.path / f"stream-{number}.{kind}"
