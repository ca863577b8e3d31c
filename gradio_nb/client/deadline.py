"""Waiting that says how it goes, has a limit, and can be ended from elsewhere."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

from ..errors import GradioNbError, NotReachable

WAKE_TIMEOUT = 300.0
BACKOFF_DELAYS = (1.0, 2.0, 4.0, 8.0)
"""Seconds between two requests to a busy server that does not say how long it wants to be left alone."""
MAX_BACKOFF = 30.0
"""Seconds in all for which a busy server is waited for."""


class Backoff:
    """How long, and how often, a busy server is left alone."""

    def __init__(self) -> None:
        self._taken = 0
        self._spent = 0.0

    def next(self, told: float | None) -> float | None:
        """Seconds until the next request, `told` by the server or not; None when it is no use."""
        if self._taken == len(BACKOFF_DELAYS):
            return None
        seconds = BACKOFF_DELAYS[self._taken] if told is None else told
        if self._spent + seconds > MAX_BACKOFF:
            return None
        self._taken += 1
        self._spent += seconds
        return seconds


class Deadline:
    """How long to wait for an app that is not up yet.

    Parameters
    ----------
    limit : float
        Seconds in all.
    told : callable
        Told what is being done, for people who wait.
    stop : threading.Event, optional
        Ends the waiting as soon as it is set.
    """

    def __init__(
        self,
        limit: float = WAKE_TIMEOUT,
        told: Callable[[str], None] = lambda text: None,
        stop: threading.Event | None = None,
    ) -> None:
        self.limit = limit
        self._told, self._stop = told, stop or threading.Event()
        self._backoff = Backoff()
        self._began = time.monotonic()

    @property
    def elapsed(self) -> float:
        """Seconds that have gone by."""
        return time.monotonic() - self._began

    @property
    def remaining(self) -> float:
        """Seconds until the limit."""
        return max(0.0, self.limit - self.elapsed)

    def report(self, text: str) -> None:
        """Say what is being done.

        Raises
        ------
        NotReachable
            When the waiting was ended.
        """
        self.sleep(0)
        self._told(text)

    def rest(self, error: GradioNbError) -> bool:
        """Wait as a busy server wants it; False when that is no use."""
        seconds = self._backoff.next(getattr(error, "retry_after", None))
        if seconds is None or seconds > self.remaining:
            return False
        self.report(f"server busy, trying again in {math.ceil(seconds)} s")
        self.sleep(seconds)
        return True

    def sleep(self, seconds: float) -> None:
        """Wait for so long, but not beyond the limit; raises as `tell`."""
        if self._stop.wait(min(seconds, self.remaining)):
            raise NotReachable("Connecting was stopped before the app answered.", hint="Connect again to use the app.")
