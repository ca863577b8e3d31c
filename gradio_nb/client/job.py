"""One call of an endpoint, from the moment it was asked for to its end."""

from __future__ import annotations

import threading
import time
from collections.abc import AsyncIterator, Callable, Generator, Iterator, Sequence
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from .. import errors
from ..protocol.diff import Replay
from ..protocol.events import (
    Broken,
    Completed,
    Downloading,
    Ended,
    Event,
    Failed,
    Logged,
    Partial,
    Queued,
    Started,
    State,
)
from ..protocol.schema import Endpoint
from .result import decode
from .status import Status, app_error, fold, state_of

if TYPE_CHECKING:
    from .files import Files
    from .session import Session
    from .workers import Workers


class Job:
    """A call under way. Made by `submit`, not by hand.

    Iterating (also with `async for`) gives each partial result once and in order, from the first
    on, and the result; `await job` gives the result. Every iterator is on its own.

    Attributes
    ----------
    endpoint : Endpoint
    data : list
        Wire values as they are sent, State and other hidden inputs among them.
    inputs : dict
        What the caller gave, by parameter name.
    event_id : str or None
        The server's name for the job, once it has one.
    began : float
        On the clock of `time.monotonic`.
    credentials : dict
        What is sent beside the data, and shown nowhere.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        data: list[Any],
        inputs: dict[str, Any],
        session: Session,
        files: Files,
        callbacks: Workers,
    ) -> None:
        self.endpoint, self.data, self.inputs = endpoint, data, inputs
        self.event_id: str | None = None
        self.credentials: dict[str, str] = {}
        self._session, self._files, self._callbacks = session, files, callbacks
        self._changed = threading.Condition()
        self._events: list[Event] = []
        self._listeners: list[Callable[[], None]] = []
        self._done_callbacks: list[Callable[[Job], object]] = []
        self.began = time.monotonic()
        self._status = Status(State.WAITING)
        self._eta_set = 0.0
        self._ended: Ended | None = None
        self._value: Any = None
        self._replay = Replay()

    def __repr__(self) -> str:
        status = self.status()
        return f"<Job {self.endpoint.name} {status.state} {status.elapsed:.1f} s>"

    @property
    def age(self) -> float:
        """Seconds since the job began."""
        return time.monotonic() - self.began

    @property
    def events(self) -> tuple[Event, ...]:
        """Everything that has happened so far; it only grows."""
        with self._changed:
            return tuple(self._events)

    def events_since(self, index: int) -> list[Event]:
        """The events from `index` on."""
        with self._changed:
            return self._events[index:]

    @property
    def last_event(self) -> Event | None:
        """The newest event."""
        with self._changed:
            return self._events[-1] if self._events else None

    @property
    def logs(self) -> list[Logged]:
        """Lines that the app has shown so far."""
        return [e for e in self.events if isinstance(e, Logged)]

    def result(self, timeout: float | None = None) -> Any:
        """Wait for the result.

        Parameters
        ----------
        timeout : float, optional
            Seconds; the job goes on when they are over.

        Returns
        -------
        object
            The value of the one output, or a named tuple of several.

        Raises
        ------
        TimedOut
            Not ready in time.
        AppError, Cancelled, ConnectionLost, …
            As `State` lists them. Ctrl-C cancels the job.
        """
        self._wait(timeout)
        if self._ended is not None and self._ended.error is not None:
            raise self._ended.error.with_traceback(None)
        return self._value

    def exception(self, timeout: float | None = None) -> BaseException | None:
        """Wait for the end and give the error it ended with, or None."""
        self._wait(timeout)
        return self._ended.error if self._ended else None

    def done(self) -> bool:
        """Whether the job has ended, well or badly."""
        return self._ended is not None

    def status(self) -> Status:
        """How the job stands now. Asks nobody: events keep it up to date."""
        with self._changed:
            age = self._ended.time if self._ended else self.age
            return replace(self._status, elapsed=age, eta_age=age - self._eta_set)

    def outputs(self) -> list[Any]:
        """All results so far: the partial ones, and the last when it differs from those."""
        replay = Replay()
        made = []
        for event in self.events:
            values = _apply(replay, event)
            if values is not None:
                made.append(decode(self.endpoint, values, self._files.fetch))
        return made

    def partial(self) -> list[Any] | None:
        """Wire values of the newest result, partial or not; None before the first."""
        with self._changed:
            return self._replay.values

    def cancel(self) -> bool:
        """Stop the job, on the server as far as that can be done (protocol notes §9).

        Returns
        -------
        bool
            False when it had ended already.
        """
        if self.done():
            return False
        joined = self.event_id is not None
        if self._session.cancel(self):
            ended = self._end(State.CANCELLED, errors.Cancelled("The job was cancelled."))
            if not joined and self.event_id is not None:
                # The server took the job in the very moment it was cancelled.
                self._session.cancel(self)
            return ended
        stopped = errors.Cancelled(
            "Stopped waiting for the job; the server may go on with it.", hint="This server cannot be told to stop."
        )
        return self._end(State.STOPPED, stopped)

    def add_done_callback(self, callback: Callable[[Job], object]) -> None:
        """Call `callback(job)` at the end, or soon if it has come already.

        User callbacks run one at a time on a thread of their own.
        """
        with self._changed:
            if self._ended is None:
                self._done_callbacks.append(callback)
                return
        self._call(callback)

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener()` after each event, on the thread that brought it; it must be quick.

        Returns
        -------
        callable
            Ends it.
        """
        with self._changed:
            self._listeners.append(listener)

        def stop() -> None:
            with self._changed:
                if listener in self._listeners:
                    self._listeners.remove(listener)

        return stop

    def __iter__(self) -> Iterator[Any]:
        try:
            yield from self._results()
        except KeyboardInterrupt:
            self.cancel()
            raise

    def _results(self) -> Iterator[Any]:
        replay, index = Replay(), 0
        while True:
            fresh = self._wait_for_more(index)
            index += len(fresh)
            for event in fresh:
                if isinstance(event, Ended):
                    if event.error is not None:
                        raise event.error.with_traceback(None)
                    return
                values = _apply(replay, event)
                if values is not None:
                    yield decode(self.endpoint, values, self._files.fetch)

    async def __aiter__(self) -> AsyncIterator[Any]:
        import asyncio

        loop, woken = asyncio.get_running_loop(), asyncio.Event()
        stop = self.listen(lambda: _soon(loop, woken.set))
        replay, index = Replay(), 0
        try:
            while True:
                fresh = self.events_since(index)
                if not fresh:
                    await woken.wait()
                    woken.clear()
                index += len(fresh)
                for event in fresh:
                    if isinstance(event, Ended):
                        if event.error is not None:
                            raise event.error.with_traceback(None)
                        return
                    values = _apply(replay, event)
                    if values is not None:
                        yield await asyncio.to_thread(decode, self.endpoint, values, self._files.fetch)
        finally:
            stop()

    def __await__(self) -> Generator[Any, None, Any]:
        import asyncio

        loop = asyncio.get_running_loop()
        ended = loop.create_future()

        def settle() -> None:
            if not ended.done():
                ended.set_result(None)

        def look() -> None:
            if self.done():
                _soon(loop, settle)

        stop = self.listen(look)
        look()
        try:
            yield from ended.__await__()
        finally:
            stop()
        return self.result()

    # What follows is for the session and the client.

    def add(self, event: Event) -> bool:
        """Append an event; False when the job has ended, for what comes later is nobody's business."""
        with self._changed:
            if self._ended is not None:
                return False
            self._events.append(event)
            self._status = fold(self._status, event)
            if isinstance(event, Queued | Started):
                self._eta_set = event.time
            if isinstance(event, Partial | Completed) and event.data is not None:
                self._replay.apply(event.data, isinstance(event, Partial) and event.diffs)
            if isinstance(event, Ended):
                self._ended = event
            self._changed.notify_all()
            listeners = list(self._listeners)
            callbacks = self._done_callbacks if self._ended else []
        for listener in listeners:
            listener()
        for callback in callbacks:
            self._call(callback)
        return True

    def receive(self, event: Event) -> None:
        """Take an event that the server sent; it may be the end."""
        try:
            if isinstance(event, Failed):
                self.fail(app_error(event))
            elif isinstance(event, Broken):
                self.fail(errors.ConnectionLost(event.message))
            elif isinstance(event, Completed):
                if self.add(event):
                    self._complete(event)
            else:
                self.add(event)
        except errors.GradioNbError as e:
            self.fail(e)
        except Exception as e:
            self.fail(errors.ProtocolError(f"The result could not be read: {type(e).__name__}: {e}"))

    def fail(self, error: errors.GradioNbError) -> None:
        """End the job with an error."""
        self._end(state_of(error), error)

    def _complete(self, event: Completed) -> None:
        if event.data is None:
            # A cancelled job looks like a success without data (§9).
            self.fail(errors.Cancelled("The job was cancelled on the server."))
            return
        self._value = decode(self.endpoint, self.partial() or [], self._fetch)
        self._end(State.DONE)

    def _fetch(self, file: Any) -> Any:
        def moved(done: int, total: int | None) -> None:
            if not self.add(Downloading(self.age, done, total)):
                raise errors.Cancelled("The job has ended; nobody waits for its files.")

        return self._files.fetch(file, moved)

    def _end(self, state: State, error: BaseException | None = None) -> bool:
        return self.add(Ended(self.age, state, error))

    def _call(self, callback: Callable[[Job], object]) -> None:
        def call() -> None:
            callback(self)

        self._callbacks.run(call)

    def _wait_for_more(self, index: int) -> list[Event]:
        with self._changed:
            self._changed.wait_for(lambda: len(self._events) > index)
            return self._events[index:]

    def _wait(self, timeout: float | None) -> None:
        try:
            with self._changed:
                in_time = self._changed.wait_for(self.done, timeout)
        except KeyboardInterrupt:
            self.cancel()
            raise
        if not in_time:
            raise errors.TimedOut(f"{self.endpoint.name} was not done after {timeout:g} s.")


def add_callbacks(job: Job, callbacks: Callable[..., object] | Sequence[Callable[..., object]] | None) -> None:
    """Have functions called with the result of a job, when there is one."""
    for callback in [callbacks] if callable(callbacks) else callbacks or ():
        job.add_done_callback(partial(_on_result, callback))


def _on_result(callback: Callable[..., object], job: Job) -> None:
    if job.exception() is None:
        value = job.result()
        # As in gradio_client: several outputs are several arguments.
        callback(*value) if len(job.endpoint.returns) > 1 else callback(value)


def _apply(replay: Replay, event: Event) -> list[Any] | None:
    """Give the values that an event makes new; None when it makes none."""
    if isinstance(event, Partial):
        return list(replay.apply(event.data, event.diffs))
    if isinstance(event, Completed) and event.data is not None:
        before = replay.values
        values = replay.apply(event.data, False)
        # The last message of a generator repeats the last partial result.
        return list(values) if values != before else None
    return None


def _soon(loop: Any, call: Callable[[], object]) -> None:
    """Call something in an event loop that may have been closed meanwhile."""
    import contextlib

    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(call)
