"""Whether a value of JSON is what a schema asks for: the part of JSON Schema 2020-12 that servers use.

The mirror of `problemOf` in `js/src/form/json-schema.ts`, which knows less; `tests/fixtures/schemas.json` tests both. A
schema comes from somebody else's server: no address in it is followed, no regular expression of it is run that
could take long, and checking ends after so many steps, however the schema refers to itself.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeGuard
from urllib.parse import unquote

from ...protocol.filedata import FileData
from ..base import Upload

Schema = Mapping[str, Any]
Problem = tuple[str, str]
"""Where in the value, such as `a.b[0]` or "" for all of it; and what is wrong there."""

STEPS = 100_000
LONGEST = 500
"""Characters of a text that a pattern is tried on."""

_TYPES: dict[Any, tuple[Callable[[Any], bool], str]] = {
    "null": (lambda value: value is None, "null"),
    "boolean": (lambda value: isinstance(value, bool), "true or false"),
    "integer": (lambda value: is_number(value) and value == math.floor(value), "a whole number"),
    "number": (lambda value: is_number(value), "a number"),
    "string": (lambda value: isinstance(value, str), "text"),
    "array": (lambda value: isinstance(value, list | tuple), "a list"),
    "object": (lambda value: isinstance(value, Mapping | Upload | FileData), "an object"),
}


def is_number(value: Any) -> TypeGuard[int | float]:
    """Tell whether JSON calls a value a number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def is_file_schema(schema: Any) -> bool:
    """Tell the schema of a file, whatever its generation calls it."""
    properties = schema.get("properties") if isinstance(schema, Mapping) else None
    return isinstance(properties, Mapping) and {"path", "orig_name"} <= properties.keys()


def refer(root: Any, reference: str) -> Any:
    """Find a part of a schema by a reference within it; `{}`, which asks for nothing, where there is none."""
    found = root
    for step in reference.removeprefix("#").split("/")[1:]:
        step = unquote(step).replace("~1", "/").replace("~0", "~")
        if isinstance(found, list) and step.isdigit() and int(step) < len(found):
            found = found[int(step)]
        elif isinstance(found, Mapping) and step in found:
            found = found[step]
        else:
            return {}
    return found if reference.startswith("#") else {}


def problem(schema: Any, value: Any) -> Problem | None:
    """Say what is wrong with a value, the first thing that is.

    Parameters
    ----------
    schema : mapping or bool
    value : object
        JSON, in which an `Upload` stands for the file that it will be.
    """
    try:
        return next(_Check(schema).problems(schema, value, ""), None)
    except _Enough:
        return None  # the server will tell
    except RecursionError:
        return "", "is nested too deep"


class _Enough(Exception):
    """The schema asks for more work than any sensible one does."""


class _Check:
    def __init__(self, root: Any) -> None:
        self._root = root
        self._left = STEPS
        self._open: set[tuple[int, int]] = set()

    def first(self, schema: Any, value: Any, at: str = "") -> Problem | None:
        return next(self.problems(schema, value, at), None)

    def problems(self, schema: Any, value: Any, at: str) -> Iterator[Problem]:
        """Give what is wrong, one by one."""
        self._left -= 1
        if self._left < 0:
            raise _Enough
        if schema is False:
            yield at, "is not expected"
        if not isinstance(schema, Mapping):
            return
        if is_file_schema(schema):
            if not _is_file(value):
                yield at, "expected a file"
            return
        seen = (id(schema), id(value))
        if seen in self._open:
            return  # it refers to itself: what it asks for is being checked
        self._open.add(seen)
        try:
            for check in (_plain, self._combined, self._items, self._members):
                yield from check(schema, value, at)
        finally:
            self._open.discard(seen)

    def _combined(self, schema: Schema, value: Any, at: str) -> Iterator[Problem]:
        if isinstance(schema.get("$ref"), str):
            yield from self.problems(refer(self._root, schema["$ref"]), value, at)
        for part in listed(schema, "allOf"):
            yield from self.problems(part, value, at)
        for key in ("anyOf", "oneOf"):
            options = listed(schema, key)
            tried = [self.first(option, value, at) for option in options]
            if options and None not in tried:
                yield self._none_of(options, tried, at)
            elif key == "oneOf" and tried.count(None) > 1:
                yield at, "is several of what it may be one of"
        if "not" in schema and self.first(schema["not"], value) is None:
            yield at, "is what it may not be"
        if "if" in schema:
            branch = "then" if self.first(schema["if"], value) is None else "else"
            yield from self.problems(schema.get(branch), value, at)

    def _none_of(self, options: list[Any], tried: list[Problem | None], at: str) -> Problem:
        """Say what is wrong with the one alternative to null; of several nobody knows which was meant."""
        telling = [found for option, found in zip(options, tried, strict=True) if not self._is_null(option)]
        return telling[0] if len(telling) == 1 and telling[0] else (at, "is none of what it may be")

    def _is_null(self, option: Any) -> bool:
        return isinstance(option, Mapping) and option.get("type") == "null"

    def _items(self, schema: Schema, value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, list | tuple):
            return
        yield from _size(schema, len(value), "Items", "items", at)
        first = listed(schema, "prefixItems")
        for number, item in enumerate(value):
            part = first[number] if number < len(first) else schema.get("items")
            yield from self.problems(part, item, f"{at}[{number}]")
        if schema.get("uniqueItems") is True and len({canonical(item) for item in value}) < len(value):
            yield at, "has an item twice"
        if "contains" in schema:
            count = sum(self.first(schema["contains"], item) is None for item in value)
            least, most = schema.get("minContains", 1), schema.get("maxContains", count)
            if (is_number(least) and count < least) or (is_number(most) and count > most):
                yield at, f"has {count} items of the kind that is asked for"

    def _members(self, schema: Schema, value: Any, at: str) -> Iterator[Problem]:
        if not isinstance(value, Mapping):
            return
        for name in listed(schema, "required"):
            if name not in value:
                yield _join(at, name), "is missing"
        properties = schema.get("properties")
        properties = properties if isinstance(properties, Mapping) else {}
        others = None if "patternProperties" in schema else schema.get("additionalProperties")
        for name, item in value.items():
            yield from self.problems(properties.get(name, others), item, _join(at, name))
            yield from self.problems(schema.get("propertyNames"), name, _join(at, name))
        yield from _size(schema, len(value), "Properties", "members", at)
        needs = schema.get("dependentRequired")
        for name, wanted in needs.items() if isinstance(needs, Mapping) else ():
            for other in wanted if name in value and isinstance(wanted, list) else ():
                if other not in value:
                    yield _join(at, other), f"is missing beside {name}"


def _is_file(value: Any) -> bool:
    return isinstance(value, Upload | FileData) or (
        isinstance(value, Mapping) and isinstance(value.get("path") or value.get("url"), str)
    )


def _plain(schema: Schema, value: Any, at: str) -> Iterator[Problem]:
    kinds = schema.get("type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    known = [_TYPES[kind] for kind in kinds if isinstance(kind, str) and kind in _TYPES]
    if known and len(known) == len(kinds) and not any(fits(value) for fits, _ in known):
        yield at, f"expected {' or '.join(name for _, name in known)}"
    if "const" in schema and not same(schema["const"], value):
        yield at, f"expected {shown(schema['const'])}"
    options = schema.get("enum")
    if isinstance(options, list) and not any(same(option, value) for option in options):
        yield at, f"expected one of {', '.join(map(shown, options))}"
    if is_number(value):
        yield from _number(schema, value, at)
    elif isinstance(value, str):
        yield from _size(schema, len(value), "Length", "characters", at)
        pattern = schema.get("pattern")
        if isinstance(pattern, str) and len(value) <= LONGEST and is_quick(pattern) and not _matches(pattern, value):
            yield at, f"expected text like {pattern}"


def is_quick(pattern: str) -> bool:
    """Tell whether a pattern cannot take long: few repetitions, and none of a group or of what was found before."""
    return len(re.findall(r"[*+{]", pattern)) <= 2 and not re.search(r"\)[*+{]|\\[1-9]|\(\?", pattern)


def _matches(pattern: str, value: str) -> bool:
    try:
        return re.search(pattern, value) is not None
    except (re.error, OverflowError):
        return True  # in the words of another language


def _number(schema: Schema, value: float, at: str) -> Iterator[Problem]:
    limits: dict[str, tuple[Callable[[Any], bool], str]] = {
        "minimum": (lambda limit: value >= limit, "at least"),
        "maximum": (lambda limit: value <= limit, "at most"),
        "exclusiveMinimum": (lambda limit: value > limit, "more than"),
        "exclusiveMaximum": (lambda limit: value < limit, "less than"),
    }
    for key, (fits, words) in limits.items():
        limit = schema.get(key)
        if is_number(limit) and not fits(limit):
            yield at, f"{words} {shown(limit)}"
    step = schema.get("multipleOf")
    if is_number(step) and step > 0 and not _is_multiple(value, step):
        yield at, f"a multiple of {shown(step)}"


def _is_multiple(value: float, step: float) -> bool:
    if isinstance(value, int) and isinstance(step, int):
        return value % step == 0
    count = value / step
    return math.isfinite(count) and abs(count - round(count)) < 1e-9 * max(1.0, abs(count))


def _size(schema: Schema, size: int, what: str, words: str, at: str) -> Iterator[Problem]:
    least, most = schema.get(f"min{what}"), schema.get(f"max{what}")
    if is_number(least) and size < least:
        yield at, f"at least {least} {words}"
    if is_number(most) and size > most:
        yield at, f"at most {most} {words}"


def same(one: Any, other: Any) -> bool:
    """Compare as JSON does: 1 is 1.0, and not true."""
    return canonical(one) == canonical(other)


def canonical(value: Any) -> str:
    """Write JSON in the one way that equal values share."""

    def plain(value: Any) -> Any:
        if isinstance(value, float) and value.is_integer():
            return int(value)
        if isinstance(value, Mapping):
            return {key: plain(item) for key, item in value.items()}
        return [plain(item) for item in value] if isinstance(value, list | tuple) else value

    return json.dumps(plain(value), sort_keys=True, default=repr)


def shown(value: Any) -> str:
    """Write JSON for people."""
    return json.dumps(value, ensure_ascii=False, default=repr)


def _join(at: str, name: Any) -> str:
    return f"{at}.{name}" if at else str(name)


def listed(schema: Schema, key: str) -> list[Any]:
    """Give the parts of a schema under a key; none where it is not written as the standard says."""
    found = schema.get(key)
    return found if isinstance(found, list) else []
