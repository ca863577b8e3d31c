"""Names for files that come from a server."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

NAME_LENGTH = 120
# What shells and Windows reserve, control characters, what turns the direction of text, and what has no width
# (but the joiners that Persian and emoji need).
_UNSAFE = r"[\x00-\x1f\x7f-\x9f<>:\"|?*\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]"


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


def reserve(folder: Path, name: str) -> tuple[Path, Path]:
    """Find a name nobody has, and hold it: the empty file is replaced when the download is complete.

    Returns
    -------
    target, partial : Path
        The file, and where it is to be written until it is complete.
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
        return target, target.with_name(f".{target.name}.part")


def _first_free(taken: Callable[[int], bool]) -> int:
    """Find the number behind those that are taken; in few steps, for apps give all their pictures one name."""
    low, high = -1, 0
    while taken(high):
        low, high = high, 2 * high + 1
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if taken(middle) else (low, middle)
    return high
