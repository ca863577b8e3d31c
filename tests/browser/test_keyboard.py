"""The panel without a mouse, and without motion for those who want none."""

from __future__ import annotations

from lab import Lab
from panel import Panel, connected
from playwright.sync_api import Locator, expect

MOVING = "root => root.getAnimations({subtree: true}).filter(one => one.playState === 'running').length"


def tab_to(lab: Lab, place: Locator) -> None:
    """Press Tab until a place has the focus."""
    place.wait_for()
    for _ in range(80):
        if place.evaluate("place => place === document.activeElement"):
            return
        lab.page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not lead to {place}")


def began(lab: Lab, demo_url: str) -> Panel:
    """Choose an endpoint by keys, and fill in its form."""
    panel = connected(lab, demo_url)
    panel.root.get_by_role("combobox", name="Endpoint").focus()
    lab.page.keyboard.type("/haiku")
    tab_to(lab, panel.field("Topic"))
    lab.page.keyboard.type("keys alone")
    return panel


def test_everything_from_the_picker_to_the_result_is_reached_with_tab(lab: Lab, demo_url: str) -> None:
    panel = began(lab, demo_url)
    slider = panel.root.get_by_role("slider", name="Delay")
    tab_to(lab, slider)
    lab.page.keyboard.press("Home")
    tab_to(lab, panel.button("Run"))
    lab.page.keyboard.press("Enter")
    panel.wait_status("Done")
    assert lab.evaluate("(app.runs[-1].endpoint, app.runs[-1].inputs)") == (
        "/haiku",
        {"topic": "keys alone", "delay": 0},
    )

    tab_to(lab, panel.button("Use Haiku in…"))
    lab.page.keyboard.press("Enter")
    expect(panel.root.get_by_role("menuitem").first).to_be_focused()
    lab.page.keyboard.press("Escape")
    tab_to(lab, panel.root.get_by_role("textbox", name="Variable", exact=True))
    lab.page.keyboard.type("poem")
    lab.page.keyboard.press("Enter")
    lab.page.wait_for_function("document.activeElement.value === 'poem'")
    tab_to(lab, panel.run_row(1))
    lab.page.keyboard.press("Enter")
    expect(panel.run_row(1)).to_have_attribute("aria-pressed", "true")
    assert lab.evaluate("poem == app.result")
    assert lab.errors == []


def test_a_run_is_cancelled_with_keys(lab: Lab, demo_url: str) -> None:
    panel = began(lab, demo_url)
    tab_to(lab, panel.root.get_by_role("slider", name="Delay"))
    lab.page.keyboard.press("End")
    lab.page.keyboard.press("Control+Enter")
    expect(panel.run_row(1)).to_contain_text("running")
    tab_to(lab, panel.status.get_by_role("button", name="Cancel", exact=True))
    lab.page.keyboard.press("Space")
    expect(panel.run_row(1)).to_contain_text("cancelled")
    assert lab.errors == []


def test_nothing_moves_for_those_who_want_it_so(lab: Lab, demo_url: str) -> None:
    panel = connected(lab, demo_url)
    panel.endpoint("/haiku")
    panel.field("Topic").fill("stillness")
    panel.root.get_by_role("spinbutton", name="Delay").fill("2")
    panel.run()
    expect(panel.run_row(1)).to_contain_text("running")
    lab.page.wait_for_function(f"root => ({MOVING})(root) > 0", arg=panel.root.element_handle())
    lab.page.emulate_media(reduced_motion="reduce")
    lab.page.wait_for_function(f"root => ({MOVING})(root) === 0", arg=panel.root.element_handle())
    expect(panel.run_row(1)).to_contain_text("running")
    lab.page.emulate_media(reduced_motion="no-preference")
    panel.status.get_by_role("button", name="Cancel", exact=True).click()
    assert lab.errors == []
