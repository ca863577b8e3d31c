"""What differs from one generation of Gradio to the next, as data (docs/protocol.md §1).

The client asks a `Dialect` and never compares versions.
"""

from __future__ import annotations

import ast
import math
import re
from enum import Enum

from ..errors import UnsupportedServer
from ..frozen import Frozen, replace
from .schema import App


class TransportKind(str, Enum):
    """How jobs travel (docs/protocol.md §5)."""

    WEBSOCKET = "websocket"
    """A socket for each job, and plain requests for what does not queue."""
    JOB_STREAM = "stream"
    """An event stream for each job."""
    SESSION_STREAM = "mailbox"
    """An event stream for each session."""


class Dialect(Frozen):
    """How one server wants to be spoken to.

    Attributes
    ----------
    protocol : str
        As `/config` names it.
    way : Way
    diffs : bool
        Partial results after the first are edits.
    can_cancel : bool
        POST `/cancel` exists (4.31 and later).
    says_goodbye : bool
        Streams end with a `close_stream`; the older ones just end.
    quoted_errors : bool
        Error texts are Python reprs (before 5.2).
    silence : float or None
        Seconds without a byte after which a stream is dead: three heartbeats of 15 s. None for
        generations that send none, or only one (docs/protocol.md §10).
    legacy_values : bool
        Values are those of Gradio 3, see `gradio_nb.protocol.gradio3`.
    can_upload : bool
        POST `/upload` exists (3.19 and later).
    """

    protocol: str
    transport: TransportKind = TransportKind.SESSION_STREAM
    diffs: bool = True
    can_cancel: bool = False
    says_goodbye: bool = False
    quoted_errors: bool = True
    silence: float | None = 45.0
    legacy_values: bool = False
    can_upload: bool = True

    def error_text(self, text: str) -> str:
        """Take the quotes off an error text where this generation puts them (docs/protocol.md §8)."""
        if self.quoted_errors and re.fullmatch(r"'.*'|\".*\"", text, re.DOTALL):
            try:
                return str(ast.literal_eval(text))
            except (ValueError, SyntaxError):
                return text[1:-1]
        return text


_DIALECTS = {
    known.protocol: known
    for known in (
        Dialect("ws", TransportKind.WEBSOCKET, diffs=False, silence=None, legacy_values=True),
        Dialect("sse", TransportKind.JOB_STREAM, diffs=False, silence=None),
        Dialect("sse_v1", diffs=False),
        Dialect("sse_v2"),
        Dialect("sse_v2.1"),
        Dialect("sse_v3", says_goodbye=True),
    )
}
OLDEST = (3, 2)


def dialect(app: App, silence: float | None = None) -> Dialect:
    """Choose the dialect of an app.

    Parameters
    ----------
    app : App
    silence : float, optional
        Instead of what the generation has; infinite: never.

    Raises
    ------
    UnsupportedServer
        For generations that this version does not speak.
    """
    version = version_tuple(app.version)
    if app.protocol not in _DIALECTS or version < OLDEST:
        raise UnsupportedServer(
            f"This app runs on Gradio {app.version or '?'} (protocol {app.protocol!r}); supported are 3.2 and later."
        )
    known = _DIALECTS[app.protocol]
    if silence is not None:
        known = replace(known, silence=silence if math.isfinite(silence) else None)
    return replace(
        known,
        can_cancel=app.protocol == "sse_v3" and version >= (4, 31),
        quoted_errors=version < (5, 2),
        can_upload=version >= (3, 19),
    )


def version_tuple(version: str) -> tuple[int, ...]:
    """Read `"6.31.0"` as `(6, 31, 0)`; an unreadable one counts as newer than all."""
    numbers = re.match(r"\s*(\d+(?:\.\d+)*)", version)
    return tuple(map(int, numbers[1].split("."))) if numbers else (999,)
