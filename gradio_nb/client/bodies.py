"""Bodies of answers: read as they come, all at once within a limit, as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import requests

from .. import errors
from ..protocol.text import parse_json

MAX_BODY = 256 * 2**20


def pieces(raw: Any) -> Iterator[bytes]:
    """Give bytes as they come. What is not sent in chunks, `stream` would collect until 64 kB are full."""
    if raw.chunked:
        yield from raw.stream(1 << 16, decode_content=True)
    elif hasattr(raw, "read1"):
        while piece := raw.read1(1 << 16, decode_content=True):
            yield piece
    else:  # urllib3 1
        yield from raw.stream(1, decode_content=True)


def load(response: requests.Response) -> None:
    """Read the body, as `requests` does by itself, but no more of it than makes sense."""
    parts, size = [], 0
    for part in response.iter_content(1 << 16):
        size += len(part)
        if size > MAX_BODY:
            response.close()
            raise errors.ProtocolError(f"An answer is larger than {MAX_BODY / 2**20:.0f} MB.")
        parts.append(part)
    response._content = b"".join(parts)


def read_json(response: requests.Response) -> Any:
    """Read an answer that has to be JSON."""
    try:
        return parse_json(response.content)
    except (ValueError, RecursionError) as e:
        raise errors.ProtocolError("The server answered with something that is no JSON.") from e
