"""Files up to the server and down from it, streamed from and to disk (protocol notes §11)."""

from __future__ import annotations

import hashlib
import math
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import urlsplit, urlunsplit

import requests
from urllib3.exceptions import HTTPError as TransportError

from .. import errors
from ..protocol.filedata import FileData
from ..values.base import Upload
from ..values.content import data_url, parse_data_url
from .failures import transport_failure
from .folder import TemporaryFolder
from .http import Http, Rest

CHUNK = 1 << 18
NAME_LENGTH = 120
# What shells and Windows reserve, control characters, what turns the direction of text, and what has no width
# (but the joiners that Persian and emoji need).
_UNSAFE = r"[\x00-\x1f\x7f-\x9f<>:\"|?*\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]"

_CACHED = re.compile(r"[/\\][0-9a-f]{40,}[/\\][^/\\]+$")
_UNPACKED = {"Accept-Encoding": "identity"}

Moved = Callable[[int, "int | None"], None]


class _Copy:
    """What is known of a file that was fetched, or is being fetched while `busy` is held."""

    __slots__ = ("busy", "path", "stamp", "tag", "time")

    def __init__(self) -> None:
        self.busy = threading.Lock()
        self.path: Path | None = None
        self.stamp: tuple[int, int] | None = None
        self.tag: str | None = None
        self.time = -math.inf


class Files:
    """Moves the files of one app.

    Parameters
    ----------
    http : Http
    folder : Path, optional
        Where downloads go. Without one it is a temporary folder, removed when the interpreter ends.
    limit : int, optional
        Bytes of an upload that the app allows.
    max_download : int
        Bytes; a longer download is an error and not a full disk.
    """

    def __init__(
        self,
        http: Http,
        folder: str | os.PathLike[str] | None = None,
        limit: int | None = None,
        max_download: int = 2**33,
    ) -> None:
        self._http = http
        self._folder = Path(folder).expanduser() if folder is not None else None
        self._temporary: TemporaryFolder | None = None
        self.limit = limit
        self.max_download = max_download
        self._copies: dict[str, _Copy] = {}
        self.renew()

    def renew(self) -> None:
        """Begin anew in a copy of the process, where nobody moves files yet."""
        self._lock = threading.Lock()
        for copy in self._copies.values():
            copy.busy = threading.Lock()
        if self._temporary is not None:
            # It is the other process's.
            self._temporary = self._folder = None

    @property
    def folder(self) -> Path:
        """Where downloads go; made when first needed."""
        with self._lock:
            if self._folder is None:
                self._temporary = TemporaryFolder("gradio_nb-")
                self._folder = self._temporary.path
            self._folder.mkdir(parents=True, exist_ok=True)
            return self._folder

    def send(
        self,
        upload: Upload,
        moved: Callable[[int], None],
        stopped: Callable[[], bool] = lambda: False,
        rest: Rest | None = None,
    ) -> FileData:
        """Upload one file.

        Parameters
        ----------
        upload : Upload
        moved : callable
            Told how many more bytes have left.
        stopped : callable
            Asked now and then; True breaks the upload off with `Cancelled`.
        rest : callable, optional
            As for `Http.request`.

        Raises
        ------
        UploadTooLarge, UploadFailed
        """
        with _opened(upload.source) as (stream, size):
            if self.limit is not None and size > self.limit:
                raise errors.UploadTooLarge(
                    f"{upload.name} has {size:,} bytes; the app takes files of up to {self.limit:,} bytes."
                )
            boundary, start, sent = os.urandom(16).hex(), stream.tell(), 0

            def told(more: int) -> None:
                nonlocal sent
                if stopped():
                    raise errors.Cancelled("The upload was cancelled.")
                sent += more
                moved(more)

            def body() -> _Multipart:
                # After a login the file is sent from its beginning again.
                told(-sent)
                stream.seek(start)
                return _Multipart(boundary, stream, size, upload.name, upload.mime_type, told)

            try:
                answer = self._http.post_json(
                    self._http.url("/upload"),
                    data=body,
                    headers={"Content-Type": f"multipart/form-data; boundary={boundary}"},
                    rest=rest,
                )
            except (errors.ConnectionLost, errors.Refused, errors.ProtocolError) as e:
                raise errors.UploadFailed(f"{upload.name} could not be uploaded: {e.message}") from e
        if not (isinstance(answer, list) and answer and isinstance(answer[0], str)):
            raise errors.UploadFailed(f"{upload.name} was sent, but the server did not keep it.")
        return FileData(answer[0], upload.name, size=size, mime_type=upload.mime_type)

    def fetch(
        self,
        file: FileData,
        moved: Moved = lambda done, total: None,
        since: float = -math.inf,
    ) -> Path:
        """Download a file, once: asked for again, the same local path is given.

        Parameters
        ----------
        file : FileData
        moved : callable
            Told how many bytes have come, and how many it will be (None: unknown).
        since : float
            A copy from before this time of `time.monotonic` is good only if the server still has the same:
            apps may write each result into the same file.

        Returns
        -------
        Path
            Inside the download folder, under a safe form of the file's own name.

        Raises
        ------
        DownloadFailed
        """
        with self._lock:
            copy = self._copies.setdefault(_key(file), _Copy())
        with copy.busy:
            if copy.path is None or not copy.path.exists() or (copy.time < since and self._changed(file, copy)):
                asked = time.monotonic()
                copy.path, copy.tag = self._download(file, moved)
                copy.time, copy.stamp = asked, _stamp(copy.path)
            return copy.path

    def holds(self, file: FileData, path: Path) -> bool:
        """Tell whether the server still has the file that `path` is an unchanged copy of, and will take it back.

        It takes back what lies in its cache, in a folder that is named after what is in the file (§11).
        """
        with self._lock:
            copy = self._copies.get(_key(file))
        if copy is None or not _CACHED.search(file.path):
            return False
        with copy.busy:
            return copy.path == path and _stamp(path) == copy.stamp and not self._changed(file, copy)

    def _changed(self, file: FileData, copy: _Copy) -> bool:
        """Ask whether the server has another file now under this name; where it does not say, it may have."""
        if file.path.startswith("data:"):
            return False
        asked = time.monotonic()
        try:
            tag = _tag(self._http.request("HEAD", self._address(file), headers=_UNPACKED))
        except errors.GradioNbError:
            return True
        same = tag is not None and tag == copy.tag
        copy.time = asked if same else copy.time
        return not same

    def _download(self, file: FileData, moved: Moved) -> tuple[Path, str | None]:
        try:
            target, partial = _reserve(self.folder, safe_name(file.name))
        except OSError as e:
            raise _unsaved(file, e) from e
        tag = None
        try:
            with partial.open("wb") as out:
                if file.path.startswith("data:"):
                    out.write(parse_data_url(file.path))
                else:
                    tag = self._copy(file, out, moved)
            os.replace(partial, target)
        except BaseException as e:
            for left in (partial, target):
                with suppress(OSError):
                    left.unlink(missing_ok=True)
            if isinstance(e, errors.DownloadFailed | errors.LoginError):
                raise
            if isinstance(e, errors.GradioNbError | ValueError):
                said = getattr(e, "message", e)
                raise errors.DownloadFailed(f"{file.name} could not be fetched: {said}") from e
            if isinstance(e, OSError):
                raise _unsaved(file, e) from e
            raise
        return target, tag

    def _copy(self, file: FileData, out: BinaryIO, moved: Moved) -> str | None:
        with self._http.request("GET", self._address(file), stream=True, headers=_UNPACKED) as response:
            length = response.headers.get("Content-Length", "")
            # What was packed in spite of our wish has the length of the packet.
            total = int(length) if length.isdigit() and "Content-Encoding" not in response.headers else None
            done = 0
            try:
                for chunk in response.raw.stream(CHUNK, decode_content=True):
                    done += len(chunk)
                    if done > self.max_download:
                        raise errors.DownloadFailed(
                            f"{file.name} is larger than {self.max_download:,} bytes.", hint="Raise max_download."
                        )
                    out.write(chunk)
                    moved(done, total)
            except (TransportError, requests.RequestException) as e:
                raise transport_failure(e, self._address(file)) from e
        if total is not None and done != total:
            raise errors.DownloadFailed(f"{file.name} was cut off after {done:,} of {total:,} bytes.")
        return _tag(response)

    def _address(self, file: FileData) -> str:
        """Addresses are built from the path; only a live stream needs its `url`, on our host (§15)."""
        if file.is_stream and file.url:
            ours, theirs = urlsplit(self._http.base), urlsplit(file.url)
            # The list of its parts is for players; Gradio 5 and later put them together under another name.
            path = re.sub(r"/playlist\.m3u8$", "/playlist-file", theirs.path)
            return urlunsplit((ours.scheme, ours.netloc, path, theirs.query, ""))
        if file.path.startswith(("http://", "https://")):
            return file.path
        return self._http.file_url(file.path)


def _key(file: FileData) -> str:
    """Name a file in few letters: a picture of Gradio 3 is its own address, megabytes long."""
    return (
        hashlib.sha256(file.path.encode(errors="replace")).hexdigest() if file.path.startswith("data:") else file.path
    )


def _tag(response: requests.Response) -> str | None:
    """What changes with a file: RFC 9110, section 8.8."""
    tag = response.headers.get("ETag") or response.headers.get("Last-Modified")
    return tag and f"{tag} {response.headers.get('Content-Length')}"


def _stamp(path: Path) -> tuple[int, int] | None:
    """What changes when somebody writes into a file; None where it is gone."""
    with suppress(OSError):
        status = path.stat()
        return status.st_size, status.st_mtime_ns
    return None


class _Multipart:
    """A multipart body with one file, read as it is sent; requests takes its `__len__` for the length."""

    def __init__(
        self,
        boundary: str,
        stream: BinaryIO,
        size: int,
        name: str,
        mime: str | None,
        moved: Callable[[int], None],
    ) -> None:
        # The escapes are those of the HTML standard, "multipart/form-data encoding algorithm".
        quoted = name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="files"; filename="{quoted}"\r\n'
            f"Content-Type: {mime or 'application/octet-stream'}\r\n\r\n"
        ).encode(errors="replace")
        tail = f"\r\n--{boundary}--\r\n".encode()
        self._length = len(head) + size + len(tail)
        self._parts = self._read(head, stream, size, tail)
        self._moved = moved
        self._rest = b""

    def __len__(self) -> int:
        return self._length

    def _read(self, head: bytes, stream: BinaryIO, size: int, tail: bytes) -> Iterator[bytes]:
        yield head
        left = size
        while left and (chunk := stream.read(min(CHUNK, left))):
            left -= len(chunk)
            yield chunk
            self._moved(len(chunk))
        if left:
            raise errors.UploadFailed("The file became shorter while it was sent.")
        yield tail

    def read(self, size: int = -1) -> bytes:
        if not self._rest:
            self._rest = next(self._parts, b"")
        if size < 0:
            size = CHUNK
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece


def embed(upload: Upload) -> FileData:
    """Put a file into its own name, as a `data:` URL, for servers that want it within a value."""
    with _opened(upload.source) as (stream, _):
        url = data_url(upload.mime_type or "application/octet-stream", stream.read())
    return FileData(url, upload.name, mime_type=upload.mime_type)


def upload_size(upload: Upload) -> int:
    """Bytes of a file that is to be sent."""
    with _opened(upload.source) as (_, size):
        return size


@contextmanager
def _opened(source: Any) -> Iterator[tuple[BinaryIO, int]]:
    if isinstance(source, bytes | bytearray | memoryview):
        import io

        yield io.BytesIO(source), len(source)
    elif hasattr(source, "read"):
        start = source.tell()
        end = source.seek(0, os.SEEK_END)
        source.seek(start)
        try:
            yield source, end - start
        finally:
            # The next try sends the same; unless its owner has closed it.
            with suppress(ValueError, OSError):
                source.seek(start)
    else:
        with _open(source) as stream:
            yield stream, os.fstat(stream.fileno()).st_size


def _open(path: Any) -> BinaryIO:
    try:
        return open(path, "rb")
    except OSError as e:
        hint = "Check that the file is still there, and may be read."
        raise errors.UploadFailed(f"{path} cannot be read: {e.strerror}.", hint=hint) from e


def _unsaved(file: FileData, e: OSError) -> errors.DownloadFailed:
    """Say that it is this computer that cannot keep a file."""
    where = "Free some space there, or choose another folder with download_dir=."
    return errors.DownloadFailed(f"{file.name} could not be saved: {e.strerror or e}.", hint=where)


def safe_name(name: str) -> str:
    """Make a file name out of what a server says: no folders, no control characters, not too long."""
    name = name.encode(errors="replace").decode()  # half a surrogate pair is no character
    name = re.sub(_UNSAFE, "_", re.split(r"[/\\]", name)[-1]).strip().lstrip(".").rstrip(". ")
    # Device names of Windows are no files there, with whatever suffix.
    if re.fullmatch(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?", name):
        name = f"_{name}"
    stem, dot, suffix = name.rpartition(".")
    if len(name.encode()) > NAME_LENGTH:
        suffix = suffix[:16] if dot else ""
        stem = (stem or name).encode()[: NAME_LENGTH - 20].decode(errors="ignore")
        name = f"{stem}.{suffix}" if suffix else stem
    return name or "file"


def _reserve(folder: Path, name: str) -> tuple[Path, Path]:
    """Find a name nobody has, and hold it: the empty file is replaced when the download is complete."""
    stem, dot, suffix = name.partition(".")
    n = 0
    while True:
        target = folder / (name if n == 0 else f"{stem}-{n}{dot}{suffix}")
        try:
            target.open("xb").close()
        except FileExistsError:
            n += 1
            continue
        return target, target.with_name(f".{target.name}.part")
