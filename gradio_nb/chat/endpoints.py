"""Which endpoints converse, and what they answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..client.arguments import find_endpoint
from ..errors import UnknownEndpoint
from ..frozen import Frozen
from ..protocol.schema import Endpoint, Hidden, Return
from ..values import Chat, FileValue, Message

_SPOKEN = ("textbox", "multimodaltextbox")


class ChatEndpoint(Frozen):
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


def detect_chat_endpoint(spec: Endpoint, has_chatbot: bool) -> ChatEndpoint | None:
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
        return ChatEndpoint(spec, spoken, past, whole)
    interface = len(spec.returns) == 1 and _keeps_state(spec) and spec.parameters[0].name == "message"
    return ChatEndpoint(spec, spoken, None, 0) if interface and has_chatbot else None


def _keeps_state(spec: Endpoint) -> bool:
    """Tell the shape of `ChatInterface`: message, State, more; answer, State."""
    second = spec.inputs[1] if len(spec.inputs) > 1 else None
    return isinstance(second, Hidden) and second.is_state and len(spec.outputs) == 2 and spec.outputs[1] is None


def talks_of(specs: Mapping[str, Endpoint]) -> dict[str, ChatEndpoint]:
    """Find the endpoints of an app that converse, those that it does not list among them."""
    has_chatbot = any(
        "chatbot" in (*(p.component for p in spec.parameters), *(r.component for r in spec.returns))
        for spec in specs.values()
    )
    return {name: talk for name, spec in specs.items() if (talk := detect_chat_endpoint(spec, has_chatbot))}


def find_chat_endpoint(specs: Mapping[str, Endpoint], api_name: str | None = None) -> ChatEndpoint:
    """Find the endpoint to converse with: the one named, else that of a ChatInterface, else the first.

    Raises
    ------
    UnknownEndpoint
    """
    chosen = [find_endpoint(specs, api_name)] if api_name is not None else [s for s in specs.values() if s.public]
    talks = [talk for talk in talks_of(specs).values() if talk.spec in chosen]
    if not talks:
        raise UnknownEndpoint(
            f"{api_name or 'This app'} is no conversation.",
            hint="A conversation takes a message and gives a Chatbot, or is a ChatInterface; see view_api().",
        )
    return min(talks, key=lambda talk: (talk.output.component == "chatbot", talk.spec.rank))


def answer_in(talk: ChatEndpoint, value: Any) -> Any:
    """Take the answer out of what a call gives."""
    return value if len(talk.spec.returns) == 1 else value[talk.answer]


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
