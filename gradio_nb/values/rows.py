"""Pages of a table: its rows sorted, searched and cut to what a page of the panel shows."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

PAGE = 100
"""Rows that the panel shows at once."""

MOST = 10_000
"""Rows that one answer holds at most."""

LONGEST = 5_000
"""Characters of a cell that travel to the panel; the download has all."""

Rows = Sequence[Sequence[Any]]


def matching(rows: Rows, search: str, column: int = -1, descending: bool = False) -> Sequence[int]:
    """Find the rows that have a text in a cell, whatever its case, and put them in order.

    Parameters
    ----------
    rows : sequence of sequences
    search : str
        Nothing finds all.
    column : int
        To sort by: numbers before texts, what is missing last. Without it the order is that of the table.
    descending : bool

    Returns
    -------
    sequence of int
        Positions in `rows`.
    """
    wanted = search.casefold()
    found: Iterable[int] = range(len(rows))
    if wanted:
        found = [i for i in found if any(wanted in text_of(cell).casefold() for cell in rows[i])]
    if column < 0:
        return list(found)
    cells = {i: rows[i][column] if column < len(rows[i]) else None for i in found}
    missing = [i for i, cell in cells.items() if _is_missing(cell)]
    there = [i for i, cell in cells.items() if not _is_missing(cell)]
    return sorted(there, key=lambda i: _rank(cells[i]), reverse=descending) + missing


def _is_missing(cell: Any) -> bool:
    return cell is None or cell != cell


def _rank(cell: Any) -> tuple[int, float, str]:
    if isinstance(cell, int | float):
        return (0, cell, "")
    return (1, 0, text_of(cell).casefold())


def page(rows: Rows, metadata: Any, order: Sequence[int]) -> dict[str, Any]:
    """Cut out rows by their positions.

    Parameters
    ----------
    rows : sequence of sequences
    metadata : mapping or None
        What Gradio sends along with a pandas Styler: texts to be shown in place of the values
        (`display_value`), and CSS (`styling`).
    order : sequence of int

    Returns
    -------
    dict
        data, places (positions from 0), shown and styles (row by row, or None).
    """
    more = metadata if isinstance(metadata, Mapping) else {}
    return {
        "data": [[_short(cell) for cell in rows[i]] for i in order],
        "places": list(order),
        "shown": _beside(more.get("display_value"), len(rows), order),
        "styles": _beside(more.get("styling"), len(rows), order),
    }


def _beside(cells: Any, count: int, order: Sequence[int]) -> list[list[str]] | None:
    if not isinstance(cells, list) or len(cells) != count or not all(isinstance(row, list) for row in cells):
        return None
    return [[_short(text_of(cell)) for cell in cells[i]] for i in order]


def _short(cell: Any) -> Any:
    if isinstance(cell, list | dict):
        cell = text_of(cell)
    return f"{cell[:LONGEST]}…" if isinstance(cell, str) and len(cell) > LONGEST else cell


def text_of(cell: Any) -> str:
    """Write a cell as the panel and a CSV file show it."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return cell
    return json.dumps(cell, ensure_ascii=False, default=str)


def to_csv(headers: Sequence[str], rows: Rows) -> bytes:
    """Write a whole table as CSV (RFC 4180), with the mark by which spreadsheets know UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(headers)
    writer.writerows([text_of(cell) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")
