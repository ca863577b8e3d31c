"""Components that nobody knows: custom ones, and those of a Gradio newer than this. Their schema tells all."""

from __future__ import annotations

from typing import Any

from ..protocol.filedata import FileData
from .base import FileLike, Mapping, Parameter, Upload, bad, is_file, register
from .conform import problem, resolve
from .json import Json
from .picture import picture
from .sources import file_wire

_PYTHON = {"string": str, "boolean": bool, "integer": int, "number": float}
_CONTROLS = {"string": "text", "boolean": "checkbox", "integer": "number", "number": "number"}

_DEPTH = 50
"""Levels that are looked at for files; references may go round in circles."""


@register("dataset", "dialogue", "navbar", "timeseries", "*")
class BySchema(Json):
    """Whatever the schema of the component allows; files are taken wherever it has one."""

    control = "schema"

    def control_of(self, parameter: Parameter) -> str:
        schema = parameter.schema
        if _is_file_schema(_one(schema, schema)) or self.many(parameter):
            return "file"
        if parameter.choices:
            return "dropdown"
        kind = _one(schema, schema).get("type")
        if not schema or not isinstance(kind, str):
            return self.control if schema else "json"
        return _CONTROLS.get(kind, self.control)

    def many(self, parameter: Parameter) -> bool:
        schema = _one(parameter.schema, parameter.schema)
        items = schema.get("items")
        return schema.get("type") == "array" and _is_file_schema(_one(parameter.schema, items))

    def options(self, parameter: Parameter) -> dict[str, Any]:
        return {"schema": dict(parameter.schema)}

    def annotation(self, parameter: Parameter) -> Any:
        if self.many(parameter):
            return list[FileLike]
        schema = _one(parameter.schema, parameter.schema)
        if _is_file_schema(schema):
            return FileLike
        kind = schema.get("type")
        return _PYTHON.get(kind, Any) if isinstance(kind, str) else Any

    def encode(self, parameter: Parameter, value: Any) -> Any:
        if value is None:
            return None  # a component may always be empty, whatever its schema says of what fills it
        wire = super().encode(parameter, _with_files(parameter, parameter.schema, value, 0))
        wrong = problem(parameter.schema, _as_sent(wire))
        if wrong is not None:
            raise bad(parameter, wrong)
        return wire


def _as_sent(wire: Any) -> Any:
    """Put the wire form of a file in the place of each that is still to be uploaded."""
    if isinstance(wire, Upload):
        return FileData(wire.name, wire.name).wire
    if isinstance(wire, Mapping):
        return {key: _as_sent(item) for key, item in wire.items()}
    return [_as_sent(item) for item in wire] if isinstance(wire, list) else wire


def _one(root: Any, schema: Any) -> Mapping[str, Any]:
    """Follow references and "or nothing" to the one schema that is meant."""
    for _ in range(_DEPTH):
        if not isinstance(schema, Mapping):
            return {}
        options = schema.get("anyOf") or schema.get("oneOf")
        if isinstance(schema.get("$ref"), str):
            schema = resolve(root, schema["$ref"])
        elif isinstance(options, list):
            some = [option for option in options if not _is_null(option)]
            if len(some) != 1:
                return {}
            schema = some[0]
        else:
            return schema
    return {}


def _is_null(schema: Any) -> bool:
    return isinstance(schema, Mapping) and schema.get("type") == "null"


def _is_file_schema(schema: Mapping[str, Any]) -> bool:
    """Tell the schema of `FileData`: by its mark since 5.5 (notes §11), by its title and members before."""
    properties = schema.get("properties")
    if not isinstance(properties, Mapping) or "path" not in properties:
        return False
    return {"orig_name", "mime_type"} <= set(properties) or "meta" in properties


def _with_files(parameter: Parameter, schema: Any, value: Any, depth: int) -> Any:
    """Make uploads of what stands where the schema has a file."""
    if isinstance(value, Upload | FileData) or is_file(value) or not isinstance(schema, Mapping) or depth > _DEPTH:
        return value
    found = _one(parameter.schema, schema)
    if _is_file_schema(found):
        if isinstance(value, Mapping) or value is None:
            return value
        return file_wire(parameter, value, picture)
    if isinstance(value, Mapping):
        properties = found.get("properties")
        others = found.get("additionalProperties")
        parts = properties if isinstance(properties, Mapping) else {}
        return {key: _with_files(parameter, parts.get(key, others), item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_with_files(parameter, found.get("items"), item, depth + 1) for item in value]
    return value
