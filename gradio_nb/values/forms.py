"""Families that have a form of their own: a schema of what it holds, whatever the server's says of the wire."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .base import Parameter
from .shaped import MISSHAPEN, Shaped

Schema = dict[str, Any]


class Formed(Shaped):
    """A family whose control is the form of a schema."""

    control = "schema"

    def schema(self, parameter: Parameter) -> Schema:
        """Say what the form holds; `encode` takes it."""
        raise NotImplementedError

    def options(self, parameter: Parameter) -> dict[str, Any]:
        return {"schema": self.schema(parameter)}

    def held(self, parameter: Parameter, shaped: Any) -> Any:
        """Give what the form holds of a value that has the right shape."""
        return shaped

    def form(self, parameter: Parameter, wire: Any) -> Any:
        try:
            return None if wire is None else self.held(parameter, self.shape(wire))
        except MISSHAPEN:
            return super().form(parameter, wire)


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
