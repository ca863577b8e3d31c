"""Threads for jobs: as many as are allowed, none when there is nothing to do."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable


class Workers:
    """Runs tasks on daemon threads, in the order they came.

    `concurrent.futures` will not do: leaving the interpreter waits for its threads.

    Parameters
    ----------
    limit : int
        Threads at the same time. A thousand tasks need no thousand threads.
    """

    def __init__(self, limit: int, name: str = "gradio_nb") -> None:
        self._limit = limit
        self._name = name
        self._waiting: deque[Callable[[], object]] = deque()
        self._running = 0
        self._lock = threading.Lock()

    def run(self, task: Callable[[], object]) -> None:
        """Run a task as soon as a thread is free; what it raises is its own business."""
        with self._lock:
            self._waiting.append(task)
            if self._running >= self._limit:
                return
            self._running += 1
        threading.Thread(target=self._work, daemon=True, name=self._name).start()

    def _work(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._running -= 1
                    return
                task = self._waiting.popleft()
            attempt(task)
            del task


def attempt(task: Callable[[], object]) -> None:
    """Do something on a thread that has more to do; what it raises goes to the log."""
    try:
        task()
    except Exception:
        import logging

        logging.getLogger("gradio_nb").exception("A task of gradio_nb failed")
