"""The browser's part, played in Python."""

from __future__ import annotations

import itertools
import json
import threading
import warnings
from collections.abc import Callable
from typing import Any

from jupyter_client.session import json_packer

from gradio_nb.widget.handlers.dispatch import RequestHandler
from gradio_nb.widget.panel import Panel

PATIENCE = 30.0


class Page:
    """The browser's part: asks, and keeps the state as the page's store does."""

    def __init__(self) -> None:
        self.messages: list[tuple[dict[str, Any], list[bytes] | None]] = []
        self.unpacked: list[Exception] = []
        self.panel: Panel
        self.answers: RequestHandler
        self._ids = itertools.count(1)
        self._came = threading.Condition()

    def publish(self, content: dict[str, Any], buffers: list[bytes] | None) -> None:
        """Take a message as a browser does: packed by Jupyter, and read again."""
        try:
            with warnings.catch_warnings():
                # Jupyter warns of what is no JSON, and says something else.
                warnings.simplefilter("error")
                packed = json_packer(content)
        except Exception as e:
            self.unpacked.append(e)
            raise
        with self._came:
            self.messages.append((json.loads(packed), buffers))
            self._came.notify_all()

    def wait(self, found: Callable[[], Any]) -> Any:
        """Wait until `found()` gives something true, and give that."""
        with self._came:
            assert self._came.wait_for(lambda: self.unpacked or found(), PATIENCE), [m for m, _ in self.messages][-5:]
            assert self.unpacked == []
            return found()

    def send(self, ask: str, *buffers: bytes, **fields: Any) -> str:
        """Send a request, and give its id."""
        id = f"q{next(self._ids)}"
        self.answers.receive({"ask": ask, "id": id, **fields}, list(buffers))
        return id

    def ask(self, ask: str, *buffers: bytes, **fields: Any) -> dict[str, Any]:
        """Send a request, and wait for its answer."""
        return self.answer(self.send(ask, *buffers, **fields))[0]

    def answer(self, id: str) -> tuple[dict[str, Any], list[bytes] | None]:
        def found() -> Any:
            return next(((m, b) for m, b in self.messages if m.get("reply") == id), None)

        answer: tuple[dict[str, Any], list[bytes] | None] = self.wait(found)
        return answer

    def run_state(self, id: int) -> dict[str, Any]:
        """Fold the pushes about a run, as the page does."""
        run: dict[str, Any] = {}
        for message, _ in list(self.messages):
            if message.get("push") == "run" and message["id"] == id:
                run.update(message["set"])
                run["outputs"] = [dict(o) for o in run.get("outputs", [])]
                for position, text in message["append"].items():
                    run["outputs"][int(position)]["value"] += text
        return run

    def wait_run(self, id: int, state: str) -> dict[str, Any]:
        self.wait(lambda: self.run_state(id).get("state") == state)
        return self.run_state(id)
