"""The files of a job's results: for the result itself, and for whoever reads partial results."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ... import errors
from ...protocol.events import Downloading, State
from ..transports.base import abort_on_end
from .options import MAX_RETRY_DELAY, delay, is_retryable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ..http.abort import AbortHandle
    from .job import Job
    from .scheduler import Scheduler

_GIVEN_UP = (State.CANCELLED, State.STOPPED, State.TIMED_OUT)


def given_up(job: Job) -> bool:
    """Whether a job has ended because its caller wanted that, or because its time was over."""
    return job.done() and job.status().state in _GIVEN_UP


@contextmanager
def reading(job: Job) -> Iterator[AbortHandle]:
    """Give a line for the downloads of somebody who reads partial results; they end when the job is given up.

    Raises
    ------
    GradioNbError
        The error of the job, in place of that of a download that has ended for this reason.
    """
    with abort_on_end(job, lambda: given_up(job)) as line:
        try:
            yield line
        except errors.GradioNbError:
            error = job.exception() if given_up(job) else None
            if error is None:
                raise
            raise errors.without_frames(error) from None


def fetch(dispatcher: Scheduler, job: Job, file: Any, retries: int) -> Path:
    """Download a file of the result of a job, which ends only then."""

    def moved(done: int, total: int | None) -> None:
        if not job.add(Downloading(job.age, done, total)):
            raise errors.Cancelled("The job has ended; nobody waits for its files.")

    with abort_on_end(job) as line:
        return _repeated(job, retries, lambda: dispatcher.files.download(file, moved, job.began, line))


def look(dispatcher: Scheduler, job: Job, file: Any, retries: int, line: AbortHandle | None) -> Path:
    """Download a file of a partial result."""
    if file.is_stream and not job.done():
        if file.in_parts:
            return dispatcher.parts.download_so_far(file, line)
        # It can be read once only, and the result needs all of it.
        job.exception()
    return _repeated(job, retries, lambda: dispatcher.files.download(file, since=job.began, line=line))


def _repeated(job: Job, retries: int, download: Callable[[], Path]) -> Path:
    """Download a file; again, when the connection broke. The job is not run again for that."""
    attempt = 1
    while True:
        try:
            return download()
        except errors.DownloadFailed as e:
            cause = e.__cause__
            if attempt > retries or cause is None or not is_retryable(cause):
                raise
            seconds = delay(cause, attempt)
            if seconds > MAX_RETRY_DELAY or job.given_up_within(seconds):
                raise
            attempt += 1
