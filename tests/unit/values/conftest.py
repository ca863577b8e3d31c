from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest

from gradio_nb.protocol.filedata import FileData


@pytest.fixture
def png() -> bytes:
    """A red picture of one pixel."""

    def chunk(tag: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + tag + data + struct.pack(">I", zlib.crc32(tag + data))

    head = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"\0\xff\0\0")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.fixture
def fetch(tmp_path: Path, png: bytes) -> Callable[[FileData], Path]:
    """Stands for the client's download: every file is the red picture."""

    def get(file: FileData) -> Path:
        path = tmp_path / file.name
        path.write_bytes(png)
        return path

    return get


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make packages impossible to import."""

    def block(*modules: str) -> None:
        import sys

        for module in modules:
            for name in [m for m in sys.modules if m == module or m.startswith(module + ".")]:
                monkeypatch.delitem(sys.modules, name)
            monkeypatch.setitem(sys.modules, module, None)

    return block


@pytest.fixture
def picture_file(tmp_path: Path, png: bytes) -> Path:
    path = tmp_path / "cat.png"
    path.write_bytes(png)
    return path
