"""Strict parsing of URLs, so that every part of this package agrees on the host that a URL names.

Parsers differ: for ``http://evil\\@app:7860/``, `urllib.parse` sees the host ``app`` and urllib3 connects to ``evil``.
A check made with one parser says nothing about a request sent by the other. URLs that parsers read differently are
therefore rejected, and what is left is rewritten in one canonical form.
"""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache

from ..frozen import Frozen

DEFAULT_PORTS = {"http": 80, "https": 443}

# C0 and C1 controls, and the backslash, which browsers and urllib3 take for a slash (WHATWG URL, "special authority").
_FORBIDDEN = re.compile(r"[\x00-\x1f\x7f-\x9f\\]")
_URL = re.compile(r"(https?)://([^/?#]*)(.*)", re.IGNORECASE | re.DOTALL)
_AUTHORITY = re.compile(
    r"(?:(?P<credentials>.*)@)?(?P<host>\[[^\]@]*\]|[^:@\[\]]*)(?::(?P<port>[0-9]{0,5}))?", re.DOTALL
)
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)", re.ASCII)
_MAX_HOST = 253


class Url(Frozen):
    """An absolute HTTP URL in canonical form.

    Attributes
    ----------
    scheme : str
        ``"http"`` or ``"https"``.
    host : str
        Lower-case ASCII; an internationalized name in its IDNA form, an IPv6 address without brackets.
    port : int
        The scheme's default where the URL names none.
    target : str
        Path, query and fragment as given.
    credentials : str
        What precedes an ``@`` in the authority, percent-encoded as given. `str(url)` leaves it out.
    """

    scheme: str
    host: str
    port: int
    target: str
    credentials: str = ""

    @property
    def authority(self) -> str:
        """Host and port, as in a ``Host`` header: the port only where it is not the default one."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == DEFAULT_PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> tuple[str, str, int]:
        """Scheme, host and port (RFC 6454, section 4)."""
        return self.scheme, self.host, self.port

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def parse_url(text: str) -> Url:
    r"""Parse an absolute HTTP URL.

    Raises
    ------
    ValueError
        The URL is not absolute, not HTTP, or could be read in more than one way. The message says why and
        repeats nothing of the URL, which may hold a password.

    Examples
    --------
    >>> str(parse_url("HTTP://Example.org:80/A?b"))
    'http://example.org/A?b'
    >>> parse_url("http://evil\\@example.org/")
    Traceback (most recent call last):
    ValueError: it contains a backslash or a control character
    """
    if _FORBIDDEN.search(text):
        raise ValueError("it contains a backslash or a control character")
    found = _URL.fullmatch(text)
    if found is None:
        raise ValueError("it does not begin with http:// or https://")
    scheme, authority, target = found[1].lower(), found[2], found[3]
    parts = _AUTHORITY.fullmatch(authority)
    if parts is None or any(map(str.isspace, authority)):
        raise ValueError("its host or port is not valid")
    port = int(parts["port"]) if parts["port"] else DEFAULT_PORTS[scheme]
    if not 0 < port < 2**16:
        raise ValueError("its port is not between 1 and 65535")
    return Url(scheme, _host(parts["host"]), port, target, parts["credentials"] or "")


@lru_cache(maxsize=256)
def origin_of(url: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port of a URL, or None where the URL is not valid."""
    try:
        return parse_url(url).origin
    except ValueError:
        return None


def is_absolute(path: str) -> bool:
    """Tell whether a path of a file is meant as a URL, valid or not."""
    return path[:8].lower().startswith(("http://", "https://"))


def without_credentials(text: str) -> str:
    """Return a URL for people to read: whatever could be a login, and a query with a token, is left out."""
    return re.sub(r"(?s)[?#].*", "", re.sub(r"(?s)^(\s*[\w+.-]*:?[/\\]*).*@", r"\1", text))


def _host(text: str) -> str:
    if text.startswith("["):
        address = ipaddress.ip_address(text[1:-1])
        if address.version != 6 or "%" in text:
            raise ValueError("its host is not valid")
        return str(address)
    name = text.lower() if text.isascii() else _idna(text)
    labels = name.removesuffix(".").split(".")
    if len(name) > _MAX_HOST or not all(map(_LABEL.fullmatch, labels)):
        raise ValueError("its host is not a host name")
    return name


def _idna(name: str) -> str:
    # The package that requests uses, with the same options, so that both name the same host.
    import idna

    try:
        return idna.encode(name, uts46=True).decode()
    except UnicodeError:
        raise ValueError("its host is not a host name") from None
