"""Edits into values (docs/protocol.md §7).

Nothing is changed in place: containers on the way to an edit are copied, all others are shared,
so that a value that was handed out stays as it was.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any

from ..errors import ProtocolError

MOST_EDITS = 100
"""Of one value: in more of them what is new takes more room than the value."""


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


def growth(before: Any, after: Any) -> list[list[Any]]:
    """Say as edits how a value has grown into another one; `patch` undoes it.

    Texts that were added to and lists that became longer are told by what is new, so that all the
    beginnings of a long text take no more memory than the text; what changed otherwise, or in very many
    places, is told whole.

    Raises
    ------
    RecursionError
        For a value that is nested too deep.
    """
    edits = list(islice(_grown(before, after, []), MOST_EDITS + 1))
    return edits if len(edits) <= MOST_EDITS else [["replace", [], after]]


def _grown(before: Any, after: Any, path: list[Any]) -> Iterator[list[Any]]:
    alike = type(before) is type(after)
    if alike and not isinstance(before, str) and before == after and _alike(before, after):
        return  # at once: to go through a table that stays as it is cell by cell takes long
    if alike and isinstance(before, list) and len(before) <= len(after):
        for i, (old, new) in enumerate(zip(before, after, strict=False)):
            yield from _grown(old, new, [*path, i])
        for i in range(len(before), len(after)):
            yield ["add", [*path, i], after[i]]
    elif alike and isinstance(before, dict) and before.keys() <= after.keys():
        for key, new in after.items():
            if key in before:
                yield from _grown(before[key], new, [*path, key])
            else:
                yield ["add", [*path, key], new]
    elif alike and isinstance(before, str) and after.startswith(before):
        if before != after:
            yield ["append", path, after[len(before) :]]
    else:
        yield ["replace", path, after]


def _alike(one: Any, other: Any) -> bool:
    """Tell whether equal values of one type are the same in JSON: True equals 1 and 1.0, and is another value."""
    if isinstance(one, dict):
        one, other = list(one.values()), [other[key] for key in one]
    if not isinstance(one, list):
        return True
    kinds = list(map(type, one))
    if kinds != list(map(type, other)):
        return False
    return (list not in kinds and dict not in kinds) or all(map(_alike, one, other))


class Replay:
    """The outputs of one job, as the messages so far make them.

    Attributes
    ----------
    values : list or None
        Wire values, one an output, with updates unwrapped; None before the first message.
    raw : list
        The same as they came. Another list after each message, and never changed.
    updates : dict
        Position of an output to what updates have changed of its component.
    """

    def __init__(self) -> None:
        self.values: list[Any] | None = None
        self.updates: dict[int, dict[str, Any]] = {}
        self.raw: list[Any] = []

    def reset(self) -> None:
        """Begin anew."""
        self.values, self.updates, self.raw = None, {}, []

    def copy(self) -> Replay:
        """Give one that goes on from here by itself; values are shared, for none is changed in place."""
        made = Replay()
        made.values, made.updates, made.raw = self.values, dict(self.updates), self.raw
        return made

    def apply(self, data: Sequence[Any], diffs: bool) -> list[Any]:
        """Take a result: the first has the values, with `diffs` each later one has edits."""
        if self.values is None or not diffs:
            self.raw = list(data)
        else:
            # A hot-reloaded app may add outputs half-way: those have no base.
            bases = self.raw + [None] * (len(data) - len(self.raw))
            self.raw = [patch(base, edits) for base, edits in zip(bases, data, strict=False)]
        before = (self.values or []) + [None] * (len(self.raw) - len(self.values or []))
        self.values = [unwrap(raw, old) for raw, old in zip(self.raw, before, strict=False)]
        for position, raw in enumerate(self.raw):
            if is_update(raw) and len(raw) > 1:
                news = {key: value for key, value in raw.items() if key != "__type__"}
                self.updates[position] = {**self.updates.get(position, {}), **news}
        return self.values


def edits_to(before: Sequence[Any], data: Sequence[Any]) -> list[Any] | None:
    """Say a result as edits of the one before; None where there is none of the same length."""
    if not before or len(data) != len(before):
        return None
    try:
        return [growth(old, new) for old, new in zip(before, data, strict=True)]
    except RecursionError:
        return None


def unwrap(raw: Any, before: Any = None) -> Any:
    """Take the value out of an update; an update without one leaves the value as it was (docs/protocol.md §6)."""
    return raw.get("value", before) if is_update(raw) else raw


def is_update(raw: Any) -> bool:
    """Tell an update of a component from a plain value."""
    return isinstance(raw, dict) and raw.get("__type__") == "update"
