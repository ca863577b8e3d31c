"""The way to a connected app, taken in the background so that the panel is there at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from ..client import Client
from ..client.connect import resolve_source
from ..client.threads.waiting import SLICE
from ..errors import GradioNbError, NotReachable, ProtocolError, without_frames
from ..protocol.urls import without_credentials
from ..values.display import short
from .comm.messages import AppState, failure
from .comm.text_limits import LABEL


class Connection:
    """Makes a `Client` on a thread of its own, again when asked to.

    Parameters
    ----------
    src : str, gradio.Blocks or gradio.Interface
    changed : callable
        Called when there is something new to show, on that thread.
    **options
        Of `Client`.
    """

    def __init__(self, src: Any, changed: Callable[[], None], **options: Any) -> None:
        # An app object is launched here and now: its launch belongs to the cell that asked for it.
        self._src = src.strip() if isinstance(src, str) else resolve_source(src)
        self._changed, self._options = changed, options
        # An address may hold a user name and a password.
        self._name = without_credentials(self._src) if isinstance(self._src, str) else self._src.name
        self._detail = "connecting"
        self._attempts = 0
        self._client: Client | None = None
        self._error: BaseException | None = None
        self._closed = False
        self._stop = threading.Event()
        self._settled = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Connect, unless it is connected or on the way to it."""
        with self._lock:
            if self._client is not None or self._closed or (self._thread and self._thread.is_alive()):
                return
            self._settled.clear()
            self._error, self._detail = None, "connecting"
            self._thread = threading.Thread(target=self._connect, daemon=True, name="gradio_nb-connect")
            self._thread.start()
        self._changed()

    def _connect(self) -> None:
        client: Client | None = None
        error: BaseException | None = None
        try:
            client = Client(self._src, on_progress=self._tell, stop=self._stop, **self._options)
        except GradioNbError as e:
            error = e
        except BaseException as e:
            # Its text may hold anything, a password too.
            error = ProtocolError(f"Connecting failed: {type(e).__name__}.")
        # Told with the failure, so that one more in vain is seen to have been tried.
        self._attempts += 1
        self._detail = f"attempt {self._attempts}"
        self._client, self._error = client, error
        self._settled.set()
        if client is not None and self._closed:
            client.close()
        self._changed()

    def _tell(self, text: str) -> None:
        self._detail = text
        self._changed()

    @property
    def ready(self) -> Client | None:
        """The client, once there is one."""
        return self._client

    def wait(self) -> Client:
        """Wait for the client, or raise what stood in the way; after a failure it is tried once more."""
        if self._settled.is_set() and self._error is not None:
            self.start()
        while not self._settled.wait(SLICE):  # in slices, so that Ctrl-C is handled
            pass
        if self._client is None:
            assert self._error is not None
            raise without_frames(self._error)
        return self._client

    def state(self) -> AppState:
        """What the header of the panel shows."""
        client = self._client
        if client is not None:
            state = "closed" if self._closed else "ready"
            title = client.app.title
            # "Gradio" is the title of every app whose author gave it none.
            name = title if title not in ("", "Gradio") and not client.app.space_id else client.source.name
            return AppState(
                name=short(name, LABEL),
                url=client.url,
                version=client.app.version,
                state=state,
                detail="",
                anonymous=client.anonymous,
                max_file_size=client.app.max_file_size,
                error=None,
            )
        url = self._name if self._name.startswith(("http://", "https://")) else ""
        error = None if self._error is None else failure(self._error)
        state = "closed" if self._closed else "failed" if error else "connecting"
        return AppState(
            name=self._name,
            url=url,
            version="",
            state=state,
            detail=self._detail,
            anonymous=False,
            max_file_size=None,
            error=error,
        )

    def close(self) -> None:
        """Close the client, and an app that was launched for it; who waits for the client is let go."""
        self._closed = True
        self._stop.set()
        if self._client is not None:
            self._client.close()
            return
        if not isinstance(self._src, str):
            self._src.close()
        if not self._settled.is_set():
            # The thread may hang in a request; nobody has to wait for that.
            self._error = NotReachable("Closed before the app answered.", hint="Connect again to use it.")
            self._settled.set()
