"""How a job stands, worked out of its events; and which end an error is."""

from __future__ import annotations

import math
import re

from ... import errors
from ...frozen import Frozen, replace
from ...protocol import events
from ...protocol.events import Event, State


class Status(Frozen):
    """How a job stands.

    Attributes
    ----------
    state : State
    rank : int or None
        Place in the queue while queued; 0 is next.
    queue_size : int or None
    eta : float or None
        Seconds to the result, as the server believed `eta_age` seconds ago.
    eta_age : float
    progress : tuple of Step
        The bars that the app has open, innermost last.
    transfer : (int, int or None) or None
        Bytes moved and in all, while uploading or downloading.
    elapsed : float
        Seconds since the job began, to its end if it has ended.
    attempt, attempts : int
        Which try it is, of how many at most.
    trouble : str
        Why nothing is sent for now; "" when that is not so.
    resumes : float
        When something is sent again, in seconds since the job began; infinite while nobody knows.
    """

    state: State
    rank: int | None = None
    queue_size: int | None = None
    eta: float | None = None
    eta_age: float = 0.0
    progress: tuple[events.Step, ...] = ()
    transfer: tuple[int, int | None] | None = None
    elapsed: float = 0.0
    attempt: int = 1
    attempts: int = 1
    trouble: str = ""
    resumes: float = 0.0

    @property
    def done(self) -> bool:
        return self.state.ended

    @property
    def notice(self) -> str:
        """What is out of the ordinary: `server busy, trying again in 3 s`, `waking up, 12 s`, `try 2 of 3`; or ""."""
        again = f"try {self.attempt} of {self.attempts}" if self.attempt > 1 else ""
        if not self.trouble or self.done:
            return again
        if self.resumes == math.inf:
            return f"{self.trouble}, {again}" if again else self.trouble
        left = math.ceil(self.resumes - self.elapsed)
        when = f" in {left} s" if left > 0 else ""
        return f"{self.trouble}, {again or 'trying again'}{when}"


def apply(status: Status, event: Event) -> Status:
    """Give the status after an event."""
    if isinstance(event, events.Resting):
        return replace(status, trouble="server busy", resumes=event.time + event.seconds)
    if isinstance(event, events.Waking):
        return replace(status, state=State.CONNECTING, transfer=None, trouble=event.doing, resumes=math.inf)
    if isinstance(event, events.Retrying):
        return Status(
            State.WAITING,
            attempt=event.attempt,
            attempts=event.attempts,
            trouble=_short_reason(event.error),
            resumes=event.time + event.seconds,
        )
    if status.trouble and not isinstance(event, events.Logged):
        status = replace(status, trouble="")
    if isinstance(event, events.Queued):
        return replace(
            status, state=State.QUEUED, rank=event.rank, queue_size=event.queue_size, eta=event.eta, transfer=None
        )
    if isinstance(event, events.Started):
        return replace(status, state=State.RUNNING, rank=None, queue_size=None, eta=event.eta, transfer=None)
    if isinstance(event, events.Progressed):
        return replace(status, progress=event.steps)
    if isinstance(event, events.Partial):
        return status if status.state is State.RUNNING else replace(status, state=State.RUNNING, rank=None)
    if isinstance(event, events.Connecting):
        return replace(status, state=State.CONNECTING, transfer=None)
    if isinstance(event, events.Uploading):
        return replace(status, state=State.UPLOADING, transfer=(event.done, event.total))
    if isinstance(event, events.Downloading):
        return replace(status, state=State.DOWNLOADING, transfer=(event.done, event.total), eta=None)
    if isinstance(event, events.Ended):
        return Status(event.state, attempt=status.attempt, attempts=status.attempts)
    return status


def _short_reason(error: BaseException) -> str:
    state = state_for(error)
    return {State.LOST: "connection lost", State.REFUSED: "server in trouble"}.get(state, str(state).replace("_", " "))


def app_error(event: events.Failed) -> errors.JobError:
    """Turn what the app said of its failure into an error."""
    if event.message is None:
        return errors.AppError(
            "The app's function failed, and the app hides why.", hint="Its owner can set show_error=True in launch()."
        )
    if re.search(r"gpu.{0,24}quota|quota.{0,24}gpu", f"{event.title} {event.message}", re.IGNORECASE):
        return errors.QuotaExceeded(event.message)
    return errors.AppError(event.message, title=event.title)


_STATES: tuple[tuple[type[errors.GradioNbError], State], ...] = (
    (errors.Stopped, State.STOPPED),
    (errors.Cancelled, State.CANCELLED),
    (errors.ConnectionLost, State.LOST),
    (errors.NotReachable, State.LOST),
    (errors.TimedOut, State.TIMED_OUT),
    (errors.QueueFull, State.QUEUE_FULL),
    (errors.RateLimited, State.RATE_LIMITED),
    (errors.QuotaExceeded, State.QUOTA_EXCEEDED),
    (errors.Refused, State.REFUSED),
    (errors.LoginError, State.REFUSED),
    (errors.SpaceError, State.REFUSED),
    (errors.UploadTooLarge, State.REFUSED),
    (errors.UploadFailed, State.REFUSED),
)


def state_for(error: BaseException) -> State:
    """Name the end that an error is."""
    return next((state for kind, state in _STATES if isinstance(error, kind)), State.FAILED)
