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
"""Characters of HTML that one display has in it, in a frame of its own."""

# The page lays out all of a display at once; texts beyond these limits are cut, and items named by their number.
WORDS = 40_000
"""Characters of text that one display has in it; one of a script that takes long to lay out counts as six."""

LINE = 1_000
"""Characters of what stands in one line or cell."""

ITEMS = 100
"""Files, messages and columns."""

READ_LIMIT = 8_000
"""Weight of the Markdown that one display has in it (`markdown.weight`)."""

# Scripts whose letters are joined or stacked, or whose words a dictionary tells; what turns directions; emoji.
_SLOW = re.compile(
    "[\u0300-\u036f\u0590-\u109f\u1100-\u11ff\u1700-\u1cff\u200b-\u206f\ua800-\uabff"
    "\ufb1d-\ufe0f\ufe70-\ufefc\U0001f000-\U0001faff]"
)
_SLOWER = 6
_STEP = 500

# Characters that nobody sees, and that turn the direction of others.
_HIDDEN = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")


def escape(text: Any) -> str:
    """Make text safe within HTML and within an attribute's quotes."""
    import html  # brings a table of 2,000 names along

    return html.escape(str(text))


def name(text: str) -> str:
    """Show a name for what it is: nothing in it is invisible or turns it round."""
    return f"<bdi>{escape(_HIDDEN.sub(lambda found: f'U+{ord(found[0]):04X}', short(text, LINE)))}</bdi>"


def prose(text: str, most: int = WORDS // 2) -> str:
    """Show a text as it is written, its lines wrapped."""
    cut = begun(text, most)
    more = f"\n… {len(text) - len(cut):,} more characters" if len(text) > len(cut) else ""
    return f'<div dir="auto" style="white-space: pre-wrap; overflow-wrap: anywhere">{escape(cut)}{more}</div>'


def begun(text: str, most: int) -> str:
    """Return as much of the beginning of a text as is within a limit such as `WORDS`."""
    if _SLOWER * len(text) <= most:
        return text
    for at in range(0, len(text), _STEP):
        most -= words(text[at : at + _STEP])
        if most < 0:
            return text[:at]
    return text


def words(text: str) -> int:
    """Count the characters of a text as `WORDS` does."""
    return len(text) + (_SLOWER - 1) * len(_SLOW.findall(text))


def line(text: Any) -> str:
    """Show what stands in one line, as far as there is room."""
    return escape(short(text, LINE))


def figure(inner: str, caption: str | None) -> str:
    """Put a caption under something."""
    below = f"<figcaption>{line(caption)}</figcaption>" if caption else ""
    return f'<figure style="margin: 0; max-width: 100%">{inner}{below}</figure>'


def row(cells: Iterable[str]) -> str:
    """Put things side by side, in as many lines as it takes."""
    return f'<div style="display: flex; flex-wrap: wrap; gap: 8px">{"".join(cells)}</div>'


def short(text: Any, length: int = 40) -> str:
    """Return a text, or the beginning of one that is longer than `length` characters, with an ellipsis."""
    text = str(text)
    return text if len(text) <= length else f"{text[: length - 1]}…"


def left_out(count: int, most: int, what: str) -> str:
    """Say how many items there are, where they are more than are shown."""
    return f"<p>{count:,} {what}, the first {most:,} are shown</p>" if count > most else ""
