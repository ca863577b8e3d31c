"""Jobs that end because somebody wants it, or because their time is over. The server is told (docs/protocol.md §9)."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from ... import errors
from ...protocol.events import State

if TYPE_CHECKING:
    from .job import Job

GRACE = 1.0
"""Seconds that a job whose time is over waits for the server to acknowledge that before it ends without it."""
CANCEL_GRACE = 3.0
"""The same for a job that its caller cancels: a busy server takes a while, and the caller wants to know."""

End = Callable[[bool], bool]
CallLater = Callable[[float, "Job", Callable[[], object]], None]
Run = Callable[[Callable[[], object]], None]


class Cancellation:
    """The cancellation of a job by its caller.

    Parameters
    ----------
    job : Job
    later, run : callable
        As for `expire`.
    """

    def __init__(self, job: Job, call_later: CallLater, run: Run) -> None:
        self._job = job
        self._errors: dict[bool, tuple[State, errors.Cancelled]] = {
            True: (State.CANCELLED, errors.Cancelled("The job was cancelled.")),
            False: (
                State.STOPPED,
                errors.Stopped("The client stopped waiting for the job; the server may go on with it."),
            ),
        }
        _end(job, self.end, call_later, run, CANCEL_GRACE)

    def end(self, told: bool) -> bool:
        """End the job; `told` says whether the server has acknowledged it. False when it had ended already."""
        return self._job.end(*self._errors[told])

    def wait(self) -> bool:
        """Wait until the job has ended; False when something else has ended it."""
        error = self._job.exception()
        return any(error is own for _, own in self._errors.values())


def expire(job: Job, limit: float, call_later: CallLater, run: Run) -> None:
    """End a job whose `limit`, in seconds, is over.

    It ends as soon as the server has been told, and after `GRACE` seconds in any case.

    Parameters
    ----------
    job : Job
    limit : float
    later : callable
        Calls a function after some seconds, unless the job has ended by then.
    run : callable
        Runs what may have to wait for the server on another thread.
    """

    def end(told: bool) -> bool:
        then = "It was cancelled" if told else "Nobody waits for it any more, but the server may go on with it"
        hint = f"{then}; allow more with time_limit=...."
        return job.end(
            State.TIMED_OUT, errors.TimedOut(f"{job.endpoint.name} was not done after {limit:g} s.", hint=hint)
        )

    _end(job, end, call_later, run, GRACE)


def _end(job: Job, end: End, call_later: CallLater, run: Run, grace: float) -> None:
    """Tell the server on another thread, and do not wait for that for longer than `grace` seconds."""
    if not job.done():
        # Without a thread for that, the server is told here.
        with contextlib.suppress(errors.JobError):
            call_later(grace, job, partial(end, False))
        run(partial(_stop, job, end))


def _stop(job: Job, end: End) -> None:
    """Tell the server to stop a job, and then end it with what that came to."""
    before = job.event_id
    told = job.session.cancel(job)
    end(told)
    if told and job.event_id not in (None, before):
        # The server took the job in the very moment it was cancelled.
        job.session.cancel(job)
