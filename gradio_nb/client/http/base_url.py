"""Base URLs of servers, and which of them are the same server."""

from __future__ import annotations

import re

from ... import errors
from ...protocol.urls import Url, origin_of, parse_url, without_credentials

# Segments of unreserved characters (RFC 3986, section 2.3), none of them dots alone.
_PREFIX = re.compile(r"(/(?!\.+(/|$))[\w.~-]+)+", re.ASCII)


def read_url(text: str) -> Url:
    """Parse the URL of an app.

    Raises
    ------
    UsageError
        The URL is not valid. The message leaves credentials out.
    """
    try:
        return parse_url(text.strip(" \t\r\n"))
    except ValueError as e:
        shown = without_credentials(text)
        raise errors.UsageError(
            f"{shown!r} is not a valid URL: {e}.",
            hint="Give it as http://host:port/path, with special characters of a password percent-encoded.",
        ) from None


def normalise(text: str) -> str:
    """Return the base URL that routes are appended to (docs/protocol.md §2).

    It has no credentials, query, fragment or trailing slash.

    Raises
    ------
    UsageError
        The URL is not valid.
    """
    url = read_url(text)
    path = url.target.partition("#")[0].partition("?")[0].rstrip("/")
    return f"{url.scheme}://{url.authority}{path}"


def same_server(base: str, url: str) -> bool:
    """Tell whether two URLs have the same origin; the upgrade from http to https on the default ports counts as one."""
    one, other = origin_of(base), origin_of(url)
    if one is None or other is None:
        return False
    return one == other or (one, other) == (("http", one[1], 80), ("https", one[1], 443))


def read_prefix(value: object) -> str:
    """Read the path that an app gives for its routes (`api_prefix` of `/config`, docs/protocol.md §2).

    Raises
    ------
    ProtocolError
        It is more than a path. Appended to the base URL, it could change the host that requests go to.
    """
    prefix = str(value or "").rstrip("/")
    if prefix and not _PREFIX.fullmatch(prefix):
        raise errors.ProtocolError(
            "The app's /config gives an API prefix that is not a path; nothing was sent to it.",
            hint="No Gradio release does so: do not trust this app.",
        )
    return prefix
