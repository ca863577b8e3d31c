"""One event stream per session, for the messages of all its jobs: Gradio 4.9 and later (docs/protocol.md §5.1).

The server keeps one mailbox a session, and two readers of it steal each other's messages
(docs/protocol.md §17.3). A cancel and a lost stream hit all jobs of a session (docs/protocol.md §9, §10); that is
why only jobs that share State share a session.
"""

from __future__ import annotations

import threading
import time
from typing import Any

from ... import errors
from ...protocol import events
from ..http.abort import AbortHandle
from ..http.errors import unexpected
from .base import JobChannel, Transport

# Seconds. A stream that broke earlier without any use is not opened again and again.
MIN_STREAM_LIFETIME = 2.0
SIBLING_CANCEL_TIMEOUT = 5.0
"""Seconds that jobs wait for one that was cancelled while it joined."""
MSG_NO_FURTHER_EVENTS = "The connection broke, and since it was opened again nothing more comes of the job."
MSG_DROPPED = "The connection broke, and the server has dropped the job with it."


class SessionStreamTransport(Transport):
    """Sends jobs and hands each message of the server to the job it belongs to; one thread at most reads."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._lock = threading.Lock()
        self._jobs: dict[str, JobChannel] = {}
        self._reading = False
        self._abort = AbortHandle()
        # Jobs that have missed messages, and when they were heard of last: edits do not fit any more until
        # the whole result comes (docs/protocol.md §10), and that may have been among what was missed.
        self._missed_since: dict[str, float] = {}
        # Jobs that are lost, while the server may be busy with them: it is told when they are sent again.
        self._lost_event_ids: set[str] = set()
        # Jobs from their join until the server knows what became of them meanwhile.
        self._submitting: set[JobChannel] = set()
        self._submit_changed = threading.Condition(self._lock)
        # Messages of jobs whose join has not come back yet: the stream may be faster.
        self._joining = 0
        self._early_messages: dict[str, list[dict[str, Any]]] = {}

    def run(self, job: JobChannel, data: list[Any]) -> None:
        try:
            with job.submitting():
                read = self._wait_for_cancelled_siblings(job) and self._join(job, data)
        finally:
            with self._submit_changed:
                self._submitting.discard(job)
                self._submit_changed.notify_all()
        if read:
            self._read()

    def _wait_for_cancelled_siblings(self, job: JobChannel) -> bool:
        """Let those go first that were cancelled while they joined; False when the job has ended itself.

        Of them the server is told as soon as it has named them, and then it kills what runs of the same function in
        the session (docs/protocol.md §9): that must not be one that was asked for after the cancel.
        """

        def clear() -> bool:
            rivals = (j for j in self._submitting if j.endpoint.fn_index == job.endpoint.fn_index)
            return job.done() or not any(j.done() for j in rivals)

        with self._submit_changed:
            self._submitting.add(job)
            self._submit_changed.wait_for(clear, SIBLING_CANCEL_TIMEOUT)
        return not job.done()

    def cancel(self, job: JobChannel) -> bool:
        # Forgotten first, or the stream could report the end before the caller does. When it was forgotten before,
        # somebody else cancels it, or the end is here: a server that hears it twice may fail.
        return not self._unregister(job) or self._cancel_on_server(job)

    def _cancel_on_server(self, job: JobChannel) -> bool:
        """Tell the server to drop a job; False where it does not hear."""
        if not self._dialect.can_cancel:
            stopped = self._stop_legacy(job)
            self._close_if_idle(job)
            return stopped
        body = {"session_hash": self.hash, "fn_index": job.endpoint.fn_index, "event_id": job.event_id}
        if self._post_quietly("/cancel", body) is False:
            self._close_if_idle(job)
            return False
        self._end_siblings(job)
        return True

    def _close_if_idle(self, job: JobChannel) -> None:
        """Break the stream when nobody waits for it any more: a server that was told nothing keeps it open.

        The mailbox may go with the stream (docs/protocol.md §10), so that of jobs with State is read on.
        """
        if self._idle() and not job.endpoint.has_state:
            self._abort.abort()

    def _end_siblings(self, job: JobChannel) -> None:
        """End what the server has killed along with a job without a word (docs/protocol.md §9)."""
        with self._lock:
            killed = [
                j
                for j in self._jobs.values()
                if j.endpoint.fn_index == job.endpoint.fn_index and j.status().state is events.State.RUNNING
            ]
        for sibling in killed:
            self._unregister(sibling)
            sibling.fail(
                errors.Cancelled("The server stopped this job together with another one of the same function.")
            )

    def _unregister(self, job: JobChannel) -> bool:
        """Hear no more of a job; False when it was forgotten before, and the server is through with it."""
        event_id = job.event_id or ""
        with self._lock:
            missing = event_id in self._lost_event_ids
            self._lost_event_ids.discard(event_id)
            self._missed_since.pop(event_id, None)
            return self._jobs.pop(event_id, None) is not None or missing

    def _fail_jobs(self, jobs: list[JobChannel], error: errors.GradioNbError) -> None:
        """Have jobs hear that their line is lost; the server may go on with them, also when they are tried again."""
        for job in jobs:
            event_id = job.event_id or ""
            with self._lock:
                self._lost_event_ids.add(event_id)
            job.fail(error)

    def _shares_reader(self, job: JobChannel) -> bool:
        return job.endpoint.has_state

    def _join(self, job: JobChannel, data: list[Any]) -> bool:
        """Send a job; True when the caller's thread has to read the stream."""
        body = {
            "data": data,
            "fn_index": job.endpoint.fn_index,
            "session_hash": self.hash,
            "event_data": None,
            "trigger_id": None,
            **job.credentials,
        }
        with self._lock:
            self._joining += 1
        event_id = ""
        try:
            with self._delivery_unknown():
                event_id = _event_id(self._http.post_json(self._http.url("/queue/join"), body, rest=job.rest))
        finally:
            read = self._register(job, event_id)
        self._deliver_early(event_id)
        if job.done():
            # Cancelled while the join was under way: the server does not know yet.
            self.cancel(job)
        return read

    def _register(self, job: JobChannel, event_id: str) -> bool:
        """End a join, with a job where it went well; True when nobody reads yet."""
        with self._lock:
            self._joining -= 1
            read = bool(event_id) and not self._reading
            if event_id:
                job.event_id = event_id
                self._jobs[event_id] = job
                self._early_messages.setdefault(event_id, [])
                self._reading = True
            if read:
                # Before it is read from: who cancels the job meanwhile cuts this one.
                self._abort = AbortHandle()
            if not self._joining:
                self._early_messages = {e: messages for e, messages in self._early_messages.items() if e in self._jobs}
        return read

    def _deliver_early(self, event_id: str) -> None:
        """Hand over what came before the join did; the reader goes on collecting until all is handed over."""
        while True:
            with self._lock:
                waiting = self._early_messages.get(event_id)
                if not waiting:
                    self._early_messages.pop(event_id, None)
                    return
                message = waiting.pop(0)
            self._deliver(message, event_id)

    def _read(self) -> None:
        """Read streams until no job of the session waits for one."""
        retried = False
        while True:
            useful, closed, failed = self._listen()
            # Those who joined while the stream was closing are served by the next.
            next_one = closed and useful
            # Once more is cheap and harmless: on some servers the session has survived (docs/protocol.md §10).
            retry = (useful or not retried) and isinstance(failed, errors.ConnectionLost | None)
            with self._lock:
                if self._jobs and (next_one or retry):
                    retried = not next_one
                    # One that said goodbye has said all that it had to say.
                    if retried and not (closed and self._dialect.says_goodbye):
                        self._missed_since |= dict.fromkeys(self._jobs, time.monotonic())
                    self._abort = AbortHandle()
                    continue
                left = list(self._jobs.values())
                self._jobs.clear()
                self._reading = False
            if left:
                error = self._explain_disconnect(failed)
                for job in left:
                    missed = isinstance(error, errors.TimedOut) and job.event_id in self._missed_since
                    self._fail_jobs([job], errors.ConnectionLost(MSG_NO_FURTHER_EVENTS) if missed else error)
            return

    def _listen(self) -> tuple[bool, bool, errors.GradioNbError | None]:
        """Read one stream.

        Returns
        -------
        useful : bool
            A job has ended by it, or it lasted for a while.
        closed : bool
            It was closed in order.
        failed : GradioNbError or None
            What broke it.
        """
        useful = closed = False
        began = time.monotonic()
        try:
            url = self._http.url(f"/queue/data?session_hash={self.hash}")
            for message in self._http.messages(url, self._dialect.silence, self._abort, self._back_off):
                event_id = str(message.get("event_id"))
                open_before = event_id in self._jobs
                closed = self._dispatch(message) or closed
                ended = open_before and event_id not in self._jobs
                useful = useful or ended or time.monotonic() - began > MIN_STREAM_LIFETIME
                if message.get("msg") == "heartbeat":
                    self._fail_silent_jobs()
                    if self._idle():
                        break
        except (errors.Refused, errors.QueueFull) as e:
            # The job was taken: it is the line to it that is refused.
            lost = errors.ConnectionLost(e.message)
            lost.__cause__ = e
            return useful, closed, lost
        except errors.GradioNbError as e:
            return useful, closed, e
        except BaseException as e:
            return useful, closed, unexpected(e, "The stream could not be read")
        finally:
            self._abort.detach()
        return useful, closed or not self._dialect.says_goodbye, None

    def _back_off(self, error: errors.GradioNbError) -> bool:
        """Back off before the stream is opened again; the server keeps its messages (docs/protocol.md §5.1)."""
        with self._lock:
            jobs = list(self._jobs.values())
        return any(job.rest(error) for job in jobs)

    def _fail_silent_jobs(self) -> None:
        """End jobs that have missed messages, and of which nothing comes any more though the server lives.

        It goes on writing into the old connection until it notices; a result that was written there is gone
        (docs/protocol.md §10).
        """
        if (patience := self._dialect.silence) is None:
            return
        now = time.monotonic()
        with self._lock:
            silent = [e for e, heard in self._missed_since.items() if e in self._jobs and now - heard >= patience]
            left = [self._jobs.pop(e) for e in silent]
        self._fail_jobs(left, errors.ConnectionLost(MSG_NO_FURTHER_EVENTS))

    def _idle(self) -> bool:
        with self._lock:
            return not self._jobs and not self._joining

    def _dispatch(self, message: dict[str, Any]) -> bool:
        """Hand a message to its job; True when it closes the stream."""
        event_id = message.get("event_id")
        if isinstance(event_id, str):
            with self._lock:
                if self._joining and event_id not in self._jobs:
                    self._early_messages.setdefault(event_id, [])
                if event_id in self._early_messages:
                    self._early_messages[event_id].append(message)
                    return False
            self._deliver(message, event_id)
        elif message.get("msg") == "unexpected_error":
            self._on_unexpected_error(self._event(message, 0.0), None)
        return message.get("msg") == "close_stream"

    def _on_unexpected_error(self, broken: events.Event | None, event_id: str | None) -> None:
        """End a job, or all of them: the server has given them up."""
        with self._lock:
            ids = list(self._jobs) if event_id is None else [event_id]
            left = [self._jobs.pop(e) for e in ids if e in self._jobs]
        if left and isinstance(broken, events.Broken):
            said = MSG_DROPPED if broken.session_lost else broken.message
            self._fail_jobs(left, self._explain_disconnect(errors.ConnectionLost(said)))

    def _deliver(self, message: dict[str, Any], event_id: str) -> None:
        job = self._jobs.get(event_id)
        if job is None:
            return
        if message.get("msg") == "unexpected_error":
            self._on_unexpected_error(self._event(message, job.age), event_id)
            return
        if event_id in self._missed_since:
            self._missed_since[event_id] = time.monotonic()
        # Before the job ends: who waited for it may join the next one at once.
        if message.get("msg") == "process_completed":
            self._unregister(job)
        self._receive(job, message, diffs=event_id not in self._missed_since)
        if job.done():
            self._unregister(job)


def _event_id(answer: Any) -> str:
    event_id = answer.get("event_id") if isinstance(answer, dict) else None
    if not isinstance(event_id, str) or not event_id:
        raise errors.ProtocolError("The server took the job, but gave it no event_id.")
    return event_id
