"""`make pictures`: every control and every output, light and dark, narrow and wide, into test-artifacts/pictures.

::

    python tools/pictures.py            # all
    python tools/pictures.py table chat # those with these words in their names

A sheet of all pictures of a theme and width lies beside them, to see at one look what is out of line.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from pictured import ROOT, lab_with
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from lab import DARK, LIGHT, Lab  # isort: skip
from panel import Panel  # isort: skip

FOLDER = ROOT / "test-artifacts" / "pictures"
THEMES = {"light": LIGHT, "dark": DARK}
WIDTHS = (560, 1000)
APPS = (
    ("tests/apps/every.py", "--strict-port=0"),
    ("tests/apps/shows.py",),
    ("tests/apps/controls.py",),
    ("tests/apps/chat.py",),
    ("tests/apps/streams.py",),
)
# Plots are drawn anew in another width, in the frame after the one that has it.
DRAWN = """() => new Promise(drawn => {
  const frame = left => requestAnimationFrame(left ? () => frame(left - 1) : drawn);
  frame(3);
})"""
THUMB, COLUMNS = (300, 240), 6


def look(lab: Lab, words: list[str]) -> None:
    """Take the pictures of one app."""
    panel = Panel(lab)
    panel.wait_ready()
    names: list[str] = lab.evaluate("[e for e, spec in app.client.app.endpoints.items() if spec.public]")
    for name in names:
        if not words or any(word in name for word in words):
            panel.endpoint(name)
            open_all(panel)
            done = panel.root.locator(".g-run-row").count()
            box = panel.root.locator(".g-say textarea")
            if box.count():
                box.fill("What is a **lake**?")
                box.press("Enter")
            elif runs_by_itself(panel):
                panel.run()
            if box.count() or runs_by_itself(panel):
                expect(panel.run_row(done + 1)).to_contain_text(re.compile("done|failed"), timeout=60_000)
            expect(panel.root.locator(".g-pending")).to_have_count(0)
            take(lab, panel, name.strip("/"))


def open_all(panel: Panel) -> None:
    """Unfold what is folded."""
    panel.root.evaluate("root => { for (const one of root.querySelectorAll('details')) one.open = true }")


def runs_by_itself(panel: Panel) -> bool:
    """Tell whether Run needs nothing to be filled in."""
    return not panel.root.locator(".g-form .g-required").count()


def take(lab: Lab, panel: Panel, name: str) -> None:
    for theme, of_lab in THEMES.items():
        lab.theme(of_lab)
        expect(panel.root).to_have_css("color-scheme", theme)
        for width in WIDTHS:
            panel.root.evaluate("(root, width) => { root.style.width = `${width}px` }", width)
            panel.root.evaluate(DRAWN)
            panel.root.locator(".g-body").screenshot(path=FOLDER / f"{theme}-{width}" / f"{name}.png")
    print(name)


def sheet(folder: Path) -> None:
    """Put all pictures of a folder on one."""
    files = sorted(folder.glob("*.png"))
    rows = -(-len(files) // COLUMNS)
    page = Image.new("RGB", (COLUMNS * THUMB[0], rows * (THUMB[1] + 16)), "grey")
    words = ImageDraw.Draw(page)
    for place, file in enumerate(files):
        x, y = place % COLUMNS * THUMB[0], place // COLUMNS * (THUMB[1] + 16)
        with Image.open(file) as picture:
            picture.thumbnail((THUMB[0] - 4, THUMB[1]))
            page.paste(picture, (x, y + 16))
        words.text((x + 2, y + 2), file.stem, fill="white")
    page.save(f"{folder}.png")
    print(f"{folder.relative_to(ROOT)}.png")


def main(words: list[str]) -> None:
    folders = [FOLDER / f"{theme}-{width}" for theme in THEMES for width in WIDTHS]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
    for command in APPS:
        with lab_with(*command, width=1300, height=1400) as (lab, _):
            look(lab, words)
    for folder in folders:
        sheet(folder)


if __name__ == "__main__":
    main(sys.argv[1:])
