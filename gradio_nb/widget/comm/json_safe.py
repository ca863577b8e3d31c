"""What can be told to a page: JSON as every parser reads it, in texts that can be encoded."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from numbers import Integral, Real
from typing import Any

_HALF = re.compile("[\ud800-\udfff]")

NOT_SERIALISABLE = (ValueError, TypeError, RecursionError)
"""What `to_json_safe` raises."""


def to_json_safe(value: Any) -> Any:
    """Give a value as a page can be told of it: itself, nearly always.

    A number that is none or endless becomes None, as JSON has no such thing, and half a surrogate pair U+FFFD. Hosts
    would make the text "nan" of the one, and lose the whole message over the other.

    Raises
    ------
    ValueError, TypeError, RecursionError
        For what is no JSON at all.
    """
    try:
        json.dumps(value, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, TypeError):
        return _mended(value)
    return value


def _mended(value: Any) -> Any:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _HALF.sub("\ufffd", value)
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        number = float(value)
        return number if math.isfinite(number) else None
    if isinstance(value, Mapping):
        return {_mended(str(key)): _mended(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_mended(item) for item in value]
    raise TypeError(f"a page cannot be told of a {type(value).__name__}")
