"""Whether a value is what a JSON schema asks for: the part of JSON Schema 2020-12 that servers use.

A schema comes from somebody else's server. So no address in it is followed, no regular expression of it
is run (`pattern` is left to the server), and checking ends after so many steps, however it refers to itself.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeGuard
from urllib.parse import unquote

from .checks import got

STEPS = 100_000

_TYPES: dict[str, tuple[Callable[[Any], bool], str]] = {
    "null": (lambda value: value is None, "None"),
    "boolean": (lambda value: isinstance(value, bool), "True or False"),
    "integer": (lambda value: is_number(value) and value == math.floor(value), "a whole number"),
    "number": (lambda value: is_number(value), "a number"),
    "string": (lambda value: isinstance(value, str), "text"),
    "array": (lambda value: isinstance(value, list), "a list"),
    "object": (lambda value: isinstance(value, Mapping), "a dict"),
}


def is_number(value: Any) -> TypeGuard[int | float]:
    """Tell whether JSON calls a value a number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)


def problem(schema: Any, value: Any) -> str | None:
    """Say what is wrong with a value of JSON; None where nothing is.

    Parameters
    ----------
    schema : mapping or bool
        Refers to its own parts only: `#/$defs/…`.
    value : object
        JSON.

    Returns
    -------
    str or None
        Such as `"[2].name: expected text, got int 3"`.
    """
    try:
        return next(_Check(schema).problems(schema, value, ""), None)
    except _Enough:
        return None  # the server will tell
    except RecursionError:
        return "nested too deep"


class _Enough(Exception):
    """The schema asks for more work than any sensible one does."""


class _Check:
    def __init__(self, root: Any) -> None:
        self._root = root
        self._left = STEPS
        self._open: set[tuple[int, int]] = set()

    def fits(self, schema: Any, value: Any) -> bool:
        return next(self.problems(schema, value, ""), None) is None

    def problems(self, schema: Any, value: Any, at: str) -> Iterator[str]:
        """Give what is wrong, one by one."""
        self._left -= 1
        if self._left < 0:
            raise _Enough
        if schema is False:
            yield told(at, "nothing may stand here")
        if not isinstance(schema, Mapping):
            return
        seen = (id(schema), id(value))
        if seen in self._open:
            return  # it refers to itself: what it asks for is being checked
        self._open.add(seen)
        try:
            yield from self._plain(schema, value, at)
            yield from self._combined(schema, value, at)
            if isinstance(value, list):
                yield from self._items(schema, value, at)
            elif isinstance(value, Mapping):
                yield from self._members(schema, value, at)
        finally:
            self._open.discard(seen)

    def _plain(self, schema: Mapping[str, Any], value: Any, at: str) -> Iterator[str]:
        kinds = schema.get("type")
        kinds = [kinds] if isinstance(kinds, str) else kinds if isinstance(kinds, list) else []
        known = [_TYPES[kind] for kind in kinds if kind in _TYPES]
        if known and len(known) == len(kinds) and not any(fits(value) for fits, _ in known):
            yield told(at, f"expected {' or '.join(name for _, name in known)}, got {got(value)}")
        if "const" in schema and not same(schema["const"], value):
            yield told(at, f"expected {schema['const']!r}, got {got(value)}")
        choices = schema.get("enum")
        if isinstance(choices, list) and not any(same(choice, value) for choice in choices):
            offer = ", ".join(map(repr, choices[:12]))
            yield told(at, f"expected one of {offer}, got {got(value)}")
        if is_number(value):
            yield from _number(schema, value, at)
        if isinstance(value, str):
            yield from _size(schema, len(value), "Length", "characters", at)

    def _combined(self, schema: Mapping[str, Any], value: Any, at: str) -> Iterator[str]:
        if isinstance(schema.get("$ref"), str):
            yield from self.problems(resolve(self._root, schema["$ref"]), value, at)
        for part in _list(schema, "allOf"):
            yield from self.problems(part, value, at)
        if options := _list(schema, "anyOf"):
            tried = [next(self.problems(option, value, at), None) for option in options]
            if None not in tried:
                # Where one branch got further than the others, that one was meant.
                yield max(filter(None, tried), key=lambda text: text.partition(":")[0].count(".") + text.count("["))
        if options := _list(schema, "oneOf"):
            count = sum(self.fits(option, value) for option in options)
            if count != 1:
                yield told(at, f"expected one of {len(options)} forms, {got(value)} is of {count or 'none'}")
        if "not" in schema and self.fits(schema["not"], value):
            yield told(at, f"{got(value)} is not allowed")
        if "if" in schema:
            yield from self.problems(schema.get("then" if self.fits(schema["if"], value) else "else"), value, at)

    def _items(self, schema: Mapping[str, Any], value: list[Any], at: str) -> Iterator[str]:
        first = _list(schema, "prefixItems")
        for number, item in enumerate(value):
            part = first[number] if number < len(first) else schema.get("items")
            yield from self.problems(part, item, f"{at}[{number}]")
        yield from _size(schema, len(value), "Items", "items", at)
        if schema.get("uniqueItems") is True and len({canonical(item) for item in value}) < len(value):
            yield told(at, "an item is there twice")
        if "contains" in schema:
            count = sum(self.fits(schema["contains"], item) for item in value)
            least, most = schema.get("minContains", 1), schema.get("maxContains", count)
            if (is_number(least) and count < least) or (is_number(most) and count > most):
                yield told(at, f"{count} of its items are of the kind that is asked for")

    def _members(self, schema: Mapping[str, Any], value: Mapping[str, Any], at: str) -> Iterator[str]:
        properties = schema.get("properties")
        properties = properties if isinstance(properties, Mapping) else {}
        for name in _list(schema, "required"):
            if name not in value:
                yield told(at, f"needs {name!r}")
        others = None if "patternProperties" in schema else schema.get("additionalProperties")
        for name, item in value.items():
            if others is False and name not in properties:
                yield told(at, f"has no {name!r}")
            else:
                yield from self.problems(properties.get(name, others), item, f"{at}.{name}")
            yield from self.problems(schema.get("propertyNames"), name, f"{at}.{name}")
        yield from _size(schema, len(value), "Properties", "members", at)
        needs = schema.get("dependentRequired")
        for name, wanted in needs.items() if isinstance(needs, Mapping) else ():
            for other in wanted if name in value and isinstance(wanted, list) else ():
                if other not in value:
                    yield told(at, f"with {name!r} it needs {other!r}")


def _number(schema: Mapping[str, Any], value: float, at: str) -> Iterator[str]:
    tests: dict[str, tuple[Callable[[Any], bool], str]] = {
        "minimum": (lambda limit: value >= limit, "at least"),
        "maximum": (lambda limit: value <= limit, "at most"),
        "exclusiveMinimum": (lambda limit: value > limit, "more than"),
        "exclusiveMaximum": (lambda limit: value < limit, "less than"),
    }
    for key, (fits, words) in tests.items():
        limit = schema.get(key)
        if is_number(limit) and not fits(limit):
            yield told(at, f"must be {words} {limit}, got {value}")
    step = schema.get("multipleOf")
    if is_number(step) and step > 0 and not _is_multiple(value, step):
        yield told(at, f"must be a multiple of {step}, got {value}")


def _is_multiple(value: float, step: float) -> bool:
    if isinstance(value, int) and isinstance(step, int):
        return value % step == 0
    count = value / step
    return math.isfinite(count) and abs(count - round(count)) < 1e-9 * max(1.0, abs(count))


def _size(schema: Mapping[str, Any], size: int, what: str, words: str, at: str) -> Iterator[str]:
    least, most = schema.get(f"min{what}"), schema.get(f"max{what}")
    if is_number(least) and size < least:
        yield told(at, f"needs {least} {words} at least, got {size}")
    if is_number(most) and size > most:
        yield told(at, f"takes {most} {words} at most, got {size}")


def resolve(root: Any, reference: str) -> Any:
    """Find a part of a schema by a reference within it; True, which asks for nothing, where there is none."""
    if not reference.startswith("#"):
        return True
    found = root
    for step in reference[1:].split("/")[1:]:
        step = unquote(step).replace("~1", "/").replace("~0", "~")
        if isinstance(found, list) and step.isdigit() and int(step) < len(found):
            found = found[int(step)]
        elif isinstance(found, Mapping) and step in found:
            found = found[step]
        else:
            return True
    return found


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
        return [plain(item) for item in value] if isinstance(value, list) else value

    return json.dumps(plain(value), sort_keys=True)


def told(at: str, text: str) -> str:
    """Put the place before what is wrong there."""
    return f"{at}: {text}" if at else text


def _list(schema: Mapping[str, Any], key: str) -> list[Any]:
    found = schema.get(key)
    return found if isinstance(found, list) else []
