"""An app, JupyterLab and a browser that looks at both, for the tools that take pictures."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import chromium
from playwright.sync_api import sync_playwright
from servers import Server, free_port

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests" / "browser"))

from lab import CHROMIUM_FLAGS, Lab, LabServer  # noqa: E402


@contextmanager
def lab_with(*command: str, width: int, height: int, scale: float = 1) -> Iterator[tuple[Lab, str]]:
    """Start an app and a Lab without side bar; gives the Lab, and the address of the app.

    Parameters
    ----------
    *command : str
        Arguments of Python that start the app; the port is added.
    width, height : int
        Of the page, in CSS pixels.
    scale : float
        Pixels of the picture for one of those.
    """
    path = chromium.find()
    if path is None:
        raise SystemExit("No Chromium: `make chromium` gets one.")
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port(7860)
        env = {**os.environ, "GRADIO_TEMP_DIR": str(folder / "files")}
        app = Server([sys.executable, *command, f"--port={port}"], f"http://127.0.0.1:{port}", folder / "app.log", env)
        server = LabServer(folder / "lab")
        try:
            with app, sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_FLAGS)
                page = browser.new_page(viewport={"width": width, "height": height}, device_scale_factor=scale)
                page.set_default_timeout(60_000)
                app.wait_until_up()
                server.wait_until_up()
                lab = Lab(server, page, "picture")
                lab.open(f'import gradio_nb as gnb\n\napp = gnb.connect("{app.url}")\napp')
                lab.command("application:toggle-left-area")
                lab.run_all()
                yield lab, app.url
                browser.close()
        finally:
            server.stop()
