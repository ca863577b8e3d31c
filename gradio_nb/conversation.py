"""Talking with an app: messages in, answers out, and what was said before is kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .client.call import find
from .client.terms import SessionKey, Terms
from .errors import Cancelled, UnknownEndpoint, UsageError
from .frozen import Frozen
from .protocol.schema import Endpoint, Hidden, Return
from .values import Chat, FileValue, Message, family

if TYPE_CHECKING:
    from .client import Job
    from .client.caller import Caller

_SPOKEN = ("textbox", "multimodaltextbox")


class Talk(Frozen):
    """How an endpoint converses.

    Attributes
    ----------
    spec : Endpoint
    message : str
        The parameter that takes what is said.
    history : str or None
        The parameter that takes what was said before; None where the app keeps that in its State.
    answer : int
        Which of the visible returns holds the answer, or the conversation with the answer at its end.
    """

    spec: Endpoint
    message: str
    history: str | None
    answer: int

    @property
    def output(self) -> Return:
        """The return that holds the answer."""
        return self.spec.returns[self.answer]


def talk_of(spec: Endpoint, has_chatbot: bool) -> Talk | None:
    """Tell how an endpoint converses; None where it does not.

    It takes a text, knows of the past by State or by a parameter of its own, and gives the whole conversation or,
    as `ChatInterface` does (any Gradio, under any name), the answer alone.

    Parameters
    ----------
    spec : Endpoint
    has_chatbot : bool
        Whether the app has a Chatbot anywhere.
    """
    spoken = next((p.name for p in spec.parameters if p.component in _SPOKEN), None)
    past = next((p.name for p in spec.parameters if p.component == "chatbot"), None)
    if spoken is None:
        return None
    whole = next((n for n, r in enumerate(spec.returns) if r.component == "chatbot"), None)
    if whole is not None and (past is not None or spec.has_state):
        return Talk(spec, spoken, past, whole)
    interface = len(spec.returns) == 1 and _keeps_state(spec) and spec.parameters[0].name == "message"
    return Talk(spec, spoken, None, 0) if interface and has_chatbot else None


def _keeps_state(spec: Endpoint) -> bool:
    """Tell the shape of `ChatInterface`: message, State, more; answer, State."""
    second = spec.inputs[1] if len(spec.inputs) > 1 else None
    return isinstance(second, Hidden) and second.is_state and len(spec.outputs) == 2 and spec.outputs[1] is None


def find_talk(specs: Mapping[str, Endpoint], api_name: str | None = None) -> Talk:
    """Find the endpoint to converse with: the one named, else that of a ChatInterface, else the first.

    Raises
    ------
    UnknownEndpoint
    """
    has_chatbot = any(
        "chatbot" in (*(p.component for p in spec.parameters), *(r.component for r in spec.returns))
        for spec in specs.values()
    )
    chosen = [find(specs, api_name)] if api_name is not None else [s for s in specs.values() if s.public]
    talks = [talk for spec in chosen if (talk := talk_of(spec, has_chatbot))]
    if not talks:
        raise UnknownEndpoint(
            f"{api_name or 'This app'} is no conversation.",
            hint="A conversation takes a message and gives a Chatbot, or is a ChatInterface; see view_api().",
        )
    return min(talks, key=lambda talk: (talk.output.component == "chatbot", talk.spec.rank))


class Conversation:
    """A conversation with an app, in a session of its own.

    Call it with what you say; the answer comes back, and both are in `history`.

    Parameters
    ----------
    app : Client or Space
    api_name : str, optional
        The endpoint to talk with, where the app has several.

    Attributes
    ----------
    history : Chat
        What was said so far. Where the endpoint takes it as a parameter, changes of it count.

    Examples
    --------
    >>> chat = Conversation(app)  # doctest: +SKIP
    >>> chat("Who are you?").text  # doctest: +SKIP
    'A parrot.'
    """

    def __init__(self, app: Caller, api_name: str | None = None) -> None:
        self._app = app
        self._talk = find_talk({name: endpoint.spec for name, endpoint in app.endpoints.items()}, api_name)
        self._lock = threading.Lock()
        self._open: Reply | None = None
        self.reset()

    @property
    def endpoint(self) -> str:
        """Name of the endpoint."""
        return self._talk.spec.name

    def reset(self) -> None:
        """Begin anew: what was said is forgotten, also by the app."""
        self._session = SessionKey()
        self.history = self._beginning()

    def _beginning(self) -> Chat:
        """Give what the app has in its conversation before anybody said anything."""
        parameter = next((p for p in self._talk.spec.parameters if p.name == self._talk.history), None)
        first = parameter and parameter.default
        if not isinstance(first, list) or not first:
            return Chat()
        client: Any = getattr(self._app, "client", self._app)
        made = family("chatbot").decode(self._talk.output, first, client.fetch)
        return made if isinstance(made, Chat) else Chat()

    def __call__(self, message: str, /, files: Sequence[Any] = (), **more: Any) -> Message:
        """Say something and wait for the answer. Ctrl-C stops it.

        Parameters
        ----------
        message : str
        files : sequence
            Files to go with it, where the app takes some.
        **more
            Further parameters of the endpoint.

        Raises
        ------
        UsageError, JobError, FileError
        """
        reply = self.send(message, files, **more)
        self._app._wait_for(reply.job)
        return reply.result()

    def send(self, message: str, /, files: Sequence[Any] = (), **more: Any) -> Reply:
        """Say something and give its `Reply` at once; iterating that gives the answer as it grows.

        Raises
        ------
        UsageError
            For wrong values, or while the answer before is still coming.
        """
        said: Any = {"text": message, "files": list(files)} if files else message
        given = {**more, self._talk.message: said}
        with self._lock:
            if self._open is not None and not self._open.job.done():
                raise UsageError("The answer before is still coming.", hint="Wait for it, or cancel() it.")
            if self._talk.history is not None:
                given.setdefault(self._talk.history, self.history)
            job = self._app.start(self._talk.spec, (), given, Terms(session=self._session))
            question = Message(role="user", content=[message, *files] if files else message)
            self._open = Reply(job, self._talk, self._keeper(question, self._session))
            return self._open

    def _keeper(self, question: Message, session: SessionKey) -> Callable[[Any], None]:
        """Make what keeps an answer, unless the conversation has been reset meanwhile."""

        def keep(value: Any) -> None:
            if self._session is not session:
                return
            if isinstance(value, Chat):
                self.history = value
            else:
                self.history = Chat([*self.history, question, as_message(value)])

        return keep

    def __repr__(self) -> str:
        return f"<Conversation {self.endpoint} · {len(self.history)} messages>"

    def _repr_html_(self) -> str:
        return self.history._repr_html_()


class Reply:
    """An answer under way. Iterating gives it as it grows, each time as a `Message`.

    Attributes
    ----------
    job : Job
    """

    def __init__(self, job: Job, talk: Talk, keep: Callable[[Any], None]) -> None:
        self.job = job
        self._talk, self._keep = talk, keep
        self._lock = threading.Lock()
        self._kept = False
        job.add_done_callback(lambda job: self._settle())

    def __iter__(self) -> Iterator[Message]:
        for value in self.job:
            yield as_message(self._of(value))
        self._settle()

    def result(self, timeout: float | None = None) -> Message:
        """Wait for the whole answer. Raises what `Job.result` does."""
        value = self.job.result(timeout)
        self._settle()
        return as_message(self._of(value))

    def cancel(self) -> bool:
        """Stop it; what came of it stays in the conversation."""
        cancelled = self.job.cancel()
        self._settle()
        return cancelled

    def _of(self, value: Any) -> Any:
        return value if len(self._talk.spec.returns) == 1 else value[self._talk.answer]

    def _settle(self) -> None:
        """Have what came of it kept, once: a good answer, or one that was stopped halfway."""
        with self._lock:
            if self._kept or not self.job.done():
                return
            self._kept = True
            error = self.job.exception()
            came = [self.job.result()] if error is None else self.job.outputs() if isinstance(error, Cancelled) else []
            if came:
                self._keep(self._of(came[-1]))

    def __repr__(self) -> str:
        return f"<Reply {self.job.status().state}>"


def as_message(value: Any) -> Message:
    """Make a message of whatever an app answers: text, a message, a file, parts of these, a conversation."""
    if isinstance(value, Chat):
        last = value.last
        return last if last is not None and last.role == "assistant" else Message(role="assistant", content="")
    if isinstance(value, Message):
        return value
    if isinstance(value, Mapping) and "content" in value:
        return Message(role=str(value.get("role", "assistant")), content=_content(value["content"]))
    return Message(role="assistant", content=_content(value))


def _content(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, list):
        parts = [part for item in value for part in as_message(item).parts]
        return parts[0] if len(parts) == 1 and isinstance(parts[0], str) else parts
    if isinstance(value, Mapping) and isinstance(value.get("text"), str):
        return value["text"]
    return [value] if isinstance(value, FileValue) else str(value)
