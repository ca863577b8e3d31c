"""The jobs of one client: sent, repeated, limited in time, and ended together."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Iterator
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from ... import errors
from ...protocol.dialect import Dialect
from ...protocol.schema import Endpoint
from ..files.hls import HlsStreams
from ..files.transfers import FileTransfers
from ..http.app_identity import AppIdentity
from ..http.client import HttpClient
from ..hub.monitor import SpaceMonitor
from ..threads.fork import register_after_fork
from ..threads.pool import DaemonThreadPool
from ..threads.timers import Timers
from ..transports.session import QueueSession
from . import stopping
from .job import Job
from .options import CallOptions, StateKey
from .status import state_for

CLOSE_TIMEOUT = 8.0
"""Seconds that closing a client takes at most."""
SUBMIT_TIMEOUT = 5.0
THREADS_TIMEOUT = 1.0
MIN_CANCEL_THREADS = 64
"""Threads, while they are needed, that tell the server which jobs to stop."""

log = logging.getLogger("gradio_nb.jobs")


class Scheduler:
    """Sends jobs, as many at a time as are allowed.

    Parameters
    ----------
    http : HttpClient
    files : Files
    dialect : Dialect
    max_running : int
    waker : SpaceMonitor
    identity : AppIdentity
    """

    def __init__(
        self,
        http: HttpClient,
        files: FileTransfers,
        dialect: Dialect,
        max_running: int,
        space_monitor: SpaceMonitor,
        identity: AppIdentity,
    ) -> None:
        self.files, self.space_monitor, self._identity = files, space_monitor, identity
        self.parts = HlsStreams(http, files.max_download)
        self._http, self._dialect, self._max_running = http, dialect, max_running
        self._closed = False
        self._open: set[Job] = set()
        self._start_pools()
        register_after_fork(self)

    def reset_after_fork(self) -> None:
        """Begin anew in a copy of the process: the jobs are those of the other, and so is its session."""
        left, self._open = self._open, set()
        self._http.reset_after_fork()
        self.files.reset_after_fork()
        self.parts.reset_after_fork()
        self.space_monitor.reset_after_fork()
        self._identity.reset_after_fork()
        self._start_pools()
        for job in left:
            job.detach_after_fork()

    def _start_pools(self) -> None:
        self.callbacks = DaemonThreadPool(1, "gradio_nb-callbacks", inline_fallback=True)
        self._workers = DaemonThreadPool(self._max_running)
        # Side by side, for each may wait for a server that does not answer.
        self.download_pool = DaemonThreadPool(8, "gradio_nb-fetch", inline_fallback=True)
        # As many as jobs may run at once: a server that does not answer holds up every one of them.
        self._cancel_pool = DaemonThreadPool(
            max(MIN_CANCEL_THREADS, self._max_running), "gradio_nb-end", inline_fallback=True
        )
        self._timers = Timers()
        self._lock = threading.Lock()
        self._submitting: set[Job] = set()
        self._submitted = threading.Condition()
        self._state_sessions: WeakKeyDictionary[StateKey, QueueSession] = WeakKeyDictionary()
        self.new_session()

    def new_session(self) -> None:
        """Have the app forget what it remembers of this client."""
        self._default_state_session = self._session()

    def _session_of(self, spec: Endpoint, key: StateKey | None) -> QueueSession:
        """Give a job with State the session that remembers it; every other has one to itself."""
        if not spec.has_state:
            return self._session()
        if key is None:
            return self._default_state_session
        with self._lock:
            return self._state_sessions.setdefault(key, self._session())

    def _session(self) -> QueueSession:
        return QueueSession(self._http, self.files, self._dialect, self._identity)

    def start(
        self, spec: Endpoint, data: list[Any], given: dict[str, Any], terms: CallOptions, credentials: dict[str, str]
    ) -> Job:
        """Make a job and send it.

        Raises
        ------
        UsageError
            When the client is closed.
        """
        job = Job(spec, data, given, self._session_of(spec, terms.session), self, terms)
        job.credentials = credentials
        job.listen(partial(self._release, job))
        with self._lock:
            # Together, or a job that starts while another thread closes the client would outlive it.
            if self._closed:
                raise errors.UsageError("This client is closed.", hint="Connect again.")
            self._open.add(job)
        with _failing_without_threads(job):
            if terms.time_limit is not None:
                over = partial(stopping.expire, job, terms.time_limit, self.call_later, self._cancel_pool.run)
                self.call_later(terms.time_limit, job, over)
            self._workers.run(job.run)
        return job

    def retry(self, job: Job, seconds: float) -> None:
        """Send a job again after a while."""

        def again() -> None:
            # Its old session may be lost, and has a stream that may still be read.
            job.restart(job.session if job.endpoint.has_state else self._session())

        def send() -> None:
            with _failing_without_threads(job):
                self._workers.run(again)

        with _failing_without_threads(job):
            self.call_later(seconds, job, send)

    def call_later(self, seconds: float, job: Job, call: Any) -> None:
        """Do something about a job after a while, unless it has ended by then."""
        cancel_timer = self._timers.call_later(seconds, call)

        def look() -> None:
            if job.done():
                cancel_timer()

        job.listen(look)
        look()

    def _release(self, job: Job) -> None:
        if job.done():
            with self._lock:
                self._open.discard(job)
            log.debug("%r", job)

    @contextlib.contextmanager
    def submitting(self, job: Job) -> Iterator[None]:
        """Count a job, in the block, among those of which the server cannot be told yet that they are cancelled."""
        with self._submitted:
            self._submitting.add(job)
        try:
            yield
        finally:
            with self._submitted:
                self._submitting.discard(job)
                self._submitted.notify_all()

    def cancel(self, job: Job) -> stopping.Cancellation:
        """Begin to cancel a job."""
        return stopping.Cancellation(job, self.call_later, self._cancel_pool.run)

    def close(self) -> None:
        """Cancel what runs, and take nothing more."""
        deadline = time.monotonic() + CLOSE_TIMEOUT

        def left() -> float:
            return max(0.0, deadline - time.monotonic())

        with self._lock:
            self._closed = True
            jobs = list(self._open)
        started = [self.cancel(job) for job in jobs]
        for job, cancellation in zip(jobs, started, strict=True):
            with contextlib.suppress(errors.TimedOut):
                job.exception(left())
            cancellation.end(False)
        # Python may end next: before that, the server is told, also of jobs that were cancelled while they joined.
        self._cancel_pool.wait_until_idle(left())
        with self._submitted:
            self._submitted.wait_for(lambda: not self._submitting, min(left(), SUBMIT_TIMEOUT))

    def wait_for_threads(self) -> None:
        """Wait a moment for the threads of jobs, which notice that their connections have been closed."""
        self._workers.wait_until_idle(THREADS_TIMEOUT)


@contextlib.contextmanager
def _failing_without_threads(job: Job) -> Iterator[None]:
    """End a job when the system gives no thread for what is done for it in the block: nothing would ever come of it."""
    try:
        yield
    except errors.JobError as e:
        job.end(state_for(e), e)
