"""Things to be done at a later time, on one thread that is there only while something is due."""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable

from .pool import run_logged, start_thread


class Timers:
    """Calls functions after a while. They have to be quick: all of them share a thread."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._times: list[tuple[float, int]] = []
        self._calls: dict[int, Callable[[], object]] = {}
        self._numbers = itertools.count()
        self._awake = False

    def call_later(self, seconds: float, call: Callable[[], object]) -> Callable[[], None]:
        """Call a function after so many seconds.

        Returns
        -------
        callable
            Calls it off.

        Raises
        ------
        JobError
            When the system gives no thread for that.
        """
        with self._changed:
            if not self._awake:
                start_thread(self._work, "gradio_nb-alarms")
                self._awake = True
            number = next(self._numbers)
            self._calls[number] = call
            heapq.heappush(self._times, (time.monotonic() + seconds, number))
            self._changed.notify()

        def off() -> None:
            with self._changed:
                # Its time stays in the heap, unless it was the last: the thread would wait for nothing.
                if self._calls.pop(number, None) is not None and not self._calls:
                    self._changed.notify()

        return off

    def _work(self) -> None:
        while (call := self._next()) is not None:
            run_logged(call)
            del call

    def _next(self) -> Callable[[], object] | None:
        """Wait for the next call; None when nothing is due any more."""
        with self._changed:
            while self._calls:
                due, number = self._times[0]
                left = due - time.monotonic()
                if number not in self._calls or left <= 0:
                    heapq.heappop(self._times)
                    if number in self._calls:
                        return self._calls.pop(number)
                else:
                    self._changed.wait(left)
            self._times.clear()
            self._awake = False
            return None
