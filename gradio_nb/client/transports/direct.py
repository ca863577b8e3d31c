"""The plain way: one request, one answer (docs/protocol.md §5.4).

For what does not wait in the queue of a Gradio 3 app. There is no progress, there are no logs, and a
generator gives its first result only.
"""

from __future__ import annotations

from typing import Any

from ...protocol import events
from ..http.response import read_json
from .base import JobChannel, Transport, abort_on_end


class DirectTransport(Transport):
    """Runs a job within one request."""

    def run(self, job: JobChannel, data: list[Any]) -> None:
        body = {"data": data, "fn_index": job.endpoint.fn_index, "session_hash": self.hash, "event_data": None}
        job.add(events.Started(job.age, None))
        # Nothing comes until the function is through, however long that takes.
        with self._delivery_unknown(), abort_on_end(job) as line:
            answer = self._http.request(
                "POST", self._http.url("/run/predict"), body=body, timeout=None, accept=(500,), rest=job.rest, line=line
            )
        output = read_json(answer)
        # An app that fails to run says so in JSON; one that does not know the function does not.
        self._receive(job, {"msg": "process_completed", "output": output, "success": answer.ok})

    def cancel(self, job: JobChannel) -> bool:
        # There is no word for it, and a closed connection stops nothing.
        return job.status().state is not events.State.RUNNING
