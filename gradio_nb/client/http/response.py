"""Bodies of answers: read as they come, all at once within a limit, as JSON."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Any

import requests
from urllib3.exceptions import HTTPError

from ... import errors
from ...protocol.json_text import parse_json

MAX_BODY = 256 * 2**20
MAX_ERROR = 2**20
"""Bytes of a body that explains an error; the rest is not read."""
MAX_REDIRECT = 64 * 2**10
"""Bytes of the body of a redirect that are read, undecoded, to keep the connection."""
# urllib3 decodes whatever it has a library for, up to five codings on top of each other: a body of 64 kB could
# unpack to gigabytes before anybody counts it. These expand by a factor of about a thousand at most.
CODINGS = ("", "identity", "gzip", "x-gzip", "deflate")


def iter_raw(raw: Any) -> Iterator[bytes]:
    """Give bytes as they come. What is not sent in chunks, `stream` would collect until 64 kB are full."""
    if raw.chunked:
        yield from raw.stream(1 << 16, decode_content=True)
    elif hasattr(raw, "read1"):
        while piece := raw.read1(1 << 16, decode_content=True):
            yield piece
    else:  # urllib3 1
        yield from raw.stream(1, decode_content=True)


def read_body(response: requests.Response) -> None:
    """Read the decoded body of a response into memory.

    Of a body that explains an error only the first `MAX_ERROR` bytes are kept.

    Raises
    ------
    ProtocolError
        The body is larger than `MAX_BODY`.
    """
    parts, size = [], 0
    limit = MAX_BODY if response.ok else MAX_ERROR
    for part in response.iter_content(1 << 16):
        size += len(part)
        parts.append(part)
        if size > limit:
            response.close()
            if response.ok:
                raise errors.ProtocolError(f"The server's answer is larger than {limit / 2**20:.0f} MB.")
            parts[-1] = part[: len(part) - (size - limit)]
            break
    response._content = b"".join(parts)
    response._content_consumed = True  # type: ignore[attr-defined]


def check_coding(response: requests.Response) -> None:
    """Refuse a content coding that was not asked for (RFC 9110, section 8.4).

    Raises
    ------
    ProtocolError
        The body is compressed in an unknown way, or more than once.
    """
    coding = response.headers.get("Content-Encoding", "").strip().lower()
    if coding not in CODINGS:
        response.close()
        raise errors.ProtocolError("The server compressed its answer in a way that was not asked for.")


def skip_body(response: requests.Response) -> None:
    """Leave the body of a redirect undecoded; a long one costs the connection."""
    length = response.headers.get("Content-Length", "")
    if length.isdecimal() and int(length) <= MAX_REDIRECT and not response.raw.chunked:
        with contextlib.suppress(HTTPError):  # the next request finds out that the connection is gone
            response.raw.read(decode_content=False)
    else:
        response.raw.close()
    response._content = b""
    response._content_consumed = True  # type: ignore[attr-defined]


def read_json(response: requests.Response) -> Any:
    """Read an answer that has to be JSON."""
    try:
        return parse_json(response.content)
    except (ValueError, RecursionError) as e:
        raise errors.ProtocolError("The server answered with something that is no JSON.") from e
