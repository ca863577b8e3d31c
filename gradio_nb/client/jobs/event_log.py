"""What happens to a job, event by event, and the ways of waiting for the next one."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

from ...frozen import replace
from ...protocol.diff import Replay, edits_to
from ...protocol.events import Completed, Ended, Event, Partial, Queued, Retrying, Started, State
from ..threads.pool import run_all_logged
from ..threads.waiting import wait_for
from .status import Status, apply


class EventLog:
    """The events of one job, in order. It only grows, and whoever waits is woken by each.

    Attributes
    ----------
    began : float
        On the clock of `time.monotonic`.
    ended : Ended or None
        The last event; nothing is taken after it.
    """

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.ended: Ended | None = None
        self._events: list[Event] = []
        self.reset_after_fork()
        self._status = Status(State.WAITING)
        self._eta_set = 0.0
        self._replay = Replay()

    def reset_after_fork(self) -> None:
        """Forget who waits and listens, as is right in a copy of the process."""
        lock = threading.RLock()
        self._changed, self._over = threading.Condition(lock), threading.Condition(lock)
        self._listeners: list[Callable[[], None]] = []

    @property
    def age(self) -> float:
        """Seconds since the job began."""
        return time.monotonic() - self.began

    def add(self, event: Event) -> bool:
        """Append an event; False when the job has ended, for what comes later is nobody's business."""
        before = self._replay.raw
        # Not under the lock, where who asks how the job stands would wait for it.
        shrunk = _as_diff(event, before)
        with self._changed:
            if self.ended is not None:
                return False
            kept = shrunk if self._replay.raw is before else event
            # First, for it may not fit: then it was never here.
            read(self._replay, event)
            self._events.append(kept)
            self._status = apply(self._status, event)
            if isinstance(event, (Queued, Started)):
                self._eta_set = event.time
            elif isinstance(event, Ended):
                self.ended = event
                self._over.notify_all()
            self._changed.notify_all()
            listeners = list(self._listeners)
        # One that fails keeps the event from nobody else: not from the client either, which counts its jobs.
        run_all_logged(listeners)
        return True

    def read_since(self, index: int) -> tuple[list[Event], Replay]:
        """The events from `index` on, and what they and all before come to."""
        with self._changed:
            return self._events[index:], self._replay.copy()

    def since(self, index: int) -> list[Event]:
        """The events from `index` on."""
        with self._changed:
            return self._events[index:]

    @property
    def last(self) -> Event | None:
        """The newest event."""
        with self._changed:
            return self._events[-1] if self._events else None

    def status(self) -> Status:
        """How the job stands."""
        with self._changed:
            age = self.ended.time if self.ended else self.age
            return replace(self._status, elapsed=age, eta_age=age - self._eta_set)

    def values(self) -> list[Any] | None:
        """Wire values of the newest result, partial or not; None before the first."""
        with self._changed:
            return self._replay.values

    def updates(self) -> dict[int, dict[str, Any]]:
        """What the app has changed of its components, by the position of the output."""
        with self._changed:
            return dict(self._replay.updates)

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener()` after each event, on the thread that brought it; it must be quick. Gives what ends that."""
        with self._changed:
            self._listeners.append(listener)

        def stop() -> None:
            with self._changed, contextlib.suppress(ValueError):
                self._listeners.remove(listener)

        return stop

    def wait(self, ready: Callable[[], bool], timeout: float | None = None) -> bool:
        """Wait until an event has made something true; False when it is not after so many seconds."""
        with self._changed:
            return wait_for(self._changed, ready, timeout)

    def wait_for_end(self, timeout: float | None = None) -> bool:
        """Wait until nothing more will come, undisturbed by what comes before; False when it is not so far in time."""
        with self._over:
            return wait_for(self._over, lambda: self.ended is not None, timeout)

    async def wait_async(self, ready: Callable[[], bool]) -> None:
        """Do the same without holding up the event loop."""
        import asyncio

        loop, woken = asyncio.get_running_loop(), asyncio.Event()

        def wake() -> None:
            # The loop may have been closed meanwhile.
            with contextlib.suppress(RuntimeError):
                loop.call_soon_threadsafe(woken.set)

        stop = self.listen(wake)
        try:
            while not ready():
                await woken.wait()
                woken.clear()
        finally:
            stop()


class Cursor:
    """Reads the partial results out of an event log, each once and in order; every reader has its own.

    Attributes
    ----------
    index : int
        Number of events that have been read.
    has_final_value : bool
        A result came at the end that differs from the last partial one. It is decoded once, by the
        job: files in it are the same, or fail to come, for all who wait for it.
    """

    def __init__(self, log: EventLog) -> None:
        self.index = 0
        self.has_final_value = False
        self._log = log
        self._replay = Replay()

    def has_unread(self) -> bool:
        """Whether there is something to read."""
        return len(self._log._events) > self.index

    def exhausted(self) -> bool:
        """Whether all has been read, and nothing more will come."""
        return self._log.ended is not None and not self.has_unread()

    def new_values(self) -> Iterator[list[Any]]:
        """Wire values of each partial result since the last look."""
        events, newest = self._log.read_since(self.index)
        for event in events:
            self.index += 1
            if isinstance(event, Partial) and event is events[-1]:
                # The event log has worked it out already; a long text is not put together twice.
                self._replay = newest
                values = newest.values
            else:
                values = read(self._replay, event)
            if isinstance(event, Completed | Retrying):
                self.has_final_value = values is not None
            elif values is not None:
                yield values


def _as_diff(event: Event, before: list[Any]) -> Event:
    """Keep only what is new in a partial result, also where the server repeats the whole (docs/protocol.md §7)."""
    if isinstance(event, Partial) and not event.diffs:
        edits = edits_to(before, event.data)
        if edits is not None:
            return replace(event, data=edits, diffs=True)
    return event


def read(replay: Replay, event: Event) -> list[Any] | None:
    """Give the values that an event makes new; None when it makes none."""
    if isinstance(event, Partial):
        return list(replay.apply(event.data, event.diffs))
    if isinstance(event, Retrying):
        replay.reset()
    if isinstance(event, Completed) and event.data is not None:
        before = replay.values
        values = replay.apply(event.data, False)
        # The last message of a generator repeats the last partial result.
        return list(values) if values != before else None
    return None
