"""An output put into an input by the menu beside it, of the same app and of another one."""

from __future__ import annotations

from lab import Lab
from panel import Panel, connected, pictures
from playwright.sync_api import expect


def test_a_picture_is_used_in_its_own_app_and_in_another_one(lab: Lab, demo_url: str, controls_url: str) -> None:
    panel = connected(lab, demo_url, f"other = gnb.connect({controls_url!r})\nother")
    lab.run_cell(1)
    other = Panel(lab, 1)
    other.wait_ready()
    panel.endpoint("/paint")
    panel.field("Prompt").fill("a lake")
    panel.root.get_by_role("spinbutton", name="Steps").fill("1")
    panel.run()
    panel.wait_status("Done")

    menu = panel.button("Use Picture in…")
    menu.focus()
    menu.press("Enter")
    items = panel.root.get_by_role("menuitem")
    expect(items.first).to_be_focused()
    pictures(panel, "use-in")
    items.first.press("ArrowUp")
    expect(items.last).to_be_focused()
    items.last.press("Escape")
    expect(menu).to_be_focused()
    expect(items).to_have_count(0)

    menu.click()
    panel.root.get_by_role("menuitem", name="Picture of Controls /picture").click()
    expect(panel.root.locator(".g-hand [role=status]").first).to_have_text("Put into Picture of Controls /picture")
    other.endpoint("/picture")
    expect(other.root.locator("[data-parameter] img")).to_be_visible()
    other.run()
    other.wait_status("Done")
    assert lab.evaluate("other.result['Picture']['size']") == list(lab.evaluate("app.result.picture.to_pil().size"))

    menu.click()
    panel.root.get_by_role("menuitem", name="Picture of /filter").click()
    expect(panel.root.locator("[data-parameter=image] img")).to_be_visible()
    panel.run()
    expect(panel.run_row(2)).to_contain_text("done")
    assert lab.evaluate("app.runs[-1].endpoint") == "/filter"
    assert lab.errors == []
