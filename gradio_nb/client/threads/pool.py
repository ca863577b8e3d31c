"""Threads for jobs: as many as are allowed, none when there is nothing to do."""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable, Iterable

from ... import errors


class DaemonThreadPool:
    """Runs tasks on daemon threads, in the order they came.

    `concurrent.futures` will not do: leaving the interpreter waits for its threads.

    Parameters
    ----------
    limit : int
        Threads at the same time. A thousand tasks need no thousand threads.
    name : str
        Of the threads.
    inline_fallback : bool
        When the system gives no thread, and none is there that comes to a task, the one that asks does the work.
    """

    def __init__(self, limit: int, name: str = "gradio_nb", inline_fallback: bool = False) -> None:
        self._limit = limit
        self._name = name
        self._or_here = inline_fallback
        self._waiting: deque[Callable[[], object]] = deque()
        self._running = 0
        self._lock = threading.Lock()
        self._idle = threading.Condition(self._lock)

    def run(self, task: Callable[[], object]) -> None:
        """Run a task as soon as a thread is free; what it raises is its own business.

        Raises
        ------
        JobError
            Without `inline_fallback`, when no thread will ever come to it; then it does not run.
        """
        with self._lock:
            self._waiting.append(task)
            if self._running >= self._limit:
                return
            started = False
            try:
                # Under the lock: nobody may count on a thread that does not come to be.
                start_thread(self._work, self._name)
                started = True
            except errors.JobError:
                if self._running:
                    return
                if not self._or_here:
                    self._waiting.pop()
                    raise
            self._running += 1
        if not started:
            self._work()

    def _work(self) -> None:
        run_all_logged(iter(self._next, None))

    def _next(self) -> Callable[[], object] | None:
        """Take the next task; None ends the thread."""
        with self._lock:
            if self._waiting:
                return self._waiting.popleft()
            self._running -= 1
            if not self._running:
                self._idle.notify_all()
            return None

    def wait_until_idle(self, timeout: float) -> bool:
        """Wait until all tasks have been run; False when they have not after so many seconds."""
        with self._lock:
            return self._idle.wait_for(lambda: not self._running, timeout)


def start_thread(work: Callable[[], object], name: str) -> None:
    """Start a thread that holds up nobody who leaves the interpreter.

    Raises
    ------
    JobError
        When the system gives none.
    """
    try:
        threading.Thread(target=work, daemon=True, name=name).start()
    except RuntimeError as e:
        raise errors.JobError(
            f"No thread can be started: {e}.", hint="Wait until other work is done, or allow less at once."
        ) from e


def run_logged(task: Callable[[], object]) -> None:
    """Run a task and log what it raises, whatever that is: the thread has more to do.

    Even a `SystemExit` or an `asyncio.CancelledError` of somebody's callback ends only that callback.

    Raises
    ------
    KeyboardInterrupt
        On the main thread, where it is the user's Ctrl-C.
    """
    try:
        task()
    except BaseException as e:
        if isinstance(e, KeyboardInterrupt) and threading.current_thread() is threading.main_thread():
            raise
        import logging

        # A log handler that fails must not end the thread either.
        with contextlib.suppress(BaseException):
            logging.getLogger("gradio_nb").exception("A task of gradio_nb failed")


def run_all_logged(tasks: Iterable[Callable[[], object]]) -> None:
    """Run each task as `attempt` does; a Ctrl-C on the main thread is raised after the last one."""
    interrupt: KeyboardInterrupt | None = None
    for task in tasks:
        try:
            run_logged(task)
        except KeyboardInterrupt as e:
            interrupt = e
        # Not held while this waits for the next one.
        del task
    if interrupt is not None:
        raise interrupt
