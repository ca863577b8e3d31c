from __future__ import annotations

import pickle
from typing import Any

import pytest
from value_helpers import decode, encode, view

from gradio_nb.errors import BadArgument
from gradio_nb.values import Label

WIRE = {"label": "cat", "confidences": [{"label": "cat", "confidence": 0.7}, {"label": "dog", "confidence": 0.3}]}


def test_a_label_is_a_dict_of_confidences() -> None:
    label = decode("label", WIRE)
    assert label == {"cat": 0.7, "dog": 0.3}
    assert (label.top, label.raw) == ("cat", WIRE)
    twin = pickle.loads(pickle.dumps(label))
    assert (twin, twin.top) == (label, "cat")


def test_a_label_without_confidences() -> None:
    label = decode("label", {"label": "cat", "confidences": None})
    assert (label, label.top) == ({"cat": None}, "cat")


def test_labels_are_drawn() -> None:
    assert view("label", WIRE) == {"kind": "label", "value": WIRE}
    bare = {"label": "cat", "confidences": None}
    assert view("label", {"label": "cat"}) == {"kind": "label", "value": bare}
    assert view("label", "cat") == {"kind": "json", "value": "cat"}


@pytest.mark.parametrize("value", [WIRE, Label(WIRE), {"cat": 0.7, "dog": 0.3}])
def test_labels_can_be_sent(value: object) -> None:
    assert encode("label", value) == WIRE


def test_what_is_no_label_is_refused() -> None:
    assert encode("label", "cat") == {"label": "cat", "confidences": None}
    assert encode("label", {}) is None
    with pytest.raises(BadArgument, match="expected a label"):
        encode("label", 3)


@pytest.mark.parametrize("wire", [{}, {"label": None}, {"label": None, "confidences": []}])
def test_no_label_is_a_label_without_a_top(wire: dict[str, Any]) -> None:
    label = decode("label", wire)
    assert (type(label), repr(label), label.top, label.confidence) == (Label, "Label()", None, None)
    assert label._repr_html_() == "<i>none</i>"
    assert view("label", wire) == {"kind": "label", "value": None}
    assert encode("label", label) == (wire or None)


def test_what_is_no_label_is_given_as_it_is() -> None:
    assert decode("label", {"a": 1}) == {"a": 1}
    assert type(decode("label", {"a": 1})) is dict
    best = decode("label", {"label": None, "confidences": WIRE["confidences"]})
    assert (best.top, best.confidence) == ("cat", 0.7)


TOKENS = [{"token": "the ", "class_or_confidence": None}, {"token": "cat", "class_or_confidence": "N"}]


@pytest.mark.parametrize("wire", [TOKENS, [["the ", None], ["cat", "N"]]])
def test_highlighted_text_of_all_generations(wire: object) -> None:
    assert decode("highlightedtext", wire) == [("the ", None), ("cat", "N")]
    assert view("highlightedtext", wire) == {"kind": "highlight", "value": TOKENS, "colors": {}}


def test_highlighted_text_can_be_sent() -> None:
    assert encode("highlightedtext", [("the ", None), ("cat", "N")]) == TOKENS


@pytest.mark.parametrize("value", [3, "text", [1], ["ab"], [(1, 2)]])
def test_what_is_no_highlighted_text_is_refused(value: object) -> None:
    with pytest.raises(BadArgument, match=r"list of \(text, class or None\)"):
        encode("highlightedtext", value)
