"""Pictures, sounds and files as hands give them: pasted, dropped, dragged at a corner, and refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lab import Lab
from panel import Panel, arrived
from playwright.sync_api import Locator, expect


def drop(lab: Lab, place: Locator, *paths: str) -> None:
    """Drag files or folders from the desktop onto a place."""
    box = place.bounding_box()
    assert box
    at = {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}
    data = {"items": [], "files": list(paths), "dragOperationsMask": 1}
    browser = lab.page.context.new_cdp_session(lab.page)
    for kind in ("dragEnter", "dragOver", "drop"):
        browser.send("Input.dispatchDragEvent", {"type": kind, **at, "data": data})
    browser.detach()


def test_a_picture_is_pasted(lab: Lab, opened: Any) -> None:
    panel: Panel = opened("/picture")
    lab.page.context.grant_permissions(["clipboard-read", "clipboard-write"], origin=lab.url)
    lab.page.evaluate("""async () => {
      const canvas = new OffscreenCanvas(30, 20);
      canvas.getContext("2d").fillRect(0, 0, 30, 20);
      const blob = await canvas.convertToBlob();
      await navigator.clipboard.write([new ClipboardItem({"image/png": blob})]);
    }""")
    panel.field("Picture").focus()
    lab.page.keyboard.press("Control+v")
    expect(panel.root.locator("[data-parameter] img")).to_be_visible()
    assert arrived(panel)["Picture"]["size"] == [30, 20]
    assert len(lab.sources()) == 1
    assert lab.errors == []


def test_files_and_folders_are_dropped(lab: Lab, opened: Any, picture: str, tmp_path: Path) -> None:
    panel: Panel = opened("/picture")
    drop(lab, panel.root.locator(".g-drop"), picture)
    expect(panel.root.locator("[data-parameter] img")).to_be_visible()
    assert arrived(panel)["Picture"]["size"] == [40, 30]

    (tmp_path / "outer" / "inner").mkdir(parents=True)
    (tmp_path / "outer" / "a.txt").write_text("a")
    (tmp_path / "outer" / "inner" / "b.txt").write_text("bb")
    panel.endpoint("/folder")
    drop(lab, panel.root.locator(".g-drop"), str(tmp_path / "outer"))
    expect(panel.root.get_by_text("b.txt")).to_be_visible()
    assert sorted(file["bytes"] for file in arrived(panel)["Folder"]) == [1, 2]
    assert lab.errors == []


def test_a_picture_is_cropped_at_its_corner(lab: Lab, opened: Any, picture: str) -> None:
    panel: Panel = opened("/picture")
    panel.root.locator("[data-parameter] input[type=file]").set_input_files(picture)
    panel.button("Crop red.png").click()
    panel.root.locator(".g-crop-place canvas").wait_for()
    corner = panel.root.locator(".g-crop-corner.g-se").bounding_box()
    whole = panel.root.locator(".g-crop-place").bounding_box()
    assert whole
    assert corner

    begin = (corner["x"] + corner["width"] / 2, corner["y"] + corner["height"] / 2)
    end = (whole["x"] + whole["width"] / 2, whole["y"] + whole["height"] / 2)
    lab.page.mouse.move(*begin)
    lab.page.mouse.down()
    lab.page.mouse.move(*end, steps=5)
    lab.page.mouse.up()
    panel.button("Crop").click()
    expect(panel.root.locator(".g-crop")).to_have_count(0)
    width, height = arrived(panel)["Picture"]["size"]
    assert width == pytest.approx(40 * (1 - (begin[0] - end[0]) / whole["width"]), abs=1)
    assert height == pytest.approx(30 * (1 - (begin[1] - end[1]) / whole["height"]), abs=1)
    assert width < 30
    assert lab.errors == []


def test_the_level_of_a_microphone_is_seen(lab: Lab, opened: Any) -> None:
    panel: Panel = opened("/sound")
    panel.button("Open microphone for Sound").click()
    panel.button("● Record").wait_for()
    # Chromium's microphone beeps now and then.
    lab.page.wait_for_function("document.querySelector('.g-capture meter').value > 0.05")
    assert lab.errors == []


def test_a_camera_that_is_not_allowed_says_what_to_do(lab: Lab, opened: Any) -> None:
    panel: Panel = opened("/picture")
    lab.page.evaluate("""() => {
      navigator.mediaDevices.getUserMedia = async () => { throw new DOMException("", "NotAllowedError"); };
    }""")
    panel.button("Open camera for Picture").click()
    expect(panel.root.get_by_role("alert")).to_contain_text("give this page the permission")
    lab.page.evaluate("() => { delete navigator.mediaDevices.getUserMedia }")
    assert lab.errors == []


def test_paint_is_rubbed_out_hidden_and_brought_back(lab: Lab, opened: Any) -> None:
    panel: Panel = opened("/editor")
    canvas = panel.root.locator(".g-editor canvas")
    expect(canvas).to_have_attribute("width", "400")

    def stroke() -> None:
        area = canvas.bounding_box()
        assert area
        y = area["y"] + area["height"] / 2
        lab.page.mouse.move(area["x"] + 10, y)
        lab.page.mouse.down()
        lab.page.mouse.move(area["x"] + area["width"] - 10, y, steps=5)
        lab.page.mouse.up()

    panel.root.get_by_label("Size").fill("60")
    stroke()
    panel.button("Eraser").click()
    stroke()
    assert arrived(panel)["Drawing"]["composite"]["middle"][3] == 0
    panel.button("Undo").click()
    assert arrived(panel)["Drawing"]["composite"]["middle"][3] == 255
    panel.button("Redo").click()
    panel.button("Undo").click()
    panel.button("Hide layer 1").click()
    drawing = arrived(panel)["Drawing"]
    assert (drawing["layers"], drawing["composite"]["middle"][3]) == ([], 0)
    panel.button("Show layer 1").click()
    assert arrived(panel)["Drawing"]["composite"]["middle"][3] == 255
    assert lab.errors == []
