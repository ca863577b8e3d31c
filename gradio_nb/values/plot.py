"""Plots: the value of Plot."""

from __future__ import annotations

import io
from typing import Any

from .base import Family, Fetch, Mapping, Return, register
from .checks import need
from .content import parse_data_url


class Plot:
    """A plot of a result.

    Attributes
    ----------
    type : str
        `"matplotlib"` (then it is a picture), `"plotly"`, `"altair"`, `"bokeh"`, …
    raw : dict
        The wire form; `raw["plot"]` is the picture as a data URL, or the plot's JSON as text.
    """

    def __init__(self, raw: dict[str, Any]) -> None:
        self.raw = raw
        self.type = str(raw.get("type"))

    def __repr__(self) -> str:
        return f"<Plot of {self.type}>"

    def to_pil(self) -> Any:
        """Open a plot of matplotlib as a `PIL.Image.Image`.

        Raises
        ------
        ValueError
            The plot is of another type.
        """
        if not _is_picture(self.raw):
            raise ValueError(f"a plot of {self.type} is no picture; its data is in raw['plot']")
        return need("PIL.Image", "to_pil()").open(io.BytesIO(parse_data_url(self.raw["plot"])))

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": repr(self)}
        if _is_picture(self.raw):
            from html import escape

            bundle["text/html"] = f'<img src="{escape(self.raw["plot"])}" alt="plot">'
        return bundle


@register("plot")
class Plots(Family):
    """Drawn as a picture where it is one, else as the JSON it is."""

    kind = "image"

    def decode(self, output: Return, wire: Any, fetch: Fetch) -> Any:
        return Plot(dict(wire)) if isinstance(wire, Mapping) else wire

    def view(self, output: Return, wire: Any) -> dict[str, Any]:
        if wire is None or _is_picture(wire):
            return {"kind": "image", "value": wire and wire["plot"]}
        return {"kind": "json", "value": wire}


def _is_picture(wire: Any) -> bool:
    return isinstance(wire, Mapping) and str(wire.get("plot")).startswith("data:image/")
