"""The bigger controls of the form, used as people use them, and what arrives in the app."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from lab import Lab
from panel import SECONDS, arrived, pictures
from playwright.sync_api import expect


def test_scalars(lab: Lab, opened: Any) -> None:
    panel = opened("/scalars")
    panel.root.locator("summary", has_text="Advanced").click()
    panel.field("Prompt").fill("a lake")
    panel.button("Random Seed").click()
    panel.root.get_by_role("slider", name="Steps").press("ArrowRight")
    city = panel.field("City")
    city.fill("City 4")
    city.press("ArrowDown")
    city.press("Enter")
    expect(city).to_have_value("City 40")
    panel.field("Cities").fill("City 59")
    panel.field("Cities").press("Enter")
    panel.root.get_by_label("Opacity of Colour").fill("0.5")
    panel.field("Moment").fill("2026-11-20T08:30:15")
    code = panel.root.get_by_role("textbox", name="Code")
    expect(panel.root.locator(".cm-editor")).to_be_visible()
    code.click()
    code.press("Control+End")
    code.press("Enter")
    code.press_sequentially("ab")
    code.press("Control+z")
    code.press_sequentially("# end")
    pictures(panel, "scalars")
    got = arrived(panel)
    assert 0 <= got.pop("Seed") < 2**31
    assert got.pop("Code").endswith("# twice# end")
    assert got == {
        "Prompt": "a lake",
        "Steps": 5,
        "City": 40,
        "Cities": [1, 2, 59],
        "Colour": "rgba(194, 65, 12, 0.5)",
        "Moment": "2026-11-20 08:30:15",
        "Data": {"a": [1, 2]},
    }
    assert lab.errors == []


def test_none_and_variables(lab: Lab, opened: Any) -> None:
    panel = opened("/scalars", "numbers = 7\nsome_text = 'a pond'")
    lab.run_cell(1)
    panel.field("Prompt").fill("{{some_text}} at dawn")
    panel.button("More for Seed").click()
    panel.root.get_by_role("combobox", name="Variable for Seed").wait_for()
    pictures(panel, "variables")
    panel.root.get_by_role("combobox", name="Variable for Seed").click()
    panel.root.get_by_role("option", name="numbers = 7").click()
    panel.button("More for City").click()
    panel.button("Send None for City").click()
    panel.field("Moment").fill("2026-11-20T08:30:15")
    got = arrived(panel)
    assert (got["Prompt"], got["Seed"], got["City"]) == ("a pond at dawn", 7, None)
    assert lab.evaluate("app.runs[-1].variables") == {"param_0": ("some_text",), "param_1": ("numbers",)}
    panel.field("Prompt").fill("{{nothing}}")
    panel.run()
    expect(panel.field("Prompt")).to_have_attribute("aria-invalid", "true")
    expect(panel.root).to_contain_text("the notebook has no variable 'nothing'")
    assert lab.errors == []


def test_a_component_that_nobody_knows(lab: Lab, opened: Any, picture: str) -> None:
    panel = opened("/person")
    panel.run()
    expect(panel.root.get_by_text("is missing").first).to_be_visible()
    panel.root.get_by_label("Name", exact=True).fill("Ada")
    panel.root.get_by_label("Age", exact=True).fill("36")
    panel.button("Add Tags").click()
    panel.root.get_by_label("Tags 1", exact=True).fill("first")
    panel.root.locator("[data-parameter] input[type=file]").set_input_files(picture)
    pictures(panel, "schema")
    got = arrived(panel)["Person"]
    assert got.pop("photo")["size"] == [40, 30]
    assert got == {"name": "Ada", "age": 36, "mood": None, "tags": ["first"]}
    assert lab.errors == []


def test_a_table(lab: Lab, opened: Any) -> None:
    panel = opened("/table")
    grid = panel.root.get_by_role("grid", name="Table")
    grid.locator("td").first.click()
    for key in ["A", "d", "a", "Tab", "3", "6", "Enter"]:
        lab.page.keyboard.press(key)
    panel.button("Add row").click()
    grid.locator("tbody tr").nth(1).locator("td").first.click()
    lab.page.evaluate("""() => {
      const data = new DataTransfer();
      data.setData("text/plain", "Grace\\t85\\nEdsger\\t72\\n");
      document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true}));
    }""")
    pictures(panel, "table")
    assert arrived(panel)["Table"] == [["Ada", 36], ["Grace", 85], ["Edsger", 72]]
    assert lab.errors == []


def test_cells_are_selected_copied_and_pasted(lab: Lab, opened: Any) -> None:
    lab.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    panel = opened("/table")
    grid = panel.root.get_by_role("grid", name="Table")
    cell = grid.locator("tbody td.g-cell")
    cell.first.click()
    for key in ["A", "d", "a", "Tab", "3", "6", "Enter"]:
        lab.page.keyboard.press(key)
    for _ in range(2):
        panel.button("Add row").click()
    cell.nth(0).hover()
    lab.page.mouse.down()
    cell.nth(1).hover()
    lab.page.mouse.up()
    expect(grid.get_by_role("gridcell", selected=True)).to_have_text(["Ada", "36"])
    lab.page.keyboard.press("Control+c")
    cell.nth(2).click()
    cell.nth(5).click(modifiers=["Shift"])
    pictures(panel, "selected")
    cell.nth(5).click(modifiers=["Shift"])  # which brings the focus back
    lab.page.keyboard.press("Control+v")
    cell.nth(0).click()
    lab.page.keyboard.press("Shift+ArrowRight")
    lab.page.keyboard.press("Control+x")
    cell.nth(4).click()
    lab.page.keyboard.press("Control+v")
    assert arrived(panel)["Table"] == [["", None], ["Ada", 36], ["Ada", 36]]
    assert lab.errors == []


def test_a_picture_is_taken_cropped_and_turned(lab: Lab, opened: Any) -> None:
    panel = opened("/picture")
    panel.button("Open camera for Picture").click()
    film = panel.root.locator(".g-capture video")
    lab.page.wait_for_function("film => film.videoWidth > 0", arg=film.element_handle())
    pictures(panel, "camera")
    panel.button("Take picture").click()
    panel.button("Crop photo.png").click()
    box = panel.root.get_by_role("application")
    box.focus()
    for _ in range(50):
        box.press("Shift+ArrowLeft")
    panel.button("Turn right").click()
    pictures(panel, "crop")
    panel.button("Crop").click()
    got = arrived(panel)["Picture"]
    width, height = got["size"]
    assert height * 2 == pytest.approx(width * 640 / 480, rel=0.02) or width / height == pytest.approx(480 / 320, 0.02)
    assert lab.errors == []


def test_sound_is_recorded_and_trimmed(lab: Lab, opened: Any) -> None:
    panel = opened("/sound")
    panel.button("Open microphone for Sound").click()
    panel.button("● Record").click()
    expect(panel.root.locator(".g-capture .g-clock")).to_contain_text("1.", timeout=10 * SECONDS)
    pictures(panel, "record")
    panel.button("■ Stop").click()
    expect(panel.root.locator("audio")).to_be_visible()
    panel.button("Trim recording.wav").click()
    end = panel.root.get_by_label("End of recording.wav")
    end.fill("0.5")
    pictures(panel, "trim")
    panel.button("Trim").click()
    expect(panel.root.get_by_label("End of recording.wav")).to_have_count(0)
    assert arrived(panel)["Sound"]["seconds"] == pytest.approx(0.5, abs=0.02)
    assert lab.errors == []


def test_a_film_is_recorded(lab: Lab, opened: Any) -> None:
    panel = opened("/film")
    panel.button("Open camera for Film").click()
    panel.button("● Record").click()
    expect(panel.root.locator(".g-capture .g-clock")).to_contain_text("1.", timeout=10 * SECONDS)
    panel.button("■ Stop").click()
    expect(panel.root.locator("video")).to_be_visible()
    assert arrived(panel)["Film"]["bytes"] > 1000
    assert lab.errors == []


def test_a_gallery(lab: Lab, opened: Any, picture: str) -> None:
    panel = opened("/pictures")
    panel.root.locator("[data-parameter] input[type=file]").set_input_files([picture])
    panel.root.get_by_label("Caption of red.png").fill("the red one")
    pictures(panel, "gallery")
    ((told, caption),) = arrived(panel)["Pictures"]
    assert (told["size"], caption) == ([40, 30], "the red one")
    assert lab.errors == []


def test_an_image_editor(lab: Lab, opened: Any, picture: str) -> None:
    panel = opened("/editor")
    canvas = panel.root.locator(".g-editor canvas")
    expect(canvas).to_have_attribute("width", "400")
    panel.button("Paint with #3270cc").click()
    panel.root.get_by_label("Size").fill("60")
    area = canvas.bounding_box()
    assert area
    lab.page.mouse.move(area["x"] + 20, area["y"] + area["height"] / 2)
    lab.page.mouse.down()
    lab.page.mouse.move(area["x"] + area["width"] - 20, area["y"] + area["height"] / 2, steps=8)
    lab.page.mouse.up()
    panel.button("Add layer").click()
    canvas.focus()
    for key in ["Space", "ArrowDown", "ArrowDown", "Space"]:
        canvas.press(key)
    pictures(panel, "editor")
    got = arrived(panel)["Drawing"]
    assert got["background"] is None
    assert [layer["size"] for layer in got["layers"]] == [[400, 300]] * 2
    assert got["composite"]["middle"] == [50, 112, 204, 255]
    panel.button("Undo").click()
    panel.button("Undo").click()
    panel.button("Undo").click()
    assert arrived(panel)["Drawing"]["composite"]["middle"][3] == 0
    assert lab.errors == []


def test_text_with_files_and_a_conversation(lab: Lab, opened: Any, picture: str) -> None:
    panel = opened("/ask")
    panel.root.locator("[data-parameter] input[type=file]").set_input_files(picture)
    panel.field("Question").fill("what is this?")
    expect(panel.root.locator("img.g-picture")).to_be_visible()
    pictures(panel, "multimodal")
    got = arrived(panel)["Question"]
    assert (got["text"], got["files"][0]["size"]) == ("what is this?", [40, 30])
    panel.endpoint("/talk")
    panel.button("Add message").click()
    panel.root.get_by_label("Message 1", exact=True).fill("hi")
    panel.button("Add message").click()
    panel.root.get_by_label("Message 2", exact=True).fill("hello")
    pictures(panel, "talk")
    talk = arrived(panel)["Talk"]
    assert [(m["role"], m["content"][0]["text"]) for m in talk] == [("user", "hi"), ("assistant", "hello")]
    assert lab.errors == []


def test_bodies_and_folders(lab: Lab, opened: Any, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.txt").write_text("a")
    (tmp_path / "sub" / "b.txt").write_text("bb")
    panel = opened("/folder")
    panel.field("Folder").set_input_files(tmp_path)
    expect(panel.root.get_by_text("b.txt")).to_be_visible()
    assert sorted(file["bytes"] for file in arrived(panel)["Folder"]) == [1, 2]
    panel.endpoint("/body")
    panel.field("Body").set_input_files([{"name": "x.exe", "mimeType": "application/x-msdownload", "buffer": b"MZ"}])
    expect(panel.root.get_by_role("alert")).to_contain_text("x.exe")
    panel.field("Body").set_input_files([{"name": "x.obj", "mimeType": "", "buffer": b"v 0 0 0\n"}])
    # The alert goes and the file comes, which moves the button below them.
    expect(panel.root.get_by_text("x.obj")).to_be_visible()
    expect(panel.root.get_by_role("alert")).to_have_count(0)
    assert arrived(panel)["Body"]["bytes"] == 8
    assert lab.errors == []
