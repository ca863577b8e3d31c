"""Native plots (LinePlot, BarPlot, ScatterPlot) as Vega-Lite, drawn as the app's page draws them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"

# Paints and cursors that name something outside of the drawing.
_REACHING = re.compile(r"\b(?:url|src|image|image-set|cross-fade)\s*\(", re.IGNORECASE)
_INPUT_KEYS = {"input", "name", "min", "max", "step", "options", "labels", "placeholder", "debounce"}

# Seconds of the suffixes of `x_bin`.
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def native_spec(props: Mapping[str, Any], wire: Mapping[str, Any]) -> dict[str, Any]:
    """Make the Vega-Lite spec of a native plot (Gradio 4.4x and later).

    The rules are those of Gradio's own viewer, js/nativeplot: bars and lines over categories are
    summed up, bins of time are in milliseconds, limits of time in seconds.

    Parameters
    ----------
    props : mapping
        The component's: `x`, `y`, `color`, `x_bin`, `y_aggregate`, titles, limits, …
    wire : mapping
        `columns`, `data`, `datatypes` and `mark`.

    Raises
    ------
    LookupError, TypeError, ValueError
        It is none.
    """
    columns = [str(column) for column in wire["columns"]]
    kinds, mark = wire["datatypes"], str(wire["mark"])
    x, y, color = (_column(props.get(axis), columns) for axis in ("x", "y", "color"))
    if x is None or y is None:
        raise ValueError("a native plot needs x and y")
    step = _bin(props.get("x_bin"))
    encoding: dict[str, Any] = {
        "x": _axis(x, kinds[x], props, "x"),
        "y": {**_axis(y, kinds[y], props, "y"), **_aggregate(props, mark, kinds[x], step)},
        "tooltip": [{"field": _field(c), "type": kinds[c]} for c in columns],
    }
    if step:
        encoding["x"]["bin"] = {"step": step}
    if kinds[x] == "nominal":
        encoding["x"]["sort"] = _sort(props.get("sort"), y)
    if "aggregate" in encoding["y"]:
        # Single values of what has been summed up would tear it apart again.
        del encoding["tooltip"]
    if color is not None:
        encoding["color"] = _color(color, kinds[color], props)
    spec = {
        "$schema": SCHEMA,
        "width": "container",
        "data": {"values": [dict(zip(columns, row, strict=True)) for row in wire["data"]]},
        "mark": {"type": mark, "clip": True},
        "encoding": encoding,
    }
    title = wire.get("title") or props.get("title")
    if title:
        spec["title"] = str(title)
    if isinstance(props.get("height"), int):
        spec["height"] = props["height"]
    return spec


def _column(name: Any, columns: list[str]) -> str | None:
    return name if name in columns else None


def _field(column: str) -> str:
    """Escape what Vega-Lite reads as the path to a member."""
    return re.sub(r"([.\[\]\\])", r"\\\1", column)


def _axis(column: str, kind: str, props: Mapping[str, Any], axis: str) -> dict[str, Any]:
    made: dict[str, Any] = {"field": _field(column), "type": kind, "title": props.get(f"{axis}_title") or column}
    limits = props.get(f"{axis}_lim")
    scale: dict[str, Any] = {"zero": False} if axis == "y" and kind == "quantitative" else {}
    if isinstance(limits, list | tuple) and len(limits) == 2:
        factor = 1000 if kind == "temporal" else 1
        for bound, limit in zip(("domainMin", "domainMax"), limits, strict=True):
            if isinstance(limit, int | float):
                scale[bound] = limit * factor
    if scale:
        made["scale"] = scale
    angle, style = props.get(f"{axis}_label_angle"), props.get(f"{axis}_axis_format")
    shape = {"labelAngle": angle, "format": style}
    if shape := {key: value for key, value in shape.items() if value}:
        made["axis"] = shape
    return made


def _bin(x_bin: Any) -> float | None:
    if isinstance(x_bin, str):
        if not re.fullmatch(r"\d+[smhd]", x_bin):
            return None
        return 1000 * int(x_bin[:-1]) * _SECONDS[x_bin[-1]]
    return x_bin if isinstance(x_bin, int | float) and x_bin > 0 else None


def _aggregate(props: Mapping[str, Any], mark: str, kind: str, step: float | None) -> dict[str, Any]:
    if step is None and (mark == "point" or kind != "nominal"):
        return {}
    # A bar stands on the ground.
    return {"aggregate": props.get("y_aggregate") or "sum", **({"scale": {"zero": True}} if mark == "bar" else {})}


def _sort(sort: Any, y: str) -> Any:
    if isinstance(sort, list):
        return sort
    order = "descending" if str(sort).startswith("-") else "ascending"
    if sort in ("y", "-y"):
        return {"field": _field(y), "order": order}
    return order if sort in ("x", "-x") else None


def _color(column: str, kind: str, props: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {"field": _field(column), "type": kind, "title": props.get("color_title") or column}
    colors = props.get("color_map")
    if isinstance(colors, Mapping) and kind == "nominal":
        made["scale"] = {"domain": list(colors), "range": list(colors.values())}
    if props.get("colors_in_legend"):
        made["legend"] = {"values": props["colors_in_legend"]}
    return made


def _reaching_input(binding: Any) -> bool:
    """Tell whether the input of a parameter is more than one: the renderer copies all its keys to an element."""
    inputs = binding.values() if isinstance(binding, Mapping) and "input" not in binding else [binding]
    return any(
        isinstance(one, Mapping) and (one.get("input") == "image" or not _INPUT_KEYS.issuperset(one)) for one in inputs
    )


def closed(spec: Any) -> bool:
    """Tell whether a Vega-Lite spec draws without asking another host for anything.

    Data, geography and pictures may come from addresses.
    """
    if isinstance(spec, str):
        return not _REACHING.search(spec)
    if isinstance(spec, Mapping):
        cursor, binding = spec.get("cursor", "default"), spec.get("bind")
        if not (isinstance(cursor, str) and cursor.replace("-", "").isalpha()) or _reaching_input(binding):
            return False
        mark = spec.get("mark")
        kind = mark.get("type") if isinstance(mark, Mapping) else mark
        url = spec.get("url", "data:")
        reaches = kind == "image" or not (isinstance(url, str) and url.startswith("data:"))
        rows = [value for key, value in spec.items() if key in ("values", "datasets")]
        return (
            not reaches
            and not _REACHING.search(str(rows))
            and all(closed(value) for key, value in spec.items() if key not in ("values", "datasets"))
        )
    return all(map(closed, spec)) if isinstance(spec, list) else True
