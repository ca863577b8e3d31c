"""The server's end of a WebSocket (RFC 6455), as far as Gradio 3 needs it."""

from __future__ import annotations

import base64
import hashlib
import json
import struct
from typing import Any, BinaryIO

TEXT, CLOSE, PING = 1, 8, 9


def accept(key: str) -> str:
    """Answer the key of a handshake."""
    digest = hashlib.sha1(f"{key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11".encode()).digest()
    return base64.b64encode(digest).decode()


def send(out: BinaryIO, payload: bytes, opcode: int = TEXT) -> None:
    """Send one frame; a server does not mask."""
    size = len(payload)
    if size < 126:
        length = bytes([size])
    else:
        length = b"\x7e" + struct.pack("!H", size) if size < 1 << 16 else b"\x7f" + struct.pack("!Q", size)
    out.write(bytes([0x80 | opcode]) + length + payload)
    out.flush()


def close(out: BinaryIO, code: int) -> None:
    send(out, struct.pack("!H", code), CLOSE)


def receive(source: BinaryIO) -> Any:
    """Read one message: what its JSON says, or None when the client has hung up."""
    head = source.read(2)
    if len(head) < 2 or head[0] & 0x0F == CLOSE:
        return None
    size = head[1] & 0x7F
    if size == 126:
        (size,) = struct.unpack("!H", source.read(2))
    elif size == 127:
        (size,) = struct.unpack("!Q", source.read(8))
    mask = source.read(4)
    data = bytes(b ^ mask[i % 4] for i, b in enumerate(source.read(size)))
    return json.loads(data) if head[0] & 0x0F == TEXT else receive(source)
