"""Waiting that Ctrl-C ends."""

from __future__ import annotations

import time
from collections.abc import Callable
from threading import Condition

SLICE = 0.5
"""Seconds. Python may begin to wait just after it looked for signals, and would handle Ctrl-C only when that ends."""


def wait_for(condition: Condition, ready: Callable[[], bool], timeout: float | None = None) -> bool:
    """Wait as `Condition.wait_for` does, but never for longer than `SLICE` without looking for signals."""
    deadline = None if timeout is None else time.monotonic() + timeout
    while not condition.wait_for(ready, SLICE if deadline is None else min(SLICE, deadline - time.monotonic())):
        if deadline is not None and time.monotonic() >= deadline:
            return False
    return True
