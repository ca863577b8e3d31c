"""A text for bug reports: versions, the app, and what was said last. Values of the user stay out of it."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from itertools import groupby

from ...protocol.schema import App
from .exchanges import Exchange, Message

SHOWN = 40
_MSG = re.compile(r'"msg"\s*:\s*"(\w+)"|event:\s*(\w+)')
_FAILED = re.compile(r'"success"\s*:\s*false')


def report(app: App, name: str, base: str, exchanges: Sequence[Exchange]) -> str:
    """Make the text.

    Parameters
    ----------
    app : App
    name, base : str
        What the app is called, and its address.
    exchanges : sequence of Exchange
    """
    lines = [
        versions(),
        f"App: {name} at {base}: Gradio {app.version}, {app.protocol}, {len(app.endpoints)} endpoints"
        + (f", Space {app.space_id}" if app.space_id else ""),
        "",
        f"The last {min(SHOWN, len(exchanges))} exchanges with the server, the oldest first, without values:",
        *(line for exchange in exchanges[-SHOWN:] for line in _describe(exchange, base)),
    ]
    return "\n".join(lines) + "\n"


def versions() -> str:
    """Name what this runs on."""
    import platform
    from importlib.metadata import version

    from ..._version import __version__

    libraries = ", ".join(f"{name} {version(name)}" for name in ("requests", "urllib3"))
    return f"gradio_nb {__version__}, Python {platform.python_version()}, {libraries}, {platform.platform()}"


def _describe(x: Exchange, base: str) -> Iterator[str]:
    clock = time.strftime("%H:%M:%S", time.localtime(x.began))
    took = "under way" if x.seconds is None else f"{x.seconds:.3f} s"
    sizes = f"sent {_size(x.sent_size)}, got {_size(x.received_size)}"
    yield f"{clock}  {x.method} {x.url.removeprefix(base)}  →  {x.status or 'no answer'}, {took}, {sizes}"
    if x.error:
        yield f"          broke: {x.error}"
    if x.status is not None and x.status >= 400 and x.received:
        yield f"          {x.received[:300]!r}"
    if x.messages:
        yield f"          {', '.join(_grouped(x.messages))}"


def _grouped(messages: Sequence[Message]) -> Iterator[str]:
    """Name messages and their times; many of a kind in a row are one entry."""
    for kind, group in groupby(messages, _kind):
        several = list(group)
        first, last = several[0].seconds, several[-1].seconds
        yield f"{kind} {first:.3f} s" if len(several) == 1 else f"{len(several)} × {kind} {first:.3f} to {last:.3f} s"


def _kind(message: Message) -> str:
    found = _MSG.search(message.text)
    name = (found[1] or found[2]) if found else "(no message)"
    return f"{name} (failed)" if _FAILED.search(message.text) else name


def _size(size: int | None) -> str:
    if size is None:
        return "?"
    return f"{size:,} bytes"
