"""Values that are too long to be drawn in one go: a little in each frame, and more when asked for."""

from __future__ import annotations

import re

from lab import Lab
from panel import connected
from playwright.sync_api import Locator, expect

# How many elements there are when each frame begins, for as long as the page lives.
WATCH = """selector => {
  const counts = window.counts = [];
  const look = () => {
    if (window.counts !== counts) return;
    counts.push(document.querySelectorAll(selector).length);
    requestAnimationFrame(look);
  };
  look();
}"""
STEPS = "() => Math.max(...window.counts.map((count, i) => count - (window.counts[i - 1] ?? count)))"


def more(output: Locator) -> Locator:
    return output.get_by_role("button", name=re.compile("^Show (more|earlier)"))


def test_long_values_are_drawn_in_frames(lab: Lab, long_url: str) -> None:
    panel = connected(lab, long_url)

    def shown(endpoint: str, selector: str) -> Locator:
        panel.endpoint(endpoint)
        lab.page.evaluate(WATCH, f".g-output {selector}")
        panel.run()
        output = panel.root.locator(".g-output").first
        expect(output.locator(selector).first).to_be_attached()
        panel.wait_status("Done")
        return output.locator(selector)

    output = panel.root.locator(".g-output").first
    pieces = shown("/text", ".g-piece")
    expect(pieces).to_have_count(6)
    assert lab.page.evaluate(STEPS) == 1
    expect(pieces.last).to_have_css("content-visibility", "auto")
    more(output).click()
    expect(pieces).to_have_count(12)
    assert len(output.locator(".g-prose").inner_text()) < 60_000
    assert lab.page.evaluate(STEPS) == 1
    lab.shot("text")

    leaves = shown("/tree", ".g-leaf")
    for count in (100, 200, 400):
        expect(leaves).to_have_count(count)
        more(output).click()
    expect(leaves).to_have_count(800)
    assert lab.page.evaluate(STEPS) == 50

    messages = shown("/chat", ".g-chat > li")
    expect(messages).to_have_count(30)
    assert lab.page.evaluate(STEPS) <= 4
    messages.first.scroll_into_view_if_needed()
    expect(messages.first).to_contain_text("message 0")

    assert lab.errors == []
