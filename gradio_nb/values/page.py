"""How much of files one display in a notebook embeds."""

from __future__ import annotations

from .display import EMBED_LIMIT, name
from .filevalue import FileValue


class Page:
    """What one display has of files, until it is enough."""

    def __init__(self, limit: int = EMBED_LIMIT) -> None:
        self._left = limit

    def file(self, file: FileValue | None) -> str:
        """Show a file by what is in it, or by its name where that is too much."""
        if file is None:
            return "<i>none</i>"
        if not file.is_file():
            return f"{name(file.orig_name)} <i>(the file is gone)</i>"
        size = file.stat().st_size
        if size > self._left:
            return file.named()
        self._left -= size
        return file.shown()
