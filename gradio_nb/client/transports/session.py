"""A session: a name on the server under which jobs run, on the way that this server takes."""

from __future__ import annotations

import os
import threading
from typing import Any

from ... import errors
from ...protocol import dialect as dialects
from ...protocol import events
from ...protocol.filedata import FileData
from ...protocol.gradio3 import EMBEDDED, legacy
from ...protocol.schema import Endpoint, Parameter
from ...values.base import Upload
from ..files.transfers import FileTransfers, embed, upload_size
from ..http.app_identity import AppIdentity
from ..http.client import HttpClient
from ..http.errors import is_overloaded, unexpected
from .base import JobChannel, Transport, abort_on_end
from .direct import DirectTransport
from .job_stream import JobStreamTransport
from .session_stream import SessionStreamTransport

TRIES = 6
"""Of sending a job to a Space that falls asleep, or is slow to come up."""
STATE_LOST = "The app was restarted since your last call: what it remembered of you is gone."


class QueueSession:
    """Sends jobs. Those that share State share a session; every other job has one to itself.

    No heartbeat is kept (docs/protocol.md §13): without one a server drops State late and not early, and nobody
    is waited for when the client goes.

    Parameters
    ----------
    http : HttpClient
    files : Files
    dialect : Dialect
    identity : AppIdentity
    """

    def __init__(
        self, http: HttpClient, files: FileTransfers, dialect: dialects.Dialect, identity: AppIdentity
    ) -> None:
        self.hash = os.urandom(16).hex()
        self._http, self._files, self._dialect, self._identity = http, files, dialect, identity
        self._lock = threading.Lock()
        self._transports: dict[type[Transport], Transport] = {}
        self._app_id, self._used = identity.app_id, False

    def run(self, job: JobChannel) -> None:
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

    def _run(self, job: JobChannel) -> None:
        if job.done():
            return
        # Before anything is sent: files are sent first.
        self.check(job)
        data = self._prepare_payload(job)
        if job.done():
            return
        job.add(events.Connecting(job.age))
        if job.endpoint.has_state:
            self._warn_of_restart(job)
        self._transport(job).run(job, data)

    def check(self, job: JobChannel) -> None:
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
            if not is_overloaded(e) or not job.rest(e):
                raise

    def check_again(self, job: JobChannel, error: errors.GradioNbError) -> None:
        """Check the app after a rest that a busy server asked for; another may have been started meanwhile.

        Raises
        ------
        AppChanged, LoginError, RateLimited, Refused
        """
        if isinstance(error, errors.Refused):
            # A 503 is what a proxy sends while an app is replaced, however short the rest is.
            self._identity.doubt()
        self.check(job)

    def cancel(self, job: JobChannel) -> bool:
        """Tell the server to stop a job; False where it cannot be told."""
        return self._transport(job).cancel(job)

    def _warn_of_restart(self, job: JobChannel) -> None:
        """Say so when the app has been restarted, and does not remember the session any more (docs/protocol.md §13)."""
        if self._used and self._app_id != self._identity.app_id:
            job.add(events.Logged(job.age, "warning", STATE_LOST, title="gradio_nb"))
        self._app_id, self._used = self._identity.app_id, True

    def discard(self, job: JobChannel) -> None:
        """Tell the server to drop a job whose line has broken, as far as that can be done."""
        self._transport(job).discard(job)

    def _transport(self, job: JobChannel) -> Transport:
        kind = transport_for(self._dialect, job.endpoint)
        with self._lock:
            if kind not in self._transports:
                self._transports[kind] = kind(self.hash, self._http, self._dialect, self._identity)
            return self._transports[kind]

    def _prepare_payload(self, job: JobChannel) -> list[Any]:
        """Send the files of a job, put what the server calls them into the data, and give that the server's form."""
        uploads = list(_uploads(job.data))
        sent = self._upload_files(job, uploads) if uploads else {}
        data: list[Any] = _substitute_uploads(job.data, sent) if uploads else job.data
        if not self._dialect.legacy_values:
            return data
        pairs = zip(job.endpoint.inputs, data, strict=True)
        return [legacy(i.component, i.name, v) if isinstance(i, Parameter) else v for i, v in pairs]

    def _upload_files(self, job: JobChannel, uploads: list[Upload]) -> dict[int, FileData]:
        """Upload files; give what the server calls them, by the identity of the upload."""
        embedded = self._inline_files(job)
        sent = {id(u): u.origin for u in uploads if id(u) not in embedded and self._is_on_server(u) and u.origin}
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
        with abort_on_end(job) as line:
            for u in uploads:
                sent[id(u)] = embed(u) if id(u) in embedded else self._files.upload(u, moved, job.done, job.rest, line)
        self.check(job)  # an upload may take minutes
        return sent

    def _is_on_server(self, upload: Upload) -> bool:
        """Tell whether a file came from this app, which still has it."""
        return upload.origin is not None and self._files.is_on_server(upload.origin, upload.source)

    def _inline_files(self, job: JobChannel) -> set[int]:
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


def transport_for(dialect: dialects.Dialect, endpoint: Endpoint) -> type[Transport]:
    """Choose how the jobs of an endpoint travel (docs/protocol.md §5)."""
    if dialect.transport is dialects.TransportKind.SESSION_STREAM:
        return SessionStreamTransport
    if dialect.transport is dialects.TransportKind.JOB_STREAM:
        return JobStreamTransport
    if not endpoint.queue:
        return DirectTransport
    # A package of its own, for servers that few meet.
    from .websocket import WebSocketTransport

    return WebSocketTransport


def _uploads(value: Any) -> Any:
    if isinstance(value, Upload):
        yield value
    elif isinstance(value, dict):
        for v in value.values():
            yield from _uploads(v)
    elif isinstance(value, list):
        for v in value:
            yield from _uploads(v)


def _substitute_uploads(value: Any, sent: dict[int, FileData]) -> Any:
    if isinstance(value, Upload):
        return sent[id(value)].wire
    if isinstance(value, dict):
        return {k: _substitute_uploads(v, sent) for k, v in value.items()}
    if isinstance(value, list):
        return [_substitute_uploads(v, sent) for v in value]
    return value
