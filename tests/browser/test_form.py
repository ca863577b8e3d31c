"""The form: what is wrong is told at its field, and keys stay in it."""

from __future__ import annotations

import pytest
from lab import DARK, Lab
from panel import Panel, connected
from playwright.sync_api import expect


def test_wrong_input_is_told_at_its_field_and_nothing_is_sent(lab: Lab, demo_url: str) -> None:
    panel = connected(lab, demo_url)
    panel.endpoint("/form")
    number = panel.field("Number")
    number.fill("99")
    panel.run()
    expect(number).to_have_attribute("aria-invalid", "true")
    told = lab.page.locator(f"#{number.get_attribute('aria-describedby').split()[0]}")  # type: ignore[union-attr]
    expect(panel.root.get_by_text("at most 10").or_(panel.root.get_by_text("between -10 and 10")).first).to_be_visible()
    assert told.count() == 1
    lab.shot("invalid")
    assert lab.evaluate("len(app.runs)") == 0
    assert lab.errors == []


def test_every_control_can_be_filled_and_arrives_as_it_was(lab: Lab, demo_url: str, media: dict[str, str]) -> None:
    panel = connected(lab, demo_url)
    panel.endpoint("/form")
    panel.root.locator("summary", has_text="Advanced").click()
    panel.field("Text").fill("one line")
    panel.field("Lines").fill("two\nlines")
    panel.field("Password").fill("secret")
    panel.field("Number").fill("-3")
    panel.root.get_by_role("slider", name="Slider").press("End")
    panel.field("Checkbox").uncheck()
    panel.root.get_by_role("group", name="Checks").get_by_label("winter").check()
    panel.root.get_by_role("radiogroup", name="Radio").get_by_label("autumn").check()
    panel.field("Choice").select_option("summer")
    panel.field("Custom").fill("monsoon")
    panel.field("Moment").fill("2026-11-20T08:30:15")
    panel.field("Code").fill("x = 1")
    panel.field("Data").fill('{"b": [true, null]}')
    for label, name in (("File", "text"), ("Image", "picture"), ("Audio", "sound"), ("Video", "film")):
        panel.field(label).set_input_files(media[name])
    panel.field("Files").set_input_files([media["text"], media["table"]])
    lab.shot("form")
    panel.run()
    panel.wait_status("Done")
    lab.shot("arrived")
    arrived = {name: told["value"] for name, told in lab.evaluate("app.result").items()}
    moment = arrived.pop("moment")
    assert lab.evaluate(f"__import__('datetime').datetime.fromtimestamp({moment}).isoformat()") == "2026-11-20T08:30:15"
    assert arrived == {
        "text": "one line",
        "lines": "two\nlines",
        "password": "secret",
        "number": -3,
        "slider": 1,
        "checkbox": False,
        "checks": ["summer", "winter"],
        "radio": "autumn",
        "choice": "summer",
        "choices": ["autumn"],
        "custom": "monsoon",
        "colour": "#c2410c",
        "code": "x = 1",
        "data": {"b": [True, None]},
        "file": {"name": "note.txt", "size": 5},
        "files": [{"name": "note.txt", "size": 5}, {"name": "rows.csv", "size": 8}],
        "image": {"name": "red.png", "size": arrived["image"]["size"]},
        "audio": {"name": "beep.wav", "size": 1644},
        "video": {"name": "film.mp4", "size": 24},
        "table": [["Ada", 36]],
    }
    assert lab.errors == []


@pytest.mark.parametrize("keys", [["a", "x", "d", "d", "ArrowDown", "Enter"]])
def test_keys_typed_in_the_panel_change_no_cell(lab: Lab, demo_url: str, keys: list[str]) -> None:
    panel = connected(lab, demo_url, "'second'", "'third'")
    before = lab.sources()
    panel.endpoint("/haiku")
    for focused in (panel.field("Topic"), panel.root.get_by_role("slider", name="Delay"), panel.button("Reset")):
        focused.focus()
        for key in keys:
            lab.page.keyboard.press(key)
    assert lab.sources() == before
    panel.field("Topic").fill("")
    panel.field("Topic").press_sequentially("ax dd")
    expect(panel.field("Topic")).to_have_value("ax dd")
    assert lab.sources() == before
    assert lab.page.evaluate("jupyterapp.shell.currentWidget.content.activeCellIndex") == 0
    assert lab.errors == []


def test_ctrl_enter_runs_and_the_keyboard_alone_suffices(lab: Lab, demo_url: str) -> None:
    panel = connected(lab, demo_url)
    panel.endpoint("/haiku")
    panel.field("Topic").focus()
    lab.page.keyboard.type("keys alone")
    lab.page.keyboard.press("Control+Enter")
    panel.wait_status("Done")
    assert lab.evaluate("len(app.runs)") == 1
    assert lab.sources() == [lab.sources()[0]]
    assert lab.errors == []


@pytest.mark.parametrize("width", [560, 1000])
def test_the_panel_follows_theme_and_width(lab: Lab, demo_url: str, width: int) -> None:
    panel = connected(lab, demo_url)
    panel.endpoint("/paint")
    panel.field("Prompt").fill("a lake under the stars")
    panel.run()
    panel.wait_status("Done")
    expect(panel.root.locator("figure img")).to_be_visible()
    panel.root.evaluate("(root, width) => { root.style.width = `${width}px` }", width)
    light = _background(panel)
    panel.root.screenshot(path=lab.shot(f"light-{width}"))
    lab.theme(DARK)
    expect(panel.root).to_have_css("color-scheme", "dark")
    assert _background(panel) != light
    panel.root.screenshot(path=lab.shot(f"dark-{width}"))
    columns = panel.root.locator(".g-body").evaluate("body => getComputedStyle(body).gridTemplateColumns")
    assert len(columns.split()) == (1 if width < 640 else 2)
    assert lab.errors == []


def _background(panel: Panel) -> str:
    color: str = panel.root.evaluate("root => getComputedStyle(root).backgroundColor")
    return color
