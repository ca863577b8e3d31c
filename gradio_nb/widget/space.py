"""`connect` and `Space`: an app in a notebook, as a panel and in Python."""

from __future__ import annotations

import os
import weakref
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import anywidget
import traitlets

from ..chat.conversation import Conversation
from ..client import Client, Endpoint, Job
from ..client.arguments import find_endpoint
from ..client.base import BaseClient
from ..client.deadline import WAKE_TIMEOUT
from ..client.files.transfers import MAX_DOWNLOAD
from ..client.http.credentials import hide_credentials
from ..client.jobs.options import DEFAULT_OPTIONS, CallOptions
from ..errors import UsageError
from ..protocol import schema
from ..runs import Runs
from .comm.assets import STATIC
from .handlers.dispatch import RequestHandler
from .inputs import Inputs
from .notebook.ipywidgets_form import Controls, interactive
from .notebook.status_line import wait_with_status
from .panel import Panel


def connect(
    src: Any,
    token: str | None = None,
    auth: tuple[str, str] | None = None,
    headers: Mapping[str, str] | None = None,
    verify: bool | str = True,
    download_dir: str | os.PathLike[str] | None = None,
    *,
    as_: str = "",
    max_running: int = 40,
    oauth_token: str | None = None,
    wake_timeout: float = WAKE_TIMEOUT,
    max_download: int = MAX_DOWNLOAD,
    silence: float | None = None,
) -> Space:
    """Connect to a Gradio app, and show it as a panel when it is the last line of a cell.

    Connecting goes on in the background: the panel is there at once and says how it goes.

    Parameters
    ----------
    src : str, gradio.Blocks or gradio.Interface
        Address of an app, name of a Hugging Face Space (`"owner/name"`), or an app object.
    token, auth, headers, verify, download_dir, max_running, oauth_token, wake_timeout, max_download, silence
        As for `Client`.
    as_ : str
        Name of a notebook variable that each result is put into.

    Returns
    -------
    Space

    Examples
    --------
    >>> app = gnb.connect("owner/name")  # doctest: +SKIP
    >>> app.predict(prompt="a cat")  # doctest: +SKIP
    """
    src, token, auth, headers, oauth_token = hide_credentials(src, token, auth, headers, oauth_token)
    if isinstance(src, str) and not src.strip():
        raise UsageError("No app was named.", hint="Give an address, the name of a Space, or a gradio.Blocks.")
    return Space(
        src,
        as_=as_,
        token=token,
        auth=auth,
        headers=headers,
        verify=verify,
        download_dir=download_dir,
        max_running=max_running,
        oauth_token=oauth_token,
        wake_timeout=wake_timeout,
        max_download=max_download,
        silence=silence,
    )


class Space(BaseClient, anywidget.AnyWidget):
    """A Gradio app in a notebook. Made by `connect`.

    Shown, it is the panel. In Python it calls the app as `Client` does, and every run shows in
    the panel too.
    """

    _esm = STATIC / "panel.js"

    # Never assigned: a page that (re)loads reads it, and what changes later goes as messages.
    state = traitlets.Any().tag(sync=True, to_json=lambda _, widget: widget._snapshot())

    # ipywidgets closes what it could not even make.
    _finalizer: Callable[[], object] = staticmethod(lambda: None)

    def __init__(self, src: Any, *, as_: str = "", **options: Any) -> None:
        own = weakref.ref(self)

        def publish(content: dict[str, Any], buffers: list[bytes] | None) -> None:
            widget = own()
            if widget is not None and widget.comm is not None:
                widget.send(content, buffers)

        def on_published() -> None:
            widget = own()
            if widget is not None:
                _forget_loop(widget)

        self._token = options.get("token")
        self._panel = Panel(src, as_, publish, on_published, **options)
        self._answers = RequestHandler(self._panel)
        super().__init__()
        self.on_msg(_receive)
        _forget_loop(self)
        finalizer = weakref.finalize(self, Panel.close, self._panel)
        # Leaving the interpreter waits for no job; the temporary folders have finalizers of their own.
        finalizer.atexit = False
        self._finalizer = finalizer

    def _snapshot(self) -> dict[str, Any]:
        return self._panel.state_sync.snapshot()

    def send_state(self, key: Any = None) -> None:
        """Publish traits from the publisher thread, as everything else (see `Publisher`)."""
        if self._panel.publisher.on_subshell:
            self._panel.publisher.call(lambda: super(Space, self).send_state(key))
        else:
            super().send_state(key)

    def __repr__(self) -> str:
        state = self._panel.connection.state()
        return f"<Space {state['name']} · {state['state']}>"

    @property
    def client(self) -> Client:
        """The client underneath; waits until the app is connected."""
        return self._panel.client

    @property
    def endpoints(self) -> Mapping[str, Endpoint]:
        """The endpoints by name; calls of them show in the panel."""
        specs = self.client.app.endpoints
        return {name: PanelEndpoint(spec, self._panel) for name, spec in specs.items()}

    def __getitem__(self, name: str) -> PanelEndpoint:
        return PanelEndpoint(find_endpoint(self.client.app.endpoints, name), self._panel)

    @property
    def first_endpoint(self) -> str | None:
        """Name of the endpoint that a call without a name means: the first of the picker."""
        return self._panel.first_endpoint()

    @property
    def runs(self) -> Runs:
        """All runs, oldest first."""
        return self._panel.runs

    @property
    def result(self) -> Any:
        """Value of the run that finished last, or None."""
        run = self._panel.runs.newest_done
        return run.value if run else None

    @property
    def variable(self) -> str:
        """Name of the notebook variable that each result goes to; "" for none."""
        return self._panel.variable

    @variable.setter
    def variable(self, name: str) -> None:
        self._panel.set_result_variable(name)

    @property
    def chat(self) -> Conversation:
        """The conversation with the app: `app.chat("Hello")`, `app.chat.history`, `app.chat.reset()`.

        Raises
        ------
        UnknownEndpoint
            It has none.
        """
        return self._panel.chats.conversation()

    @property
    def inputs(self) -> Inputs:
        """The open form, both ways: `app.inputs.prompt = "a cat"`; of another, `app["/name"].inputs`."""
        return self._panel.inputs()

    def _find(self, api_name: str | None, fn_index: int | None) -> schema.Endpoint:
        endpoints = self.client.app.endpoints
        if api_name is None and fn_index is None:
            api_name = self.first_endpoint
        spec: schema.Endpoint = find_endpoint(endpoints, api_name, fn_index)
        return spec

    def start(
        self,
        spec: schema.Endpoint,
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        terms: CallOptions = DEFAULT_OPTIONS,
    ) -> Job:
        """Start a run of an endpoint, with nothing to look up."""
        return self._panel.submit(spec, args, kwargs, terms)

    def _wait(self, job: Job) -> Any:
        return watched(self._panel, job)

    def app_name(self) -> str:
        return self.client.source.name

    def close(self) -> None:
        """Cancel what runs, and take the panel away."""
        self._finalizer()
        super().close()


class PanelEndpoint(Endpoint):
    """An endpoint whose runs show in the panel."""

    def __init__(self, spec: schema.Endpoint, panel: Panel) -> None:
        super().__init__(spec, panel.submit)
        self._panel = panel

    @property
    def inputs(self) -> Inputs:
        """The form of this endpoint, both ways, whichever is open."""
        return self._panel.inputs(self.spec.name)

    @property
    def chat(self) -> Conversation:
        """The conversation with this endpoint, which the panel shows too.

        Raises
        ------
        UnknownEndpoint
            It is none.
        """
        return self._panel.chats.conversation(self.spec.name)

    def controls(self) -> Controls:
        """Give the parameters as standard ipywidgets, by name; `read()` makes arguments of what they hold."""
        return Controls(self)

    def interactive(self, options: Mapping[str, Any] | None = None, /, **overrides: Any) -> Any:
        """Return an `ipywidgets.interactive` that runs this endpoint; `notebook/ipywidgets_form.py` has the details.

        Examples
        --------
        >>> app["/paint"].interactive(steps=(1, 12), prompt="a lake", seed=fixed(7))  # doctest: +SKIP
        """
        return interactive(self, options, **overrides)

    def __call__(self, /, *args: Any, **kwargs: Any) -> Any:
        return watched(self._panel, self.submit(*args, **kwargs))


duplicate = Space.duplicate


def watched(panel: Panel, job: Job) -> Any:
    """Wait for a job where it can be seen, and give its result, which is in its variable by then."""
    value = wait_with_status(job)
    panel.store_result_of(job)
    return value


def _receive(widget: Space, content: Any, buffers: Sequence[Any]) -> None:
    widget._answers.receive(content, buffers)


def _forget_loop(widget: Space) -> None:
    """Let the next message of the browser come in on Lab's own loop for comms (see `Publisher`)."""
    state: dict[str, Any] = getattr(widget.comm, "__dict__", {})
    state.pop("_reply_subshell_id", None)
