"""axe-core looks at every control and every viewer, in light and in dark."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from access import violations
from lab import DARK, LIGHT, Lab
from panel import Panel, connected
from playwright.sync_api import expect
from servers import Server, free_port

APPS = Path(__file__).resolve().parents[1] / "apps"


@pytest.fixture(scope="module")
def every_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An app with one of each component as input and as output."""
    folder = tmp_path_factory.mktemp("every")
    ports = free_port(), free_port()
    command = [sys.executable, str(APPS / "calm.py"), str(APPS / "every.py")]
    command += [f"--port={ports[0]}", f"--strict-port={ports[1]}"]
    env = os.environ | {"GRADIO_TEMP_DIR": str(folder / "files")}
    with Server(command, f"http://127.0.0.1:{ports[1]}", folder / "app.log", env) as server:
        server.wait_until_up()
        yield f"http://127.0.0.1:{ports[0]}"


OPEN = "root => { for (const one of root.querySelectorAll('details')) one.open = true }"


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize(
    ("app", "prefix"),
    [("every_url", "/take_"), ("every_url", "/give_"), ("shows_url", ""), ("controls_url", ""), ("chat_url", "")],
)
def test_axe_finds_nothing_serious(lab: Lab, request: pytest.FixtureRequest, app: str, prefix: str, theme: str) -> None:
    panel = connected(lab, request.getfixturevalue(app))
    lab.theme(theme)
    names = lab.evaluate("[name for name, e in app.client.app.endpoints.items() if e.public]")
    names = [name for name in names if str(name).startswith(prefix)]
    assert names
    found: dict[str, Any] = {}
    for name in names:
        panel.endpoint(name)
        expect(panel.root.locator(".g-form, .g-conversation")).to_be_visible()
        panel.root.evaluate(OPEN)
        end(panel)
        open_menus(panel)
        expect(panel.root.locator(".g-pending")).to_have_count(0)
        if serious := violations(panel.root, colours_only=theme == DARK):
            found[name] = serious
    assert not found, json.dumps(found, indent=1)[:6000]


def end(panel: Panel) -> None:
    """Run what is shown until it has ended, or is told to be incomplete at its fields."""
    runs = panel.lab.evaluate("len(app.runs)")
    if panel.root.locator(".g-say").count():
        panel.root.locator(".g-say textarea").fill("hello")
        panel.button("Send").click()
    else:
        panel.run()
    ended = panel.run_row(runs + 1).filter(has_text=re.compile("done|failed"))
    expect(ended.or_(panel.root.locator(".g-problem")).first).to_be_visible()


def open_menus(panel: Panel) -> None:
    """Open what belongs to the first field and the first output."""
    for name in (re.compile("^More for "), re.compile("^Use .* in…$")):
        button = panel.root.get_by_role("button", name=name).first
        if button.count():
            button.click()
            expect(button).to_have_attribute("aria-expanded", "true")
    expect(panel.root.get_by_text("Asking the kernel…")).to_have_count(0)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_axe_finds_nothing_serious_while_something_runs_and_when_it_fails(lab: Lab, demo_url: str, theme: str) -> None:
    panel = connected(lab, demo_url)
    lab.theme(theme)
    panel.endpoint("/slow")
    panel.root.get_by_role("spinbutton", name="Seconds").fill("20")
    panel.run()
    expect(panel.run_row(1)).to_contain_text("running")
    panel.run()
    expect(panel.run_row(2)).to_contain_text("queued")
    assert violations(panel.root) == []
    panel.button("Cancel run 2").click()
    panel.button("Cancel run 1").click()
    expect(panel.run_row(1)).to_contain_text("cancelled")
    panel.endpoint("/fail")
    panel.run()
    expect(panel.run_row(3)).to_contain_text("failed")
    assert violations(panel.root) == []
