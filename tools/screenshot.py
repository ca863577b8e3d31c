"""`make screenshot`: the pictures in docs/, of the panel in JupyterLab after some runs on the demo app."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import chromium
from playwright.sync_api import sync_playwright
from servers import Server, free_port

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "browser"))

from lab import CHROMIUM_FLAGS, DARK, LIGHT, Lab, LabServer  # noqa: E402
from panel import Panel  # noqa: E402

PROMPTS = ["a storm over the hills", "a quiet lake under the stars"]


def take(lab: Lab, app_url: str) -> None:
    lab.open(f'import gradio_nb as gnb\n\napp = gnb.connect("{app_url}")\napp')
    lab.command("application:toggle-left-area")
    lab.run_all()
    panel = Panel(lab)
    panel.wait_ready()
    for number, prompt in enumerate(PROMPTS, start=1):
        panel.field("Prompt").fill(prompt)
        panel.run()
        panel.root.get_by_text(f"#{number}", exact=True).first.wait_for()
        panel.wait_status("Done", seconds=60)
    lab.page.wait_for_function("[...document.querySelectorAll('.gnb-panel img')].some(image => image.naturalWidth)")
    for theme, name in ((LIGHT, "panel.png"), (DARK, "panel-dark.png")):
        lab.theme(theme)
        lab.page.locator(".jp-Notebook .jp-Cell").first.screenshot(path=ROOT / "docs" / name)
        print(f"docs/{name}")


def main() -> int:
    path = chromium.find()
    if path is None:
        print("No Chromium: `make chromium` gets one.", file=sys.stderr)
        return 1
    (ROOT / "docs").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        port = free_port(7860)
        command = [sys.executable, "-m", "gradio_nb.demo", "--port", str(port)]
        server = LabServer(folder / "lab")
        try:
            with (
                Server(command, f"http://127.0.0.1:{port}", folder / "app.log") as app,
                sync_playwright() as playwright,
            ):
                browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
                page = browser.new_page(viewport={"width": 1060, "height": 1400}, device_scale_factor=2)
                app.wait_until_up()
                server.wait_until_up()
                take(Lab(server, page, "picture"), app.url)
                browser.close()
        finally:
            server.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
