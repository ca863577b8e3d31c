"""What axe-core finds serious in what is shown."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator

AXE = Path(__file__).resolve().parents[2] / "js/node_modules/axe-core/axe.min.js"

CHECK = """async root => {
  const {violations} = await axe.run(root, {
    resultTypes: ["violations"],
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  });
  return violations.filter(({impact}) => impact === "serious" || impact === "critical")
    .flatMap(({id, nodes}) => nodes.map(({html, failureSummary}) => ({id, html: html.slice(0, 300), failureSummary})));
}"""


def violations(root: Locator) -> list[dict[str, Any]]:
    """Give what is serious or critical, each with the element it is about."""
    if not root.page.evaluate("'axe' in window"):
        root.page.evaluate(_axe())
    found: list[dict[str, Any]] = root.evaluate(CHECK)
    return found


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")
