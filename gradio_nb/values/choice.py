"""Choices: Checkbox, CheckboxGroup, Radio, Dropdown, Dataset."""

from __future__ import annotations

from types import GenericAlias
from typing import Any, ClassVar, Literal

from .base import Parameter, bad_value, register
from .display import short
from .helpers import describe, plain
from .schema.forms import Schema, SchemaCodec
from .shaped import ShapedCodec, want

_SHOWN = 12
"""Number of choices that fit into an annotation or a message."""


@register("checkbox")
class Checkbox(ShapedCodec):
    """True or False."""

    input_doc, output_doc = "True or False", "`bool`"
    wire: ClassVar = {3: "boolean"}
    control = "checkbox"

    def annotation(self, parameter: Parameter) -> Any:
        return bool

    def encode(self, parameter: Parameter, value: Any) -> Any:
        value = plain(value)
        if value is not None and not isinstance(value, bool):
            raise bad_value(parameter, f"expected True or False, got {describe(value)}")
        return value

    def normalise(self, wire: Any) -> Any:
        want(isinstance(wire, bool), "boolean")
        return wire


class Choice(ShapedCodec):
    """One of the choices, or a list of them. A choice has a label and a value; values are sent."""

    input_doc, output_doc = (
        "a value of the choices, or a list of them where several may be chosen",
        "that value, or a list",
    )
    wire: ClassVar = {3: "the value, not its label"}

    def annotation(self, parameter: Parameter) -> Any:
        one = _annotation(parameter)
        return GenericAlias(list, (one,)) if self.is_multiple(parameter) else one

    def is_multiple(self, parameter: Parameter) -> bool:
        return parameter.multiple

    def encode(self, parameter: Parameter, value: Any) -> Any:
        if value is None:
            return None
        if not self.is_multiple(parameter):
            return _choose(parameter, value)
        if hasattr(value, "tolist"):
            value = value.tolist()
        if not isinstance(value, list | tuple | set | frozenset):
            raise bad_value(parameter, f"expected a list of choices, got {describe(value)}")
        if parameter.max_choices is not None and len(value) > parameter.max_choices:
            raise bad_value(parameter, f"takes {parameter.max_choices} choices at most, got {len(value)}")
        return [_choose(parameter, item) for item in value]

    def normalise(self, wire: Any) -> Any:
        want(isinstance(wire, str), "single choice")
        return wire


@register("radio")
class Radio(Choice):
    control = "radio"
    kind = "text"

    def is_multiple(self, parameter: Parameter) -> bool:
        return False


@register("dropdown")
class Dropdown(Choice):
    control = "dropdown"
    kind = "text"


@register("checkboxgroup")
class CheckboxGroup(Choice):
    control = "checkboxgroup"

    def is_multiple(self, parameter: Parameter) -> bool:
        return True

    def normalise(self, wire: Any) -> Any:
        want(isinstance(wire, list), "list of choices")
        return wire


@register("dataset")
class Dataset(SchemaCodec):
    """One of the samples that the app shows."""

    input_doc, output_doc = "the number of a sample, from 0", "`int`"
    wire: ClassVar = {4: "integer"}

    def schema(self, parameter: Parameter) -> Schema:
        names = _samples(parameter)
        return {"oneOf": [{"const": i, "title": name} for i, name in enumerate(names)]} if names else dict(_NUMBER)

    def annotation(self, parameter: Parameter) -> Any:
        return int

    def encode(self, parameter: Parameter, value: Any) -> Any:
        value = plain(value)
        if value is None:
            return None
        count = len(_samples(parameter))
        if not isinstance(value, int) or isinstance(value, bool) or value < 0 or (count and value >= count):
            within = f" from 0 to {count - 1}" if count else ""
            raise bad_value(parameter, f"expected the number of a sample{within}, got {describe(value)}")
        return value

    def normalise(self, wire: Any) -> Any:
        want(isinstance(wire, int), "number of a sample")
        return wire


_NUMBER: Schema = {"type": "integer", "minimum": 0}


def _samples(parameter: Parameter) -> list[str]:
    """Name the samples of a Dataset as its page does."""
    samples, names = parameter.props.get("samples"), parameter.props.get("sample_labels")
    if not isinstance(samples, list):
        return []
    labels = names if isinstance(names, list) and len(names) == len(samples) else samples
    return [" · ".join(short(part) for part in (name if isinstance(name, list) else [name])) for name in labels]


def _annotation(parameter: Parameter) -> Any:
    values = tuple(value for _, value in parameter.choices or ())
    if not values:
        return str if parameter.schema.get("type") in ("string", "array", None) else Any
    if len(values) <= _SHOWN and not parameter.custom_values and all(isinstance(v, str | int | float) for v in values):
        return Literal.__getitem__(values)
    kinds = {type(value) for value in values}
    return kinds.pop() if len(kinds) == 1 else Any


def _choose(parameter: Parameter, value: Any) -> Any:
    """Give the value of the choice that is meant.

    Apps fill their choices while they run, so an empty list of them says nothing.
    """
    value = plain(value)
    for _, choice in parameter.choices or ():
        if choice == value and isinstance(choice, bool) == isinstance(value, bool):
            return choice
    if isinstance(value, str | int | float) and (parameter.custom_values or not parameter.choices):
        return value
    raise bad_value(parameter, f"expected {_offer(parameter)}, got {describe(value)}{_suggestion(parameter, value)}")


def _offer(parameter: Parameter) -> str:
    values = [repr(value) for _, value in parameter.choices or ()]
    if not values:
        return "text or a number"
    more = f", … ({len(values)} in all)" if len(values) > _SHOWN else ""
    return ("one of " if len(values) > 1 else "") + ", ".join(values[:_SHOWN]) + more


def _suggestion(parameter: Parameter, value: Any) -> str:
    """Say which value may have been meant: that of a label, or one spelled alike."""
    if not isinstance(value, str) or not parameter.choices:
        return ""
    from difflib import get_close_matches

    meant = {str(choice).lower(): choice for _, choice in parameter.choices}
    meant |= {str(label).lower(): choice for label, choice in reversed(parameter.choices)}
    close = get_close_matches(value.lower(), meant, n=1)
    return f": did you mean {meant[close[0]]!r}?" if close else ""
