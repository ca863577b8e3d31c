"""Jobs that end because somebody wants it, or because their time is over. The server is told (protocol notes §9)."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from .. import errors
from ..protocol.events import State

if TYPE_CHECKING:
    from .job import Job

GRACE = 1.0
"""Seconds that a server has for taking note that the time of a job is over."""

Later = Callable[[float, "Job", Callable[[], object]], None]


def cancel(job: Job) -> bool:
    """Cancel a job; False when it had ended already."""

    def end(told: bool) -> bool:
        if told:
            return job.end(State.CANCELLED, errors.Cancelled("The job was cancelled."))
        return job.end(State.STOPPED, errors.Stopped("Stopped waiting for the job; the server may go on with it."))

    return not job.done() and _stop(job, end)


def expire(job: Job, limit: float, later: Later, run: Callable[[Callable[[], object]], None]) -> None:
    """End a job whose `limit`, in seconds, is over; not `later` than the server can be told.

    That may take its time and is `run` elsewhere, where others may have to be told first.
    """

    def end(told: bool) -> bool:
        then = "It was cancelled" if told else "Nobody waits for it any more, but the server may go on with it"
        hint = f"{then}; allow more with time_limit=...."
        return job.end(
            State.TIMED_OUT, errors.TimedOut(f"{job.endpoint.name} was not done after {limit:g} s.", hint=hint)
        )

    if not job.done():
        later(GRACE, job, partial(end, False))
        run(partial(_stop, job, end))


def _stop(job: Job, end: Callable[[bool], bool]) -> bool:
    """Tell the server to stop a job, and then end it with what that came to; False when it had ended already."""
    before = job.event_id
    told = job.session.cancel(job)
    ended = end(told)
    if told and job.event_id not in (None, before):
        # The server took the job in the very moment it was cancelled.
        job.session.cancel(job)
    return ended
