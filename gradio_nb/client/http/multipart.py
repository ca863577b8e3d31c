"""The body of an upload."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import BinaryIO

from ... import errors

CHUNK = 1 << 18


class Multipart:
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
