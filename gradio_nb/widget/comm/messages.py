"""The words spoken with the browser; the mirror of `js/src/messages.ts`, where they are described.

`tests/fixtures/messages.json` holds one of each and tests both sides.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypedDict

from ...errors import AppError, BadArgument, GradioNbError, InvalidInput, ProtocolError
from ...values.display import short
from .text_limits import LABEL, PROSE

CHUNK_SIZE = 2 * 2**20
"""Bytes that one message carries at most; over 10 MB the browser's are lost without an error."""


class Failure(TypedDict):
    kind: str
    title: str
    message: str
    hint: str
    fields: dict[str, str]


class AppState(TypedDict):
    name: str
    url: str
    version: str
    state: str
    detail: str
    anonymous: bool
    max_file_size: int | None
    error: Failure | None


def failure(error: BaseException) -> Failure:
    """Put an error into words for the panel."""
    fields: dict[str, str] = {}
    if isinstance(error, BadArgument | InvalidInput):
        fields = {short(k, LABEL): short(v, PROSE) for k, v in error.fields.items() if k}
    if isinstance(error, GradioNbError):
        return Failure(
            kind=type(error).__name__,
            title=short(error.title, LABEL) if isinstance(error, AppError) else "",
            message=short(error.message, PROSE),
            hint=short(error.hint, PROSE),
            fields=fields,
        )
    return Failure(
        kind=type(error).__name__, title="", message=str(error), hint="This is a fault of gradio_nb itself.", fields={}
    )


@dataclass(frozen=True)
class Request:
    """A request of the browser; `id` goes back with the answer."""

    id: str


@dataclass(frozen=True)
class Hello(Request):
    seq: int


@dataclass(frozen=True)
class Start(Request):
    endpoint: str
    values: dict[str, Any]


@dataclass(frozen=True)
class Again(Request):
    run: int


@dataclass(frozen=True)
class Cancel(Request):
    run: int


@dataclass(frozen=True)
class Say(Request):
    endpoint: str
    values: dict[str, Any]
    at: int


@dataclass(frozen=True)
class Unsay(Request):
    endpoint: str
    at: int


@dataclass(frozen=True)
class Reset(Request):
    endpoint: str


@dataclass(frozen=True)
class Draft(Request):
    endpoint: str
    values: dict[str, Any]
    unset: list[Any]


@dataclass(frozen=True)
class Select(Request):
    endpoint: str


@dataclass(frozen=True)
class Variable(Request):
    name: str


@dataclass(frozen=True)
class Variables(Request):
    endpoint: str
    parameter: str


@dataclass(frozen=True)
class Targets(Request):
    run: int
    output: str


@dataclass(frozen=True)
class Hand(Request):
    run: int
    output: str
    target: str


@dataclass(frozen=True)
class UploadPiece(Request):
    upload: str
    name: str
    type: str
    size: int
    offset: int


@dataclass(frozen=True)
class DropUpload(Request):
    upload: str


@dataclass(frozen=True)
class Media(Request):
    file: str
    offset: int


@dataclass(frozen=True)
class Parts(Request):
    file: str
    offset: int


@dataclass(frozen=True)
class Asset(Request):
    name: str
    offset: int


@dataclass(frozen=True)
class Rows(Request):
    run: int
    output: str
    offset: int
    count: int
    column: int
    order: str
    search: str


@dataclass(frozen=True)
class Reconnect(Request):
    pass


ASKS: dict[str, type[Request]] = {
    "hello": Hello,
    "run": Start,
    "again": Again,
    "cancel": Cancel,
    "say": Say,
    "unsay": Unsay,
    "reset": Reset,
    "draft": Draft,
    "select": Select,
    "variable": Variable,
    "variables": Variables,
    "targets": Targets,
    "hand": Hand,
    "upload": UploadPiece,
    "drop": DropUpload,
    "media": Media,
    "parts": Parts,
    "asset": Asset,
    "rows": Rows,
    "reconnect": Reconnect,
}

_TYPES: dict[str, type] = {"int": int, "str": str, "dict[str, Any]": dict, "list[Any]": list}


def read(content: Any) -> Request:
    """Read a request; a page can send anything, so that every field is looked at.

    Raises
    ------
    ProtocolError
    """
    if not isinstance(content, Mapping) or content.get("ask") not in ASKS or not isinstance(content.get("id"), str):
        raise ProtocolError("The panel sent something that is no request.")
    cls = ASKS[content["ask"]]
    fields: dict[str, Any] = {}
    for name, field in cls.__dataclass_fields__.items():
        value = content.get(name)
        if not isinstance(value, _TYPES[str(field.type)]) or isinstance(value, bool):
            raise ProtocolError(f"The panel's request {content['ask']!r} has no proper {name!r}.")
        fields[name] = value
    return cls(**fields)
