"""Values of components that nobody knows, by the JSON schema that the server gives (docs/protocol.md §4).

Whether a value is what the schema asks for is told by `conform.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..base import FileLike, Parameter, Upload
from ..uploads import encode_file
from .validate import STEPS, Schema, is_file_schema, listed, refer

_KEYS = frozenset(("properties", "items", "prefixItems", "anyOf", "oneOf", "allOf", "enum", "const", "$ref"))
_DEEPEST = 60
_PYTHON: dict[str, Any] = {"string": str, "boolean": bool, "integer": int, "number": float}


def is_structured(schema: Any) -> bool:
    """Tell whether a schema says enough of a value for a form to be made of it."""
    if not isinstance(schema, Mapping):
        return False
    kind = schema.get("type")
    return bool(_KEYS & schema.keys()) or kind in ("string", "number", "integer", "boolean", "array", "object")


def resolve(schema: Any, root: Schema) -> Schema:
    """Follow references; `{}` where one leads nowhere."""
    for _ in range(_DEEPEST):
        if not isinstance(schema, Mapping):
            return {} if schema is not False else {"enum": []}
        parts = schema.get("allOf")
        reference = schema.get("$ref")
        if isinstance(reference, str):
            schema = refer(root, reference)
        elif isinstance(parts, list) and len(parts) == 1:
            schema = {**{k: v for k, v in schema.items() if k != "allOf"}, **resolve(parts[0], root)}
        else:
            return schema
    return {}


def annotation(schema: Schema) -> Any:
    """Give the Python type of what a schema asks for."""
    found = resolve(schema, schema)
    options = listed(found, "anyOf") or listed(found, "oneOf")
    options = [option for option in options if resolve(option, schema).get("type") != "null"]
    found = resolve(options[0], schema) if len(options) == 1 else found
    if is_file_schema(found):
        return FileLike
    if found.get("type") == "array" and is_file_schema(resolve(found.get("items"), schema)):
        return list[FileLike]
    kind = found.get("type")
    return _PYTHON.get(kind, Any) if isinstance(kind, str) else Any


def with_files(parameter: Parameter, schema: Any, value: Any) -> Any:
    """Turn what callers give for files into their wire form, wherever the schema has a file.

    Raises
    ------
    BadArgument
    """
    return _Files(parameter, schema).put(schema, value)


class _Files:
    def __init__(self, parameter: Parameter, root: Any) -> None:
        self._parameter = parameter
        self._root = root if isinstance(root, Mapping) else {}
        self._left = STEPS

    def put(self, schema: Any, value: Any) -> Any:
        """Give the same object where there is nothing to put."""
        self._left -= 1
        schema = resolve(schema, self._root)
        if value is None or isinstance(value, Upload) or self._left < 0:
            return value
        if is_file_schema(schema):
            return encode_file(self._parameter, value)
        options = [resolve(option, self._root) for option in listed(schema, "anyOf") or listed(schema, "oneOf")]
        options = [option for option in options if option.get("type") != "null"]
        for option in options:
            done = self.put(option, value) if len(options) == 1 or _may_be(option, value) else value
            if done is not value:
                return done
        if isinstance(value, Mapping):
            properties, more = schema.get("properties"), schema.get("additionalProperties")
            known = properties if isinstance(properties, Mapping) else {}
            made = {key: self.put(known.get(key, more), item) for key, item in value.items()}
            return made if any(made[key] is not value[key] for key in made) else value
        if isinstance(value, list | tuple):
            first = listed(schema, "prefixItems")
            inner = [*first, *[schema.get("items")] * max(0, len(value) - len(first))]
            items = [self.put(part, item) for part, item in zip(inner, value, strict=False)]
            return items if any(a is not b for a, b in zip(items, value, strict=False)) else value
        return value


def _may_be(option: Schema, value: Any) -> bool:
    """Tell whether an alternative is worth a try: text is no file where it may be just text."""
    if is_file_schema(option):
        return not isinstance(value, str | list | int | float)
    return isinstance(value, Mapping | list | tuple)
