"""Plots: Plot and the native plots."""

from __future__ import annotations

import io
import re
from contextlib import suppress
from typing import Any, ClassVar

from ..protocol.config import slug
from ..protocol.json_text import parse_json
from .base import Codec, Fetch, Mapping, Parameter, Return, bad_value, register
from .content import parse_data_url
from .display import TEXT_LIMIT, escape
from .helpers import describe, import_optional
from .shaped import MISSHAPEN, want
from .vega import closed, native_spec

_PLOTLY = "application/vnd.plotly.v1+json"
_VEGA = "application/vnd.vegalite.v5+json"

_MAX_SHOWN = 50 * TEXT_LIMIT

# Tags of plotly's texts that load nothing, and what begins no tag.
_PLAIN_TAG = re.compile(
    r"<(?:[\s\d=]|/?(?:br|sup|sub|b|i|em|s|u|span)\s*/?>|/a>|a\s+href=([\"'])https?://[^\s\"'<>{}\\]*\1\s*>)",
    re.IGNORECASE,
)

# Kinds of traces whose maps come from other hosts.
_MAPS = ("geo", "map", "choropleth")


class Plot:
    """A plot of a result.

    It shows itself where the notebook has a renderer: a picture, and plots of plotly and Vega-Lite that
    ask no other host for anything. A Bokeh document may hold scripts of the app, so it is only shown
    by whoever asks for it, with `bokeh.plotting.show(plot.to_bokeh())`.

    Attributes
    ----------
    type : str
        `"matplotlib"` (then it is a picture), `"plotly"`, `"altair"`, `"bokeh"`, or `"native"`.
    raw : dict
        The wire form; `raw["plot"]` is the picture as a data URL, or the plot's JSON as text.
    """

    def __init__(self, raw: Mapping[str, Any], props: Mapping[str, Any] | None = None) -> None:
        want("plot" in raw or "columns" in raw, "plot")
        self.raw = dict(raw)
        self.type = str(raw.get("type", "native" if "columns" in raw else "unknown"))
        self._spec = native_spec(props or {}, raw) if self.type == "native" else None

    def __repr__(self) -> str:
        return f"<Plot of {self.type}>"

    def __eq__(self, other: object) -> bool:
        return (self.raw, self._spec) == (other.raw, other._spec) if isinstance(other, Plot) else NotImplemented

    @property
    def is_picture(self) -> bool:
        """Whether it is a picture, as plots of matplotlib are."""
        return str(self.raw.get("plot")).startswith("data:image/")

    @property
    def json(self) -> dict[str, Any]:
        """What the plot's own library makes it of.

        Raises
        ------
        ValueError
            It is a picture.
        """
        if self._spec is not None:
            return self._spec
        if self.is_picture:
            raise ValueError(f"a plot of {self.type} came as a picture, which to_pil() opens")
        found = parse_json(self.raw["plot"])
        want(isinstance(found, dict), "plot")
        return dict(found)

    def to_pil(self) -> Any:
        """Open a plot that is a picture as a `PIL.Image.Image`. Wants the extra `media`."""
        if not self.is_picture:
            raise ValueError(f"a plot of {self.type} is no picture; {self._ways()}")
        return import_optional("PIL.Image", "to_pil()").open(io.BytesIO(parse_data_url(self.raw["plot"])))

    def to_vega(self) -> dict[str, Any]:
        """Give the Vega-Lite spec of a native plot, or of one of Altair."""
        self._must_be("altair", "native")
        return self.json

    def to_altair(self) -> Any:
        """Make the `altair.Chart`, also of a native plot. Wants altair."""
        spec = self.to_vega()
        return import_optional("altair", "to_altair()").Chart.from_dict(spec)

    def to_plotly(self) -> Any:
        """Make the `plotly.graph_objects.Figure`. Wants plotly."""
        self._must_be("plotly")
        # What a newer plotly of the app knows and this one does not is left out.
        return import_optional("plotly.io", "to_plotly()").from_json(self.raw["plot"], skip_invalid=True)

    def to_bokeh(self) -> Any:
        """Make the model of Bokeh, such as a `bokeh.plotting.figure`. Wants bokeh."""
        self._must_be("bokeh")
        document = import_optional("bokeh.document", "to_bokeh()").Document.from_json(self.json["doc"])
        root = document.roots[0]
        document.remove_root(root)  # a model in a document of its own could be shown nowhere else
        return root

    def _must_be(self, *types: str) -> None:
        if self.type not in types:
            raise ValueError(f"this is a plot of {self.type}; {self._ways()}")

    def _ways(self) -> str:
        ways = {"altair": "to_altair() or to_vega()", "native": "to_altair() or to_vega()"}
        way = "to_pil()" if self.is_picture else ways.get(self.type) or f"to_{slug(self.type)}()"
        return f"{way} gives it" if self.type in (*ways, "plotly", "bokeh") or self.is_picture else "raw has its data"

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": repr(self)}
        if self.is_picture:
            bundle["text/html"] = f'<img src="{escape(self.raw["plot"])}" alt="plot" style="max-width: 100%">'
            return bundle
        bundle["text/plain"] += f": {self._ways()}"
        if len(str(self.raw.get("plot"))) <= _MAX_SHOWN:
            with suppress(*MISSHAPEN):  # the app sent no plot: its name is shown
                bundle.update(self._native())
        return bundle

    def _native(self) -> dict[str, Any]:
        """Give the form that the renderer of the plot's own library takes; {} where it would ask other hosts."""
        if self.type in ("altair", "native"):
            # `usermeta` holds options of the renderer, addresses and HTML among them.
            spec = {key: value for key, value in self.json.items() if key != "usermeta"}
            return {_VEGA: spec} if closed(spec) else {}
        if self.type == "plotly":
            figure = {key: self.json[key] for key in ("data", "layout") if key in self.json}
            return {_PLOTLY: figure} if figure and _closed_figure(figure) else {}
        return {}


def _closed_figure(value: Any) -> bool:
    """Tell whether plotly draws a figure without asking another host for maps or pictures."""
    if isinstance(value, str):
        return closed_text(value)
    if isinstance(value, list):
        return all(map(_closed_figure, value))
    if not isinstance(value, Mapping):
        return True
    source = value.get("source")
    if isinstance(source, str) and not source.startswith("data:"):
        return False
    if any(part in str(value.get("type", "")) for part in _MAPS):
        return False
    # What a button or a slider does may name the place of a picture, and then its address.
    if any(key in ("args", "args2") and re.search("images|source", str(item)) for key, item in value.items()):
        return False
    # Templates say how maps would look, without there being any. The operation of a contour is a sign such as `<`.
    return all(
        _closed_template(item) if key == "template" else _closed_figure(item)
        for key, item in value.items()
        if key != "operation"
    )


def closed_text(text: str) -> bool:
    """Tell whether plotly loads nothing for a text, with whatever a template puts behind it.

    `js/src/plot/offline.ts` has the same rule; tests/fixtures/figures.json tests both.
    """
    return all(_PLAIN_TAG.match(text, found.start()) for found in re.finditer("<", text))


def _closed_template(value: Any) -> bool:
    """Tell the same of the texts and pictures of a template."""
    if isinstance(value, Mapping):
        source = value.get("source")
        is_picture = not isinstance(source, str) or source.startswith("data:")
        return is_picture and all(_closed_template(item) for key, item in value.items() if key != "operation")
    return all(map(_closed_template, value)) if isinstance(value, list) else _closed_figure(value)


@register("plot", "nativeplot")
class Plots(Codec):
    """Taken are the wire form, and a `Plot` of an earlier run."""

    input_doc, output_doc = "`Plot`", "`Plot`"
    wire: ClassVar = {
        3: '`{"type", "plot"}`',
        4: '`{"type", "plot"}`; of native plots `{"columns", "data", "datatypes", "mark"}`',
    }
    kind = "plot"

    def encode(self, parameter: Parameter, value: Any) -> Any:
        if value is None:
            return None
        if isinstance(value, Plot):
            return value.raw
        if isinstance(value, Mapping) and ("plot" in value or "columns" in value):
            return dict(value)
        raise bad_value(parameter, f"expected a plot of an earlier result, got {describe(value)}")

    def decode(self, output: Return, wire: Any, fetch: Fetch) -> Any:
        try:
            return Plot(wire, output.props)
        except MISSHAPEN:
            return super().decode(output, wire, fetch)

    def view(self, output: Return, wire: Any) -> dict[str, Any]:
        """Pictures are drawn as those; the others by `plot`, native ones and those of Altair as Vega-Lite."""
        if wire is None:
            return {"kind": "image", "value": None}
        try:
            plot = Plot(wire, output.props)
        except MISSHAPEN:
            return {**super().view(output, wire), "kind": "json"}
        if plot.is_picture:
            return {"kind": "image", "value": plot.raw["plot"]}
        try:
            value = {"type": "vega-lite", "plot": plot.to_vega()}
        except (LookupError, TypeError, ValueError):
            value = dict(plot.raw)
        return {"kind": self.kind, "value": value}
