"""Conversations: Chatbot and MultimodalTextbox.

Three wire forms have been in use: pairs (Gradio 3 and 4), messages with one content each (4
and 5), messages with a list of parts (6).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar, Literal

from ..protocol.filedata import FileData
from .base import Fetch, Mapping, Parameter, Upload, bad_value, register
from .display import ITEMS, line, short
from .file import file_of, local
from .filevalue import FileValue
from .helpers import describe
from .markdown import markdown
from .page import Page
from .png import picture
from .shaped import MISSHAPEN, ShapedCodec, want
from .uploads import encode_file, encode_files

Style = Literal["pairs", "messages", "parts"]


class Message(dict[str, Any]):
    """A message of a conversation: `role`, `content`, and `metadata` where the app gave a title.

    `content` is text, or a list of texts and files where it is not just one text.
    """

    @property
    def role(self) -> str:
        return str(self["role"])

    @property
    def parts(self) -> list[Any]:
        """The content as a list of texts and files."""
        content = self["content"]
        return content if isinstance(content, list) else [content] if content else []

    @property
    def text(self) -> str:
        """All text of it."""
        return "\n".join(part for part in self.parts if isinstance(part, str))

    @property
    def files(self) -> list[FileValue]:
        """All files of it."""
        return [part for part in self.parts if not isinstance(part, str)]

    def __repr__(self) -> str:
        files = f" + {len(self.files)} files" if self.files else ""
        return f"Message({self.role}: {short(repr(self.text), 60)}{files})"

    def _repr_html_(self) -> str:
        return self._bubble(Page())

    def _bubble(self, page: Page) -> str:
        title = (self.get("metadata") or {}).get("title")
        parts = "".join(
            markdown(part, page, breaks=True) if isinstance(part, str) else page.file(part) for part in self.parts
        )
        side = "margin-left: 15%" if self.role == "user" else "margin-right: 15%"
        box = f"{side}; margin-bottom: 8px; padding: 4px 10px; border: 1px solid #8886; border-radius: 10px"
        head = f"<small>{line(self.role)}{f' · {line(title)}' if title else ''}</small>"
        return f'<div style="{box}">{head}{parts}</div>'


class Chat(list[Message]):
    """A conversation of a result: a list of `Message`."""

    @property
    def last(self) -> Message | None:
        """The newest message."""
        return self[-1] if self else None

    def __repr__(self) -> str:
        last = f", the last is {self[-1]!r}" if self else ""
        return f"Chat({len(self)} messages{last})"

    def _repr_html_(self) -> str:
        # The newest are of interest: they come first to what a display has room for.
        page = Page()
        shown = [message._bubble(page) for message in reversed(self[-ITEMS:])]
        earlier = f"<p>{len(self):,} messages, the last {ITEMS} are shown</p>" if len(self) > ITEMS else ""
        return earlier + "".join(reversed(shown))


@register("chatbot")
class Conversations(ShapedCodec):
    """Taken are `{"role", "content"}` messages or (user, bot) pairs, whatever the app's form.

    The caller gets a `Chat`.
    """

    input_doc, output_doc = '`{"role", "content"}` messages, `(user, bot)` pairs, `Chat`', "`Chat`"
    wire: ClassVar = {
        3: "`[[user, bot], …]`",
        4: "`[[user, bot], …]`, or messages where the app says so",
        6: '`[{"role", "content": [part, …]}, …]`',
    }
    control = kind = "chat"

    def options(self, parameter: Parameter) -> dict[str, Any]:
        return {"roles": ["user", "assistant"] if style_of(parameter) == "pairs" else ["user", "assistant", "system"]}

    def to_form(self, parameter: Parameter, wire: Any) -> Any:
        try:
            return None if wire is None else [message for item in wire for message in _held(item)]
        except MISSHAPEN:
            return super().to_form(parameter, wire)

    def annotation(self, parameter: Parameter) -> Any:
        return list[dict[str, Any]]

    def encode(self, parameter: Parameter, value: Any) -> Any:
        if value is None:
            return None
        if not isinstance(value, list | tuple):
            raise bad_value(parameter, f"expected a list of messages, got {describe(value)}")
        messages = [message for item in value for message in _messages(parameter, item)]
        style = style_of(parameter)
        if style == "parts":
            return messages
        singles = [{**m, "content": _single(part)} for m in messages for part in m["content"]]
        return singles if style == "messages" else _paired(parameter, singles)

    def normalise(self, wire: Any) -> Any:
        want(isinstance(wire, list), "conversation")
        return [message for item in wire for message in _read(item)]

    def to_python(self, shaped: Any, wire: Any, fetch: Fetch) -> Any:
        return Chat(_message(item, fetch) for item in shaped)


def style_of(parameter: Parameter) -> Style:
    """Tell the wire form that a parameter wants; docs/protocol.md §12."""
    known = parameter.props.get("type")
    if known in ("messages", "tuples"):
        return "messages" if known == "messages" else "pairs"
    message = (parameter.schema.get("$defs") or {}).get("Message")
    if message:
        content = message.get("properties", {}).get("content", {})
        return "parts" if content.get("type") == "array" else "messages"
    # without a schema: `allow_tags` is newer than `type`, which Gradio 6 dropped
    return "parts" if "allow_tags" in parameter.props else "pairs"


# From Python: every message becomes {"role", "content": list of wire parts of Gradio 6}.


def _messages(parameter: Parameter, item: Any) -> Iterator[dict[str, Any]]:
    if isinstance(item, Mapping) and isinstance(item.get("role"), str) and "content" in item:
        kept = {key: item[key] for key in ("metadata", "options") if item.get(key)}
        yield {"role": item["role"], "content": _parts(parameter, item["content"]), **kept}
    elif isinstance(item, list | tuple) and len(item) == 2:
        for role, content in zip(("user", "assistant"), item, strict=True):
            if content is not None:
                yield {"role": role, "content": _parts(parameter, content)}
    else:
        raise bad_value(
            parameter, f"expected messages such as {{'role': 'user', 'content': 'hi'}}, got {describe(item)}"
        )


def _parts(parameter: Parameter, content: Any) -> list[dict[str, Any]]:
    if isinstance(content, list):
        return [part for item in content for part in _parts(parameter, item)]
    if isinstance(content, str):
        return [{"type": "text", "text": content}]
    if isinstance(content, Mapping) and isinstance(content.get("text"), str):
        return [{"type": "text", "text": content["text"]}]
    if isinstance(content, Mapping) and content.get("type") == "component":
        return [dict(content)]
    alt = None
    if isinstance(content, Mapping) and "file" in content:
        content, alt = content["file"], content.get("alt_text")
    elif isinstance(content, tuple) and 1 <= len(content) <= 2:  # as apps write files in pairs
        content, alt = content[0], content[1] if len(content) == 2 else None
    return [{"type": "file", "file": encode_file(parameter, content, picture), "alt_text": alt}]


def _single(part: dict[str, Any]) -> Any:
    if part["type"] == "text":
        return part["text"]
    return {"file": part["file"], "alt_text": part["alt_text"]} if part["type"] == "file" else part


def _paired(parameter: Parameter, singles: list[dict[str, Any]]) -> list[list[Any]]:
    pairs: list[list[Any]] = []
    for message in singles:
        if message["role"] == "user":
            pairs.append([message["content"], None])
        elif message["role"] != "assistant":
            raise bad_value(parameter, f"this app's chat has the roles 'user' and 'assistant', got {message['role']!r}")
        elif pairs and pairs[-1][1] is None:
            pairs[-1][1] = message["content"]
        else:
            pairs.append([None, message["content"]])
    return pairs


# From the wire: every message becomes {"role", "content": list of what the panel draws, "title"}.


def _read(item: Any) -> Iterator[dict[str, Any]]:
    if isinstance(item, list):
        for role, content in zip(("user", "assistant"), item, strict=True):
            if content is not None:
                yield {"role": role, "content": _drawn(content), "title": None}
    else:
        title = (item.get("metadata") or {}).get("title")
        yield {"role": str(item["role"]), "content": _drawn(item["content"]), "title": title}


def _held(item: Any) -> Iterator[dict[str, Any]]:
    """Read what the panel edits: `{"role", "content": list of texts and {"file"}}`."""
    if not isinstance(item, list):
        kept = {key: item[key] for key in ("metadata", "options") if item.get(key)}
        yield {"role": str(item["role"]), "content": _edited(item["content"]), **kept}
        return
    for role, content in zip(("user", "assistant"), item, strict=True):
        if content is not None:
            yield {"role": role, "content": _edited(content)}


def _edited(content: Any) -> list[Any]:
    if isinstance(content, list):
        return [part for item in content for part in _edited(item)]
    if isinstance(content, Mapping) and isinstance(content.get("file"), Upload):  # of Python, on its way
        return [{"file": content["file"], "alt_text": content.get("alt_text")}]
    if isinstance(content, Mapping) and content.get("type") == "component":
        return [dict(content)]
    return [
        part["text"] if "text" in part else {"file": part["file"], "alt_text": part["alt"]} for part in _drawn(content)
    ]


def _drawn(content: Any) -> list[dict[str, Any]]:
    if content is None:
        return []
    if isinstance(content, list):
        return [part for item in content for part in _drawn(item)]
    if isinstance(content, str):
        return [{"text": content}]
    if content.get("type") == "text":
        return [{"text": str(content["text"])}]
    if "component" in content:
        return _component(content)
    return [{"file": file_of(content.get("file", content)), "alt": content.get("alt_text")}]


def _component(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Show a component in a chat by its files, else by its name."""
    value = content.get("value")
    try:
        return [{"file": file_of(v), "alt": None} for v in (value if isinstance(value, list) else [value])]
    except (LookupError, TypeError, ValueError):
        return [{"text": f"[{content['component']}]"}]


def _message(shaped: dict[str, Any], fetch: Fetch) -> Message:
    parts = [part["text"] if "text" in part else local(part["file"], fetch) for part in shaped["content"]]
    content = parts[0] if len(parts) == 1 and isinstance(parts[0], str) else parts or ""
    message = Message(role=shaped["role"], content=content)
    if shaped["title"]:
        message["metadata"] = {"title": shaped["title"]}
    return message


@register("multimodaltextbox")
class MultimodalTextbox(ShapedCodec):
    """Text with files; taken are text alone, or `{"text", "files"}`, which the caller gets too."""

    input_doc = output_doc = 'text, `{"text", "files"}`'
    wire: ClassVar = {4: '`{"text", "files": [FileData, …]}`'}
    control = "multimodal"
    kind = "chat"

    def options(self, parameter: Parameter) -> dict[str, Any]:
        return {"many": parameter.multiple}

    def annotation(self, parameter: Parameter) -> Any:
        return str | dict[str, Any]

    def encode(self, parameter: Parameter, value: Any) -> Any:
        if value is None:
            return None
        if isinstance(value, str):
            value = {"text": value}
        if not isinstance(value, Mapping) or set(value) - {"text", "files"}:
            raise bad_value(parameter, f"expected text, or {{'text': ..., 'files': [...]}}, got {describe(value)}")
        text = value.get("text") or ""
        if not isinstance(text, str):
            raise bad_value(parameter, f"expected 'text' to be text, got {describe(text)}")
        return {"text": text, "files": encode_files(parameter, value.get("files") or [], picture)}

    def normalise(self, wire: Any) -> Any:
        text, files = _split(wire)
        parts: list[dict[str, Any]] = [{"file": file, "alt": None} for file in files]
        return [{"role": "user", "content": [*parts, {"text": text}] if text else parts, "title": None}]

    def to_python(self, shaped: Any, wire: Any, fetch: Fetch) -> Any:
        text, files = _split(wire)
        return {"text": text, "files": [local(file, fetch) for file in files]}

    def to_form(self, parameter: Parameter, wire: Any) -> Any:
        if isinstance(wire, str):
            return {"text": wire, "files": []}
        return super().to_form(parameter, wire)


def _split(wire: Any) -> tuple[str, list[FileData]]:
    want(isinstance(wire["text"], str), "text with files")
    return wire["text"], [file_of(file) for file in wire.get("files") or ()]
