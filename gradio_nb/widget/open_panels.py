"""The panels that are open in this kernel, by number."""

from __future__ import annotations

import itertools
import threading
from typing import Any
from weakref import WeakValueDictionary

_numbers = itertools.count(1)
_lock = threading.Lock()
# Any, for the panel imports this module.
_open: WeakValueDictionary[int, Any] = WeakValueDictionary()


def register(panel: Any) -> int:
    """Add a panel, and return its number."""
    with _lock:
        number = next(_numbers)
        _open[number] = panel
        return number


def unregister(number: int) -> None:
    """Remove a panel that was closed."""
    with _lock:
        _open.pop(number, None)


def by_number(number: int) -> Any:
    """Return a panel; raises `KeyError` when it is not open."""
    return _open[number]


def all_open() -> list[Any]:
    """Return the open panels, in the order in which they were opened."""
    with _lock:
        return [panel for _, panel in sorted(_open.items())]
