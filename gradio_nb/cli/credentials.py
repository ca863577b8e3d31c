"""Logins and headers of the command line, read from places that other users of the computer cannot see.

Every user can list the arguments of running programs (`ps`). A login or a token is therefore better given in a file, on
stdin or in an environment variable.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from .. import errors
from ..secret import Secret

AUTH_VARIABLE, HEADERS_VARIABLE = "GRADIO_NB_AUTH", "GRADIO_NB_HEADERS"


def add_credentials(group: argparse._ArgumentGroup) -> None:
    """Add the options for a login and for headers."""
    group.add_argument(
        "--auth",
        metavar="USER:PASSWORD",
        help=f"login of an app that has one; @FILE, - (stdin) or {AUTH_VARIABLE} keep it out of the process list",
    )
    group.add_argument(
        "--header",
        metavar="'NAME: VALUE'",
        action="append",
        default=[],
        help=f"sent with every request; @FILE, - (stdin) and {HEADERS_VARIABLE} hold one on each line",
    )


def auth_of(options: argparse.Namespace) -> tuple[str, str] | None:
    """Return user name and password, or None.

    Raises
    ------
    UsageError
        They cannot be read. The message does not repeat them.
    """
    given = os.environ.get(AUTH_VARIABLE) if options.auth is None else options.auth
    if not given:
        return None
    line = _text("--auth", given).partition("\n")[0].rstrip("\r")
    user, password = _pair("--auth", line)
    return user, Secret(password)


def headers_of(options: argparse.Namespace) -> dict[str, str]:
    """Return the headers by name; raises as `auth_of`."""
    given = options.header or [os.environ.get(HEADERS_VARIABLE, "")]
    lines = [line for text in given for line in _text("--header", text).splitlines() if line.strip()]
    pairs = (_pair("--header", line) for line in lines)
    return {name.strip(): Secret(value.strip()) for name, value in pairs}


def _text(option: str, given: str) -> str:
    try:
        if given == "-":
            return sys.stdin.readline() if option == "--auth" else sys.stdin.read()
        return Path(given[1:]).read_text(encoding="utf-8") if given.startswith("@") else given
    except (OSError, ValueError) as e:
        reason = e.strerror if isinstance(e, OSError) else "it is not UTF-8 text"
        raise errors.UsageError(
            f"{option} cannot be read: {reason}.", hint=f"{option} @FILE names a text file."
        ) from None


def _pair(option: str, text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon:
        raise errors.UsageError(
            f"{option} has no colon between its two parts.",
            hint="Give --auth USER:PASSWORD and --header 'NAME: VALUE', directly, as @FILE or as -.",
        )
    return name, value
