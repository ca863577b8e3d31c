"""Processes that are copied with `os.fork`: the copy has no threads, and must not use the sockets of the original.

What has threads, locks or connections says so here, and begins anew in the copy.
"""

from __future__ import annotations

import os
import weakref
from typing import Protocol


class ForkAware(Protocol):
    def reset_after_fork(self) -> None:
        """Begin anew, in a process where nobody else runs."""


_known: weakref.WeakSet[ForkAware] = weakref.WeakSet()
_hooked = False


def register_after_fork(thing: ForkAware) -> None:
    """Have `thing.reset_after_fork()` called in each copy of this process."""
    global _hooked
    if not _hooked and hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_renew)
        _hooked = True
    _known.add(thing)


def _renew() -> None:
    for thing in list(_known):
        thing.reset_after_fork()
