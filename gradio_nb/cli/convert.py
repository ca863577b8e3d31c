"""Texts of a shell into values of a call, and values of a result into texts."""

from __future__ import annotations

import json
import math
import sys
import typing
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ..client.endpoint import annotation
from ..protocol.schema import Parameter
from ..values import FileLike
from ..values.base import bad_value

_YES, _NO = ("true", "yes", "on", "1"), ("false", "no", "off", "0")
_SIMPLE = (str, int, float, FileLike)


def read(parameter: Parameter, text: str) -> Any:
    """Read a value as the type of its parameter asks.

    Raises
    ------
    BadArgument
    """
    return _read(parameter, annotation(parameter), text)


def read_option(parameter: Parameter, text: str) -> Any:
    """Read a value of the command line; `-` stands for what comes through stdin."""
    if text != "-":
        return read(parameter, text)
    if annotation(parameter) is FileLike:
        return sys.stdin.buffer.read()
    return read(parameter, sys.stdin.read().removesuffix("\n"))


def item_kind(parameter: Parameter) -> Any:
    """Give the type of one item where a parameter takes a list of simple ones; else None."""
    kind = annotation(parameter)
    (item,) = typing.get_args(kind) if typing.get_origin(kind) is list else (None,)
    return item if item in _SIMPLE or typing.get_origin(item) is typing.Literal else None


def read_item(parameter: Parameter, text: str) -> Any:
    """Read one item of a list."""
    return _read(parameter, item_kind(parameter), text)


def _read(parameter: Parameter, kind: Any, text: str) -> Any:
    if kind in (str, FileLike):
        return text
    if kind is bool:
        if text.strip().lower() in _YES + _NO:
            return text.strip().lower() in _YES
        raise bad_value(parameter, f"expected true or false, got {text!r}")
    if kind in (int, float):
        return _number(parameter, kind, text)
    for label, value in parameter.choices or ():
        if text in (str(value), label):
            return value
    if item_kind(parameter) is not None and not text.lstrip().startswith("["):
        return [read_item(parameter, text)]
    return _json(parameter, text)


def _number(parameter: Parameter, kind: Any, text: str) -> int | float:
    try:
        number: int | float = kind(text)
    except ValueError:
        raise bad_value(parameter, f"expected a {'whole ' * (kind is int)}number, got {text!r}") from None
    return number


def _json(parameter: Parameter, text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as e:
        # Many components take JSON as well as plain text; what begins like JSON is meant as such.
        if parameter.component == "json" or text.lstrip()[:1] in ("{", "["):
            raise bad_value(parameter, f"expected JSON: {e}") from None
        return text


def jsonable(value: Any) -> Any:
    """Make JSON of a result; files are told by their path, numbers that JSON does not have as null."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Path):
        return str(value)
    if hasattr(value, "raw"):
        return jsonable(value.raw)
    if isinstance(value, Mapping):
        return {str(key): jsonable(item) for key, item in value.items()}
    if hasattr(value, "_asdict"):
        return {name: jsonable(item) for name, item in value._asdict().items()}
    if isinstance(value, list | tuple):
        return [jsonable(item) for item in value]
    return str(value)


def plain(value: Any) -> str:
    """Make the text that is printed of a result: text as it is, files as their path, all else as JSON."""
    if value is None:
        return ""
    if isinstance(value, str | Path):
        return str(value)
    if hasattr(value, "_asdict"):
        return "\n".join(f"{name}: {plain(item)}" for name, item in value._asdict().items())
    return to_json(value, indent=2)


def to_json(value: Any, indent: int | None = None) -> str:
    return json.dumps(jsonable(value), ensure_ascii=False, indent=indent)
