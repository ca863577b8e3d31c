"""The panel as a person uses it: by the names of its controls."""

from __future__ import annotations

import re
from typing import Any

from access import violations
from lab import DARK, LIGHT, Lab
from playwright.sync_api import Locator, expect

SECONDS = 1000


class AnyPanel:
    """A panel on the page of any host."""

    def __init__(self, root: Locator) -> None:
        self.root = root

    def wait_ready(self) -> None:
        expect(self.root.locator("header")).to_contain_text("ready", timeout=60 * SECONDS)

    def endpoint(self, name: str) -> None:
        """Open the form of an endpoint."""
        tab = self.root.get_by_role("tab", name=name, exact=True)
        if tab.count():
            tab.click()
        else:
            self.root.get_by_role("combobox", name=re.compile("^(More endpoints|Endpoint)$")).select_option(name)

    def field(self, label: str) -> Locator:
        return self.root.get_by_label(label, exact=True)

    def button(self, name: str) -> Locator:
        return self.root.get_by_role("button", name=name, exact=True)

    def run(self) -> None:
        self.button("Run").click()

    @property
    def status(self) -> Locator:
        return self.root.get_by_role("status").first  # viewers may have one of their own

    def wait_status(self, text: str, seconds: float = 60) -> None:
        expect(self.status).to_contain_text(text, timeout=seconds * SECONDS)

    def run_row(self, number: int) -> Locator:
        """The line of a run in the list."""
        return self.root.locator(".g-run-row").filter(has_text=f"#{number}")


class Panel(AnyPanel):
    """The panel that a cell shows.

    Parameters
    ----------
    lab : Lab
    cell : int, optional
        Whose output it is in; without it the first of the page.
    """

    def __init__(self, lab: Lab, cell: int | None = None) -> None:
        self.lab = lab
        place = lab.page if cell is None else lab.page.locator(".jp-Notebook .jp-Cell").nth(cell)
        super().__init__(place.locator("section.gnb").first)


def connected(lab: Lab, url: str, *more: str) -> Panel:
    """Open a notebook that shows a panel, and wait until it is connected."""
    lab.open(f"import gradio_nb as gnb\napp = gnb.connect({url!r})\napp", *more)
    lab.run_cell(0)
    panel = Panel(lab, 0)
    panel.wait_ready()
    return panel


def arrived(panel: Panel) -> Any:
    """Run, and give what the app says it has got."""
    number = panel.lab.evaluate("len(app.runs)") + 1
    panel.run()
    expect(panel.run_row(number)).to_contain_text("done", timeout=60 * SECONDS)
    return panel.lab.evaluate("app.result")


def pictures(panel: Panel, name: str) -> None:
    """Keep pictures of the panel, light and dark, narrow and wide; axe finds nothing serious in it."""
    lab = panel.lab
    lab.page.set_viewport_size({"width": 1500, "height": 900})
    for theme, name_of_theme in (("light", LIGHT), ("dark", DARK)):
        lab.theme(name_of_theme)
        expect(panel.root).to_have_css("color-scheme", theme)
        assert violations(panel.root, colours_only=theme == "dark") == []
        for width in (560, 1000):
            panel.root.evaluate("(root, width) => { root.style.width = `${width}px` }", width)
            panel.root.screenshot(path=lab.shot(f"{name}-{theme}-{width}"))
    lab.theme(LIGHT)
    panel.root.evaluate("root => { root.style.width = '' }")
    lab.page.set_viewport_size({"width": 1280, "height": 900})
