"""Colours of labels: those that an app gives, and the ones that Gradio's own page makes up."""

from __future__ import annotations

import re
from collections.abc import Sequence
from math import cos, radians, sin
from typing import Any

from .base import Mapping

# They go into style attributes, and are words of somebody else: nothing but a colour passes.
_COLOR = re.compile(
    r"#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})|[a-z]{3,24}"
    r"|rgba?\( *\d{1,3}(?: *, *\d{1,3}){2}(?: *, *(?:[01]|[01]?\.\d{1,4}))? *\)",
    re.IGNORECASE,
)


def colors_of(props: Mapping[str, Any]) -> dict[str, str]:
    """Give the colours that a component has for its labels; what is no colour is left out."""
    colors = props.get("color_map")
    if not isinstance(colors, Mapping):
        return {}
    return {str(k): v for k, v in colors.items() if isinstance(v, str) and _COLOR.fullmatch(v)}


def mask_colors(labels: Sequence[str], colors: Mapping[str, str]) -> list[tuple[str, int]]:
    """Give the colour in which each mask is seen, and by how many degrees its hue is turned for that.

    The server paints masks in the app's colour, and in red where it has none; Gradio's page turns those.
    """
    turns = [round(place * 360 / len(labels)) for place in range(len(labels))]
    return [(colors[one], 0) if one in colors else (_red(turn), turn) for one, turn in zip(labels, turns, strict=True)]


def _red(degrees: int) -> str:
    """Turn red as the filter `hue-rotate` does (https://www.w3.org/TR/filter-effects-1/#feColorMatrixElement)."""
    c, s = cos(radians(degrees)), sin(radians(degrees))
    shares = (0.213 + 0.787 * c - 0.213 * s, 0.213 - 0.213 * c + 0.143 * s, 0.213 - 0.213 * c - 0.787 * s)
    return f"rgb({', '.join(str(round(255 * min(1, max(0, share)))) for share in shares)})"
