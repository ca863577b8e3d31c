"""How values show themselves as the last line of a cell: static HTML, safe wherever it goes.

Whatever an app sent is escaped. There are no scripts, no address of another host is loaded, and
files that are shown are in the HTML itself. That makes it fit for saved and for untrusted notebooks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

EMBED_LIMIT = 10_000_000
"""Bytes of files that one display has in it; further ones are named only."""

TEXT_LIMIT = 200_000
"""Characters of a text that one display has in it."""

# Characters that nobody sees, and that turn the direction of others.
_HIDDEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def escape(text: Any) -> str:
    """Make text safe within HTML and within an attribute's quotes."""
    import html  # brings a table of 2,000 names along

    return html.escape(str(text))


def name(text: str) -> str:
    """Show a name for what it is: nothing in it is invisible or turns it round."""
    return f"<bdi>{escape(_HIDDEN.sub(lambda found: f'U+{ord(found[0]):04X}', text))}</bdi>"


def prose(text: str) -> str:
    """Show a text as it is written, its lines wrapped."""
    cut = text[:TEXT_LIMIT]
    more = f"\n… {len(text) - TEXT_LIMIT:,} more characters" if len(text) > TEXT_LIMIT else ""
    return f'<div dir="auto" style="white-space: pre-wrap; overflow-wrap: anywhere">{escape(cut)}{more}</div>'


def figure(inner: str, caption: str | None) -> str:
    """Put a caption under something."""
    below = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    return f'<figure style="margin: 0; max-width: 100%">{inner}{below}</figure>'


def row(cells: Iterable[str]) -> str:
    """Put things side by side, in as many lines as it takes."""
    return f'<div style="display: flex; flex-wrap: wrap; gap: 8px">{"".join(cells)}</div>'


def short(text: Any, length: int = 40) -> str:
    """Cut a text for a `repr`."""
    text = str(text)
    return text if len(text) <= length else f"{text[: length - 1]}…"
