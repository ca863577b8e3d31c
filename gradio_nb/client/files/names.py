"""Names for files that come from a server."""

from __future__ import annotations

import os
import re
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

NAME_LENGTH = 120
# What shells and Windows reserve, control characters, what turns the direction of text, and what has no width
# (but the joiners that Persian and emoji need).
_UNSAFE = r"[\x00-\x1f\x7f-\x9f<>:\"|?*\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
# Device names of Windows (Microsoft, "Naming Files, Paths, and Namespaces"), with whatever suffix.
_DEVICE = r"(?i)(con|conin\$|conout\$|prn|aux|nul|clock\$|(com|lpt)[\d\u00b9\u00b2\u00b3])\s*(\..*)?"


def safe_name(name: str) -> str:
    """Make a file name out of what a server says: no folders, no control characters, not too long."""
    name = name.encode(errors="replace").decode()  # half a surrogate pair is no character
    name = re.sub(_UNSAFE, "_", re.split(r"[/\\]", name)[-1]).strip().lstrip(".").rstrip(". ")
    if re.fullmatch(_DEVICE, name):
        name = f"_{name}"
    stem, dot, suffix = name.rpartition(".")
    if len(name.encode()) > NAME_LENGTH:
        suffix = suffix[:16] if dot else ""
        stem = (stem or name).encode()[: NAME_LENGTH - 20].decode(errors="ignore")
        name = f"{stem}.{suffix}" if suffix else stem
    return name or "file"


def reserve(folder: Path, name: str) -> Path:
    """Find a free name, and hold it with an empty file that the finished download replaces.

    Returns
    -------
    Path
        Of the empty file.
    """
    stem, dot, suffix = name.partition(".")

    def numbered(n: int) -> Path:
        return folder / (name if n == 0 else f"{stem}-{n}{dot}{suffix}")

    while True:
        target = numbered(_first_free(lambda n: os.path.lexists(numbered(n))))
        try:
            target.open("xb").close()
        except FileExistsError:
            continue
        return target


def open_partial(target: Path) -> tuple[Path, BinaryIO]:
    """Create the file that a download is written to until it is complete.

    The folder may be one that others can write to, such as ``/tmp``. The name is therefore random, and the file is new:
    neither a symbolic link nor a file that somebody has put there is written to.
    """
    partial = target.with_name(f".{target.name[:NAME_LENGTH]}.{secrets.token_hex(8)}.part")
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
    return partial, os.fdopen(os.open(partial, flags, 0o666), "wb")


def make_folder(folder: Path) -> None:
    """Create a folder, and those above it that are missing, for this user only."""
    missing = [folder]
    while not missing[-1].parent.exists():
        missing.append(missing[-1].parent)
    for path in reversed(missing):
        path.mkdir(mode=0o700, exist_ok=True)


def _first_free(taken: Callable[[int], bool]) -> int:
    """Find the number behind those that are taken; in few steps, for apps give all their pictures one name."""
    low, high = -1, 0
    while taken(high):
        low, high = high, 2 * high + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if taken(middle) else (low, middle)
    return high
