"""Files up to the server and down from it, streamed from and to disk (docs/protocol.md §11)."""

from __future__ import annotations

import math
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote

import requests
from urllib3.exceptions import HTTPError as TransportError

from ... import errors
from ...protocol.filedata import FileData
from ...protocol.urls import parse_url
from ...values.base import Upload
from ...values.content import data_url, parse_data_url
from ..http.abort import AbortHandle, held
from ..http.client import HttpClient, Rest
from ..http.errors import RAISE_LIMIT, TOO_MANY_FILES, error_from_exception
from ..http.multipart import CHUNK, Multipart
from .cache import CachedFile, DownloadCache, fingerprint
from .names import make_folder, open_partial, reserve, safe_name
from .tempdir import TemporaryFolder

_CACHED = re.compile(r"[/\\][0-9a-f]{40,}[/\\][^/\\]+$")
MAX_DOWNLOAD = 2**33
_UNPACKED = {"Accept-Encoding": "identity"}

Moved = Callable[[int, "int | None"], None]


class FileTransfers:
    """Moves the files of one app.

    Parameters
    ----------
    http : HttpClient
    folder : Path, optional
        Where downloads go. Without one it is a temporary folder, removed when the interpreter ends.
    limit : int, optional
        Bytes of an upload that the app allows.
    max_download : int
        Bytes; a longer download is an error and not a full disk.
    """

    def __init__(
        self,
        http: HttpClient,
        folder: str | os.PathLike[str] | None = None,
        limit: int | None = None,
        max_download: int = MAX_DOWNLOAD,
    ) -> None:
        self._http = http
        self._folder = Path(folder).expanduser() if folder is not None else None
        self._temporary: TemporaryFolder | None = None
        self.limit = limit
        self.max_download = max_download
        self._cache = DownloadCache()
        self._lock = threading.Lock()

    def reset_after_fork(self) -> None:
        """Begin anew in a copy of the process, where nobody moves files yet."""
        self._lock = threading.Lock()
        self._cache.reset_after_fork()
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
            make_folder(self._folder)
            return self._folder

    def upload(
        self,
        upload: Upload,
        moved: Callable[[int], None],
        stopped: Callable[[], bool] = lambda: False,
        rest: Rest | None = None,
        line: AbortHandle | None = None,
    ) -> FileData:
        """Upload one file.

        Parameters
        ----------
        upload : Upload
        moved : callable
            Told how many more bytes have left.
        stopped : callable
            Asked now and then; True breaks the upload off with `Cancelled`.
        rest, line : optional
            As for `HttpClient.request`.

        Raises
        ------
        UploadTooLarge, UploadFailed
        """
        with _open_source(upload.source) as (stream, size):
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

            def body() -> Multipart:
                # After a login the file is sent from its beginning again.
                told(-sent)
                stream.seek(start)
                return Multipart(boundary, stream, size, upload.name, upload.mime_type, told)

            try:
                answer = self._http.post_json(
                    self._http.url("/upload"),
                    data=body,
                    headers={"Content-Type": f"multipart/form-data; boundary={boundary}"},
                    rest=rest,
                    line=line,
                    idempotent=True,  # the server names a file after its contents
                )
            except (errors.ConnectionLost, errors.Refused, errors.ProtocolError) as e:
                raise errors.UploadFailed(f"{upload.name} could not be uploaded: {e.message}") from e
        if not (isinstance(answer, list) and answer and isinstance(answer[0], str)):
            raise errors.UploadFailed(f"{upload.name} was sent, but the server did not keep it.")
        return FileData(answer[0], upload.name, size=size, mime_type=upload.mime_type)

    def download(
        self,
        file: FileData,
        moved: Moved = lambda done, total: None,
        since: float = -math.inf,
        line: AbortHandle | None = None,
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
        line : AbortHandle, optional
            As for `HttpClient.request`.

        Returns
        -------
        Path
            Inside the download folder, under a safe form of the file's own name.

        Raises
        ------
        DownloadFailed
        """
        copy = self._cache.get_or_create(file)
        with held(copy.busy, line):
            if copy.path is None or not copy.path.exists() or (copy.time < since and self._changed(file, copy)):
                asked = time.monotonic()
                copy.path, copy.tag = self._download(file, moved, line)
                copy.time, copy.fingerprint = asked, fingerprint(copy.path)
            return copy.path

    def is_on_server(self, file: FileData, path: Path) -> bool:
        """Tell whether the server still has the file that `path` is an unchanged copy of, and will take it back.

        It takes back what lies in its cache, in a folder that is named after what is in the file (docs/protocol.md
        §11).
        """
        copy = self._cache.peek(file)
        if copy is None or not _CACHED.search(file.path):
            return False
        with copy.busy:
            return copy.is_unchanged(path) and not self._changed(file, copy)

    def _changed(self, file: FileData, copy: CachedFile) -> bool:
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

    def _download(self, file: FileData, moved: Moved, line: AbortHandle | None) -> tuple[Path, str | None]:
        try:
            target = reserve(self.folder, safe_name(file.name))
        except OSError as e:
            raise _save_error(file, e) from e
        tag, partial = None, None
        try:
            partial, out = open_partial(target)
            with out:
                if file.path.startswith("data:"):
                    out.write(self._embedded(file))
                else:
                    tag = self._stream_to(file, out, moved, line)
            os.replace(partial, target)
        except BaseException as e:
            for left in filter(None, (partial, target)):
                with suppress(OSError):
                    left.unlink(missing_ok=True)
            if isinstance(e, errors.DownloadFailed | errors.LoginError):
                raise
            if isinstance(e, errors.GradioNbError | ValueError):
                said = getattr(e, "message", e)
                raise errors.DownloadFailed(f"{file.name} could not be fetched: {said}") from e
            if isinstance(e, OSError):
                raise _save_error(file, e) from e
            raise
        return target, tag

    def _embedded(self, file: FileData) -> bytes:
        # Base64 takes four characters for three bytes, percent-encoding up to three characters for one.
        least = len(file.path.partition(",")[2]) // 3
        if least > self.max_download or len(data := parse_data_url(file.path)) > self.max_download:
            raise self._too_large(file)
        return data

    def _too_large(self, file: FileData) -> errors.DownloadFailed:
        return errors.DownloadFailed(
            f"{file.name} is larger than {self.max_download:,} bytes.", hint="Allow more with max_download=."
        )

    def _stream_to(self, file: FileData, out: BinaryIO, moved: Moved, line: AbortHandle | None) -> str | None:
        with self._http.request("GET", self._address(file), stream=True, headers=_UNPACKED, line=line) as response:
            length = response.headers.get("Content-Length", "")
            # What was packed in spite of our wish has the length of the packet.
            total = int(length) if length.isdigit() and "Content-Encoding" not in response.headers else None
            done = 0
            try:
                for chunk in response.raw.stream(CHUNK, decode_content=True):
                    done += len(chunk)
                    if done > self.max_download:
                        raise self._too_large(file)
                    out.write(chunk)
                    moved(done, total)
            except (TransportError, requests.RequestException) as e:
                raise error_from_exception(e, self._address(file)) from e
        if line is not None and line.aborted:
            # Without a length, this looks like the end of the file.
            raise errors.ConnectionLost("The download was ended with its job.")
        if total is not None and done != total:
            raise errors.ConnectionLost(f"The connection broke after {done:,} of {total:,} bytes.")
        return _tag(response)

    def _address(self, file: FileData) -> str:
        """Addresses are built from the path: a `url` is what the server believes (docs/protocol.md §15)."""
        if file.is_stream:
            # The list of its parts is for players; together they have another name.
            route = file.beside("playlist-file") if file.in_parts else f"/stream/{quote(file.path)}"
            return self._http.url(route)
        if file.is_remote:
            return _remote_url(file)
        return self._http.file_url(file.path)


def _tag(response: requests.Response) -> str | None:
    """What changes with a file: RFC 9110, section 8.8."""
    tag = response.headers.get("ETag") or response.headers.get("Last-Modified")
    return tag and f"{tag} {response.headers.get('Content-Length')}"


def _remote_url(file: FileData) -> str:
    try:
        url = parse_url(file.path)
        if url.credentials:
            raise ValueError("it contains a user name or password")
    except ValueError as e:
        raise errors.DownloadFailed(
            f"{file.name} could not be fetched: the app gave an invalid URL ({e}).",
            hint="No request was sent. Report it to the author of the app.",
        ) from None
    return str(url)


def embed(upload: Upload) -> FileData:
    """Put a file into its own name, as a `data:` URL, for servers that want it within a value."""
    with _open_source(upload.source) as (stream, _):
        url = data_url(upload.mime_type or "application/octet-stream", stream.read())
    return FileData(url, upload.name, mime_type=upload.mime_type)


def upload_size(upload: Upload) -> int:
    """Bytes of a file that is to be sent."""
    with _open_source(upload.source) as (_, size):
        return size


@contextmanager
def _open_source(source: Any) -> Iterator[tuple[BinaryIO, int]]:
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
        hint = RAISE_LIMIT if e.errno in TOO_MANY_FILES else "Check that the file is still there, and may be read."
        raise errors.UploadFailed(f"{path} cannot be read: {e.strerror}.", hint=hint) from e


def _save_error(file: FileData, e: OSError) -> errors.DownloadFailed:
    """Say that it is this computer that cannot keep a file."""
    hint = "Free some space there, or choose another folder with download_dir=."
    if e.errno in TOO_MANY_FILES:
        hint = RAISE_LIMIT
    return errors.DownloadFailed(f"{file.name} could not be saved: {e.strerror or e}.", hint=hint)
