"""Tables: the value of Dataframe."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from typing import Any, ClassVar

from ..errors import BadArgument
from ..protocol.config import unique
from .base import Fetch, GeneratedFile, Mapping, Parameter, Return, bad_value, register
from .display import ITEMS, LINE, WORDS, escape, left_out, short
from .helpers import describe, import_optional, is_array, plain
from .rows import PAGE, page, to_csv
from .shaped import MISSHAPEN, ShapedCodec

_SHOWN = 20
_STYLES = frozenset(("color", "background-color", "font-weight", "font-style", "text-align", "text-decoration"))


class Table:
    """A table of a result. Iterating gives its rows as tuples.

    Attributes
    ----------
    headers : list of str
    data : list of lists
        Row by row.
    raw : dict
        The wire form; its `metadata` holds the styles.
    """

    def __init__(self, headers: list[str], data: list[list[Any]], raw: dict[str, Any] | None = None) -> None:
        self.headers = headers
        self.data = data
        self.raw = raw if raw is not None else {"headers": headers, "data": data, "metadata": None}

    def __len__(self) -> int:
        return len(self.data)

    def __iter__(self) -> Iterator[tuple[Any, ...]]:
        return map(tuple, self.data)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Table):
            return NotImplemented
        return (self.headers, self.data) == (other.headers, other.data)

    def __repr__(self) -> str:
        return f"Table({len(self)} rows: {', '.join(self.headers)})"

    def to_pandas(self) -> Any:
        """Make a `pandas.DataFrame`. Wants the extra `media`."""
        return import_optional("pandas", "to_pandas()").DataFrame(self.data, columns=self.headers)

    def to_polars(self) -> Any:
        """Make a `polars.DataFrame`, of text where a column is mixed. Wants polars."""
        polars = import_optional("polars", "to_polars()")
        columns = list(zip(*self.data, strict=True)) if self.data else [()] * len(self.headers)
        made = []
        for header, cells in zip(unique(self.headers), columns, strict=True):
            kinds = {type(cell) for cell in cells if cell is not None}
            fits = len(kinds) <= 1 or kinds == {int, float}
            texts = [None if cell is None else str(cell) for cell in cells]
            made.append(polars.Series(header, list(cells) if fits else texts, strict=False))
        return polars.DataFrame(made)

    def to_numpy(self) -> Any:
        """Make an array (rows, columns). Wants the extra `media`."""
        return import_optional("numpy", "to_numpy()").array(self.data)

    @property
    def styles(self) -> list[list[str]] | None:
        """CSS of each cell, where the app gave a styled table."""
        return self._metadata("styling")

    @property
    def display(self) -> list[list[str]] | None:
        """Text of each cell as the app formats it, where it gave a styled table."""
        return self._metadata("display_value")

    def _metadata(self, key: str) -> list[list[str]] | None:
        metadata: Any = self.raw.get("metadata")
        found = metadata.get(key) if isinstance(metadata, Mapping) else None
        if not isinstance(found, list) or [len(row) for row in found] != [len(row) for row in self.data]:
            return None
        return [[str(cell) for cell in row] for row in found]

    def _repr_html_(self) -> str:
        shown, styles = self.display or self.data, self.styles
        rows = []
        # A page of more text takes long to lay out, however it is divided.
        most = min(LINE, WORDS // max(1, len(self.headers[:ITEMS]) * min(len(shown), _SHOWN)))
        for number, cells in enumerate(shown[:_SHOWN]):
            css = styles[number] if styles else [""] * len(cells)
            rows.append(
                f"<tr>{''.join(_cell_html(*cell, most) for cell in zip(cells[:ITEMS], css, strict=False))}</tr>"
            )
        head = "".join(f"<th>{escape(short(header, most))}</th>" for header in self.headers[:ITEMS])
        more = left_out(len(self), _SHOWN, "rows") + left_out(len(self.headers), ITEMS, "columns")
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>{more}"


def _cell_html(cell: Any, css: str, most: int) -> str:
    style = f' style="{kept}"' if (kept := safe_css(css)) else ""
    return f"<td{style}>{escape('' if cell is None else short(cell, most))}</td>"


def safe_css(css: str) -> str:
    """Keep of a cell's CSS what colours it; the rest could load files or lie over the page."""
    kept = []
    for rule in css.split(";"):
        name, _, value = (part.strip() for part in rule.partition(":"))
        if name in _STYLES and re.fullmatch(r"[\w#%.,\s-]+|(rgb|hsl)a?\([\w%.,\s/]+\)", value):
            kept.append(f"{name}: {value}")
    return "; ".join(kept)


@register("dataframe")
class Tables(ShapedCodec):
    """Taken are data frames (pandas, polars), 2-D arrays, rows, dicts, `Table` and the wire form."""

    input_doc, output_doc = "frames of pandas and polars, 2-D arrays, rows, dicts, `Table`", "`Table`"
    wire: ClassVar = {3: '`{"headers", "data"}`', 4: '`{"headers", "data", "metadata"}`'}
    kind = "table"
    control = "table"

    def options(self, parameter: Parameter) -> dict[str, Any]:
        """Headers, the kind of each column, and whether rows and columns can be added."""
        props = parameter.props
        kinds = props.get("datatype")
        return {
            "headers": _default_headers(parameter, 0),
            "datatype": [str(kind) for kind in kinds] if isinstance(kinds, list) else [],
            "fixed_rows": _is_fixed(props.get("row_count")),
            "fixed_columns": _is_fixed(props.get("column_count") or props.get("col_count")),
        }

    def to_form(self, parameter: Parameter, wire: Any) -> Any:
        try:
            return None if wire is None else {k: v for k, v in self.normalise(wire).items() if k != "total"}
        except MISSHAPEN:
            return super().to_form(parameter, wire)

    def annotation(self, parameter: Parameter) -> Any:
        return list[list[Any]]

    def accepts(self, parameter: Parameter, value: Any) -> bool:
        try:
            _take_apart(parameter, value)
        except BadArgument:
            return False
        return not isinstance(value, list | tuple) or len(value) > 0

    def encode(self, parameter: Parameter, value: Any) -> Any:
        if value is None:
            return None
        headers, rows = _take_apart(parameter, value)
        data = [[_cell(parameter, cell) for cell in row] for row in rows]
        width = len(data[0]) if data else len(headers or ())
        for number, row in enumerate(data, 1):
            if len(row) != width:
                raise bad_value(parameter, f"row {number} has {len(row)} values, the first row has {width}")
        names = headers if headers is not None else _default_headers(parameter, width)
        if data and len(names) != width:
            raise bad_value(parameter, f"{len(names)} headers for {width} columns")
        return {"headers": names, "data": data, "metadata": None}

    def normalise(self, wire: Any) -> Any:
        data = [list(row) for row in wire["data"]]
        return {"headers": [str(header) for header in wire["headers"]], "data": data, "total": len(data)}

    def view(self, output: Return, wire: Any) -> dict[str, Any]:
        drawn = super().view(output, wire)
        if drawn["kind"] == self.kind and drawn["value"]:
            rows = drawn["value"]["data"]
            drawn["value"].update(page(rows, wire.get("metadata"), range(len(rows))[:PAGE]))
        return drawn

    def generated_files(self, output: Return, wire: Any) -> dict[str, GeneratedFile]:
        try:
            shaped = self.normalise(wire)
        except MISSHAPEN:
            return {}
        return {
            "csv": GeneratedFile(f"{output.name}.csv", "text/csv", lambda: to_csv(shaped["headers"], shaped["data"]))
        }

    def to_python(self, shaped: Any, wire: Any, fetch: Fetch) -> Any:
        return Table(shaped["headers"], shaped["data"], dict(wire))


def _take_apart(parameter: Parameter, value: Any) -> tuple[list[str] | None, Iterable[Iterable[Any]]]:
    """Split any table into its headers (None where it has none) and its rows."""
    if isinstance(value, Table):
        return value.headers, value.data
    if isinstance(value, Mapping) and "data" in value:
        headers = value.get("headers")
        return headers and [str(header) for header in headers], _rows(parameter, value["data"])
    if hasattr(value, "columns") and hasattr(value, "itertuples"):  # pandas
        return [str(column) for column in value.columns], value.itertuples(index=False, name=None)
    if hasattr(value, "columns") and hasattr(value, "iter_rows"):  # polars
        return [str(column) for column in value.columns], value.iter_rows()
    if is_array(value) and value.ndim == 2:
        return None, value.tolist()
    if isinstance(value, list) and value and all(isinstance(row, Mapping) for row in value):
        names = list(dict.fromkeys(name for row in value for name in row))
        return [str(name) for name in names], [[row.get(name) for name in names] for row in value]
    return None, _rows(parameter, value)


def _rows(parameter: Parameter, value: Any) -> list[Any]:
    if isinstance(value, list | tuple) and all(isinstance(row, list | tuple) for row in value):
        return list(value)
    wanted = "a data frame, a 2-D array, a list of rows or {'headers': [...], 'data': [...]}"
    raise bad_value(parameter, f"expected a table ({wanted}), got {describe(value)}")


def _cell(parameter: Parameter, value: Any) -> Any:
    value = plain(value)
    if value is None or type(value).__name__ in ("NAType", "NaTType"):  # pandas for "missing"
        return None
    if isinstance(value, float):
        if math.isinf(value):
            raise bad_value(parameter, f"tables have no {value}: use None")
        return None if math.isnan(value) else value
    if isinstance(value, bool | int | str):
        return value
    if hasattr(value, "isoformat"):
        return str(value)
    raise bad_value(parameter, f"expected cells of text, numbers, bools or None, got {describe(value)}")


def _is_fixed(count: Any) -> bool:
    """Read Gradio's `(3, "fixed")`."""
    return isinstance(count, list | tuple) and len(count) == 2 and count[1] == "fixed"


def _default_headers(parameter: Parameter, width: int) -> list[str]:
    known = parameter.props.get("headers")
    if isinstance(known, list) and (len(known) == width or not width):
        return [str(header) for header in known]
    return [str(number) for number in range(1, width + 1)]
