"""How a job travels to a server and back: one small interface, one module for each way there is."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Protocol

from ... import errors
from ...frozen import replace
from ...protocol import events
from ...protocol.dialect import Dialect
from ...protocol.filedata import may_hold_files
from ...protocol.schema import Endpoint
from ..http.abort import AbortHandle
from ..http.app_identity import AppIdentity
from ..http.client import HttpClient

CANCEL_TIMEOUT = 5.0


class JobStatus(Protocol):
    """What transports use of the status of a job."""

    @property
    def state(self) -> events.State: ...
    @property
    def rank(self) -> int | None: ...


class JobChannel(Protocol):
    """What transports use of a job: they send its data, and pass on what the server says of it."""

    @property
    def endpoint(self) -> Endpoint: ...
    @property
    def data(self) -> list[Any]: ...
    @property
    def credentials(self) -> dict[str, str]: ...
    @property
    def age(self) -> float: ...
    @property
    def started_on_server(self) -> bool: ...

    event_id: str | None

    def done(self) -> bool: ...
    def status(self) -> JobStatus: ...
    def listen(self, listener: Callable[[], None]) -> Callable[[], None]: ...
    def add(self, event: events.Event) -> bool: ...
    def receive(self, event: events.Event) -> None: ...
    def receive_in_background(self, event: events.Event) -> None: ...
    def fail(self, error: errors.GradioNbError) -> None: ...
    def rest(self, error: errors.GradioNbError) -> bool: ...
    def wake(self, error: errors.GradioNbError) -> bool: ...
    def check_app(self) -> None: ...
    def submitting(self) -> AbstractContextManager[None]: ...


@contextmanager
def abort_on_end(job: JobChannel, over: Callable[[], bool] | None = None) -> Iterator[AbortHandle]:
    """Give a line that breaks when a job ends, for what only that job waits for: a server may be silent.

    Parameters
    ----------
    job : JobChannel
    over : callable, optional
        Tells, after each event of the job, whether the line is to break; without it, when the job is done.
    """
    line, over = AbortHandle(), over or job.done

    def look() -> None:
        if over():
            line.abort()

    stop = job.listen(look)
    look()
    try:
        yield line
    finally:
        stop()
        line.detach()


class Transport(ABC):
    """Carries the jobs of one session.

    Parameters
    ----------
    session_hash : str
        The name of the session on the server.
    http : HttpClient
    dialect : Dialect
    identity : AppIdentity
    """

    def __init__(self, session_hash: str, http: HttpClient, dialect: Dialect, identity: AppIdentity) -> None:
        self.hash, self._http, self._dialect, self._identity = session_hash, http, dialect, identity
        self._app_id = identity.app_id

    @abstractmethod
    def run(self, job: JobChannel, data: list[Any]) -> None:
        """Take a job to its end, or to where another thread goes on with it.

        Raises
        ------
        GradioNbError
            What the job is to end with.
        """

    @abstractmethod
    def cancel(self, job: JobChannel) -> bool:
        """Stop a job, and say no more of it; False where the server could not be told and may go on with it."""

    def discard(self, job: JobChannel) -> None:
        """Tell the server to drop a job whose line has broken, before it is sent anew."""
        self.cancel(job)

    def _receive(self, job: JobChannel, message: dict[str, Any], diffs: bool = True) -> None:
        """Hand a message of the server to its job; without `diffs` edits are left out."""
        try:
            event = self._event(message, job.age)
        except errors.ProtocolError as e:
            job.fail(e)
            return
        if isinstance(event, events.Partial) and event.diffs and not diffs:
            return
        if isinstance(event, events.Completed) and self._shares_reader(job) and may_hold_files(event.data):
            job.receive_in_background(event)
        elif event is not None:
            job.receive(event)

    def _event(self, message: dict[str, Any], time: float) -> events.Event | None:
        """Read a message; raises as `events.read`. Secrets in texts are redacted: an app may quote the request."""
        event = events.read(message, time, self._dialect.diffs)
        self._identity.confirm()
        if isinstance(event, events.Partial):  # most of them
            return event
        if isinstance(event, events.Failed) and event.message is not None:
            text = self._dialect.error_text(event.message)
            return replace(event, message=self._http.redact(text), title=self._http.redact(event.title))
        if isinstance(event, events.Logged):
            return replace(event, message=self._http.redact(event.message), title=self._http.redact(event.title))
        if isinstance(event, events.Broken):
            return replace(event, message=self._http.redact(event.message))
        return event

    def _shares_reader(self, job: JobChannel) -> bool:
        """Whether others than this job wait for what its thread reads."""
        return False

    @contextmanager
    def _delivery_unknown(self) -> Iterator[None]:
        """Send a job. When the answer is lost, the server may have taken it under a name that nobody knows here."""
        try:
            yield
        except (errors.ConnectionLost, errors.TimedOut) as e:
            e.beyond_recall = True
            raise

    def _post_quietly(self, route: str, body: dict[str, Any], idempotent: bool = True) -> Any:
        """Say something short to the server about a job that is being cancelled; False when it does not listen."""
        try:
            return self._http.post_json(self._http.url(route), body, timeout=CANCEL_TIMEOUT, idempotent=idempotent)
        except errors.GradioNbError:
            return False

    def _stop_legacy(self, job: JobChannel) -> bool:
        """Stop a running job on a server without `/cancel` (docs/protocol.md §9), as far as that can be done."""
        if not job.started_on_server:
            return False
        event = job.endpoint.cancelled_by
        # The app's own event stops all jobs of the session that it names: where several share one, it is too much.
        if event is not None and not job.endpoint.has_state and self._is_unchanged(job):
            body = {"data": [], "fn_index": event, "session_hash": self.hash}
            if self._post_quietly("/run/predict", body, idempotent=False) is not False:
                return True
        answer = self._post_quietly("/reset", {"event_id": job.event_id}) if job.event_id else None
        return isinstance(answer, dict) and answer.get("success") is True

    def _is_unchanged(self, job: JobChannel) -> bool:
        """Whether the numbers of functions still mean the same."""
        try:
            self._identity.check(job.endpoint)
        except errors.GradioNbError:
            return False
        return True

    def _explain_disconnect(self, error: errors.GradioNbError | None) -> errors.GradioNbError:
        """Say how a job ends whose line broke, or whose server has fallen silent."""
        if error is None:
            error = errors.ConnectionLost("The server ended the stream before the job was done.")
        if isinstance(error, errors.OutOfResources):
            return errors.ConnectionLost(error.message, hint=error.hint)
        if isinstance(error, errors.NotReachable):
            return errors.ConnectionLost(f"The app is gone: {error.message}")
        if isinstance(error, errors.ConnectionLost) and self._identity.changed_since(self._app_id):
            self._identity.doubt()
            return errors.ConnectionLost(
                "The app was restarted: the job is lost, and so is what the app remembered of you.",
                hint="Run it again; an app with a memory begins anew.",
            )
        return error
