"""The conversations of a panel: what the chat view shows and asks, with the `Conversation` that Python has."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from ..chat.conversation import Conversation, Pending
from ..chat.endpoints import ChatEndpoint
from ..client.endpoint import Endpoint
from ..errors import BadArgument, Cancelled, GradioNbError
from ..protocol import schema
from ..protocol.component_updates import adapted
from ..protocol.filedata import FileData
from ..values import Message, family
from ..values.base import Upload
from ..values.filevalue import FileValue
from ..values.uploads import untrusted_paths
from .comm import messages
from .notebook import variables
from .notebook.status_line import wait_with_status

if TYPE_CHECKING:
    from ..client import Client, Job
    from ..client.jobs.options import CallOptions
    from ..runs import Runs
    from .comm.file_refs import FileRefs
    from .comm.secret_refs import SecretRefs


class ChatPanel(Protocol):
    """What conversations use of their panel."""

    runs: Runs
    refs: FileRefs
    secrets: SecretRefs
    updates: dict[int, dict[str, Any]]

    @property
    def client(self) -> Client: ...
    def submit(
        self, spec: schema.Endpoint, args: Sequence[Any], kwargs: Mapping[str, Any], terms: CallOptions = ...
    ) -> Job: ...
    def cancel(self, job: Job) -> None: ...
    def store_result_of(self, job: Job) -> None: ...
    def changed(self, *keys: str) -> None: ...


class Conversations:
    """One conversation for each endpoint that is one, made when it is first asked for."""

    def __init__(self, panel: ChatPanel) -> None:
        self._panel = panel
        self._lock = threading.RLock()
        self._made: dict[str, Conversation] = {}
        self._failures: dict[str, messages.Failure] = {}

    def conversation(self, name: str | None = None) -> Conversation:
        """Give the conversation of an endpoint, or that of the app.

        Raises
        ------
        UnknownEndpoint
            There is none.
        """
        with self._lock:
            speaker: Any = PanelChatApp(self._panel)
            made = Conversation(speaker, name)
            if made.endpoint not in self._made:
                self._made[made.endpoint] = made
                made.listen(self._changed)
            return self._made[made.endpoint]

    def _changed(self) -> None:
        self._panel.changed("chat")

    def view(self) -> dict[str, Any]:
        """Say what the browser has to know of the conversations so far (`Talks` of `messages.ts`)."""
        with self._lock:
            made = dict(self._made)
        return {name: self._view(name, conversation) for name, conversation in made.items()}

    def _view(self, name: str, conversation: Conversation) -> dict[str, Any]:
        pending, said = conversation.pending, conversation.said()
        turns = {place: turn for turn, (place, _) in enumerate(said)}
        history = list(conversation.history)
        return {
            "messages": [self._message(m, turns.get(place)) for place, m in enumerate(history)],
            "pending": pending and self._pending(pending, turns.get(len(history))),
            "failure": self._failures.get(name),
        }

    def _pending(self, pending: Pending, turn: int | None) -> dict[str, Any]:
        run = next((run.id for run in self._panel.runs if run.job is pending.job), None) if pending.job else None
        recalled = None if pending.recalled is None else list(pending.recalled)
        return {"message": self._message(pending.question, turn), "run": run, "recalled": recalled}

    def _message(self, message: Message, turn: int | None) -> dict[str, Any]:
        title = (message.get("metadata") or {}).get("title")
        content = [self._part(part) for part in message.parts]
        return {"role": message.role, "content": content, "title": title, "turn": turn}

    def _part(self, part: Any) -> dict[str, Any]:
        if isinstance(part, FileValue):
            part = Upload(Path(part), part.orig_name, part.mime_type)
        if isinstance(part, FileData | Upload):
            return {"file": self._panel.refs.ref(part), "alt": None}
        return {"text": str(part)}

    def prepare(self, ask: messages.Say) -> tuple[Conversation, bool]:
        """Find the conversation of a request, and tell whether saying it takes a while."""
        conversation = self.conversation(ask.endpoint)
        with self._lock:
            self._failures.pop(conversation.endpoint, None)
        again = ask.at > 0 or (ask.at < 0 and conversation.behind)
        return conversation, again and conversation.talk.history is None

    def say(self, ask: messages.Say, conversation: Conversation) -> None:
        """Say what the page wants said, at the end or in place of something.

        Raises
        ------
        UsageError, JobError
        """
        talk = conversation.talk
        spec = adapted(talk.spec, self._panel.updates)
        with untrusted_paths():
            filled, _, given, _ = variables.read(spec, self._panel.secrets.revealed(_expandable(ask, talk)))
            values = {**self._panel.refs.load(filled), **given}
            held = values.pop(talk.message, None)
            if ask.at >= 0:
                held = self._panel.refs.load(ask.values.get(talk.message))
            values.pop(talk.history, None)
            text, files = _spoken(held)
            if ask.at < 0 and not text and not files:
                raise BadArgument("Nothing is said.", parameter=talk.message, fields={talk.message: "needs a value"})
            conversation.say(text, files, values, None if ask.at < 0 else ask.at)

    def fail(self, conversation: Conversation, error: BaseException) -> None:
        """Keep why something could not be said, where the page was answered before that was known."""
        pending = conversation.pending
        is_told = isinstance(error, GradioNbError) and pending is not None and pending.job is not None  # by its run
        if not is_told and not isinstance(error, Cancelled):
            with self._lock:
                self._failures[conversation.endpoint] = messages.failure(error)
        self._changed()

    def undo(self, name: str, at: int) -> Any:
        """Take back a message, and return it as the control of its parameter holds it.

        The app may have rewritten the message, so the text is escaped here, by the grammar that expands it.
        """
        conversation = self.conversation(name)
        talk = conversation.talk
        message = conversation.undo(at)
        parameter = next(p for p in talk.spec.parameters if p.name == talk.message)
        parts = [self._part(part) for part in message.parts]
        text = "\n\n".join(part["text"] for part in parts if part.get("text"))
        is_multimodal = family(parameter.component).control_of(parameter) == "multimodal"
        held: Any = {"text": text, "files": [p["file"] for p in parts if "file" in p]} if is_multimodal else text
        return variables.escaped(parameter, held)

    def reset(self, name: str) -> None:
        """Begin a conversation anew; an answer under way is nobody's any more, and is stopped."""
        conversation = self.conversation(name)
        pending = conversation.pending
        with self._lock:
            self._failures.pop(conversation.endpoint, None)
        conversation.reset()
        if pending is not None and pending.job is not None:
            self._panel.cancel(pending.job)


class PanelChatApp:
    """What a `Conversation` needs of an app; a `Space`, which the panel does not hold, would never be let go."""

    def __init__(self, panel: ChatPanel) -> None:
        self._panel = panel

    @property
    def client(self) -> Client:
        return self._panel.client

    @property
    def endpoints(self) -> Mapping[str, Endpoint]:
        specs = self.client.app.endpoints
        return {name: Endpoint(spec, self._panel.submit) for name, spec in specs.items()}

    def start(self, spec: schema.Endpoint, args: tuple[()], kwargs: Mapping[str, Any], terms: CallOptions) -> Job:
        return self._panel.submit(spec, args, kwargs, terms)

    def _wait(self, job: Job) -> Any:
        value = wait_with_status(job)
        self._panel.store_result_of(job)
        return value


def _expandable(ask: messages.Say, talk: ChatEndpoint) -> dict[str, Any]:
    """Return the values whose `{{name}}` the kernel may expand.

    A message that replaces an earlier one is not among them: it starts out as text of the conversation, which the app
    can rewrite.
    """
    return {name: value for name, value in ask.values.items() if ask.at < 0 or name != talk.message}


def _spoken(held: Any) -> tuple[str | None, list[Any] | None]:
    """Take apart what the control of a message holds; None is what was said before."""
    if isinstance(held, Mapping) and "text" in held:
        return str(held["text"] or ""), [_of_page(file) for file in held.get("files") or ()]
    return (None, None) if held is None else (str(held), [])


def _of_page(file: Any) -> Any:
    """Read a path that a page names as one of the server: what was chosen in the page comes as `Upload`."""
    return FileData(file, file.rpartition("/")[2] or file) if isinstance(file, str) and "://" not in file else file
