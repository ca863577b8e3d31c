"""Values of components that nobody knows, by the JSON schema that the server gives (protocol notes §4).

The mirror of `js/src/schema.ts`; `tests/fixtures/schemas.json` tests both. Of JSON schema it knows
what pydantic writes; the rest says nothing against a value.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ..protocol.filedata import FileData
from .base import Parameter, Upload
from .sources import file_wire

Schema = Mapping[str, Any]
Problem = tuple[str, str]
"""Where in the value, such as `a.b[0]` or "" for all of it; and what is wrong there."""

_KEYS = frozenset(("properties", "items", "prefixItems", "anyOf", "oneOf", "allOf", "enum", "const", "$ref"))
_DEEPEST = 60


def is_structured(schema: Any) -> bool:
    """Tell whether a schema says enough of a value for a form to be made of it."""
    if not isinstance(schema, Mapping):
        return False
    kind = schema.get("type")
    return bool(_KEYS & schema.keys()) or kind in ("string", "number", "integer", "boolean", "array", "object")


def is_file_schema(schema: Any) -> bool:
    """Tell the schema of a file, whatever its generation calls it."""
    return isinstance(schema, Mapping) and {"path", "orig_name"} <= (schema.get("properties") or {}).keys()


def resolve(schema: Any, root: Schema) -> Schema:
    """Follow references; `{}` where one leads nowhere."""
    for _ in range(_DEEPEST):
        if not isinstance(schema, Mapping):
            return {} if schema is not False else {"enum": []}
        parts = schema.get("allOf")
        reference = schema.get("$ref")
        if isinstance(reference, str):
            found: Any = root
            for key in reference.removeprefix("#").strip("/").split("/"):
                found = found.get(key, {}) if isinstance(found, Mapping) and key else found
            schema = found
        elif isinstance(parts, list) and len(parts) == 1:
            schema = {**{k: v for k, v in schema.items() if k != "allOf"}, **resolve(parts[0], root)}
        else:
            return schema
    return {}


def problem(schema: Any, value: Any, root: Schema | None = None, depth: int = 0) -> Problem | None:
    """Say what is wrong with a wire value, the first thing that is."""
    top = root if root is not None else schema if isinstance(schema, Mapping) else {}
    schema = resolve(schema, top)
    if depth > _DEEPEST:
        return None
    if is_file_schema(schema):
        return None if _is_file(value) else ("", "expected a file")
    for check in (_alternatives, _listed, _typed):
        found = check(schema, value, top, depth + 1)
        if found is not None:
            return found
    return None


def _is_file(value: Any) -> bool:
    return isinstance(value, Upload | FileData) or (
        isinstance(value, Mapping) and isinstance(value.get("path") or value.get("url"), str)
    )


def _alternatives(schema: Schema, value: Any, root: Schema, depth: int) -> Problem | None:
    for part in schema.get("allOf") or ():
        if found := problem(part, value, root, depth):
            return found
    options = schema.get("anyOf") or schema.get("oneOf")
    if not isinstance(options, list) or not options:
        return None
    problems = [problem(option, value, root, depth) for option in options]
    if None in problems:
        return None
    telling = [p for o, p in zip(options, problems, strict=True) if resolve(o, root).get("type") != "null"]
    return telling[0] if len(telling) == 1 else ("", "is none of what it may be")


def _listed(schema: Schema, value: Any, root: Schema, depth: int) -> Problem | None:
    if "const" in schema and not _same(schema["const"], value):
        return "", f"expected {_json(schema['const'])}"
    options = schema.get("enum")
    if isinstance(options, list) and not any(_same(option, value) for option in options):
        return "", f"expected one of {', '.join(map(_json, options))}"
    return None


def _typed(schema: Schema, value: Any, root: Schema, depth: int) -> Problem | None:
    given = schema.get("type")
    kinds = [k for k in (given if isinstance(given, list) else [given]) if k in _KINDS]
    if kinds and not any(_KINDS[k][0](value) for k in kinds):
        return "", f"expected {' or '.join(_KINDS[k][1] for k in kinds)}"
    if isinstance(value, bool) or value is None:
        return None
    if isinstance(value, str):
        return _string(schema, value)
    if isinstance(value, int | float):
        return _number(schema, value)
    parts: Iterator[Part] = iter(())
    if isinstance(value, Mapping):
        parts = _object(schema, value)
    elif isinstance(value, list | tuple):
        parts = _array(schema, value)
    for place, message, inner, item in parts:
        if message:
            return place, message
        if found := problem(inner, item, root, depth):
            return _join(place, found[0]), found[1]
    return None


def _string(schema: Schema, value: str) -> Problem | None:
    low, high, pattern = schema.get("minLength"), schema.get("maxLength"), schema.get("pattern")
    if isinstance(low, int) and len(value) < low:
        return "", f"at least {low} characters"
    if isinstance(high, int) and len(value) > high:
        return "", f"at most {high} characters"
    if isinstance(pattern, str):
        try:
            fits = re.search(pattern, value)
        except re.error:
            return None
        return None if fits else ("", f"expected text like {pattern}")
    return None


def _number(schema: Schema, value: float) -> Problem | None:
    limits: list[tuple[str, Callable[[float], bool], str]] = [
        ("minimum", lambda n: value >= n, "at least"),
        ("maximum", lambda n: value <= n, "at most"),
        ("exclusiveMinimum", lambda n: value > n, "more than"),
        ("exclusiveMaximum", lambda n: value < n, "less than"),
    ]
    for key, fits, words in limits:
        limit = schema.get(key)
        if isinstance(limit, int | float) and not isinstance(limit, bool) and not fits(limit):
            return "", f"{words} {_json(limit)}"
    step = schema.get("multipleOf")
    if isinstance(step, int | float) and step > 0 and abs(value / step - round(value / step)) > 1e-9:
        return "", f"a multiple of {_json(step)}"
    return None


Part = tuple[str, str, Any, Any]
"""The place of a part and what is wrong with it, or else its schema and value."""


def _object(schema: Schema, value: Mapping[str, Any]) -> Iterator[Part]:
    properties = schema.get("properties") or {}
    for name in schema.get("required") or ():
        if name not in value:
            yield name, "is missing", None, None
    more = schema.get("additionalProperties")
    for name, item in value.items():
        if name in properties:
            yield name, "", properties[name], item
        elif more is False:
            yield name, "is not expected", None, None
        elif isinstance(more, Mapping):
            yield name, "", more, item


def _array(schema: Schema, value: Any) -> Iterator[Part]:
    low, high = schema.get("minItems"), schema.get("maxItems")
    if isinstance(low, int) and len(value) < low:
        yield "", f"at least {low} items", None, None
    if isinstance(high, int) and len(value) > high:
        yield "", f"at most {high} items", None, None
    first, rest = schema.get("prefixItems") or [], schema.get("items")
    for i, item in enumerate(value):
        inner = first[i] if i < len(first) else rest
        if isinstance(inner, Mapping):
            yield f"[{i}]", "", inner, item
        elif inner is False:
            yield f"[{i}]", "is not expected", None, None


_KINDS: dict[Any, tuple[Callable[[Any], bool], str]] = {
    "string": (lambda v: isinstance(v, str), "text"),
    "integer": (lambda v: _is_number(v) and v == int(v), "a whole number"),
    "number": (lambda v: _is_number(v), "a number"),
    "boolean": (lambda v: isinstance(v, bool), "true or false"),
    "array": (lambda v: isinstance(v, list | tuple), "a list"),
    "object": (lambda v: isinstance(v, Mapping | Upload | FileData), "an object"),
    "null": (lambda v: v is None, "null"),
}


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def _same(a: Any, b: Any) -> bool:
    return bool(a == b) and isinstance(a, bool) == isinstance(b, bool)


def _json(value: Any) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)


def _join(place: str, rest: str) -> str:
    return f"{place}{'' if not rest or rest.startswith('[') else '.'}{rest}"


def with_files(parameter: Parameter, schema: Any, value: Any, root: Schema | None = None) -> Any:
    """Turn what callers give for files into their wire form, wherever the schema has a file."""
    top = root if root is not None else schema if isinstance(schema, Mapping) else {}
    schema = resolve(schema, top)
    if value is None or isinstance(value, Upload):
        return value
    if is_file_schema(schema):
        return file_wire(parameter, value)
    for option in schema.get("anyOf") or schema.get("oneOf") or ():
        done = with_files(parameter, option, value, top) if _may_be(resolve(option, top), value) else value
        if done is not value:
            return done
    if isinstance(value, Mapping):
        properties, more = schema.get("properties") or {}, schema.get("additionalProperties")
        made = {key: with_files(parameter, properties.get(key, more), item, top) for key, item in value.items()}
        return made if any(made[key] is not value[key] for key in made) else value
    if isinstance(value, list | tuple):
        first = schema.get("prefixItems") or []
        inner = [*first, *[schema.get("items")] * max(0, len(value) - len(first))]
        items = [with_files(parameter, part, item, top) for part, item in zip(inner, value, strict=False)]
        return items if any(a is not b for a, b in zip(items, value, strict=False)) else value
    return value


def _may_be(option: Schema, value: Any) -> bool:
    """Tell whether an alternative is worth a try: text is no file where it may be just text."""
    if is_file_schema(option):
        return not isinstance(value, str | list | int | float)
    return isinstance(value, Mapping | list | tuple)
