"""Components whose control is the form of a schema, used as people use them, and what arrives in the app."""

from __future__ import annotations

from typing import Any

from lab import Lab
from panel import arrived, pictures
from playwright.sync_api import expect


def test_text_is_marked_piece_by_piece(lab: Lab, opened: Any) -> None:
    panel = opened("/marked")
    expect(panel.field("Text").first).to_have_value("Ada")
    panel.button("Add Piece").click()
    panel.field("Text").nth(2).fill(" in Rome")
    panel.field("Class").nth(2).fill("pl")
    panel.field("Class").nth(2).press("ArrowDown")
    panel.field("Class").nth(2).press("Enter")
    pictures(panel, "marked")
    marked = [(piece["token"], piece["class_or_confidence"]) for piece in arrived(panel)["Marked"]]
    assert marked == [("Ada", "person"), (" was here", None), (" in Rome", "place")]
    assert lab.errors == []


def test_a_dialogue_is_said_line_by_line(lab: Lab, opened: Any) -> None:
    panel = opened("/speech")
    for number, (speaker, words) in enumerate((("Grace", "hello"), ("Nobody", "who?"))):
        panel.button("Add Line").click()
        panel.field("Speaker").nth(number).fill(speaker)
        panel.field("Speaker").nth(number).press("Enter")
        panel.field("Text").nth(number).fill(words)
    pictures(panel, "speech")
    assert arrived(panel)["Speech"] == [{"speaker": "Grace", "text": "hello"}, {"speaker": "Nobody", "text": "who?"}]
    assert lab.errors == []


def test_a_picture_gets_masks(lab: Lab, opened: Any, picture: str) -> None:
    panel = opened("/masks")
    chosen = panel.root.locator("[data-parameter] input[type=file]")
    chosen.first.set_input_files(picture)
    panel.button("Add Mask").click()
    chosen.nth(1).set_input_files(picture)
    panel.field("Label").fill("box")
    panel.field("Label").press("Enter")
    expect(panel.root.locator(".g-schema img.g-picture")).to_have_count(2)
    pictures(panel, "masks")
    image, ((mask, label),) = arrived(panel)["Masks"]
    assert (image["size"], mask["size"], label) == ([40, 30], [40, 30], "box")
    assert lab.errors == []


def test_a_label_has_confidences_or_none(lab: Lab, opened: Any) -> None:
    panel = opened("/guess")
    panel.root.locator(".g-schema input[type=text]").fill("cat")
    assert arrived(panel)["Guess"] == "cat"
    panel.field("Kind").select_option("Labels with confidences")
    for name, share in (("cat", "0.25"), ("dog", "0.75")):
        panel.root.get_by_label("New name").fill(name)
        panel.button("Add").click()
        panel.field(name).fill(share)
    pictures(panel, "guess")
    assert arrived(panel)["Guess"] == {"cat": 0.25, "dog": 0.75}
    assert lab.errors == []


def test_paths_pictures_to_compare_and_samples(lab: Lab, opened: Any, picture: str) -> None:
    panel = opened("/paths")
    panel.button("Add Path").click()
    panel.field("Path 1").fill("controls.py")
    pictures(panel, "paths")
    assert [file["name"] for file in arrived(panel)["Paths"]] == ["controls.py"]
    panel.endpoint("/sides")
    panel.root.locator("[data-parameter] input[type=file]").nth(1).set_input_files(picture)
    expect(panel.root.locator(".g-schema img.g-picture")).to_be_visible()
    pictures(panel, "sides")
    left, right = arrived(panel)["Sides"]
    assert (left, right["size"]) == (None, [40, 30])
    panel.endpoint("/sample")
    panel.root.locator(".g-schema select").select_option("a frog")
    assert arrived(panel)["Sample"] == 1
    assert lab.errors == []
