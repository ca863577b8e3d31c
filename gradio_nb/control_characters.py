"""Texts for people, without the characters that a terminal or a page would take for commands."""

from __future__ import annotations

import re
from typing import Any

# C0 and C1 controls but for tab and line feed: a terminal takes them for commands (ECMA-48). And the embeddings,
# overrides and isolates of bidirectional text (UAX #9), which reorder what stands around them. The marks U+200E, U+200F
# and U+061C stay: right-to-left scripts need them, and they reorder nothing else.
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u180e\u202a-\u202e\u2066-\u2069]")
_LINE_ENDS = re.compile("\r\n?|[\u0085\u2028\u2029]")


def clean(value: Any) -> str:
    r"""Return a text for people without control characters; line ends become line feeds, None an empty text.

    Every label, description and message of a server passes through here when it is read, for terminals, tracebacks,
    logs, docstrings and saved notebooks show these texts. Values are data, and stay as they are.

    Examples
    --------
    >>> clean("\x1b[31mred\x1b[0m\r\nfile\u202egnp.exe")
    '[31mred[0m\nfilegnp.exe'
    """
    text = "" if value is None else str(value)
    if text.isprintable():
        return text
    return _CONTROLS.sub("", _LINE_ENDS.sub("\n", text))
