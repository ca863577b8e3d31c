"""A Space that falls asleep, is paused or built anew while a client is connected (docs/protocol.md §16).

What answers in its place then is a proxy. The Hub is asked only after such an answer, never on the way of a job
that goes well.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Protocol

from ... import errors
from ...protocol import events
from ...protocol.config import describe
from ..deadline import Deadline
from ..http.app_identity import AppIdentity
from ..http.discovery import Loaded
from ..threads.pool import start_thread
from .source import Source
from .spaces import TRANSIENT_STAGES, SpaceState, look_up, permanent_problem

LOOK_TIMEOUT = 5.0
STATUS_TTL = 5.0
"""Seconds for which the Hub is not asked again how the Space is."""

Reconnect = Callable[[Deadline], Loaded]


class WaitingJob(Protocol):
    """What the monitor uses of a job that waits for its Space."""

    event_id: str | None

    @property
    def age(self) -> float: ...
    def done(self) -> bool: ...
    def add(self, event: events.Event) -> bool: ...
    def rest(self, error: errors.GradioNbError) -> bool: ...
    def listen(self, listener: Callable[[], None]) -> Callable[[], None]: ...


class SpaceMonitor:
    """Finds out that a Space does not run any more, and wakes it: once for all jobs that wait for it.

    Parameters
    ----------
    reconnect : callable
        Wakes the Space, and returns its `/config` and `/info` when its server answers.
    source : Source
        What is no Space is never down.
    token : str or None
    limit : float
        Seconds to wait for the Space.
    identity : AppIdentity
        Is told how the app is when it has been woken.
    """

    def __init__(
        self, reconnect: Reconnect, source: Source, token: str | None, limit: float, identity: AppIdentity
    ) -> None:
        self._reconnect, self._source, self._token, self._limit = reconnect, source, token, limit
        self._identity = identity
        self.reset_after_fork()

    def reset_after_fork(self) -> None:
        """Begin anew in a copy of the process, where nobody wakes anything yet."""
        self._lock, self._looking = threading.Lock(), threading.Lock()
        self._waking: _Waking | None = None
        self._state, self._looked = SpaceState(""), -STATUS_TTL

    def is_down(self, error: errors.GradioNbError) -> bool:
        """Tell whether a Space does not run, by an answer that may mean so and by what the Hub says then."""
        state = self._space_if_suspect(error)
        return state is not None and _is_down(state)

    def explain(self, error: errors.GradioNbError) -> errors.GradioNbError:
        """Say of a job that was taken, and is lost, what the Hub says of its Space."""
        state = self._space_if_suspect(error) if isinstance(error, errors.ConnectionLost) else None
        if state is None or not _is_down(state):
            return error
        final = permanent_problem(state)
        if final is not None:
            return errors.ConnectionLost(f"{final.message} The job is lost.", hint=final.hint)
        return errors.ConnectionLost(
            f"The Space {state.id} was stopped, and the job is lost. It is {TRANSIENT_STAGES[state.stage]} now.",
            hint="Run it again: that waits until the Space is up.",
        )

    def wake(self, job: WaitingJob, error: errors.GradioNbError) -> bool:
        """Wait until a job that was refused may be sent again; False when it is no use, or it has ended.

        Raises
        ------
        SpaceNotRunning
            When the Space will not run by itself, or not in time.
        SpaceNotFound, SpaceGated, LoginError, RateLimited, NotReachable, Refused
        """
        state = self._space_if_suspect(error)
        if state is None:
            return False
        if not _is_down(state):
            # It may be about to start: the Hub says that it runs a little before its server does.
            return _not_accepted(job, error) and job.rest(error)
        final = permanent_problem(state)
        if final is not None:
            raise final
        if not _not_accepted(job, error):
            error.hint = f"The Space {state.id} is {TRANSIENT_STAGES[state.stage]}: run it again, that waits for it."
            return False
        return self._wait(job)

    def _space_if_suspect(self, error: errors.GradioNbError) -> SpaceState | None:
        """Ask the Hub how the Space is, after an answer that may not be its app's; None after any other.

        A Hub that says nothing leaves all as it is.
        """
        if not self._source.space or not _from_proxy(error):
            return None
        with self._looking:
            if time.monotonic() - self._looked > STATUS_TTL:
                try:
                    self._state = look_up(self._source.space, self._token, LOOK_TIMEOUT)
                except errors.GradioNbError:
                    self._state = SpaceState("")
                self._looked = time.monotonic()
            return self._state

    def _wait(self, job: WaitingJob) -> bool:
        """Have the Space woken; False when the job has ended before."""
        ready = threading.Event()
        with self._lock:
            waking = self._waking or _Waking()
            waking.jobs[job] = ready
            doing = waking.doing
            if waking is not self._waking:
                start_thread(partial(self._work, waking), "gradio_nb-wake")
                self._waking = waking

        if doing:
            # Others wait for it already, and the next news may be seconds away.
            job.add(events.Waking(job.age, doing))

        def look() -> None:
            if job.done():
                ready.set()

        stop = job.listen(look)
        look()
        ready.wait()
        stop()
        with self._lock:
            waking.jobs.pop(job, None)
            if not waking.jobs and self._waking is waking:
                # Nobody is left to wake it for.
                waking.stop.set()
                self._waking = None
        if waking.error is not None:
            raise errors.without_frames(waking.error)
        return not job.done()

    def _work(self, waking: _Waking) -> None:
        deadline = Deadline(self._limit, waking.report, waking.stop)
        try:
            self._identity.update(describe(*self._reconnect(deadline)))
        except errors.GradioNbError as e:
            waking.error = e
        except BaseException as e:
            waking.error = errors.ProtocolError(f"The Space could not be woken: {type(e).__name__}: {e}")
        with self._lock:
            if self._waking is waking:
                self._waking = None
            # It runs now, or what stands in its way has been told.
            self._looked = -STATUS_TTL
            waiting = list(waking.jobs.values())
        for ready in waiting:
            ready.set()


class _Waking:
    """One time that the Space is woken, and who waits for it."""

    def __init__(self) -> None:
        self.jobs: dict[WaitingJob, threading.Event] = {}
        self.stop = threading.Event()
        self.error: errors.GradioNbError | None = None
        self.doing = ""

    def report(self, text: str) -> None:
        self.doing = text
        for job in list(self.jobs):
            job.add(events.Waking(job.age, text))


def _is_down(state: SpaceState) -> bool:
    return state.stage in TRANSIENT_STAGES or permanent_problem(state) is not None


def _from_proxy(error: BaseException | None) -> bool:
    """Whether an answer may come from what stands before a Space, as it does when there is no app behind."""
    if isinstance(error, errors.Refused):
        status = error.status or 0
        return status == 503 or (error.page and (status == 404 or status >= 500))
    return isinstance(error, errors.UploadFailed | errors.ConnectionLost) and _from_proxy(error.__cause__)


def _not_accepted(job: WaitingJob, error: BaseException | None) -> bool:
    """Whether the job has certainly not been taken: the proxy found nobody to give it to."""
    if isinstance(error, errors.UploadFailed):
        return _not_accepted(job, error.__cause__)
    return job.event_id is None and isinstance(error, errors.Refused) and error.status in (404, 503)
