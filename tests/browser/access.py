"""What axe-core finds serious in what is shown."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator

AXE = Path(__file__).resolve().parents[2] / "js/node_modules/axe-core/axe.min.js"

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = {"type": "rule", "values": ["color-contrast"]}

CHECK = """async (root, runOnly) => {
  const {violations} = await axe.run(root, {resultTypes: ["violations"], runOnly});
  return violations.filter(({impact}) => impact === "serious" || impact === "critical")
    .flatMap(({id, nodes}) => nodes.map(({html, failureSummary}) => ({id, html: html.slice(0, 300), failureSummary})));
}"""


def violations(root: Locator, colours_only: bool = False) -> list[dict[str, Any]]:
    """Give what is serious or critical, each with the element it is about.

    Parameters
    ----------
    root : Locator
    colours_only : bool
        For another theme of what was looked at already: nothing else is different there.
    """
    if not root.page.evaluate("'axe' in window"):
        root.page.evaluate(_axe())
    found: list[dict[str, Any]] = root.evaluate(CHECK, COLOURS if colours_only else RULES)
    return found


@cache
def _axe() -> str:
    return AXE.read_text(encoding="utf-8")
