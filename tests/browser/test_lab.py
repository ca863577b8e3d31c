"""The ground the other browser tests stand on."""

from __future__ import annotations

from lab import DARK, Lab


def test_a_cell_runs_and_its_kernel_can_be_asked(lab: Lab) -> None:
    lab.open("x = 20 + 1", "x * 2")
    lab.run_all()
    assert lab.outputs(1)[0]["data"]["text/plain"] == "42"
    assert lab.evaluate("x") == 21
    assert lab.errors == []


def test_a_cell_can_be_left_running(lab: Lab) -> None:
    lab.open("gate = input()", "passed = gate")
    lab.run_all(wait=False)
    box = lab.page.get_by_role("textbox", name="input").or_(lab.page.locator(".jp-Stdin-input"))
    box.first.fill("open")
    box.first.press("Enter")
    assert lab.evaluate("passed") == "open"


def test_a_reload_keeps_the_kernel(lab: Lab) -> None:
    lab.open("y = 5")
    lab.run_cell(0)
    lab.reload()
    index = lab.run("y + 1")
    assert lab.outputs(index)[0]["data"]["text/plain"] == "6"
    assert lab.sources() == ["y = 5", "y + 1"]


def test_the_theme_can_be_changed(lab: Lab) -> None:
    lab.open("1")
    white = "getComputedStyle(document.body).getPropertyValue('--jp-layout-color0').trim()"
    assert lab.page.evaluate(white) == "white"
    lab.theme(DARK)
    assert lab.page.evaluate(white) != "white"
