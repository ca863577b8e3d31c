"""One endpoint called for many rows: some at a time, past single failures, with a pause when all of them fail."""

from __future__ import annotations

import heapq
import logging
import math
import time
import warnings
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from dataclasses import dataclass, field
from functools import partial
from threading import Condition
from types import TracebackType
from typing import Any

from ... import errors
from ..threads.fork import register_after_fork
from ..threads.pool import DaemonThreadPool, run_logged
from ..threads.waiting import wait_for
from ..unpicklable import Unpicklable
from .job import Job
from .options import MAX_RETRY_DELAY, delay
from .outcomes import Outcome, Progress

FAILURES = 3
"""In a row make a pause."""
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 60.0
FIRST_RETRY_DELAY = 0.5
SAFE_RETRIES = 5
"""Of jobs that did not run for certain, when the caller says nothing of retries."""
NO_LIMIT = math.inf

log = logging.getLogger("gradio_nb.batch")

Start = Callable[[Sequence[Any], Mapping[str, Any]], Job]


class BatchPaused(UserWarning):
    """A batch waits, for several rows in a row have failed."""


@dataclass(order=True)
class _RowAttempt:
    """A row under way, or due again."""

    due: float
    index: int
    row: Any = field(compare=False)
    attempts: int = field(default=0, compare=False)
    error: BaseException | None = field(default=None, compare=False)
    before: Job | None = field(default=None, compare=False)


class Batch(Unpicklable):
    """Calls under way. Made by `Client.map`, not by hand.

    Iterating gives an `Outcome` for each row as it finishes; every iterator sees all of them.
    As a context manager it cancels what is left at the end of the block.

    Three failures in a row pause it: what runs goes on, and nothing new is begun. It says so as a
    warning and in the log, and goes on by itself after a while, longer each time until a row goes well.
    Rows that are wrong in themselves (`BadArgument`) do not count.

    It lasts as long as somebody holds it, or iterates: after that, no further rows are begun. Those that are under
    way go on to their end.
    """

    _instead = "Take its results, or map the rows in the other process."

    def __init__(self, start: Start, name: str, rows: Iterable[Any], concurrency: int, retries: int | None) -> None:
        if concurrency < 1:
            raise errors.UsageError("concurrency has to be 1 or more.", hint="Leave it out for 4.")
        if isinstance(rows, str | bytes | Mapping):
            raise errors.UsageError(f"A {type(rows).__name__} is no rows.", hint="Give a list, or another iterable.")
        if hasattr(rows, "columns") and hasattr(rows, "to_dict"):  # pandas
            rows = rows.to_dict("records")
        self._start, self._name = start, name
        self._rows: Iterator[tuple[int, Any]] | None = enumerate(rows)
        self._total = len(rows) if isinstance(rows, Sized) else None
        self._concurrency, self._retries = concurrency, retries
        self._changed = Condition()
        self._running: dict[int, Job | None] = {}
        self._again: list[_RowAttempt] = []
        self._abandoning: dict[int, _RowAttempt] = {}
        self._results: list[Outcome] = []
        self._begun = self._in_a_row = self._pauses = 0
        self._pause_ends: float | None = None
        self._paused: str | None = None
        self._next_pause = FIRST_PAUSE
        self._broken: BaseException | None = None
        self._cancelled = False
        # For what may wait for a server that does not answer.
        self._aside = DaemonThreadPool(8, "gradio_nb-map", inline_fallback=True)
        register_after_fork(self)
        changed = self._changed
        self._finalizer = weakref.finalize(self, _wake, changed)
        self._finalizer.atexit = False
        DaemonThreadPool(1, "gradio_nb-map").run(partial(_work, weakref.ref(self), changed))

    def reset_after_fork(self) -> None:
        """End in a copy of the process: the work goes on in the other."""
        self._finalizer.detach()  # its lock may have been held when the process was copied
        self._changed = Condition()
        self._running.clear()
        message = "This batch belongs to the process that this one is a copy of (os.fork)."
        self._break(errors.UsageError(message, hint="Read it there, or map the rows here again."))

    def __repr__(self) -> str:
        p = self.progress
        of = "" if p.total is None else f" of {p.total}"
        more = [f"{n} {what}" for n, what in ((p.failed, "failed"), (p.running, "running")) if n]
        if self._cancelled:
            more.append("cancelled")
        elif self.paused:
            more.append("paused")
        return f"<Batch {', '.join([f'{self._name} {p.done}{of} done', *more])}>"

    def __iter__(self) -> Iterator[Outcome]:
        index = told = 0
        while True:
            try:
                self._wait_for(index, told)
            except KeyboardInterrupt:
                self.cancel()
                raise
            if self._pauses > told:
                told = self._pauses
                if paused := self._paused:
                    warnings.warn(f"{self._name}: {paused}", BatchPaused, stacklevel=2)
            elif index < len(self._results):
                yield self._results[index]
                index += 1
            else:
                break
        if self._broken is not None:
            raise self._broken

    def __enter__(self) -> Batch:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.cancel()

    @property
    def results(self) -> tuple[Outcome, ...]:
        """The outcomes so far, in the order in which they came."""
        with self._changed:
            return tuple(self._results)

    @property
    def progress(self) -> Progress:
        """How many rows went well, failed, and are under way."""
        with self._changed:
            failed = sum(not r.ok for r in self._results)
            return Progress(len(self._results) - failed, failed, len(self._running), self._total)

    @property
    def paused(self) -> str | None:
        """Why it pauses and how long; None while it does not."""
        return self._paused

    def done(self) -> bool:
        """Whether nothing is left to do."""
        with self._changed:
            return self._rows is None and not self._running and not self._again

    def resume(self) -> None:
        """End a pause now."""
        with self._changed:
            self._resume()

    def cancel(self) -> None:
        """Begin no further rows, and cancel those that run."""
        with self._changed:
            self._cancelled = True
            self._rows = None
            jobs = [job for job in self._running.values() if job is not None]
            for again in self._again:
                self._results.append(Outcome(again.index, again.row, None, again.error, again.attempts))
            for index, again in self._abandoning.items():
                # The server is still being told to drop the try before; nobody waits for its answer.
                del self._running[index]
                self._results.append(Outcome(index, again.row, None, again.error, again.attempts))
            self._abandoning.clear()
            self._again.clear()
            self._changed.notify_all()
        for job in jobs:
            job.request_cancel()
        with self._changed:
            wait_for(self._changed, self.done)

    def _wait_for(self, index: int, told: int) -> None:
        """Wait until there is a result of that number, or never will be one, or a pause to tell of."""
        with self._changed:
            wait_for(self._changed, lambda: len(self._results) > index or self._pauses > told or self.done())

    # What follows runs on the batch's own thread, or where it says so.

    def next_step(self) -> Callable[[], None] | float | None:
        """Give what is to be done now, or for how many seconds there is nothing (`NO_LIMIT`: until something changes).

        Returns
        -------
        callable, float or None
            None when nothing is left.
        """
        now = time.monotonic()
        if self._pause_ends is not None and now >= self._pause_ends:
            self._resume()
        if self._pause_ends is None and len(self._running) < self._concurrency:
            if self._again and self._again[0].due <= now:
                turn = self._claim_slot(heapq.heappop(self._again))
                return partial(self._aside.run, partial(self._begin_again, turn))
            if self._rows is not None:
                return partial(self._begin_next, self._rows)
        return None if self.done() else self._next_wakeup(now)

    def fail(self, error: BaseException) -> None:
        """End it after a fault of its own thread, for which whoever iterates would wait."""
        with self._changed:
            self._running = {index: job for index, job in self._running.items() if job is not None}
            self._break(error)

    def _next_wakeup(self, now: float) -> float:
        """Seconds until something is due by itself."""
        if self._pause_ends is not None:
            return self._pause_ends - now
        if self._again and len(self._running) < self._concurrency:
            return max(0.0, self._again[0].due - now)
        return NO_LIMIT

    def _begin_next(self, rows: Iterator[tuple[int, Any]]) -> None:
        # Not under the lock: rows may be made by somebody's generator.
        try:
            index, row = next(rows)
        except StopIteration:
            with self._changed:
                self._rows = None
                self._changed.notify_all()
        except BaseException as e:
            # Also a SystemExit or a KeyboardInterrupt: it is for whoever iterates.
            self._break(e)
        else:
            with self._changed:
                if self._cancelled:
                    return
                self._begun += 1
                turn = self._claim_slot(_RowAttempt(0.0, index, row))
            self._begin(turn)

    def _claim_slot(self, turn: _RowAttempt) -> _RowAttempt:
        self._running[turn.index] = None
        return turn

    def _begin_again(self, turn: _RowAttempt) -> None:
        """Have another try of a row; while the server is told of the one before, the batch goes on."""
        if turn.before is not None and turn.before.event_id is not None:
            with self._changed:
                if self._running.get(turn.index, turn) is None and not self._cancelled:
                    self._abandoning[turn.index] = turn
            # Never twice at once: the server may still be busy with it.
            run_logged(partial(turn.before.session.discard, turn.before))
            with self._changed:
                self._abandoning.pop(turn.index, None)
        if self._cancelled:
            self._finish(turn, None, turn.error)
        else:
            self._begin(turn)

    def _begin(self, turn: _RowAttempt) -> None:
        turn.attempts += 1
        try:
            job = self._start(*_arguments(turn.row))
        except BaseException as e:
            self._finish(turn, None, e)
            usage = isinstance(e, errors.UsageError) and not isinstance(e, errors.BadArgument)
            if usage or not isinstance(e, Exception):
                self._break(e)
            return
        with self._changed:
            self._running[turn.index] = job
            cancelled = self._cancelled
        batch = weakref.ref(self)

        def look() -> None:
            # A job that runs does not keep the batch: nobody may be left to whom its outcome matters.
            if job.done() and (held := batch()) is not None:
                held._on_event(turn, job)

        job.listen(look)
        self._on_event(turn, job)
        if cancelled:
            job.request_cancel()

    def _on_event(self, turn: _RowAttempt, job: Job) -> None:
        """See whether a job has ended; on the thread that told."""
        if job.done():
            error = job.exception()
            self._finish(turn, job, error, None if error else job.result())

    def _finish(self, turn: _RowAttempt, job: Job | None, error: BaseException | None, value: Any = None) -> None:
        """Keep the result of a row, or put it off; on any thread."""
        with self._changed:
            if turn.index not in self._running or self._running[turn.index] is not job:
                return
            del self._running[turn.index]
            delay = None if error is None else self._delay(error, turn, job)
            if delay is None:
                self._results.append(Outcome(turn.index, turn.row, value, error, turn.attempts))
                self._count(error)
            else:
                turn.due, turn.error, turn.before = time.monotonic() + delay, error, job
                heapq.heappush(self._again, turn)
            self._changed.notify_all()

    def _delay(self, error: BaseException, turn: _RowAttempt, job: Job | None) -> float | None:
        """Seconds to the next try of a row that failed; None when there is to be none."""
        hopeless = (errors.UsageError, errors.Cancelled, errors.InvalidInput, errors.QuotaExceeded)
        if self._cancelled or job is None or isinstance(error, hopeless) or getattr(error, "beyond_recall", False):
            return None
        if self._retries is None and not _certainly_not_started(error, job):
            return None
        if turn.attempts > (SAFE_RETRIES if self._retries is None else self._retries):
            return None
        return min(delay(error, turn.attempts, FIRST_RETRY_DELAY), MAX_RETRY_DELAY)

    def _count(self, error: BaseException | None) -> None:
        """Count failures in a row, and pause when there are too many."""
        if error is None:
            self._in_a_row, self._next_pause = 0, FIRST_PAUSE
        elif not isinstance(error, errors.UsageError | errors.Cancelled):
            self._in_a_row += 1
        left = self._rows is not None and self._begun != self._total
        if self._in_a_row >= FAILURES and (left or self._again) and self._pause_ends is None:
            seconds, self._next_pause = self._next_pause, min(2 * self._next_pause, LONGEST_PAUSE)
            self._pauses += 1
            self._pause_ends = time.monotonic() + seconds
            said = error.message if isinstance(error, errors.GradioNbError) else str(error)
            self._paused = f"paused for {seconds:g} s after {self._in_a_row} failures in a row, the last: {said}"
            log.warning("%s: %s", self._name, self._paused)

    def _resume(self) -> None:
        self._paused = self._pause_ends = None
        self._in_a_row = 0
        self._changed.notify_all()

    def _break(self, error: BaseException) -> None:
        """Begin no further rows, and let the iterators raise."""
        with self._changed:
            self._broken = error
            self._rows = None
            self._again.clear()
            self._changed.notify_all()


def _work(batch: weakref.ref[Batch], changed: Condition) -> None:
    """Begin rows until none is left or the batch is gone; only what is done for a row keeps it meanwhile."""
    while True:
        with changed:
            held = batch()
            step = None if held is None else held.next_step()
            if held is None or step is None:
                return
            if isinstance(step, float):
                del held
                # It may have gone with this reference, which nobody would tell: they wait for this lock.
                if batch() is not None:
                    changed.wait(None if step == NO_LIMIT else step)
                continue
        try:
            step()
        except BaseException as e:
            held.fail(e)
            raise
        del step, held


def _wake(changed: Condition) -> None:
    """Let the thread of a batch notice that it is gone. Nobody who holds this lock waits for anything else."""
    with changed:
        changed.notify_all()


def _arguments(row: Any) -> tuple[Sequence[Any], Mapping[str, Any]]:
    if isinstance(row, Mapping):
        return (), row
    return row if isinstance(row, tuple) else (row,), {}


def _certainly_not_started(error: BaseException, job: Job) -> bool:
    """Whether the server has certainly not begun a job."""
    if isinstance(error, errors.QueueFull):
        return True
    return job.event_id is None and isinstance(error, errors.RateLimited | errors.NotReachable)
