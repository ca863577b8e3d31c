"""The panel as a person uses it: by the names of its controls."""

from __future__ import annotations

from lab import Lab
from playwright.sync_api import Locator, expect


class Panel:
    """The first live panel of a notebook, or the one that is given."""

    def __init__(self, lab: Lab, root: Locator | None = None) -> None:
        self.lab = lab
        self.root = root or lab.page.locator("section.gnb").first

    def wait_ready(self) -> None:
        expect(self.root.get_by_text("ready", exact=False).first).to_be_visible(timeout=30_000)

    def endpoint(self, name: str) -> None:
        """Open the form of an endpoint."""
        tab = self.root.get_by_role("tab", name=name, exact=True)
        if tab.count():
            tab.click()
        else:
            self.root.get_by_label("Endpoint").select_option(name)

    def field(self, label: str) -> Locator:
        return self.root.get_by_label(label, exact=True)

    def run(self) -> None:
        self.root.get_by_role("button", name="Run", exact=True).click()

    @property
    def status(self) -> Locator:
        return self.root.get_by_role("status")

    def wait_status(self, text: str, timeout: float = 30) -> None:
        expect(self.status).to_contain_text(text, timeout=timeout * 1000)
