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
from ..files.hls import Parts
from ..files.transfers import Files
from ..http.app_identity import AppIdentity
from ..http.client import Http
from ..hub.monitor import Waker
from ..threads.fork import renew_after_fork
from ..threads.pool import Workers
from ..threads.timers import Alarms
from ..transports.session import Session
from . import stopping
from .job import Job
from .options import SessionKey, Terms
from .status import state_of

CLOSE_TIMEOUT = 8.0
"""Seconds that closing a client takes at most."""
ENTER_TIMEOUT = 5.0
THREADS_TIMEOUT = 1.0
LEAST_ENDERS = 64
"""Threads, while they are needed, that tell the server which jobs to stop."""

log = logging.getLogger("gradio_nb.jobs")


class Dispatcher:
    """Sends jobs, as many at a time as are allowed.

    Parameters
    ----------
    http : Http
    files : Files
    dialect : Dialect
    max_running : int
    waker : Waker
    identity : AppIdentity
    """

    def __init__(
        self, http: Http, files: Files, dialect: Dialect, max_running: int, waker: Waker, identity: AppIdentity
    ) -> None:
        self.files, self.waker, self._identity = files, waker, identity
        self.parts = Parts(http, files.max_download)
        self._http, self._dialect, self._max_running = http, dialect, max_running
        self._closed = False
        self._open: set[Job] = set()
        self._begin()
        renew_after_fork(self)

    def renew(self) -> None:
        """Begin anew in a copy of the process: the jobs are those of the other, and so is its session."""
        left, self._open = self._open, set()
        self._http.renew()
        self.files.renew()
        self.parts.renew()
        self.waker.renew()
        self._identity.renew()
        self._begin()
        for job in left:
            job.orphan()

    def _begin(self) -> None:
        self.callbacks = Workers(1, "gradio_nb-callbacks", or_here=True)
        self._workers = Workers(self._max_running)
        # Side by side, for each may wait for a server that does not answer.
        self.fetchers = Workers(8, "gradio_nb-fetch", or_here=True)
        # As many as jobs may run at once: a server that does not answer holds up every one of them.
        self._enders = Workers(max(LEAST_ENDERS, self._max_running), "gradio_nb-end", or_here=True)
        self._alarms = Alarms()
        self._lock = threading.Lock()
        self._entering: set[Job] = set()
        self._entered = threading.Condition()
        self._kept: WeakKeyDictionary[SessionKey, Session] = WeakKeyDictionary()
        self.new_session()

    def new_session(self) -> None:
        """Have the app forget what it remembers of this client."""
        self._own = self._session()

    def _session_of(self, spec: Endpoint, key: SessionKey | None) -> Session:
        """Give a job with State the session that remembers it; every other has one to itself."""
        if not spec.has_state:
            return self._session()
        if key is None:
            return self._own
        with self._lock:
            return self._kept.setdefault(key, self._session())

    def _session(self) -> Session:
        return Session(self._http, self.files, self._dialect, self._identity)

    def start(
        self, spec: Endpoint, data: list[Any], given: dict[str, Any], terms: Terms, credentials: dict[str, str]
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
        with _given_threads(job):
            if terms.time_limit is not None:
                over = partial(stopping.expire, job, terms.time_limit, self.later, self._enders.run)
                self.later(terms.time_limit, job, over)
            self._workers.run(job.run)
        return job

    def repeat(self, job: Job, seconds: float) -> None:
        """Send a job again after a while."""

        def again() -> None:
            # Its old session may be lost, and has a stream that may still be read.
            job.begin_again(job.session if job.endpoint.has_state else self._session())

        def send() -> None:
            with _given_threads(job):
                self._workers.run(again)

        with _given_threads(job):
            self.later(seconds, job, send)

    def later(self, seconds: float, job: Job, call: Any) -> None:
        """Do something about a job after a while, unless it has ended by then."""
        off = self._alarms.after(seconds, call)

        def look() -> None:
            if job.done():
                off()

        job.listen(look)
        look()

    def _release(self, job: Job) -> None:
        if job.done():
            with self._lock:
                self._open.discard(job)
            log.debug("%r", job)

    @contextlib.contextmanager
    def entering(self, job: Job) -> Iterator[None]:
        """Count a job, in the block, among those of which the server cannot be told yet that they are cancelled."""
        with self._entered:
            self._entering.add(job)
        try:
            yield
        finally:
            with self._entered:
                self._entering.discard(job)
                self._entered.notify_all()

    def cancel(self, job: Job) -> stopping.Cancellation:
        """Begin to cancel a job."""
        return stopping.Cancellation(job, self.later, self._enders.run)

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
        self._enders.wait_until_idle(left())
        with self._entered:
            self._entered.wait_for(lambda: not self._entering, min(left(), ENTER_TIMEOUT))

    def wait_for_threads(self) -> None:
        """Wait a moment for the threads of jobs, which notice that their connections have been closed."""
        self._workers.wait_until_idle(THREADS_TIMEOUT)


@contextlib.contextmanager
def _given_threads(job: Job) -> Iterator[None]:
    """End a job when the system gives no thread for what is done for it in the block: nothing would ever come of it."""
    try:
        yield
    except errors.JobError as e:
        job.end(state_of(e), e)
