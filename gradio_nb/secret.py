"""Strings that must not be shown."""

from __future__ import annotations

import re

REDACTED = "•••"

# What HTTP allows in the value of a header (RFC 9110, section 5.5), as far as http.client can encode it.
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")


class Secret(str):
    """A token, password or header value whose `repr` shows nothing.

    Debuggers and verbose tracebacks (IPython's ``%xmode Verbose``) print the `repr` of local variables; a notebook
    saves that. `str` and formatting give the value itself.

    Examples
    --------
    >>> Secret("hf_x")
    '•••'
    >>> f"Bearer {Secret('hf_x')}"
    'Bearer hf_x'
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return repr(REDACTED)


def secret(value: str | None) -> Secret | None:
    """Wrap a value that may be missing."""
    return None if value is None else Secret(value)


def header_fault(name: str, value: str) -> str | None:
    """Say what keeps a header from being sent, without repeating its value; None for a valid one.

    Parameters
    ----------
    name, value : str
        As they would be sent.
    """
    if not _HEADER_NAME.fullmatch(name):
        return "its name is not a valid header name"
    if value != value.strip():
        return "it begins or ends with a blank or a line break"
    if not _HEADER_VALUE.fullmatch(value):
        return "it contains a line break, a control character or a character outside Latin-1"
    return None
