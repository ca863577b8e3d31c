"""`make screenshot`: the pictures in docs/, of the panel in JupyterLab after some runs on the demo app."""

from __future__ import annotations

from pictured import ROOT, lab_with

from lab import DARK, LIGHT  # isort: skip
from panel import Panel  # isort: skip

PROMPTS = ["a storm over the hills", "a quiet lake under the stars"]


def main() -> None:
    (ROOT / "docs").mkdir(exist_ok=True)
    with lab_with("-m", "gradio_nb.demo", width=1060, height=1400, scale=2) as (lab, _):
        panel = Panel(lab)
        panel.wait_ready()
        for number, prompt in enumerate(PROMPTS, start=1):
            panel.field("Prompt").fill(prompt)
            panel.run()
            panel.root.get_by_text(f"#{number}", exact=True).first.wait_for()
            panel.wait_status("Done", seconds=60)
        panel.root.locator("figure img").first.wait_for()
        for theme, name in ((LIGHT, "panel.png"), (DARK, "panel-dark.png")):
            lab.theme(theme)
            lab.page.locator(".jp-Notebook .jp-Cell").first.screenshot(path=ROOT / "docs" / name)
            print(f"docs/{name}")


if __name__ == "__main__":
    main()
