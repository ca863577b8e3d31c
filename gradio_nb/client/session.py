"""A session: one name on the server, one reader at most, any number of jobs.

The server keeps one mailbox a session, and two readers of it steal each other's messages
(protocol notes §17.3). A cancel and a lost stream hit all jobs of a session (§9, §10); that is
why only jobs that share State share a session.
"""

from __future__ import annotations

import threading
import uuid
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from .. import errors
from ..protocol import events
from ..protocol.dialect import Dialect
from ..protocol.filedata import FileData
from ..values.base import Upload
from .files import Files, upload_size
from .http import Http

if TYPE_CHECKING:
    from .job import Job

CANCEL_TIMEOUT = 5.0


class Session:
    """Sends jobs and hands each message of the server to the job it belongs to.

    Parameters
    ----------
    http : Http
    files : Files
    dialect : Dialect
    """

    def __init__(self, http: Http, files: Files, dialect: Dialect) -> None:
        self.hash = uuid.uuid4().hex
        self._http, self._files, self._dialect = http, files, dialect
        self._lock = threading.Lock()
        self._jobs: dict[str, Job] = {}
        self._reading = False
        # Messages of jobs whose join has not come back yet: the stream may be faster.
        self._joining = 0
        self._early: dict[str, list[dict[str, Any]]] = {}

    def run(self, job: Job) -> None:
        """Take a job to its end, or to where another thread's reader goes on with it."""
        if job.done():
            return
        try:
            data = self._upload(job)
            read = self._join(job, data)
        except errors.GradioNbError as e:
            job.fail(e)
        except Exception as e:
            job.fail(errors.ProtocolError(f"The job could not be sent: {type(e).__name__}: {e}"))
        else:
            if read:
                self._read()

    def cancel(self, job: Job) -> bool:
        """Tell the server to stop a job; False where it cannot be told."""
        event_id = job.event_id
        if event_id is None:
            return True
        if not self._dialect.can_cancel:
            self._forget(job)
            return False
        # Forgotten first, or the stream could report the end before the caller does.
        self._forget(job)
        body = {"session_hash": self.hash, "fn_index": job.endpoint.fn_index, "event_id": event_id}
        try:
            self._http.post_json(self._http.url("/cancel"), body, timeout=CANCEL_TIMEOUT)
        except errors.GradioNbError:
            return False
        self._end_siblings(job)
        return True

    def _end_siblings(self, job: Job) -> None:
        """End what the server has killed along with a job without a word (§9)."""
        with self._lock:
            killed = [
                j
                for j in self._jobs.values()
                if j.endpoint.fn_index == job.endpoint.fn_index and j.status().state is events.State.RUNNING
            ]
        for sibling in killed:
            self._forget(sibling)
            sibling.fail(
                errors.Cancelled("The server stopped this job together with another one of the same function.")
            )

    def _forget(self, job: Job) -> None:
        with self._lock:
            self._jobs.pop(job.event_id or "", None)

    def _upload(self, job: Job) -> list[Any]:
        """Send the files of a job, and put what the server calls them into the data."""
        uploads = list(_uploads(job.data))
        if not uploads:
            return job.data
        total = sum(upload_size(u) for u in uploads)
        done = 0

        def moved(more: int) -> None:
            nonlocal done
            done += more
            job.add(events.Uploading(job.age, done, total))

        job.add(events.Uploading(job.age, 0, total))
        sent = {id(u): self._files.send(u, moved, job.done) for u in uploads}
        wired: list[Any] = _fill(job.data, sent)
        return wired

    def _join(self, job: Job, data: list[Any]) -> bool:
        """Send a job; True when the caller's thread has to read the stream."""
        if job.done():
            return False
        body = {
            "data": data,
            "fn_index": job.endpoint.fn_index,
            "session_hash": self.hash,
            "event_data": None,
            "trigger_id": None,
        }
        job.add(events.Connecting(job.age))
        with self._lock:
            self._joining += 1
        event_id = ""
        try:
            event_id = _event_id(self._http.post_json(self._http.url("/queue/join"), body))
        finally:
            read = self._enter(job, event_id)
        self._hand_over_early(event_id)
        if job.done():
            # Cancelled while the join was under way: the server does not know yet.
            self.cancel(job)
        return read

    def _enter(self, job: Job, event_id: str) -> bool:
        """End a join, with a job where it went well; True when nobody reads yet."""
        with self._lock:
            self._joining -= 1
            read = bool(event_id) and not self._reading
            if event_id:
                job.event_id = event_id
                self._jobs[event_id] = job
                self._early.setdefault(event_id, [])
                self._reading = True
            if not self._joining:
                self._early = {e: messages for e, messages in self._early.items() if e in self._jobs}
        return read

    def _hand_over_early(self, event_id: str) -> None:
        """Hand over what came before the join did; the reader goes on collecting until all is handed over."""
        while True:
            with self._lock:
                waiting = self._early.get(event_id)
                if not waiting:
                    self._early.pop(event_id, None)
                    return
                message = waiting.pop(0)
            self._hand_over(message, event_id)

    def _read(self) -> None:
        """Read streams until no job of the session waits for one."""
        retried = False
        while True:
            heard, closed, failed = self._listen()
            # Those who joined while the stream was closing are served by the next.
            next_one = closed and heard
            # Once more is cheap and harmless: on some servers the session has survived (§10).
            retry = (heard or not retried) and isinstance(failed, errors.ConnectionLost | None)
            with self._lock:
                if self._jobs and (next_one or retry):
                    retried = not next_one
                    continue
                lost = list(self._jobs.values())
                self._jobs.clear()
                self._reading = False
            _lose(lost, failed or errors.ConnectionLost("The server ended the stream before the job was done."))
            return

    def _listen(self) -> tuple[bool, bool, errors.GradioNbError | None]:
        """Read one stream; tell whether a job heard of it, whether it was closed in order, and what broke it."""
        heard = closed = False
        try:
            url = self._http.url(f"/queue/data?session_hash={self.hash}")
            for message in self._http.messages(url, self._dialect.silence):
                heard = heard or message.get("event_id") is not None
                closed = self._dispatch(message) or closed
                if message.get("msg") == "heartbeat" and self._idle():
                    break
        except errors.GradioNbError as e:
            return heard, closed, e
        except Exception as e:
            return heard, closed, errors.ProtocolError(f"The stream could not be read: {type(e).__name__}: {e}")
        return heard, closed, None

    def _idle(self) -> bool:
        with self._lock:
            return not self._jobs and not self._joining

    def _dispatch(self, message: dict[str, Any]) -> bool:
        """Hand a message to its job; True when it closes the stream."""
        event_id = message.get("event_id")
        if isinstance(event_id, str):
            with self._lock:
                if self._joining and event_id not in self._jobs:
                    self._early.setdefault(event_id, [])
                if event_id in self._early:
                    self._early[event_id].append(message)
                    return False
            self._hand_over(message, event_id)
        elif message.get("msg") == "unexpected_error":
            with self._lock:
                lost = list(self._jobs.values())
                self._jobs.clear()
            for job in lost:
                self._receive(job, message)
        return message.get("msg") == "close_stream"

    def _hand_over(self, message: dict[str, Any], event_id: str) -> None:
        job = self._jobs.get(event_id)
        if job is None:
            return
        # Before the job ends: who waited for it may join the next one at once.
        if message.get("msg") in ("process_completed", "unexpected_error"):
            self._forget(job)
        self._receive(job, message)
        if job.done():
            self._forget(job)

    def _receive(self, job: Job, message: dict[str, Any]) -> None:
        try:
            event = events.read(message, job.age, self._dialect.diffs)
        except errors.ProtocolError as e:
            job.fail(e)
            return
        if isinstance(event, events.Failed) and event.message is not None:
            event = replace(event, message=self._dialect.error_text(event.message))
        if event is not None:
            job.receive(event)


def _lose(jobs: list[Job], error: errors.GradioNbError) -> None:
    if isinstance(error, errors.NotReachable):
        error = errors.ConnectionLost(f"The app is gone: {error.message}")
    for job in jobs:
        job.fail(error)


def _event_id(answer: Any) -> str:
    event_id = answer.get("event_id") if isinstance(answer, dict) else None
    if not isinstance(event_id, str) or not event_id:
        raise errors.ProtocolError("The server took the job, but gave it no event_id.")
    return event_id


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
