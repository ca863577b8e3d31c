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
from lab import DARK, LIGHT, Lab
from panel import connected
from playwright.sync_api import expect
from servers import Server, free_port

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "js/node_modules/axe-core/axe.min.js"

CHECK = """async root => {
  const {violations} = await axe.run(root, {
    resultTypes: ["violations"],
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  });
  return violations.filter(({impact}) => impact === "serious" || impact === "critical")
    .flatMap(({id, nodes}) => nodes.map(({html, failureSummary}) => ({id, html: html.slice(0, 300), failureSummary})));
}"""


@pytest.fixture(scope="module")
def every_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """An app with one of each component as input and as output."""
    folder = tmp_path_factory.mktemp("every")
    ports = free_port(), free_port()
    command = [sys.executable, str(ROOT / "tests/apps/every.py"), f"--port={ports[0]}", f"--strict-port={ports[1]}"]
    env = os.environ | {"GRADIO_TEMP_DIR": str(folder / "files")}
    with Server(command, f"http://127.0.0.1:{ports[1]}", folder / "app.log", env) as server:
        server.wait_until_up()
        yield f"http://127.0.0.1:{ports[0]}"


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("app", ["every_url", "shows_url", "controls_url"])
def test_axe_finds_nothing_serious(lab: Lab, request: pytest.FixtureRequest, app: str, theme: str) -> None:
    panel = connected(lab, request.getfixturevalue(app))
    lab.theme(theme)
    lab.page.evaluate(AXE.read_text(encoding="utf-8"))
    names = lab.evaluate("[name for name, e in app.client.app.endpoints.items() if e.public]")
    if app == "every_url":
        names = [name for name in names if name.startswith(("/take_", "/give_"))]
    found: dict[str, Any] = {}
    runs = 0
    for name in names:
        panel.endpoint(name)
        expect(panel.root.locator(".g-form")).to_be_visible()
        if not panel.root.locator(".g-form .g-required").count():
            panel.run()
            runs += 1
            expect(panel.run_row(runs)).to_contain_text(re.compile("done|failed"))
        expect(panel.root.locator(".g-pending")).to_have_count(0)
        if violations := panel.root.evaluate(CHECK):
            found[name] = violations
    assert runs
    assert not found, json.dumps(found, indent=1)[:6000]
