"""What the browser knows, and what it has to be told next.

The snapshot holds what has been *sent*: a page that loads it and then takes the pushes that
follow is never told the same text twice.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from .json_safe import NOT_SERIALISABLE, to_json_safe

Key = TypeVar("Key", str, int)

NOT_SHOWN = "This value cannot be shown here; the variable has it."

log = logging.getLogger("gradio_nb")


class StateSync:
    """Keeps the last sent state and works out pushes.

    Parameters
    ----------
    read : callable
        Gives the top keys of the snapshot as they are now, without `runs`.
    read_run : callable
        Gives a run as it is now, by its number.
    """

    def __init__(self, read: Callable[[str], Any], read_run: Callable[[int], dict[str, Any]]) -> None:
        self._read, self._read_run = read, read_run
        self._lock = threading.Lock()
        self._seq = 0
        self._top: dict[str, Any] = {}
        self._runs: dict[int, dict[str, Any]] = {}
        self._dirty: dict[str, None] = {}
        self._dirty_runs: dict[int, None] = {}

    def mark_dirty(self, *keys: str) -> None:
        """Say that top keys have changed."""
        with self._lock:
            self._dirty.update(dict.fromkeys(keys))

    def mark_run(self, id: int) -> None:
        """Say that a run is new or has changed."""
        with self._lock:
            self._dirty_runs[id] = None

    def collect_pushes(self) -> list[dict[str, Any]]:
        """Work out the pushes for all that was marked, and count them as sent."""
        with self._lock:
            keys, runs = list(self._dirty), list(self._dirty_runs)
            self._dirty.clear()
            self._dirty_runs.clear()
        # Read without the lock: it may take others, whose holders may be marking.
        fresh = _each(keys, lambda key: to_json_safe(self._read(key)))
        views = _each(runs, self._read_run)
        pushes: list[dict[str, Any]] = []
        with self._lock:
            changed = {k: v for k, v in fresh.items() if k not in self._top or self._top[k] != v}
            if changed:
                self._top.update(changed)
                pushes.append(self._numbered({"push": "set", "set": changed}))
            for id, view in views.items():
                told, change, append = _news(self._runs.get(id, {}), view)
                self._runs[id] = told
                if change or append:
                    pushes.append(self._numbered({"push": "run", "id": id, "set": change, "append": append}))
        return pushes

    def snapshot(self) -> dict[str, Any]:
        """Everything that has been sent."""
        with self._lock:
            runs = [self._runs[id] for id in sorted(self._runs)]
            return {"seq": self._seq, **self._top, "runs": runs}

    @property
    def seq(self) -> int:
        return self._seq

    def _numbered(self, push: dict[str, Any]) -> dict[str, Any]:
        self._seq += 1
        return {**push, "seq": self._seq}


def _each(keys: list[Key], read: Callable[[Key], Any]) -> dict[Key, Any]:
    """Read what was marked; one that cannot be read must not keep the others back."""
    made = {}
    for key in keys:
        try:
            made[key] = read(key)
        except Exception:
            log.exception("%r cannot be shown", key)
    return made


def _news(old: Mapping[str, Any], view: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any], dict[str, str]]:
    """Give a run as the page can be told of it, and its `difference`."""
    news = change, append = difference(old, view)
    try:
        # Only what is new is looked at: a long text is told in small steps.
        if to_json_safe(news) is news:
            return view, change, append
        view = to_json_safe(view)
    except NOT_SERIALISABLE:
        log.exception("Run %s cannot be shown whole", view.get("id"))
        view = _without_values(view)
    return view, *difference(old, view)


def _without_values(view: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out of a run what no page can be told of: how it stands, and its other values, stay."""
    told: dict[str, Any] = {}
    for key, value in view.items():
        try:
            told[key] = to_json_safe(value)
        except NOT_SERIALISABLE:
            told[key] = [_or_nothing(output) for output in value] if key == "outputs" else type(value)()
    return told


def _or_nothing(output: Mapping[str, Any]) -> Any:
    try:
        return to_json_safe(output)
    except NOT_SERIALISABLE:
        return {"name": output["name"], "label": output["label"], "kind": "text", "value": NOT_SHOWN}


def difference(old: Mapping[str, Any], new: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Compare two views of a run.

    Returns
    -------
    dict
        The keys that have changed, with their new values.
    dict
        Output position to the text that was added to its value, where that is the only change.
    """
    change = {k: v for k, v in new.items() if k not in old or old[k] != v}
    outputs, before = new.get("outputs", []), old.get("outputs", [])
    if "outputs" not in change or len(outputs) != len(before):
        return change, {}
    append: dict[str, str] = {}
    for i, (a, b) in enumerate(zip(before, outputs, strict=True)):
        if a == b:
            continue
        grown = _added(a.get("value"), b.get("value"))
        if grown is None or {**a, "value": None} != {**b, "value": None}:
            return change, {}
        append[str(i)] = grown
    del change["outputs"]
    return change, append


def _added(old: Any, new: Any) -> str | None:
    if isinstance(old, str) and isinstance(new, str) and new.startswith(old):
        return new[len(old) :]
    return None
