"""A session: a name on the server under which jobs run, on the way that this server takes."""

from __future__ import annotations

import os
import threading
from typing import TYPE_CHECKING, Any

from ... import errors
from ...protocol import dialect as dialects
from ...protocol import events
from ...protocol.filedata import FileData
from ...protocol.gradio3 import EMBEDDED, legacy
from ...protocol.schema import Endpoint, Parameter
from ...values.base import Upload
from ..files.transfers import Files, embed, upload_size
from ..http.abort import line_of
from ..http.app_identity import AppIdentity
from ..http.client import Http
from ..http.errors import busy, unexpected
from .base import Way
from .direct import Direct
from .job_stream import StreamPerJob
from .session_stream import Mailbox

if TYPE_CHECKING:
    from ..jobs.job import Job

TRIES = 6
"""Of sending a job to a Space that falls asleep, or is slow to come up."""
FORGOTTEN = "The app was restarted since your last call: what it remembered of you is gone."


class Session:
    """Sends jobs. Those that share State share a session; every other job has one to itself.

    No heartbeat is kept (§13): without one a server drops State late and not early, and nobody
    is waited for when the client goes.

    Parameters
    ----------
    http : Http
    files : Files
    dialect : Dialect
    identity : AppIdentity
    """

    def __init__(self, http: Http, files: Files, dialect: dialects.Dialect, identity: AppIdentity) -> None:
        self.hash = os.urandom(16).hex()
        self._http, self._files, self._dialect, self._identity = http, files, dialect, identity
        self._lock = threading.Lock()
        self._ways: dict[type[Way], Way] = {}
        self._app_id, self._used = identity.app_id, False

    def run(self, job: Job) -> None:
        """Take a job to its end, or to where another thread's reader goes on with it."""
        try:
            for left in reversed(range(TRIES)):
                used = self._used
                try:
                    return self._run(job)
                except errors.GradioNbError as e:
                    if not left or not job.wake(e):
                        raise
                    # All of it again, for the files went with the process that slept. It was not used by this job.
                    self._used = used
        except errors.GradioNbError as e:
            job.fail(e)
        except BaseException as e:
            job.fail(unexpected(e, "The job could not be sent"))
            if not isinstance(e, Exception):
                raise

    def _run(self, job: Job) -> None:
        if job.done():
            return
        # Before anything is sent: files are sent first.
        self.check(job)
        data = self._prepare(job)
        if job.done():
            return
        job.add(events.Connecting(job.age))
        if job.endpoint.has_state:
            self._warn_of_restart(job)
        self._way(job).run(job, data)

    def check(self, job: Job) -> None:
        """Check that the app is still the one that the client knows, before a job is sent to it.

        A server that is too busy to tell is waited for.

        Raises
        ------
        AppChanged, LoginError, RateLimited, Refused
        """
        if job.event_id is not None:
            return  # the server has the job already
        try:
            self._identity.check(job.endpoint)
        except (errors.RateLimited, errors.Refused) as e:
            if not busy(e) or not job.rest(e):
                raise

    def check_again(self, job: Job, error: errors.GradioNbError) -> None:
        """Check the app after a rest that a busy server asked for; another may have been started meanwhile.

        Raises
        ------
        AppChanged, LoginError, RateLimited, Refused
        """
        if isinstance(error, errors.Refused):
            # A 503 is what a proxy sends while an app is replaced, however short the rest is.
            self._identity.doubt()
        self.check(job)

    def cancel(self, job: Job) -> bool:
        """Tell the server to stop a job; False where it cannot be told."""
        return self._way(job).cancel(job)

    def _warn_of_restart(self, job: Job) -> None:
        """Say so when the app has been restarted, and does not remember the session any more (§13)."""
        if self._used and self._app_id != self._identity.app_id:
            job.add(events.Logged(job.age, "warning", FORGOTTEN, title="gradio_nb"))
        self._app_id, self._used = self._identity.app_id, True

    def abandon(self, job: Job) -> None:
        """Tell the server to drop a job whose line has broken, as far as that can be done."""
        self._way(job).abandon(job)

    def _way(self, job: Job) -> Way:
        kind = way_of(self._dialect, job.endpoint)
        with self._lock:
            if kind not in self._ways:
                self._ways[kind] = kind(self.hash, self._http, self._dialect, self._identity)
            return self._ways[kind]

    def _prepare(self, job: Job) -> list[Any]:
        """Send the files of a job, put what the server calls them into the data, and give that the server's form."""
        uploads = list(_uploads(job.data))
        sent = self._send(job, uploads) if uploads else {}
        data: list[Any] = _fill(job.data, sent) if uploads else job.data
        if not self._dialect.legacy_values:
            return data
        pairs = zip(job.endpoint.inputs, data, strict=True)
        return [legacy(i.component, i.name, v) if isinstance(i, Parameter) else v for i, v in pairs]

    def _send(self, job: Job, uploads: list[Upload]) -> dict[int, FileData]:
        """Upload files; give what the server calls them, by the identity of the upload."""
        embedded = self._embedded(job)
        sent = {id(u): u.origin for u in uploads if id(u) not in embedded and self._has(u) and u.origin}
        uploads = [u for u in uploads if id(u) not in sent]
        if not uploads:
            return sent
        total = sum(upload_size(u) for u in uploads)
        done = 0

        def moved(more: int) -> None:
            nonlocal done
            done += more
            job.add(events.Uploading(job.age, done, total))

        job.add(events.Uploading(job.age, 0, total))
        with line_of(job) as line:
            for u in uploads:
                sent[id(u)] = embed(u) if id(u) in embedded else self._files.send(u, moved, job.done, job.rest, line)
        self.check(job)  # an upload may take minutes
        return sent

    def _has(self, upload: Upload) -> bool:
        """Tell whether a file came from this app, which still has it."""
        return upload.origin is not None and self._files.holds(upload.origin, upload.source)

    def _embedded(self, job: Job) -> set[int]:
        """Tell the files that travel within the data, as some or all do in Gradio 3."""
        if not self._dialect.legacy_values:
            return set()
        pairs = zip(job.endpoint.inputs, job.data, strict=True)
        chosen = [
            v
            for i, v in pairs
            if not self._dialect.can_upload or (isinstance(i, Parameter) and i.component in EMBEDDED)
        ]
        return {id(u) for u in _uploads(chosen)}


def way_of(dialect: dialects.Dialect, endpoint: Endpoint) -> type[Way]:
    """Choose how the jobs of an endpoint travel (§5)."""
    if dialect.way is dialects.Way.MAILBOX:
        return Mailbox
    if dialect.way is dialects.Way.STREAM:
        return StreamPerJob
    if not endpoint.queue:
        return Direct
    # A package of its own, for servers that few meet.
    from .websocket import WebSocketPerJob

    return WebSocketPerJob


def _uploads(value: Any) -> Any:
    if isinstance(value, Upload):
        yield value
    elif isinstance(value, dict):
        for v in value.values():
            yield from _uploads(v)
    elif isinstance(value, list):
        for v in value:
            yield from _uploads(v)


def _fill(value: Any, sent: dict[int, FileData]) -> Any:
    if isinstance(value, Upload):
        return sent[id(value)].wire
    if isinstance(value, dict):
        return {k: _fill(v, sent) for k, v in value.items()}
    if isinstance(value, list):
        return [_fill(v, sent) for v in value]
    return value
