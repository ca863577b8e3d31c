from __future__ import annotations

from typing import Any, Literal

import numpy
import pytest
from value_helpers import decode, encode, parameter, view

from gradio_nb.errors import BadArgument
from gradio_nb.values import family, type_text

CHOICES = (("First", "a"), ("Second", "b"), ("Third", "c"))


def annotation(component: str, **more: Any) -> Any:
    return family(component).annotation(parameter(component, **more))


@pytest.mark.parametrize("component", ["radio", "dropdown"])
def test_values_are_sent(component: str) -> None:
    assert encode(component, "a", choices=CHOICES) == "a"
    assert encode(component, None, choices=CHOICES) is None


def test_a_label_is_not_a_value() -> None:
    with pytest.raises(BadArgument, match=r"one of 'a', 'b', 'c', got str 'First': did you mean 'a'\?"):
        encode("radio", "First", choices=CHOICES)


def test_a_slip_of_the_pen_is_told() -> None:
    with pytest.raises(BadArgument, match="did you mean 'euler'"):
        encode("dropdown", "eular", choices=(("Euler", "euler"), ("Heun", "heun")))
    with pytest.raises(BadArgument) as caught:
        encode("dropdown", "zzz", choices=CHOICES)
    assert "did you mean" not in str(caught.value)


def test_a_long_list_of_choices_is_cut_in_the_message() -> None:
    many = tuple((str(n), n) for n in range(40))
    with pytest.raises(BadArgument, match=r"10, 11, … \(40 in all\), got int 99"):
        encode("dropdown", 99, choices=many)


def test_numbers_and_bools_are_told_apart() -> None:
    choices = (("one", 1), ("yes", True))
    assert encode("radio", True, choices=choices) is True
    assert encode("radio", numpy.int64(1), choices=choices) == 1
    assert encode("radio", 1.0, choices=choices) is choices[0][1]


def test_custom_values_where_they_are_welcome() -> None:
    assert encode("dropdown", "z", choices=CHOICES, custom_values=True) == "z"
    with pytest.raises(BadArgument):
        encode("dropdown", ["z"], choices=CHOICES, custom_values=True)


def test_without_choices_anything_goes() -> None:
    assert encode("dropdown", "filled in later", choices=()) == "filled in later"
    assert encode("dropdown", "unknown", choices=None) == "unknown"


@pytest.mark.parametrize("value", [["a", "c"], ("a", "c"), numpy.array(["a", "c"])])
def test_several_choices(value: Any) -> None:
    assert encode("checkboxgroup", value, choices=CHOICES) == ["a", "c"]
    assert encode("dropdown", value, choices=CHOICES, multiple=True) == ["a", "c"]


def test_several_choices_are_a_list_of_known_ones() -> None:
    with pytest.raises(BadArgument, match="expected a list of choices, got str 'a'"):
        encode("checkboxgroup", "a", choices=CHOICES)
    with pytest.raises(BadArgument, match="did you mean 'b'"):
        encode("checkboxgroup", ["a", "Second"], choices=CHOICES)
    with pytest.raises(BadArgument, match="2 choices at most, got 3"):
        encode("dropdown", ["a", "b", "c"], choices=CHOICES, multiple=True, max_choices=2)


@pytest.mark.parametrize("value", [True, False, numpy.bool_(True)])
def test_checkbox(value: Any) -> None:
    assert encode("checkbox", value) is bool(value)


@pytest.mark.parametrize("value", [1, 0, "true", numpy.int64(1)])
def test_a_checkbox_takes_nothing_but_bools(value: Any) -> None:
    with pytest.raises(BadArgument, match="expected True or False, got"):
        encode("checkbox", value)


def test_annotations_name_the_choices() -> None:
    assert annotation("radio", choices=CHOICES) == Literal["a", "b", "c"]
    assert annotation("checkboxgroup", choices=CHOICES) == list[Literal["a", "b", "c"]]
    assert type_text(annotation("dropdown", choices=CHOICES, multiple=True)) == "list['a' | 'b' | 'c']"
    assert annotation("dropdown", choices=tuple((str(n), n) for n in range(40))) is int
    assert annotation("dropdown", choices=CHOICES, custom_values=True) is str
    assert annotation("checkbox") is bool


def test_a_choice_is_drawn_as_text_and_several_as_json() -> None:
    assert view("dropdown", "a") == {"kind": "text", "value": "a"}
    assert view("dropdown", ["a"]) == {"kind": "json", "value": ["a"]}
    assert view("checkboxgroup", ["a"]) == {"kind": "json", "value": ["a"]}
    assert view("checkbox", True) == {"kind": "json", "value": True}


def test_files_of_the_app_are_named_by_their_paths() -> None:
    assert encode("fileexplorer", "a/b.txt") == [["a", "b.txt"]]
    assert encode("fileexplorer", ["a/b.txt", ["c", "d"]]) == [["a", "b.txt"], ["c", "d"]]
    assert decode("fileexplorer", [["a", "b.txt"], ["c"]]) == ["a/b.txt", "c"]
    assert view("fileexplorer", [["a", "b.txt"]]) == {"kind": "json", "value": ["a/b.txt"]}
    with pytest.raises(BadArgument, match="expected one path, got 2"):
        encode("fileexplorer", ["a", "b"], props={"file_count": "single"})
    for wrong in (3, [3], [[]], [[1]]):
        with pytest.raises(BadArgument, match=r"such as 'folder/file\.txt'"):
            encode("fileexplorer", wrong)
