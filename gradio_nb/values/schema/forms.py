"""Families that have a form of their own: a schema of what it holds, whatever the server's says of the wire."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..base import Parameter, bad_value
from ..helpers import describe
from ..shaped import MISSHAPEN, FormCodec

Schema = dict[str, Any]


class SchemaCodec(FormCodec):
    """A family whose control is the form of a schema."""

    control = "schema"

    def schema(self, parameter: Parameter) -> Schema:
        """Say what the form holds; `encode` takes it."""
        raise NotImplementedError

    def options(self, parameter: Parameter) -> dict[str, Any]:
        return {"schema": self.schema(parameter)}

    def parse_input(self, parameter: Parameter, value: Any, expected: str) -> Any:
        """Read what a caller gives in the shape of the wire.

        Raises
        ------
        BadArgument
        """
        try:
            return self.normalise(value)
        except MISSHAPEN:
            raise bad_value(parameter, f"expected {expected}, got {describe(value)}") from None


def text_field(title: str, offered: Iterable[Any] = ()) -> Schema:
    """Ask for text; some may be offered."""
    some = [one for one in dict.fromkeys(offered) if isinstance(one, str)]
    any_text = {"type": "string"}
    return {"title": title, **({"anyOf": [{"enum": some}, any_text]} if some else any_text)}


def picture_field(title: str) -> Schema:
    """Ask for a file that is a picture."""
    return {"title": title, "contentMediaType": "image/*", "properties": {"path": {}, "orig_name": {}}}


def object_of(title: str, properties: dict[str, Schema], optional: Iterable[str] = ()) -> Schema:
    """Ask for an object of these properties."""
    required = [name for name in properties if name not in optional]
    return {
        "title": title,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": False,
    }


def list_of(title: str, item: Schema) -> Schema:
    """Ask for a list."""
    return {"title": title, "type": "array", "items": item}
