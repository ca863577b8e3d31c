"""JSON: gr.JSON, and components that hold any."""

from __future__ import annotations

import math
from typing import Any, ClassVar

from ..protocol.filedata import FileData, is_file
from .base import Codec, Mapping, Parameter, Upload, bad_value, register
from .helpers import describe, is_array, plain
from .schema.unknown import annotation, is_structured, with_files
from .schema.validate import problem
from .uploads import encode_file


@register("json", "paramviewer", "state", "browserstate", "timeseries")
class Json(Codec):
    """Any JSON, or what the schema of a component says that nobody knows.

    Files are where the schema has them; elsewhere they are told by their mark alone: `{"path": ...}` is just data.
    """

    input_doc, output_doc = "any JSON, arrays; files where the schema has them", "dict, list, `str`, …"
    wire: ClassVar = {3: "JSON"}

    def control_of(self, parameter: Parameter) -> str:
        return "schema" if is_structured(parameter.schema) else self.control

    def options(self, parameter: Parameter) -> dict[str, Any]:
        return {"schema": parameter.schema} if is_structured(parameter.schema) else {}

    def annotation(self, parameter: Parameter) -> Any:
        return annotation(parameter.schema)

    def encode(self, parameter: Parameter, value: Any) -> Any:
        try:
            wire = _jsonable(parameter, with_files(parameter, parameter.schema, value))
            found = None if wire is None else problem(parameter.schema, wire)
        except RecursionError:
            raise bad_value(parameter, "expected JSON, got a value that holds itself") from None
        if found is not None:
            raise bad_value(parameter, ": ".join(filter(None, found)))
        return wire


def _jsonable(parameter: Parameter, value: Any) -> Any:
    value = plain(value)
    if value is None or isinstance(value, bool | int | str | Upload):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise bad_value(parameter, f"expected JSON, which has no {value}: use None")
        return float(value)
    if isinstance(value, FileData) or is_file(value):
        return encode_file(parameter, value)
    if isinstance(value, Mapping):
        return {_key(parameter, key): _jsonable(parameter, item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_jsonable(parameter, item) for item in value]
    if is_array(value) and hasattr(value, "tolist"):
        return _jsonable(parameter, value.tolist())
    raise bad_value(parameter, f"expected JSON (dict, list, text, number, bool or None), got {describe(value)}")


def _key(parameter: Parameter, key: Any) -> str:
    key = plain(key)
    if isinstance(key, str):
        return str(key)
    if isinstance(key, int) and not isinstance(key, bool):
        return str(key)
    raise bad_value(parameter, f"expected JSON, whose keys are text, got the key {describe(key)}")
