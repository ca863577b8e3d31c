"""Values are frozen dataclasses in all but name."""

import copy
import pickle

import pytest

from gradio_nb.frozen import Frozen, replace


class Point(Frozen):
    x: int
    y: int = 0


class Named(Point, unprinted=["secret"]):
    name: str = ""
    secret: str = ""


def test_fields_go_by_position_by_name_and_by_default():
    assert (Point(1).x, Point(1).y) == (1, 0)
    assert Point(1, y=2) == Point(y=2, x=1)
    assert Named(1, 2, "a").name == "a"


@pytest.mark.parametrize(
    ("args", "kwargs"), [((), {}), ((1, 2, 3), {}), ((1,), {"x": 2}), ((1,), {"z": 2}), ((), {"y": 1, "z": 2})]
)
def test_what_does_not_fit_the_fields_is_refused(args, kwargs):
    with pytest.raises(TypeError, match="Point takes x, y"):
        Point(*args, **kwargs)


def test_a_value_cannot_be_changed():
    point = Point(1)
    with pytest.raises(AttributeError):
        point.x = 2
    with pytest.raises(AttributeError):
        del point.x
    assert point == Point(1)


def test_equal_are_those_of_one_class_with_equal_fields():
    assert Point(1, 2) == Point(1, 2)
    assert Point(1, 2) != Point(1, 3)
    assert Point(1, 2) != Named(1, 2)
    assert {Point(1, 2), Point(y=2, x=1)} == {Point(1, 2)}


def test_another_value_is_made_of_one():
    assert replace(Named(1, 2, "a"), y=5) == Named(1, 5, "a")
    with pytest.raises(TypeError):
        replace(Point(1), z=1)


def test_the_repr_leaves_out_what_is_not_for_it():
    assert repr(Named(1, 2, "a", "hidden")) == "Named(x=1, y=2, name='a')"


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, lambda value: pickle.loads(pickle.dumps(value))])
def test_copies_are_equal(again):
    assert again(Named(1, 2, "a", "b")) == Named(1, 2, "a", "b")
