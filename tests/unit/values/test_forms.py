"""Components with a form of their own: what it asks for, and that its values go there and back."""

from __future__ import annotations

from typing import Any

import pytest
from value_helpers import decode, encode, form, parameter, wire_file

from gradio_nb.errors import BadArgument
from gradio_nb.protocol.filedata import parse
from gradio_nb.values import family
from gradio_nb.values.schema.validate import problem

FILE = wire_file()
COLORS = {"color_map": {"N": "red", "V": "blue"}}
MARKED = [{"token": "the ", "class_or_confidence": None}, {"token": "cat", "class_or_confidence": "N"}]
MASKED = {"image": FILE, "annotations": [{"image": FILE, "label": "box"}]}
SURE = {"label": "cat", "confidences": [{"label": "cat", "confidence": 0.7}]}
LINES = [{"speaker": "Ada", "text": "hi"}]

# Component, what the server said of it, wire value, what the form holds of it.
HELD: list[tuple[str, dict[str, Any], Any, Any]] = [
    ("annotatedimage", COLORS, MASKED, {"image": parse(FILE), "annotations": [{"image": parse(FILE), "label": "box"}]}),
    ("annotatedimage", {}, [FILE, []], {"image": parse(FILE), "annotations": []}),
    ("dataset", {"samples": [["a"], ["b"]]}, 1, 1),
    ("dialogue", {"speakers": ["Ada"]}, LINES, LINES),
    ("dialogue", {}, "[Ada] hi", "[Ada] hi"),
    ("fileexplorer", {}, [["a", "b.txt"], ["c"]], ["a/b.txt", "c"]),
    ("fileexplorer", {"file_count": "single"}, [["a", "b.txt"]], "a/b.txt"),
    ("highlightedtext", COLORS, MARKED, [{"token": "the "}, {"token": "cat", "class_or_confidence": "N"}]),
    ("highlightedtext", {}, [["cat", 0.5]], [{"token": "cat", "class_or_confidence": 0.5}]),
    ("imageslider", {}, [FILE, None], [parse(FILE), None]),
    ("label", {}, SURE, {"cat": 0.7}),
    ("label", {}, {"label": "cat", "confidences": None}, "cat"),
    ("navbar", {}, [["Home", "/"]], [["Home", "/"]]),
]


@pytest.mark.parametrize(("component", "props", "wire", "held"), HELD, ids=[row[0] for row in HELD])
def test_a_value_goes_into_its_form_and_back(component: str, props: dict[str, Any], wire: Any, held: Any) -> None:
    known = parameter(component, default=wire, props=props)
    assert form(component, wire, default=wire, props=props) == held
    assert family(component).control_of(known) == "schema"
    assert problem(family(component).options(known)["schema"], held) is None
    again = family(component).to_form(known, family(component).encode(known, held))
    assert again == held


@pytest.mark.parametrize("component", sorted({row[0] for row in HELD}))
def test_nothing_and_what_nobody_expected_are_held_as_they_are(component: str) -> None:
    assert form(component, None) is None
    assert form(component, {"no": "such"}) == {"no": "such"}


def test_what_the_app_names_is_offered_and_other_texts_are_taken() -> None:
    def offered(component: str, *path: str, **more: Any) -> Any:
        found = family(component).options(parameter(component, **more))["schema"]
        for step in path:
            found = found[int(step) if step.isdigit() else step]
        return found.get("anyOf", [found])

    text = {"type": "string"}
    mark = ("items", "properties", "class_or_confidence")
    assert offered("highlightedtext", *mark, props=COLORS) == [{"enum": ["N", "V"]}, text]
    assert offered("highlightedtext", *mark, default=MARKED) == [{"enum": ["N"]}, text]
    assert offered("highlightedtext", *mark, default=[["cat", 0.5]])[0]["type"] == "number"
    assert offered("highlightedtext", *mark, default="no pieces", props={"color_map": 3})[0]["type"] == "string"
    speaker = ("anyOf", "0", "items", "properties", "speaker")
    assert offered("dialogue", *speaker, props={"speakers": ["Ada"]}) == [{"enum": ["Ada"]}, text]
    assert offered("dialogue")[0] == {"title": "One text", "type": "string"}


def test_samples_are_named_as_their_page_names_them() -> None:
    def named(**props: Any) -> list[str]:
        return [one["title"] for one in family("dataset").options(parameter("dataset", props=props))["schema"]["oneOf"]]

    assert named(samples=[["a", 1], ["b", None]]) == ["a · 1", "b · None"]
    assert named(samples=[["a"], ["b"]], sample_labels=["first", "second"]) == ["first", "second"]
    assert family("dataset").options(parameter("dataset"))["schema"] == {"type": "integer", "minimum": 0}


@pytest.mark.parametrize(
    ("component", "value", "message"),
    [
        ("dataset", 2, "the number of a sample from 0 to 1, got int 2"),
        ("dataset", True, "the number of a sample from 0 to 1, got bool"),
        ("dialogue", [("Ada", 3)], "lines of a speaker and a text"),
        ("dialogue", 3, "lines of a speaker and a text"),
        ("fileexplorer", [""], "a path such as"),
        ("label", {"cat": "much"}, "a number as the confidence of 'cat'"),
        ("navbar", [("Home",)], r"a list of \(name, address\)"),
    ],
)
def test_what_is_none_is_refused(component: str, value: Any, message: str) -> None:
    with pytest.raises(BadArgument, match=f"x: expected {message}"):
        encode(component, value, props={"samples": [["a"], ["b"]]})


def test_what_people_write_by_hand_is_taken() -> None:
    assert encode("dialogue", [("Ada", "hi")]) == LINES
    assert encode("navbar", [("Home", "/")]) == [["Home", "/"]]
    assert decode("dialogue", LINES) == LINES
    assert decode("navbar", [["Home", "/"]]) == [["Home", "/"]]
    assert decode("dataset", 1) == 1
