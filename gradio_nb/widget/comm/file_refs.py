"""Files that the browser knows by a number only: it never learns a path, and cannot ask for one."""

from __future__ import annotations

import itertools
import secrets
import threading
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...client.files.names import safe_name
from ...client.files.tempdir import TemporaryFolder
from ...client.http.base_url import same_server
from ...errors import FileError, ProtocolError, UploadTooLarge
from ...protocol.filedata import FileData, is_file, parse
from ...values.base import GeneratedFile, Upload
from .messages import CHUNK_SIZE, UploadPiece

KEY = "__file__"

File = FileData | Upload | GeneratedFile


@dataclass
class _Incoming:
    path: Path
    size: int
    type: str
    done: int = 0


class FileRefs:
    """Hands out references, takes uploads in pieces, and gives bytes in pieces.

    Parameters
    ----------
    fetch : callable
        Downloads a FileData and gives its local path.
    limit : callable
        Gives the bytes that the app allows for an upload, or None.
    home : callable
        Gives the address of the app.
    """

    def __init__(
        self, fetch: Callable[[FileData], Path], limit: Callable[[], int | None], home: Callable[[], str]
    ) -> None:
        self._fetch, self._limit, self._home = fetch, limit, home
        self._lock = threading.RLock()
        self._numbers = itertools.count(1)
        self._files: dict[str, File] = {}
        self._ids: dict[Any, str] = {}
        self._made: tuple[str, bytes] = ("", b"")
        self._incoming: dict[str, _Incoming] = {}
        self._folder: Path | None = None
        self._temporary: TemporaryFolder | None = None

    def ref(self, file: FileData | Upload) -> dict[str, Any]:
        """Give the reference of a file; the same file has the same."""
        if not isinstance(file, FileData):
            return self._ref(file, _key(file), _size(file))
        ref = self._ref(file, _key(file), file.size)
        host = file.host
        return {**ref, "host": host} if host and not same_server(self._home(), file.path) else ref

    def ref_made(self, file: GeneratedFile, key: Hashable) -> dict[str, Any]:
        """Give the reference of a file that is made when its bytes are asked for; the same for the same key."""
        return self._ref(file, ("made", key), None)

    def _ref(self, file: File, key: Hashable, size: int | None) -> dict[str, Any]:
        with self._lock:
            if key not in self._ids:
                # Not to be guessed: JSON that an app makes may look like a reference, and become a value of a form.
                self._ids[key] = f"f{next(self._numbers)}-{secrets.token_hex(8)}"
                self._files[self._ids[key]] = file
            id = self._ids[key]
        return {KEY: id, "name": safe_name(file.name), "size": size, "type": file.mime_type or _type_of(file.name)}

    def dump(self, value: Any) -> Any:
        """Copy a value with a reference in place of each file."""
        if isinstance(value, FileData | Upload):
            return self.ref(value)
        if isinstance(value, Mapping):
            return {str(k): self.dump(v) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [self.dump(v) for v in value]
        return value

    def load(self, value: Any) -> Any:
        """Copy what came from the browser with the file in place of each reference.

        Raises
        ------
        ProtocolError
            For a reference that was never given.
        """
        if isinstance(value, Mapping):
            if isinstance(value.get(KEY), str):
                file = self._find(value[KEY])
                return Upload(file.make(), file.name, file.mime_type) if isinstance(file, GeneratedFile) else file
            if is_file(value):
                # Written out, it is a file of the server: a page never names one of this machine.
                return parse(value)
            return {k: self.load(v) for k, v in value.items()}
        if isinstance(value, list):
            return [self.load(v) for v in value]
        return value

    def _find(self, id: str) -> File:
        try:
            return self._files[id]
        except KeyError:
            raise ProtocolError("That file is not known any more.", hint="Choose it again.") from None

    def stream(self, id: str) -> FileData:
        """Find a file that is still being made.

        Raises
        ------
        ProtocolError
            For a reference that was never given, and for another file.
        """
        file = self._find(id)
        if not isinstance(file, FileData) or not file.in_parts:
            raise ProtocolError("That file is not being streamed.")
        return file

    def receive_chunk(self, piece: UploadPiece, data: bytes) -> dict[str, Any] | None:
        """Take a piece of an upload; the last gives the reference.

        Raises
        ------
        UploadTooLarge, ProtocolError
        """
        with self._lock:
            if piece.offset == 0:
                self._begin(piece)
            incoming = self._incoming.get(piece.upload)
            if incoming is None or piece.offset != incoming.done or len(data) > CHUNK_SIZE:
                raise ProtocolError("A piece of the file was lost on its way.", hint="Choose the file again.")
            with incoming.path.open("ab") as out:
                out.write(data)
            incoming.done += len(data)
            if incoming.done < incoming.size:
                return None
            del self._incoming[piece.upload]
            return self.ref(Upload(incoming.path, incoming.path.name, incoming.type or None))

    def _begin(self, piece: UploadPiece) -> None:
        limit = self._limit()
        if limit is not None and piece.size > limit:
            raise UploadTooLarge(
                f"{piece.name} has {piece.size:,} bytes; the app takes files of up to {limit:,} bytes."
            )
        if self._folder is None:
            self._temporary = TemporaryFolder("gradio_nb-upload-")
            self._folder = self._temporary.path
        folder = self._folder / f"{next(self._numbers)}"
        folder.mkdir()
        path = folder / safe_name(piece.name)
        path.touch()
        self._incoming[piece.upload] = _Incoming(path, piece.size, piece.type)

    def discard_upload(self, upload: str) -> None:
        """Forget an upload half-way."""
        with self._lock:
            incoming = self._incoming.pop(upload, None)
        if incoming is not None:
            incoming.path.unlink(missing_ok=True)

    def read_chunk(self, id: str, offset: int) -> tuple[dict[str, Any], bytes]:
        """Give a piece of a file; may download it first, so not for a message handler.

        Returns
        -------
        dict
            offset, total, type, name.
        bytes
        """
        file = self._find(id)
        source = self._source(id, file, offset)
        if hasattr(source, "read"):
            raise FileError("An open file cannot be shown.", hint="Give its path instead.")
        if isinstance(source, bytes | bytearray):
            total, data = len(source), bytes(source[offset : offset + CHUNK_SIZE])
        else:
            with open(source, "rb") as stream:
                total = stream.seek(0, 2)
                stream.seek(min(max(offset, 0), total))
                data = stream.read(CHUNK_SIZE)
        type = file.mime_type or _type_of(file.name)
        return {"offset": offset, "total": total, "type": type, "name": safe_name(file.name)}, data

    def _source(self, id: str, file: File, offset: int) -> Any:
        if isinstance(file, FileData):
            return self._fetch(file)
        if isinstance(file, Upload):
            return file.source
        made, data = self._made
        if made != id or offset == 0:
            data = file.make()
            # The last one is kept for its other pieces; all together they could fill the memory.
            self._made = (id, data)
        return data

    def close(self) -> None:
        """Remove the uploads of this widget."""
        if self._temporary is not None:
            self._temporary.remove()


def _key(file: FileData | Upload) -> Hashable:
    if isinstance(file, FileData):
        return ("server", file.path)
    source = file.source
    return ("local", str(source)) if isinstance(source, str | Path) else ("bytes", id(source))


def _size(file: Upload) -> int | None:
    if isinstance(file.source, bytes | bytearray):
        return len(file.source)
    try:
        return Path(file.source).stat().st_size
    except (OSError, TypeError):
        return None


def _type_of(name: str) -> str | None:
    import mimetypes

    return mimetypes.guess_type(name)[0]
