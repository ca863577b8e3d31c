"""Limits for the texts of an app that the panel shows in full: labels, descriptions, messages.

A browser lays a text out in one go, so a long one holds the notebook's page up. Values have limits of their own
(`views.py` and the viewers); Python has all texts as they are.
"""

from __future__ import annotations

from collections.abc import Collection

from ...values.display import words

LABEL = 1_000
"""Characters of what stands in one line, such as the label of a component or of a choice."""

LOG = 2_000
"""Characters of a message that an app logs; there are many of them."""

PROSE = 10_000
"""Characters of what may have several lines, such as a description or the message of an error."""

FORM = 40_000
"""Units of text (`values.display.words`) of the labels and descriptions in a form, which is laid out as a whole."""

LEAST = 120
"""Characters that each of them has."""


def share(texts: Collection[str], most: int = FORM) -> int:
    """Return how many characters each of some texts may have that are shown together.

    Examples
    --------
    >>> share(["a label", "a description"])
    40000
    >>> share(["x" * 9_000] * 10)
    4000
    """
    total = 0
    for text in texts:
        total += words(text)
        if total > most:
            return max(LEAST, most // len(texts))
    return most
