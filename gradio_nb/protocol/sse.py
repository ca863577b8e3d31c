"""Bytes of an event stream into messages (docs/protocol.md §6, "SSE framing")."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ..errors import ProtocolError
from .json_text import parse_json

MAX_MESSAGE = 256 * 2**20


class Decoder:
    """Collects the bytes of one stream and gives its messages.

    Parameters
    ----------
    max_message : int
        Bytes; a longer message is an error and not a full memory.
    seen : callable, optional
        Shown the bytes of each message before it is read.
    """

    def __init__(self, max_message: int = MAX_MESSAGE, seen: Callable[[bytes], object] | None = None) -> None:
        self._seen = seen
        self._parts: list[bytes] = []
        self._held = b""
        self._size = 0
        self._max = max_message

    def feed(self, chunk: bytes) -> Iterator[dict[str, Any]]:
        """Take bytes as they came and give the messages that are complete now.

        Raises
        ------
        ProtocolError
            For a message over the limit; and for what is no JSON object, when its turn has come.
        """
        if self._held or b"\r" in chunk:
            chunk = self._held + chunk
            # A line end may be cut in two as well.
            self._held = b"\r" if chunk.endswith(b"\r") else b""
            chunk = chunk.removesuffix(b"\r").replace(b"\r\n", b"\n")
        # A message ends at an empty line, which may be cut between two chunks.
        if b"\n\n" not in chunk and not (chunk[:1] == b"\n" and self._parts and self._parts[-1][-1:] == b"\n"):
            self._keep(chunk)
            return iter(())
        *blocks, rest = b"".join([*self._parts, chunk]).split(b"\n\n")
        self._parts, self._size = [], 0
        self._keep(rest)
        if self._seen is not None:
            for block in blocks:
                self._seen(block)
        return (message for block in blocks if (message := _message(block)) is not None)

    def _keep(self, piece: bytes) -> None:
        if not piece:
            return
        self._size += len(piece)
        if self._size > self._max:
            raise ProtocolError(f"A message of the server is longer than {self._max / 2**20:.0f} MB.")
        self._parts.append(piece)


def _message(block: bytes) -> dict[str, Any] | None:
    if block.startswith(b"data: ") and b"\n" not in block:
        data = block[6:]  # as servers write it
    else:
        data = b"\n".join(line[5:].lstrip(b" ") for line in block.split(b"\n") if line.startswith(b"data:"))
    if not data:
        return None
    try:
        message = parse_json(data)
    except (ValueError, RecursionError) as e:
        raise ProtocolError(f"The server sent something that is no JSON: {data[:80]!r}") from e
    if not isinstance(message, dict):
        raise ProtocolError(f"The server sent a message that is no object: {data[:80]!r}")
    return message
