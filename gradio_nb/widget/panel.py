"""The kernel's half of the panel: its state, which Python and the browser change alike.

It knows nothing of comms: `Space` gives it a way to publish, and `Answers` what the browser asks for.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..client import Client, Job
from ..client.arguments import find_endpoint
from ..client.jobs.options import DEFAULT_OPTIONS, CallOptions
from ..errors import BadArgument, ProtocolError
from ..protocol.component_updates import adapted
from ..protocol.events import State
from ..protocol.schema import Endpoint, Parameter
from ..runs import Run, Runs
from ..values.uploads import untrusted_paths
from . import open_panels
from .comm.file_refs import FileRefs
from .comm.publisher import Publisher
from .comm.secret_refs import SecretRefs
from .comm.state_sync import StateSync
from .connection import Connection
from .conversations import Conversations
from .inputs import Inputs
from .notebook import variables
from .notebook.namespace import check_name, store
from .views import endpoint_view, form_value, run_view, talk_views

Drafts = dict[str, dict[str, Any]]


class Panel:
    """One app in one notebook.

    Parameters
    ----------
    src : str, gradio.Blocks or gradio.Interface
    variable : str
        Notebook variable that results go to, or "".
    publish : callable
        Sends a message with its buffers to the browser.
    released : callable
        See `Publisher`.
    **options
        Of `Client`.
    """

    def __init__(
        self,
        src: Any,
        variable: str,
        publish: Callable[[dict[str, Any], list[bytes] | None], None],
        on_published: Callable[[], None],
        **options: Any,
    ) -> None:
        self.runs = Runs()
        self.variable = check_name(variable)
        self._lock = threading.RLock()
        self.selected = ""
        self._drafts: Drafts = {}
        self._forms: dict[int, dict[str, Any]] = {}
        self._stored: set[int] = set()
        self.updates: dict[int, dict[str, Any]] = {}
        self.secrets = SecretRefs()
        self.chats = Conversations(self)
        self.state_sync = StateSync(self._read, self._read_run)
        self.connection = Connection(src, self._connected, **options)
        self.refs = FileRefs(lambda file: self.client.fetch(file), self._upload_limit, self._home)
        self.state_sync.mark_dirty("app", "endpoints", "selected", "drafts", "variable", "chat")
        self.state_sync.collect_pushes()
        self.publisher = Publisher(publish, self.state_sync.collect_pushes, on_published)
        self.number = open_panels.register(self)
        self.connection.start()

    @property
    def client(self) -> Client:
        """The client; waits until the app is connected, raises what stood in the way."""
        return self.connection.wait()

    def ready(self) -> Client:
        """The client, without waiting.

        Raises
        ------
        ProtocolError
            It is not connected yet.
        """
        client = self.connection.ready
        if client is None:
            raise ProtocolError("The app is not connected yet.", hint="Wait until the header says ready.")
        return client

    def first_endpoint(self) -> str | None:
        """Name of the first endpoint of the picker: what a call without a name means."""
        listed = _listed(self.client)
        return listed[0].name if listed else None

    def endpoints(self) -> list[Endpoint]:
        """The endpoints of the picker as the app has left them; none until it is connected."""
        client = self.connection.ready
        return [adapted(e, self.updates) for e in _listed(client)] if client else []

    # State, as the browser sees it.

    def _read(self, key: str) -> Any:
        with self._lock:
            if key == "app":
                return self.connection.state()
            if key == "endpoints":
                client = self.connection.ready
                talks = talk_views(client) if client else {}
                return [endpoint_view(e, self.refs, talks.get(e.name)) for e in self.endpoints()]
            if key == "chat":
                return self.chats.view()
            if key == "selected":
                return self.selected
            if key == "drafts":
                return {name: self._without_secrets(name, draft) for name, draft in self._drafts.items()}
            return self.variable

    def _read_run(self, id: int) -> dict[str, Any]:
        name = self.variable or "app.result"
        run = self.runs.by_id(id)
        form = self.secrets.hidden(run.job.endpoint, self._forms.get(id, {}))
        return run_view(run, form, self.refs, name, self._download_prefix)

    def _without_secrets(self, endpoint: str, values: Mapping[str, Any]) -> dict[str, Any]:
        """Copy what a form holds with references in place of passwords; nothing of a form that nobody knows."""
        client = self.connection.ready
        spec = client.app.endpoints.get(endpoint) if client else None
        return self.secrets.hidden(adapted(spec, self.updates), values) if spec else {}

    def _download_prefix(self) -> str:
        return f"{self.client.download_dir}{os.sep}"

    def _upload_limit(self) -> int | None:
        client = self.connection.ready
        return client.app.max_file_size if client else None

    def _home(self) -> str:
        client = self.connection.ready
        return client.url if client else ""

    def _connected(self) -> None:
        client = self.connection.ready
        if client is not None:
            listed = _listed(client)
            with self._lock:
                if self.selected not in {e.name for e in listed}:
                    self.selected = listed[0].name if listed else ""
            self.changed("endpoints", "selected")
        self.changed("app")

    def changed(self, *keys: str) -> None:
        """Tell the browser, soon, that top keys of the snapshot have changed."""
        self.state_sync.mark_dirty(*keys)
        self.publisher.mark()

    # What Python does.

    def submit(
        self, spec: Endpoint, args: Sequence[Any], kwargs: Mapping[str, Any], terms: CallOptions = DEFAULT_OPTIONS
    ) -> Job:
        """Start a run; it shows in the panel as one of the panel's own does."""
        return self._register_run(self.client.start(adapted(spec, self.updates), args, kwargs, terms), None).job

    def run_form(self, name: str, values: Mapping[str, Any]) -> Run:
        """Start a run with what a form holds, variables of the notebook among it.

        Raises
        ------
        UsageError
            Before anything is sent.
        """
        client = self.ready()
        spec = adapted(find_endpoint(client.app.endpoints, name), self.updates)
        values = self.secrets.revealed(values)
        filled, wires, given, used = variables.read(spec, values)
        with untrusted_paths():
            job = client.start(spec, (), {**self.refs.load(filled), **wires})
            return self._register_run(job, dict(values), given, used)

    def run_again(self, id: int) -> Run:
        """Start a run with what an earlier one was given; a page's copy of it has large integers rounded.

        Raises
        ------
        UsageError
            Before anything is sent.
        """
        return self.run_form(self.runs.by_id(id).endpoint, self._forms.get(id, {}))

    def cancel(self, job: Job) -> None:
        """Cancel a job without waiting for the server, which may take seconds to answer; its run tells how it ended."""
        job.request_cancel()

    def _register_run(
        self,
        job: Job,
        form: dict[str, Any] | None,
        given: Mapping[str, Any] | None = None,
        used: Mapping[str, tuple[str, ...]] | None = None,
    ) -> Run:
        """Make a run of a job; `given` and `used` tell what came from variables, and from which."""
        with self._lock:
            run = self.runs.add(job)
            run.inputs = {**run.inputs, **(given or {})}
            run.variables = dict(used or {})
            self._forms[run.id] = form if form is not None else self._form_of(job)
        job.listen(lambda: self._on_job_event(run))
        self._on_job_event(run)
        return run

    def _form_of(self, job: Job) -> dict[str, Any]:
        slots = zip(job.endpoint.inputs, job.data, strict=True)
        return {
            slot.name: form_value(slot, wire, self.refs)
            for slot, wire in slots
            if isinstance(slot, Parameter) and slot.name in job.inputs
        }

    def _on_job_event(self, run: Run) -> None:
        if run.state is State.DONE:
            self.store_result(run)
        self._apply_updates(run.job)
        self.state_sync.mark_run(run.id)
        self.publisher.mark()

    def _apply_updates(self, job: Job) -> None:
        """Change the forms as the app has changed its components."""
        news = job.updates()
        if not news:
            return
        with self._lock:
            before = {id: self.updates.get(id, {}) for id in news}
            after = {id: {**before[id], **update} for id, update in news.items()}
            if after == before:
                return
            self.updates = {**self.updates, **after}
        self.changed("endpoints")

    def store_result(self, run: Run) -> None:
        """Put the result of a run into the notebook's variable, once."""
        with self._lock:
            if run.id in self._stored or not self.variable:
                return
            self._stored.add(run.id)
        store(self.variable, run.value)

    def store_result_of(self, job: Job) -> None:
        """The same for the run of a job that somebody has waited for."""
        for run in self.runs:
            if run.job is job and run.state is State.DONE:
                self.store_result(run)

    def set_result_variable(self, name: str) -> None:
        """Choose the notebook variable that results go to; the newest result goes there at once.

        Raises
        ------
        BadArgument
            When it is no name for a variable.
        """
        name = check_name(name)
        with self._lock:
            self.variable = name
            newest = self.runs.newest_done
            self._stored = {r.id for r in self.runs if r is not newest and r.state.ended}
        self.changed("variable")
        for run in self.runs:
            if run.state is State.DONE:
                self._on_job_event(run)

    def inputs(self, name: str | None = None) -> Inputs:
        """The form of an endpoint; without a name, of the one that is open."""
        client = self.client
        spec = adapted(find_endpoint(client.app.endpoints, name or self.selected or None), self.updates)
        return Inputs(spec, self._draft_of(spec.name), self.refs, client.fetch, lambda: self.changed("drafts"))

    def open(self, name: str) -> None:
        """Show the form of an endpoint."""
        if name not in self.ready().app.endpoints:
            raise BadArgument(f"There is no endpoint {name}.")
        with self._lock:
            self.selected = name
        self.changed("selected")

    def _draft_of(self, name: str) -> dict[str, Any]:
        """The one draft of an endpoint, which is changed in place: `Inputs` hold it."""
        with self._lock:
            return self._drafts.setdefault(name, {})

    def draft(self, name: str, values: Mapping[str, Any], unset: Sequence[str]) -> dict[str, Any]:
        """Take what a page holds in a form, and return the references of its passwords."""
        values = self.secrets.revealed(values)
        draft = self._draft_of(name)
        with self._lock:
            draft.update(values)
            for one in unset:
                draft.pop(one, None)
        # Told to all: another page may show the same form, and who has sent it knows it already.
        self.changed("drafts")
        hidden = self._without_secrets(name, values)
        return {key: ref for key, ref in hidden.items() if ref is not values[key]}

    def close(self) -> None:
        """End everything: jobs, connection, uploads; the panel says so."""
        open_panels.unregister(self.number)
        self.connection.close()
        self.changed("app")
        self.publisher.close()
        self.refs.close()


def _listed(client: Client) -> list[Endpoint]:
    """The endpoints for the menu, the most useful first."""
    return sorted((e for e in client.app.endpoints.values() if e.public), key=lambda e: e.rank)
