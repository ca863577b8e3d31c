"""How much of files, text and Markdown one display in a notebook embeds."""

from __future__ import annotations

from .display import EMBED_LIMIT, READ_LIMIT, WORDS, begun, name, prose, words
from .filevalue import FileValue


class Page:
    """What one display has of files, of text and of Markdown, until it is enough."""

    def __init__(self, limit: int = EMBED_LIMIT) -> None:
        self._left = limit
        self._words = WORDS
        self._reading = READ_LIMIT

    def prose(self, text: str) -> str:
        """Show a text as it is written, as far as there is room for it."""
        most = min(self._words, WORDS // 2)
        self._words -= words(begun(text, most))
        return prose(text, most)

    def may_read(self, weight: int, text: str) -> bool:
        """Whether there is time left to read Markdown of this weight, and room for its text."""
        length = words(text)
        if weight > self._reading or length > self._words:
            return False
        self._reading -= weight
        self._words -= length
        return True

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
