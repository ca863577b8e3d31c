"""Numbers: Number, Slider, Timer."""

from __future__ import annotations

import math
import operator
from typing import Any, ClassVar

from .base import Parameter, bad_value, register
from .helpers import describe, plain
from .shaped import ShapedCodec, want


@register("number", "timer")
class Number(ShapedCodec):
    """Integers stay integers on their way: `range(5.0)` in an app would fail."""

    input_doc, output_doc = "a number", "`int` or `float`, as the app sent it"
    wire: ClassVar = {3: "number"}
    control = kind = "number"

    def annotation(self, parameter: Parameter) -> Any:
        return int if _whole(parameter) else float

    def encode(self, parameter: Parameter, value: Any) -> Any:
        if value is None:
            return None
        number = _number(parameter, value)
        if _whole(parameter):
            if number != int(number):
                raise bad_value(parameter, f"expected a whole number, got {number}")
            number = int(number)
        _check_range(parameter, number)
        return number

    def normalise(self, wire: Any) -> Any:
        want(isinstance(wire, int | float) and not isinstance(wire, bool), "number")
        return wire


@register("slider")
class Slider(Number):
    control = "slider"

    def nullable(self, parameter: Parameter) -> bool:
        return False

    def annotation(self, parameter: Parameter) -> Any:
        # /info calls every slider a float; one that only stops at whole numbers is meant as an integer.
        stops = (parameter.minimum, parameter.maximum, parameter.step, parameter.default)
        whole = all(isinstance(n, int) or n is None for n in stops) and isinstance(parameter.step, int)
        return int if whole else super().annotation(parameter)

    def encode(self, parameter: Parameter, value: Any) -> Any:
        if value is None:
            raise bad_value(parameter, "expected a number, got None")
        return super().encode(parameter, value)


def _whole(parameter: Parameter) -> bool:
    return parameter.precision == 0 or parameter.schema.get("type") == "integer"


def _number(parameter: Parameter, value: Any) -> int | float:
    value = plain(value)
    if isinstance(value, bool | str | bytes | bytearray):
        raise bad_value(parameter, f"expected a number, got {describe(value)}")
    try:
        number = operator.index(value) if hasattr(value, "__index__") else float(value)
    except (TypeError, ValueError):
        raise bad_value(parameter, f"expected a number, got {describe(value)}") from None
    if not math.isfinite(number):
        raise bad_value(parameter, f"expected a finite number, got {number}")
    return number


def _check_range(parameter: Parameter, number: int | float) -> None:
    low, high = parameter.minimum, parameter.maximum
    if (low is None or number >= low) and (high is None or number <= high):
        return
    if low is not None and high is not None:
        raise bad_value(parameter, f"must be between {_short(low)} and {_short(high)}, got {number}")
    limit = f"at least {_short(low)}" if low is not None else f"at most {_short(high or 0)}"
    raise bad_value(parameter, f"must be {limit}, got {number}")


def _short(number: float) -> int | float:
    return int(number) if number == int(number) else number
