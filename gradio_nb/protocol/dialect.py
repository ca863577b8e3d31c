"""What differs from one generation of Gradio to the next, as data (protocol notes §1).

The client asks a `Dialect` and never compares versions.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass, replace

from ..errors import UnsupportedServer
from .schema import App


@dataclass(frozen=True)
class Dialect:
    """How one server wants to be spoken to.

    Attributes
    ----------
    protocol : str
        As `/config` names it.
    diffs : bool
        Partial results after the first are edits.
    can_cancel : bool
        POST `/cancel` exists (4.31 and later).
    quoted_errors : bool
        Error texts are Python reprs (before 5.2).
    silence : float or None
        Seconds without a byte after which a stream is dead: three heartbeats of 15 s (§10).
    """

    protocol: str
    diffs: bool = True
    can_cancel: bool = True
    quoted_errors: bool = False
    silence: float | None = 45.0

    def error_text(self, text: str) -> str:
        """Take the quotes off an error text where this generation puts them (§8)."""
        if self.quoted_errors and re.fullmatch(r"'.*'|\".*\"", text, re.DOTALL):
            try:
                return str(ast.literal_eval(text))
            except (ValueError, SyntaxError):
                return text[1:-1]
        return text


_DIALECTS = {"sse_v3": Dialect("sse_v3")}


def dialect(app: App) -> Dialect:
    """Choose the dialect of an app.

    Raises
    ------
    UnsupportedServer
        For generations that this version does not speak.
    """
    try:
        base = _DIALECTS[app.protocol]
    except KeyError:
        raise UnsupportedServer(
            f"This app runs on Gradio {app.version or '?'} (protocol {app.protocol!r}); supported are 4.22 and later."
        ) from None
    version = version_tuple(app.version)
    return replace(base, can_cancel=version >= (4, 31), quoted_errors=version < (5, 2))


def version_tuple(version: str) -> tuple[int, ...]:
    """Read `"6.31.0"` as `(6, 31, 0)`; an unreadable one counts as newer than all."""
    numbers = re.match(r"\s*(\d+(?:\.\d+)*)", version)
    return tuple(map(int, numbers[1].split("."))) if numbers else (999,)
