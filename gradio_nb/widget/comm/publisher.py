"""One thread that says everything a widget has to say.

Two things hang on it: updates are gathered, at most `RATE` a second with the last one always said;
and clicks are answered while a cell is running. ipykernel (7.4) hands a message of the browser to the loop
that *published* last on the widget's comm. If that was the main loop, where the running cell sits,
messages wait for the cell; so all publishing is done here, in a context copied from a message
that came in on the subshell JupyterLab opens for comms. Other hosts and older kernels have no
subshells, and nothing changes for them: a click waits for the cell.
"""

from __future__ import annotations

import contextvars
import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from typing import Any

from ...errors import ProtocolError
from .json_safe import NOT_SERIALISABLE, to_json_safe
from .messages import failure

RATE = 20.0

log = logging.getLogger("gradio_nb")

Message = tuple[dict[str, Any], "list[bytes] | None"]


class Publisher:
    """Gathers and sends; all methods may be called from any thread.

    Parameters
    ----------
    send : callable
        Publishes one message with its buffers.
    gather : callable
        Gives what has changed since it was asked last. Called on the publisher's own thread.
    released : callable
        Called after what was published outside an adopted context.
    """

    def __init__(
        self,
        send: Callable[[dict[str, Any], list[bytes] | None], None],
        gather: Callable[[], list[dict[str, Any]]],
        on_published: Callable[[], None],
    ) -> None:
        self._send, self._gather, self._released = send, gather, on_published
        self._wake = threading.Condition()
        self._posted: deque[Callable[[], None]] = deque()
        self._dirty = False
        self._closed = False
        self._gathered = 0.0
        self._context: contextvars.Context | None = None
        self._thread = threading.Thread(target=self._work, daemon=True, name="gradio_nb-publisher")
        self._thread.start()

    @property
    def on_subshell(self) -> bool:
        """Whether messages of the browser are answered while a cell runs."""
        return self._context is not None

    def adopt_context(self) -> None:
        """Publish in the context of the message that is being handled, if it came in on a subshell."""
        if self._context is None and _on_subshell():
            self._context = contextvars.copy_context()

    def post(self, content: dict[str, Any], buffers: list[bytes] | None = None) -> None:
        """Send a message at once."""
        self.call(lambda: self._tell(content, buffers))

    def reply(self, id: str, make: Callable[[], dict[str, Any]]) -> None:
        """Send an answer that is worked out when its turn has come."""
        self.call(lambda: self._tell({"reply": id, "result": make()}, None))

    def call(self, publish: Callable[[], None]) -> None:
        """Call something that publishes."""
        with self._wake:
            self._posted.append(publish)
            self._wake.notify()

    def mark(self) -> None:
        """Something has changed: gather and send soon."""
        with self._wake:
            self._dirty = True
            self._wake.notify()

    def close(self) -> None:
        """Send what is left, and end the thread."""
        with self._wake:
            self._closed = True
            self._wake.notify()

    def _work(self) -> None:
        while True:
            with self._wake:
                while not (self._posted or self._closed or (self._dirty and self._pause() <= 0)):
                    self._wake.wait(self._pause() if self._dirty else None)
                posted = list(self._posted)
                self._posted.clear()
                gather = self._dirty and (self._closed or self._pause() <= 0)
                if gather:
                    self._dirty = False
                closed = self._closed
            for publish in posted:
                self._publish(publish)
            if gather:
                self._gathered = time.monotonic()
                self._publish(self._say)
            if closed:
                return

    def _pause(self) -> float:
        """Seconds until the next gathering is allowed."""
        return self._gathered + 1 / RATE - time.monotonic()

    def _say(self) -> None:
        for content in self._gather():
            self._send(content, None)

    def _tell(self, content: dict[str, Any], buffers: list[bytes] | None) -> None:
        try:
            content = to_json_safe(content)
        except NOT_SERIALISABLE:
            # The page waits for it.
            log.exception("An answer cannot be told")
            error = failure(ProtocolError("The answer cannot be shown.", hint="It is in the log of the kernel."))
            content, buffers = {"reply": content["reply"], "error": error}, None
        self._send(content, buffers)

    def _publish(self, publish: Callable[[], None]) -> None:
        context = self._context or contextvars.Context()
        try:
            context.copy().run(publish)
        except Exception:
            # A closed comm or a page that has gone must not end the thread: the next page asks anew.
            log.debug("Could not publish", exc_info=True)
        if self._context is None:
            self._released()


def _on_subshell() -> bool:
    """Whether the message that is being handled came in on a subshell (ipykernel 7 and later)."""
    from IPython import get_ipython

    kernel = getattr(get_ipython(), "kernel", None)
    try:
        header = kernel.get_parent("shell")["header"] if kernel is not None else {}
    except Exception:
        return False
    return bool(header.get("subshell_id"))
