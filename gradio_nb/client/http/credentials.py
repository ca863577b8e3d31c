"""Tokens, passwords and headers as callers give them: wrapped so that nothing prints them, and checked before use."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ... import errors
from ...secret import REDACTED, Secret, header_fault

Auth = tuple[str, str]
Credentials = tuple[Any, "Secret | None", "Auth | None", "Mapping[str, str] | None", "Secret | None"]


def hide_credentials(src: Any, token: str | None, auth: Any, headers: Any, oauth_token: str | None) -> Credentials:
    """Wrap what a caller gives, so that no traceback shows it; of values of the wrong type only the type is left."""
    if isinstance(src, str) and any(mark in src for mark in "@?#"):
        src = Secret(src)  # a login, or a query with a token
    if isinstance(auth, tuple | list):
        auth = tuple(item if place == 0 and isinstance(item, str) else _hidden(item) for place, item in enumerate(auth))
    else:
        auth = _hidden(auth)
    if isinstance(headers, Mapping):
        headers = {_hidden(name): _hidden(value) for name, value in headers.items()}
    else:
        headers = _hidden(headers)
    return src, _hidden(token), auth, headers, _hidden(oauth_token)


class _WrongType:
    """Stands for a value of a type that is never right, which may hold a secret."""

    def __repr__(self) -> str:
        return repr(REDACTED)


def _hidden(value: Any) -> Any:
    if value is None:
        return None
    return Secret(value) if isinstance(value, str) else _WrongType()


def check_credentials(
    token: str | None, auth: Auth | None, headers: Mapping[str, str] | None, oauth_token: str | None
) -> None:
    """Check that what a caller gives can be sent.

    Raises
    ------
    UsageError
        It cannot. The message repeats no value.
    """
    for name, value in (("token", token), ("oauth_token", oauth_token)):
        if value is not None and not isinstance(value, str):
            raise errors.UsageError(f"{name}= is not a string.", hint="Give the token itself.")
        fault = header_fault("x-hf-authorization", value or "")
        if fault is None and value and any(map(str.isspace, value)):
            fault = "it contains a blank"
        if fault is not None:
            raise errors.UsageError(
                f"{name}= cannot be sent: {fault}.",
                hint="Tokens read from a file often end with a line break: use .strip().",
            )
    if auth is not None and not (isinstance(auth, tuple) and len(auth) == 2 and all(isinstance(a, str) for a in auth)):
        raise errors.UsageError("auth= is not a pair of strings.", hint="Give auth=('user', 'password').")
    if headers is not None and not isinstance(headers, Mapping):
        raise errors.UsageError("headers= is not a mapping.", hint="Give headers={'Name': 'value'}.")
    for name, value in (headers or {}).items():
        if not isinstance(name, str) or not isinstance(value, str):
            raise errors.UsageError(
                "headers= has a name or a value that is not a string.", hint="Convert it with str()."
            )
        if (fault := header_fault(name, value)) is not None:
            shown = name if header_fault(name, "") is None else "of headers="
            raise errors.UsageError(
                f"The header {shown} cannot be sent: {fault}.",
                hint="Names and values of headers are single lines of Latin-1 text (RFC 9110, section 5).",
            )
