"""Pages of the tables in results, which never travel to the browser whole."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from typing import Any

from ...errors import ProtocolError
from ...runs import Run
from ...values import family
from ...values.rows import MOST, matching, page
from ..comm.messages import Rows


class Pages:
    """Answers requests for rows. The order of the table that was asked for last is kept: people leaf through it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._key: tuple[Any, ...] = ()
        self._order: Sequence[int] = ()

    def read(self, run: Run, ask: Rows) -> dict[str, Any]:
        """Give a page.

        Returns
        -------
        dict
            data, places, shown, styles (see `values.rows.page`), matches and total.

        Raises
        ------
        ProtocolError
            The output is no table.
        """
        wire = _wire(run, ask.output)
        rows = wire.get("data") if isinstance(wire, Mapping) else None
        if not isinstance(rows, list):
            raise ProtocolError(f"There is no table {ask.output!r} in run {run.id}.")
        order = self._sorted(wire, rows, ask)
        part = order[max(0, ask.offset) :][: min(max(0, ask.count), MOST)]
        return {**page(rows, wire.get("metadata"), part), "matches": len(order), "total": len(rows)}

    def _sorted(self, wire: Any, rows: list[list[Any]], ask: Rows) -> Sequence[int]:
        with self._lock:
            known, *how = self._key or (None,)
            if known is not wire or how != [ask.column, ask.order, ask.search]:
                self._order = matching(rows, ask.search, ask.column, ask.order == "descending")
                self._key = (wire, ask.column, ask.order, ask.search)
            return self._order


def _wire(run: Run, name: str) -> Any:
    values = run.job.partial() or ()
    for output, wire in zip(run.job.endpoint.outputs, values, strict=False):
        if output is not None and output.name == name and family(output.component).kind == "table":
            return wire
    return None
