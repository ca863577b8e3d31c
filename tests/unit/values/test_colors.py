"""Colours of labels: masks of a picture, and classes of a text."""

from __future__ import annotations

from typing import Any

import pytest
from value_helpers import decode, view, wire_file

from gradio_nb.values.colors import colors_of, mask_colors

LABELS = ("cat", "dog", "tree")
MASKED = {"image": wire_file(), "annotations": [{"image": wire_file("mask.png"), "label": one} for one in LABELS]}
MARKED = [{"token": "Anna", "class_or_confidence": "PER"}, {"token": " is", "class_or_confidence": "VERB"}]


@pytest.mark.parametrize("color", ["#fa0", "#FFAA00", "#ffaa0080", "rgb(1, 2, 3)", "rgba(1,2,3,.5)", "rebeccapurple"])
def test_colors_of_an_app_are_taken(color: str) -> None:
    assert colors_of({"color_map": {"cat": color}}) == {"cat": color}


@pytest.mark.parametrize(
    "color",
    [
        "red; position: fixed",
        "url(https://evil.example)",
        "url(//x)",
        "#fff\n",
        "#12345",
        "var(--x)",
        "expression(1)",
        'red"><script>',
        "rgb(1,2,3);x",
        "image-set('//x')",
        "red/**/",
        "",
        7,
        None,
    ],
)
def test_nothing_else_is_a_color(color: object) -> None:
    assert colors_of({"color_map": {"cat": color}}) == {}
    html = decode("highlightedtext", MARKED, color_map={"PER": color})._repr_html_()
    assert html == decode("highlightedtext", MARKED)._repr_html_()


@pytest.mark.parametrize("colors", [None, 7, ["red"], "red"])
def test_an_app_without_colors_has_none(colors: object) -> None:
    assert colors_of({"color_map": colors}) == {}


def test_masks_without_a_color_are_turned_from_red_as_gradios_page_does() -> None:
    # As Chromium draws `hue-rotate` of pure red.
    assert mask_colors(LABELS, {}) == [("rgb(255, 0, 0)", 0), ("rgb(0, 113, 0)", 120), ("rgb(1, 50, 255)", 240)]
    assert mask_colors(LABELS, {"dog": "#0f0"})[1:] == [("#0f0", 0), ("rgb(1, 50, 255)", 240)]
    assert mask_colors([], {}) == []


def test_the_panel_and_the_cell_show_masks_in_the_same_colors(fetch: Any) -> None:
    drawn = view("annotatedimage", MASKED, color_map={"dog": "#00ff00"})["value"]["annotations"]
    assert [(one["color"], one["turn"]) for one in drawn] == mask_colors(LABELS, {"dog": "#00ff00"})
    html = decode("annotatedimage", MASKED, fetch, color_map={"dog": "#00ff00"})._repr_html_()
    for color, turn in mask_colors(LABELS, {"dog": "#00ff00"}):
        assert f"solid {color};" in html
        assert (f"hue-rotate({turn}deg)" in html) == (turn > 0)
    assert html.count("hue-rotate") == 1


def test_classes_have_the_colors_of_the_app(fetch: Any) -> None:
    assert view("highlightedtext", MARKED, color_map={"PER": "tomato"})["colors"] == {"PER": "tomato"}
    html = decode("highlightedtext", MARKED, color_map={"PER": "tomato"})._repr_html_()
    assert html.count("solid tomato") == 1
    assert "color" not in str(view("highlightedtext", 7, color_map={"PER": "tomato"})["kind"])
