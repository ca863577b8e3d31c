"""Text of a server, made safe to pass on: JSON without lone surrogates, labels without control characters."""

from __future__ import annotations

import json
import re
from typing import Any

# An escape with what belongs to it, so that a backslash that is written out begins none: a whole pair, half of one,
# or any other.
_HEX = "[0-9a-fA-F]{2}"
_ESCAPE = re.compile(rf"\\(?:u[dD][89abAB]{_HEX}\\u[dD][c-fC-F]{_HEX}|(u[dD][89a-fA-F]{_HEX})|.)", re.DOTALL)


def parse_json(data: bytes | str) -> Any:
    r"""Read JSON, with U+FFFD in place of half surrogate pairs.

    JSON can name them, and Python's strings can hold them; but nothing that holds one can be encoded, printed or sent
    on. `NaN` and `Infinity`, which Python's own JSON has, are floats.

    Raises
    ------
    ValueError, RecursionError
        For what is no JSON.

    Examples
    --------
    >>> parse_json(rb'["\ud83d\ude00", "\ud83d", "\\ud83d"]')
    ['😀', '�', '\\ud83d']
    """
    # `json.loads` would take bytes too, and let halves in that were written without an escape.
    text = data.decode() if isinstance(data, bytes) else data
    if "\\ud" in text or "\\uD" in text:
        text = _ESCAPE.sub(lambda found: "\\ufffd" if found[1] else found[0], text)
    return json.loads(text)


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
