"""Talking with an app: messages in, answers out, and what was said before is kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..client.jobs.options import CallOptions, StateKey
from ..client.unpicklable import Unpicklable
from ..errors import Cancelled, UsageError
from ..values import Chat, FileValue, Message, family
from ..values.base import Upload
from .endpoints import ChatEndpoint, answer_in, as_message, find_chat_endpoint

if TYPE_CHECKING:
    from ..client import Job
    from ..client.base import BaseClient


class Conversation(Unpicklable):
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

    def __init__(self, app: BaseClient, api_name: str | None = None) -> None:
        self._app = app
        self._talk = find_chat_endpoint({name: endpoint.spec for name, endpoint in app.endpoints.items()}, api_name)
        self._lock = threading.Lock()
        self._changed: Callable[[], None] = lambda: None
        self.reset()

    @property
    def endpoint(self) -> str:
        """Name of the endpoint."""
        return self._talk.spec.name

    @property
    def talk(self) -> ChatEndpoint:
        """How the endpoint converses."""
        return self._talk

    @property
    def history(self) -> Chat:
        return self._history

    @history.setter
    def history(self, history: Chat) -> None:
        self._history = history
        self._changed()

    @property
    def pending(self) -> Pending | None:
        """What was said last, while it has no answer; also one whose answer failed."""
        return self._pending

    @property
    def behind(self) -> bool:
        """Whether the app, which keeps the conversation itself, remembers another one than `history`."""
        return self._talk.history is None and self._history != self._known

    def listen(self, changed: Callable[[], None]) -> None:
        """Have a function called, on any thread, whenever something is said, answered or taken back."""
        self._changed = changed

    def reset(self) -> None:
        """Begin anew: what was said is forgotten, also by the app."""
        self._session = StateKey()
        self._pending: Pending | None = None
        self._more: dict[str, Any] = {}
        self._known = self._beginning()
        self.history = Chat(self._known)

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
        return self._answer_of(self.send(message, files, **more))

    def send(self, message: str, /, files: Sequence[Any] = (), **more: Any) -> Reply:
        """Say something and give its `Reply` at once; iterating that gives the answer as it grows.

        Raises
        ------
        UsageError
            For wrong values, or while the answer before is still coming.
        """
        return self.say(message, files, more)

    def retry(self, **more: Any) -> Message:
        """Say the last thing once more, in place of its answer, and wait.

        An app that keeps the conversation itself is told the whole of it anew, as with `edit` and after `undo`: it is
        said again, one by one, in a new session, and may be answered otherwise than before.
        """
        return self._answer_of(self.say(None, None, more, -1))

    def edit(self, message: str, /, at: int = -1, **more: Any) -> Message:
        """Say something else in place of what was said, and wait; what came after that is gone.

        Parameters
        ----------
        message : str
        at : int
            Which of the things said, from 0; -1 is the last.
        **more
            As when it was said last.
        """
        return self._answer_of(self.say(message, None, more, at))

    def undo(self, at: int = -1) -> Message:
        """Take back something said, the last if not told otherwise, and all that came after; give it.

        Raises
        ------
        UsageError
            Nothing was said, or its answer is still coming.
        """
        with self._lock:
            self._must_be_idle()
            question = self._take_back(at)
        self._changed()
        return question

    def said(self) -> list[tuple[int, Message]]:
        """List what the user has said: where it stands in `history`, and the message, in one with its files."""
        found: list[tuple[int, Message]] = []
        for place, message in enumerate(self._history):
            if message.role != "user":
                continue
            if found and self._history[place - 1].role == "user":  # most forms have a message for each file
                begun, before = found.pop()
                found.append((begun, Message(role="user", content=[*before.parts, *message.parts])))
            else:
                found.append((place, message))
        if self._pending is not None:
            found.append((len(self._history), self._pending.question))
        return found

    def _take_back(self, at: int) -> Message:
        said = self.said()
        if not -len(said) <= at < len(said):
            raise UsageError("That was not said." if said else "Nothing was said yet.", hint="Say something first.")
        place, question = said[at]
        self._pending = None
        self._history = Chat(self._history[:place])
        return question

    def say(
        self, message: str | None, files: Sequence[Any] | None, more: Mapping[str, Any], at: int | None = None
    ) -> Reply:
        """Say something, at the end or in place of what was said, and give its `Reply`.

        Parameters
        ----------
        message : str or None
        files : sequence or None
            None is what it was, also for the message.
        more : mapping
            Further parameters of the endpoint; in place of something said, in addition to those given last.
        at : int, optional
            Which of the things said gives way.

        Raises
        ------
        UsageError
            For wrong values, or while the answer before is still coming. Everything is then as it was.
        JobError
            The app, which keeps the conversation itself, could not be told again what came before.
        """
        with self._lock:
            self._must_be_idle()
            before = self._history, self._pending
            if at is not None:
                old = self._take_back(at)
                message = old.text if message is None else message
                files = old.files if files is None else files
                more = {**self._more, **more}
            kept = [_as_file(file) for file in files or ()]
            question = Message(role="user", content=[message or "", *kept] if kept else message or "")
            pending = self._pending = Pending(question)
        self._changed()
        try:
            session, told = self._told_again(pending, more) if self.behind else (self._session, self._history)
            job = pending.job = self._start(question, more, session)
            if self._pending is pending:
                self._session, self._history, self._known, self._more = session, told, Chat(told), dict(more)
            return Reply(job, self._talk, self._keeper(pending, session))
        except UsageError:
            if self._pending is pending:
                self._history, self._pending = before
            raise
        finally:
            pending.telling = False
            self._changed()

    def _must_be_idle(self) -> None:
        if self._pending is not None and self._pending.busy:
            raise UsageError("The answer before is still coming.", hint="Wait for it, or cancel() it.")

    def _start(self, question: Message, more: Mapping[str, Any], session: StateKey) -> Job:
        given = {**more, self._talk.message: _spoken(question)}
        if self._talk.history is not None:
            past = [{**m, "content": [_sendable(part) for part in m.parts]} for m in self._history]
            given.setdefault(self._talk.history, past)
        return self._app.start(self._talk.spec, (), given, CallOptions(session=session))

    def _told_again(self, pending: Pending, more: Mapping[str, Any]) -> tuple[StateKey, Chat]:
        """Say again what came before: the State of an app cannot be set, only be brought about."""
        session, told = StateKey(), Chat()
        questions = [question for place, question in self.said() if place < len(self._history)]
        for number, question in enumerate(questions):
            pending.recalled = number, len(questions)
            job = pending.job = self._start(question, more, session)
            self._changed()
            try:
                answer = answer_in(self._talk, job.result())
            except KeyboardInterrupt:
                job.cancel()
                raise
            told = answer if isinstance(answer, Chat) else Chat([*told, question, as_message(answer)])
            if self._pending is not pending:
                raise Cancelled("The conversation was begun anew meanwhile.")
        pending.recalled = None
        return session, told

    def _keeper(self, pending: Pending, session: StateKey) -> Callable[[Any], None]:
        """Make what keeps an answer, unless the conversation has been reset meanwhile."""

        def keep(value: Any) -> None:
            if self._session is not session:
                return
            whole = value if isinstance(value, Chat) else [*self._history, pending.question, as_message(value)]
            self._known = Chat(whole)
            self._history, self._pending = Chat(whole), None
            self._changed()

        return keep

    def _answer_of(self, reply: Reply) -> Message:
        self._app._wait(reply.job)
        return reply.result()

    def __repr__(self) -> str:
        return f"<Conversation {self.endpoint} · {len(self.history)} messages>"

    def _repr_html_(self) -> str:
        return self.history._repr_html_()


class Pending:
    """Something said that has no answer yet.

    Attributes
    ----------
    question : Message
    job : Job or None
        The call under way for it.
    recalled : tuple of int, or None
        While the app is told again what came before: how much of it was told, and how much there is.
    """

    def __init__(self, question: Message) -> None:
        self.question = question
        self.job: Job | None = None
        self.recalled: tuple[int, int] | None = None
        self.telling = True

    @property
    def busy(self) -> bool:
        """Whether an answer may still come."""
        return self.telling or (self.job is not None and not self.job.done())


class Reply(Unpicklable):
    """An answer under way. Iterating gives it as it grows, each time as a `Message`.

    Attributes
    ----------
    job : Job
    """

    def __init__(self, job: Job, talk: ChatEndpoint, keep: Callable[[Any], None]) -> None:
        self.job = job
        self._talk, self._keep = talk, keep
        self._lock = threading.Lock()
        self._kept = False
        job.add_done_callback(lambda job: self._settle())

    def __iter__(self) -> Iterator[Message]:
        for value in self.job:
            yield as_message(answer_in(self._talk, value))
        self._settle()

    def result(self, timeout: float | None = None) -> Message:
        """Wait for the whole answer. Raises what `Job.result` does."""
        value = self.job.result(timeout)
        self._settle()
        return as_message(answer_in(self._talk, value))

    def cancel(self) -> bool:
        """Stop it; what came of it stays in the conversation."""
        cancelled = self.job.cancel()
        self._settle()
        return cancelled

    def _settle(self) -> None:
        """Have what came of it kept, once: a good answer, or one that was stopped halfway."""
        with self._lock:
            if self._kept or not self.job.done():
                return
            self._kept = True
            error = self.job.exception()
            came = [self.job.result()] if error is None else self.job.outputs() if isinstance(error, Cancelled) else []
            if came:
                self._keep(answer_in(self._talk, came[-1]))

    def __repr__(self) -> str:
        return f"<Reply {self.job.status().state}>"


def _spoken(question: Message) -> Any:
    files = [_sendable(file) for file in question.files]
    return {"text": question.text, "files": files} if files else question.text


def _sendable(part: Any) -> Any:
    """Say of a path that its file is to be sent: where a page speaks, paths are not those of this machine."""
    if not isinstance(part, Path):
        return part
    file = FileValue(part) if not isinstance(part, FileValue) else part
    return Upload(Path(part), file.orig_name, file.mime_type, file.origin)


def _as_file(file: Any) -> Any:
    """Make a path of the name of a file: among the parts of a message a `str` is text."""
    if isinstance(file, Upload) and isinstance(file.source, Path):
        return FileValue(file.source, {"orig_name": file.name, "mime_type": file.mime_type})
    if isinstance(file, Path):
        return file if isinstance(file, FileValue) else FileValue(file)
    return FileValue(file) if isinstance(file, str) and "://" not in file and not file.startswith("data:") else file
