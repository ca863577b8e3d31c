"""The hosts beside JupyterLab, as the tests see them: Notebook 7, Voila, marimo."""

from __future__ import annotations

import os
import sys
import textwrap
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Literal, Protocol

from lab import ARTIFACTS, DARK, READY_SECONDS, READY_TRIES, Lab, LabServer
from playwright.sync_api import ConsoleMessage, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from servers import Server, free_port

Theme = Literal["light", "dark"]


class Host(Protocol):
    """What shows a notebook."""

    page: Page
    errors: list[str]

    def show(self, *sources: str, theme: Theme = "light") -> None:
        """Show a new notebook of these cells, all of which are run; their end need not be waited for."""

    def shot(self, name: str) -> Path:
        """Keep a picture of the page among the test artifacts."""

    def close(self, *, page_too: bool = False) -> None:
        """Stop what runs the cells."""


class InLab(Lab):
    """A notebook in JupyterLab."""

    def show(self, *sources: str, theme: Theme = "light") -> None:
        self.open(*sources)
        if theme == "dark":
            self.theme(DARK)
        self.run_all(wait=False)


class InNotebook(InLab):
    """A notebook in Notebook 7, which is made of the parts of Lab; each has a page of its own."""

    def open(self, *sources: str) -> None:
        self._server.write_notebook(self._path, sources)
        self._load()
        self._wait_until_ready()

    def close(self, *, page_too: bool = False) -> None:
        super().close(page_too=True)

    def _load(self) -> None:
        self.page.goto(self._server.address(f"notebooks/{self._path}"), wait_until="commit")


class Other:
    """A host whose page has errors of its own: those of the panel come from its bundle, at a blob: address."""

    def __init__(self, page: Page, name: str) -> None:
        self.page = page
        self.errors: list[str] = []
        self._name = name
        page.on("console", self._note)
        page.on("pageerror", self._note)

    def shot(self, name: str) -> Path:
        ARTIFACTS.mkdir(exist_ok=True)
        path = ARTIFACTS / f"{self._name}-{name}.png"
        self.page.screenshot(path=path)
        return path

    def _note(self, event: Any) -> None:
        if isinstance(event, ConsoleMessage):
            told = f"{event.text} {event.location.get('url', '')}" if event.type == "error" else ""
        else:
            told = f"{event}\n{getattr(event, 'stack', None) or ''}"
        if "blob:" in told:
            self.errors.append(told)


class InVoila(Other):
    """A notebook that Voila shows: all its cells are run, and only what they give is there."""

    def __init__(self, server: LabServer, page: Page, name: str) -> None:
        super().__init__(page, name)
        self._server = server

    def show(self, *sources: str, theme: Theme = "light") -> None:
        path = f"{self._name}.ipynb"
        self._server.write_notebook(path, sources)
        for left in reversed(range(READY_TRIES)):
            self.page.goto(f"{self._server.address(f'voila/render/{path}')}&theme={theme}", wait_until="commit")
            try:
                # It comes piece by piece, and ends with the last cell.
                self.page.wait_for_load_state("load", timeout=1000 * READY_SECONDS)
                return
            except PlaywrightTimeout:
                # Seen: Voila had all outputs of a cell, and waited for ever for the kernel's reply to it.
                if not left:
                    raise
                self.errors.clear()

    def close(self, *, page_too: bool = False) -> None:
        self.page.close()
        self._server.end_sessions()


class InMarimo(Other):
    """A notebook in marimo, as an app (`run`) or to work on (`edit`); it has a server of its own.

    Parameters
    ----------
    folder : Path
        For the notebook and marimo's settings.
    """

    def __init__(self, folder: Path, page: Page, name: str, mode: Literal["run", "edit"]) -> None:
        super().__init__(page, name)
        self._folder = folder
        self.mode = mode
        self._server: Server | None = None

    def show(self, *sources: str, theme: Theme = "light") -> None:
        notebook = self._folder / "notebook.py"
        notebook.write_text(_marimo(sources))
        settings = self._folder / "config" / "marimo" / "marimo.toml"
        settings.parent.mkdir(parents=True)
        settings.write_text(f'[display]\ntheme = "{theme}"\n[runtime]\nauto_instantiate = true\n')
        port = free_port()
        command = [sys.executable, "-m", "marimo", self.mode, str(notebook), "--headless", "--no-token"]
        command += [f"--port={port}", *(["--skip-update-check"] if self.mode == "edit" else [])]
        env = os.environ | {"XDG_CONFIG_HOME": str(settings.parent.parent), "HOME": str(self._folder)}
        url = f"http://127.0.0.1:{port}"
        self._server = Server(command, f"{url}/health", self._folder / "marimo.log", env)
        self._server.wait_until_up()
        self.page.goto(url, wait_until="commit")

    def close(self, *, page_too: bool = False) -> None:
        self.page.close()
        if self._server is not None:
            self._server.stop()


def _marimo(sources: Iterable[str]) -> str:
    """Write cells as marimo keeps them: as functions, whose arguments it works out by itself."""
    cells = [f"@app.cell\ndef _():\n{textwrap.indent(source, '    ')}\n    return\n" for source in sources]
    return "\n\n".join(["import marimo\n\napp = marimo.App()\n", *cells])
