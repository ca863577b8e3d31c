"""Addresses of servers: how they are written, and which are the same."""

from __future__ import annotations

from urllib.parse import urlsplit, urlunsplit

from .. import errors


def normalise(url: str) -> str:
    """Bring an address into the form that routes are put behind (§2)."""
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise errors.UsageError(f"{url!r} is no address.", hint="It has to begin with http:// or https://.")
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))


def same_server(base: str, url: str) -> bool:
    """Tell whether an address is of the same server; the step up to https is no other server."""
    one, other = urlsplit(base), urlsplit(url)
    if (one.scheme, one.netloc) == (other.scheme, other.netloc):
        return True
    ports = {"http": 80, "https": 443}
    ends = [(p.scheme, p.hostname, p.port or ports.get(p.scheme)) for p in (one, other)]
    return ends[0] == ends[1] or ends == [("http", one.hostname, 80), ("https", one.hostname, 443)]
