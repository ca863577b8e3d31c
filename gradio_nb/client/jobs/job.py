"""One call of an endpoint, from the moment it was asked for to its end."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from ... import errors
from ...protocol.events import (
    Broken,
    Completed,
    Ended,
    Event,
    Failed,
    Logged,
    Partial,
    Resting,
    Retrying,
    Started,
    State,
)
from ...protocol.schema import Endpoint
from ..deadline import Backoff
from ..http.abort import AbortHandle
from ..http.errors import unexpected
from ..unpicklable import Unpicklable
from . import downloads
from .event_log import Cursor, EventLog
from .options import MAX_RETRY_DELAY, CallOptions, delay, is_retryable
from .result import decode
from .status import Status, app_error, state_for

if TYPE_CHECKING:
    from ..transports.session import QueueSession
    from .scheduler import Scheduler


class Job(Unpicklable):
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
    ran : bool
        Whether the server has begun with it, in the try that goes on or has failed last.
    session : QueueSession
        The one that it is, or was last, sent in.
    credentials : dict
        What is sent beside the data, and shown nowhere.
    """

    _instead = "Take job.result() and hand on that, or submit the call in the other process."

    def __init__(
        self,
        endpoint: Endpoint,
        data: list[Any],
        inputs: dict[str, Any],
        session: QueueSession,
        dispatcher: Scheduler,
        terms: CallOptions,
    ) -> None:
        self.endpoint, self.data, self.inputs = endpoint, data, inputs
        self.event_id: str | None = None
        self.started_on_server = False
        self.credentials: dict[str, str] = {}
        self.session = session
        self._dispatcher, self._options = dispatcher, terms
        self._attempt = 1
        self._retry_scheduled = False
        self._backoff = Backoff()
        self._log = EventLog()
        self._lock = threading.Lock()
        self._done_callbacks: list[Callable[[Job], object]] | None = []
        self._value: Any = None

    def __repr__(self) -> str:
        status = self.status()
        return f"<Job {self.endpoint.name} {status.state} {status.elapsed:.1f} s>"

    @property
    def began(self) -> float:
        """When it began, on the clock of `time.monotonic`."""
        return self._log.began

    @property
    def age(self) -> float:
        """Seconds since the job began."""
        return self._log.age

    @property
    def events(self) -> tuple[Event, ...]:
        """Everything that has happened so far; it only grows."""
        return tuple(self._log.since(0))

    def events_since(self, index: int) -> list[Event]:
        """The events from `index` on."""
        return self._log.since(index)

    @property
    def last_event(self) -> Event | None:
        """The newest event."""
        return self._log.last

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
        return self._outcome()

    def exception(self, timeout: float | None = None) -> BaseException | None:
        """Wait for the end and give the error it ended with, or None."""
        self._wait(timeout)
        ended = self._log.ended
        return ended.error if ended else None

    def done(self) -> bool:
        """Whether the job has ended, well or badly."""
        return self._log.ended is not None

    def status(self) -> Status:
        """How the job stands now. Asks nobody: events keep it up to date."""
        return self._log.status()

    def outputs(self) -> list[Any]:
        """All results so far: the partial ones, and the last when it differs from those."""
        cursor = Cursor(self._log)
        if self.done():
            made = [self._decoded(values) for values in cursor.new_values()]
        else:
            with downloads.reading(self) as line:
                made = [self._decoded(values, line) for values in cursor.new_values()]
        ended = self._log.ended
        return [*made, self._value] if cursor.has_final_value and ended and not ended.error else made

    def partial(self) -> list[Any] | None:
        """Wire values of the newest result, partial or not; None before the first."""
        return self._log.values()

    def __iter__(self) -> Iterator[Any]:
        cursor = Cursor(self._log)
        with self._interruptible():
            while not cursor.exhausted():
                self._log.wait(cursor.has_unread)
                for values in cursor.new_values():
                    yield decode(self.endpoint, values, self._download_partial_until_job_ends)
        value = self._outcome()
        if cursor.has_final_value:
            yield value

    async def __aiter__(self) -> AsyncIterator[Any]:
        import asyncio

        cursor = Cursor(self._log)
        while not cursor.exhausted():
            await self._log.wait_async(cursor.has_unread)
            for values in cursor.new_values():
                with downloads.reading(self) as line:
                    try:
                        # It may have to fetch files.
                        decoded = await asyncio.to_thread(self._decoded, values, line)
                    except asyncio.CancelledError:
                        # Or asyncio.run would wait for the thread.
                        line.abort()
                        raise
                yield decoded
        value = self._outcome()
        if cursor.has_final_value:
            yield value

    def __await__(self) -> Generator[Any, None, Any]:
        yield from self._log.wait_async(self.done).__await__()
        return self._outcome()

    def _decoded(self, values: list[Any], line: AbortHandle | None = None) -> Any:
        return decode(self.endpoint, values, partial(self._download_partial, line))

    def _outcome(self) -> Any:
        """Give the result of a job that has ended, or raise its error."""
        error = self.exception()
        if error is not None:
            raise errors.without_frames(error)
        return self._value

    def _wait(self, timeout: float | None) -> None:
        with self._interruptible():
            in_time = self._log.wait_for_end(timeout)
        if not in_time:
            raise errors.TimedOut(f"{self.endpoint.name} was not done after {timeout:g} s.")

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        try:
            yield
        except KeyboardInterrupt:
            self.cancel()
            raise

    def updates(self) -> dict[int, dict[str, Any]]:
        """What the app has changed of its components so far, by their ids (`protocol.updates`)."""
        found = self._log.updates()
        slots = {i: slot.component_id for i, slot in enumerate(self.endpoint.outputs) if slot is not None}
        return {id: found[i] for i, id in slots.items() if i in found and id is not None}

    def cancel(self) -> bool:
        """Stop the job, on the server as far as that can be done (docs/protocol.md §9).

        If the server does not answer at once, the job ends without waiting for it, as `Stopped`.

        Returns
        -------
        bool
            False when it had ended already.
        """
        return not self.done() and self._dispatcher.cancel(self).wait()

    def request_cancel(self) -> None:
        """Begin to cancel the job as `cancel` does, and return at once; it ends within a few seconds."""
        if not self.done():
            self._dispatcher.cancel(self)

    def add_done_callback(self, callback: Callable[[Job], object]) -> None:
        """Call `callback(job)` at the end, or soon if it has come already.

        User callbacks run one at a time on a thread of their own.
        """
        with self._lock:
            if self._done_callbacks is not None:
                self._done_callbacks.append(callback)
                return
        self._dispatcher.callbacks.run(partial(callback, self))

    def listen(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Call `listener()` after each event, on the thread that brought it; it must be quick.

        Returns
        -------
        callable
            Ends it.
        """
        return self._log.listen(listener)

    # What follows is for the session and the client.

    def add(self, event: Event) -> bool:
        """Append an event; False when the job has ended, for what comes later is nobody's business."""
        if not self._log.add(event):
            return False
        self.started_on_server = self.started_on_server or isinstance(event, Started | Partial)
        if isinstance(event, Ended):
            with self._lock:
                callbacks, self._done_callbacks = self._done_callbacks or (), None
            for callback in callbacks:
                self._dispatcher.callbacks.run(partial(callback, self))
        return True

    def run(self) -> None:
        """Send the job, and take it to its end or to where another thread goes on with it."""
        self.session.run(self)

    def restart(self, session: QueueSession) -> None:
        """Have another try, in a session that may be another."""
        if self.done():
            return
        if self.event_id is not None:
            # Never twice at once: the server may still be busy with the try before.
            self.session.discard(self)
            self.event_id = None
        self.started_on_server = False
        self.session, self._backoff = session, Backoff()
        with self._lock:
            self._retry_scheduled = False
        self.run()

    def detach_after_fork(self) -> None:
        """End it in a copy of the process, where nothing of it arrives; it goes on in the other."""
        self._lock, self._done_callbacks = threading.Lock(), []
        self._log.reset_after_fork()
        message = "This job belongs to the process that this one is a copy of (os.fork)."
        self.end(State.STOPPED, errors.Stopped(message, hint="Wait for it there, or submit it here again."))

    def rest(self, error: errors.GradioNbError) -> bool:
        """Wait as a busy server wants it; False when that is no use, or the job has ended meanwhile."""
        if self._dispatcher.space_monitor.is_down(error):
            return False  # rest does not wake it
        seconds = self._backoff.next(getattr(error, "retry_after", None))
        if seconds is None or not self.add(Resting(self.age, seconds)) or self._log.wait(self.done, seconds):
            return False
        self.session.check_again(self, error)
        return True

    def check_app(self) -> None:
        """Check that the app is still the one that the client knows; raises as `QueueSession.check`."""
        self.session.check(self)

    def submitting(self) -> AbstractContextManager[None]:
        """Hold up those who close the client, while the server may take it under a name that nobody knows yet."""
        return self._dispatcher.submitting(self)

    def wake(self, error: errors.GradioNbError) -> bool:
        """Wait until it may be sent again to a Space that fell asleep; see `SpaceMonitor.wake`."""
        return self._dispatcher.space_monitor.wake(self, error)

    def receive_in_background(self, event: Event) -> None:
        """Take one for which files may have to be fetched; what brought it has more to do than to wait for those."""
        self._dispatcher.download_pool.run(partial(self.receive, event))

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
        except BaseException as e:
            self.fail(unexpected(e, "The result could not be read"))
            if not isinstance(e, Exception):
                raise

    def fail(self, error: errors.GradioNbError) -> None:
        """End the job with an error, unless it has tries left and another one makes sense."""
        error = self._dispatcher.space_monitor.explain(error)
        if not self._try_again(error):
            self.end(state_for(error), error)

    def _try_again(self, error: errors.GradioNbError) -> bool:
        seconds = delay(error, self._attempt)
        with self._lock:
            if self._retry_scheduled:
                return True
            if self._attempt > self._options.retries or not is_retryable(error) or seconds > MAX_RETRY_DELAY:
                return False
            self._retry_scheduled = True
            self._attempt += 1
        if self.add(Retrying(self.age, self._attempt, self._options.retries + 1, seconds, error)):
            self._dispatcher.retry(self, seconds)
        return True

    def _complete(self, event: Completed) -> None:
        if event.data is None:
            # A cancelled job looks like a success without data (docs/protocol.md §9).
            self.fail(errors.Cancelled("The job was cancelled on the server."))
            return
        self._value = decode(self.endpoint, self.partial() or [], self._fetch)
        self.end(State.DONE)

    def _fetch(self, file: Any) -> Any:
        return downloads.fetch(self._dispatcher, self, file, self._options.download_retries)

    def _download_partial_until_job_ends(self, file: Any) -> Any:
        with downloads.reading(self) as line:
            return self._download_partial(line, file)

    def _download_partial(self, line: AbortHandle | None, file: Any) -> Any:
        return downloads.look(self._dispatcher, self, file, self._options.download_retries, line)

    def given_up_within(self, seconds: float) -> bool:
        """Wait for so long; True at once when it is given up before."""
        return self._log.wait(lambda: downloads.given_up(self), seconds)

    def end(self, state: State, error: BaseException | None = None) -> bool:
        """End the job; False when it had ended already."""
        if error is not None:
            errors.without_frames(error)
        return self.add(Ended(self.age, state, error))
