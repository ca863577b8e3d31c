"""An event stream for each job: Gradio 4.0 to 4.8 (docs/protocol.md §5.2)."""

from __future__ import annotations

import threading
from contextlib import closing
from typing import Any

from ... import errors
from ...protocol import events
from ..http.abort import AbortHandle
from .base import JobChannel, Transport, abort_on_end

STUCK = "This job is next, and the app has not begun with it for 15 s."
WHY_STUCK = "It may be busy; but in apps of Gradio 4.0 that work in batches the queue may stand still for good."


class JobStreamTransport(Transport):
    """Opens a stream, and sends the data when it is asked for there."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._lock = threading.Lock()
        self._abort_handles: dict[JobChannel, AbortHandle] = {}

    def run(self, job: JobChannel, data: list[Any]) -> None:
        with abort_on_end(job) as line:
            with self._lock:
                self._abort_handles[job] = line
            try:
                self._read(job, data, line)
            except errors.GradioNbError:
                # Of a line that was cut to cancel the job, nothing more is said.
                if not line.aborted:
                    raise
            finally:
                with self._lock:
                    self._abort_handles.pop(job, None)

    def _read(self, job: JobChannel, data: list[Any], line: AbortHandle) -> None:
        url = self._http.url(f"/queue/join?fn_index={job.endpoint.fn_index}&session_hash={self.hash}")
        with closing(self._http.messages(url, self._dialect.silence, line, job.rest)) as messages:
            for message in messages:
                if not job.done() and not line.aborted:
                    self._take(job, data, message)
                if job.done() or line.aborted:
                    return
        raise self._explain_disconnect(None)

    def _take(self, job: JobChannel, data: list[Any], message: dict[str, Any]) -> None:
        name = message.get("msg")
        if name == "send_data":
            job.event_id = str(message.get("event_id"))
            body = {
                "event_id": job.event_id,
                "data": data,
                "fn_index": job.endpoint.fn_index,
                "session_hash": self.hash,
                "event_data": None,
            }
            with self._delivery_unknown(), abort_on_end(job) as line:
                self._http.post_json(self._http.url("/queue/data"), body, rest=job.rest, line=line)
        elif name == "queue_full":
            raise errors.QueueFull("The queue of the app is full.")
        elif name == "heartbeat":
            # There is one in all, after 15 s.
            if job.status().rank == 0:
                job.add(events.Logged(job.age, "info", f"{STUCK} {WHY_STUCK}", title="gradio_nb"))
        else:
            self._receive(job, message)

    def discard(self, job: JobChannel) -> None:
        # The line is gone already, and a generator would not notice before its next step.
        self._stop_legacy(job)

    def cancel(self, job: JobChannel) -> bool:
        with self._lock:
            line = self._abort_handles.get(job)
        if line is None:
            return True
        line.aborted = True
        queued = job.status().state is not events.State.RUNNING
        stopped = self._stop_legacy(job)
        line.abort()
        # A job that only waits goes with its stream.
        return queued or stopped
