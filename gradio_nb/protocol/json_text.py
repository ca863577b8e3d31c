"""JSON of a server, without lone surrogates."""

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
