from __future__ import annotations

from decimal import Decimal

import numpy
import pytest
from value_helpers import decode, encode, parameter, view

from gradio_nb.errors import BadArgument
from gradio_nb.values import family


def same(got: object, wanted: object) -> bool:
    return got == wanted and type(got) is type(wanted)


def test_integers_stay_integers_and_floats_floats() -> None:
    assert same(encode("number", 2), 2)
    assert same(encode("number", 2.0), 2.0)
    assert same(encode("slider", 3), 3)


def test_a_whole_float_becomes_an_integer_where_integers_are_wanted() -> None:
    assert same(encode("number", 5.0, precision=0), 5)
    assert same(encode("number", 5.0, schema={"type": "integer"}), 5)
    with pytest.raises(BadArgument, match=r"expected a whole number, got 2\.5"):
        encode("number", 2.5, precision=0)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [(numpy.int64(3), 3), (numpy.float32(0.5), 0.5), (numpy.array(3), 3), (Decimal("1.5"), 1.5)],
)
def test_numbers_of_other_packages_become_plain(value: object, wanted: float) -> None:
    assert same(encode("number", value), wanted)


@pytest.mark.parametrize("value", ["3", True, numpy.bool_(True), [1], numpy.array([1, 2]), 1j])
def test_what_is_no_number_is_refused(value: object) -> None:
    with pytest.raises(BadArgument, match="expected a number, got"):
        encode("number", value)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), numpy.float64("nan")])
def test_only_finite_numbers_can_be_sent(value: float) -> None:
    with pytest.raises(BadArgument, match="finite"):
        encode("number", value)


def test_the_range_is_told() -> None:
    with pytest.raises(BadArgument, match="must be between 0 and 10, got 99"):
        encode("slider", 99, minimum=0, maximum=10)
    with pytest.raises(BadArgument, match=r"must be at least 0\.5, got 0"):
        encode("number", 0, minimum=0.5)
    with pytest.raises(BadArgument, match="must be at most 2, got 3"):
        encode("number", 3, maximum=2.0)
    assert encode("number", 10, minimum=0, maximum=10) == 10


def test_a_number_may_be_null_and_a_slider_not() -> None:
    assert encode("number", None, minimum=0) is None
    with pytest.raises(BadArgument, match="expected a number, got None"):
        encode("slider", None)


def test_the_annotation_tells_integers_from_floats() -> None:
    assert family("number").annotation(parameter("number", precision=0)) is int
    assert family("slider").annotation(parameter("slider")) is float


def test_numbers_are_drawn_as_numbers() -> None:
    assert view("number", 4) == {"kind": "number", "value": 4}
    assert view("slider", True)["kind"] == "json"
    assert same(decode("number", 4), 4)
