"""Limits for the texts of an app that the panel shows in full: labels, descriptions, messages.

A browser lays a text out in one go, so a long one holds the notebook's page up. Values have limits of their own
(`views.py` and the viewers); Python has all texts as they are.
"""

from __future__ import annotations

LABEL = 1_000
"""Characters of what stands in one line, such as the label of a component or of a choice."""

LOG = 2_000
"""Characters of a message that an app logs; there are many of them."""

PROSE = 10_000
"""Characters of what may have several lines, such as a description or the message of an error."""


def shortened(text: str, most: int) -> str:
    """Return the beginning of a text that is longer than `most` characters, with an ellipsis.

    Examples
    --------
    >>> shortened("abcdef", 4)
    'abc…'
    """
    return text if len(text) <= most else f"{text[: most - 1]}…"
