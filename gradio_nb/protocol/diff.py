"""Edits into values (protocol notes §7).

Nothing is changed in place: containers on the way to an edit are copied, all others are shared,
so that a value that was handed out stays as it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ..errors import ProtocolError


def patch(value: Any, edits: Sequence[Any]) -> Any:
    """Apply edits in order.

    Parameters
    ----------
    value : object
        JSON; None where there is no base.
    edits : sequence of [action, path, value]

    Raises
    ------
    ProtocolError
        For an edit that does not fit the value.
    """
    try:
        for action, path, new in edits:
            value = _edit(value, action, list(path), new)
    except (AttributeError, TypeError, ValueError, LookupError, RecursionError) as e:
        raise ProtocolError(f"A partial result does not fit the one before it: {str(edits)[:80]}") from e
    return value


def _edit(value: Any, action: str, path: list[Any], new: Any) -> Any:
    if not path:
        if action == "append":
            return ("" if value is None else value) + new
        if action in ("replace", "add"):
            return new
        raise ValueError(action)
    key, rest = path[0], path[1:]
    copy = value.copy()
    if rest or action == "append":
        copy[key] = _edit(value[key], action, rest, new)
    elif action == "replace":
        copy[key] = new
    elif action == "add":
        if isinstance(copy, list):
            copy.insert(key, new)
        else:
            copy[key] = new
    elif action == "delete":
        del copy[key]
    else:
        raise ValueError(action)
    return copy


class Replay:
    """The outputs of one job, as the messages so far make them.

    Attributes
    ----------
    values : list or None
        Wire values, one an output, with updates unwrapped; None before the first message.
    """

    def __init__(self) -> None:
        self.values: list[Any] | None = None
        self._raw: list[Any] = []

    def reset(self) -> None:
        """Begin anew."""
        self.values, self._raw = None, []

    def apply(self, data: Sequence[Any], diffs: bool) -> list[Any]:
        """Take a result: the first has the values, with `diffs` each later one has edits."""
        if self.values is None or not diffs:
            self._raw = list(data)
        else:
            # A hot-reloaded app may add outputs half-way: those have no base.
            bases = self._raw + [None] * (len(data) - len(self._raw))
            self._raw = [patch(base, edits) for base, edits in zip(bases, data, strict=False)]
        before = (self.values or []) + [None] * (len(self._raw) - len(self.values or []))
        self.values = [unwrap(raw, old) for raw, old in zip(self._raw, before, strict=False)]
        return self.values


def unwrap(raw: Any, before: Any = None) -> Any:
    """Take the value out of an update; an update without one leaves the value as it was (§6)."""
    if isinstance(raw, dict) and raw.get("__type__") == "update":
        return raw.get("value", before)
    return raw
