"""JupyterLab in a browser, as the tests see it: notebooks of cells, and the kernel's own view of things."""

from __future__ import annotations

import ast
import json
import os
import re
import secrets
import sys
import urllib.request
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from jupyter_client.blocking.client import BlockingKernelClient
from playwright.sync_api import ConsoleMessage, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from servers import Server, free_port

ARTIFACTS = Path(__file__).resolve().parents[2] / "test-artifacts"

LIGHT, DARK = "JupyterLab Light", "JupyterLab Dark"

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--use-angle=swiftshader",  # no graphics card, but WebGL for the models
    "--enable-unsafe-swiftshader",
    "--disable-gpu-compositing",  # the rest of the page is drawn without it, for a fifth of the work
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--use-fake-device-for-media-stream",
    "--use-fake-ui-for-media-stream",
]

# Settings of Lab that a test needs: no news from the net, all cells in the DOM, no saving by itself.
LAB_SETTINGS: dict[str, dict[str, Any]] = {
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "notebook-extension/tracker": {"windowingMode": "none"},
    "docmanager-extension/plugin": {"autosave": False},
}

# What stands in the way of running cells, or "". The toolbar's dot says idle too early; this is the kernel's own word.
NOTEBOOK_LACKS = """path => {
  const widget = window.jupyterapp?.shell?.currentWidget;
  if (widget?.context?.path !== path) return `the notebook; shown is ${widget?.context?.path}`;
  if (!widget.content?.model) return "its cells";
  const kernel = widget.sessionContext.session?.kernel;
  if (!widget.sessionContext.isReady || !kernel) return "a session";
  if (kernel.connectionStatus !== "connected") return `a line to the kernel: it is ${kernel.connectionStatus}`;
  return kernel.status === "idle" ? "" : `an idle kernel: it is ${kernel.status}`;
}"""
READY_TRIES, READY_SECONDS = 3, 40


class LabServer:
    """A JupyterLab server whose settings, data and notebooks are in a folder of its own.

    Parameters
    ----------
    folder : Path
        Where everything goes; made if missing.
    """

    def __init__(self, folder: Path) -> None:
        self.root = folder / "notebooks"
        self.root.mkdir(parents=True)
        self._runtime = folder / "runtime"
        self._token = secrets.token_hex(16)
        self._direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        self._settings = folder / "settings"
        for plugin, settings in LAB_SETTINGS.items():
            file = self._settings / "@jupyterlab" / f"{plugin}.jupyterlab-settings"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(json.dumps(settings))
        env = {name: value for name, value in os.environ.items() if not name.startswith(("JUPYTER", "JPY"))}
        env |= {
            "JUPYTER_CONFIG_DIR": str(folder / "config"),
            "JUPYTER_DATA_DIR": str(folder / "data"),
            "JUPYTER_RUNTIME_DIR": str(self._runtime),
            "JUPYTERLAB_SETTINGS_DIR": str(self._settings),
            "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"),
            "IPYTHONDIR": str(folder / "ipython"),
            "JUPYTER_TOKEN": self._token,
        }
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ip=127.0.0.1"]
        command += [f"--port={port}", "--ServerApp.port_retries=0", f"--ServerApp.root_dir={self.root}"]
        command += ["--LabApp.expose_app_in_browser=True", "--JupyterNotebookApp.expose_app_in_browser=True"]
        self._server = Server(command, f"{self.url}/api", folder / "server.log", env)

    def wait_until_up(self) -> None:
        self._server.wait_until_up()

    def stop(self) -> None:
        self._server.stop()

    def page_url(self, path: str = "") -> str:
        """Return the address of Lab, or of one notebook in it, with the token."""
        return self.address(f"doc/tree/{path}" if path else "lab") + "&reset"

    def address(self, place: str) -> str:
        """Return the address of a place on the server, with the token."""
        return f"{self.url}/{place}?token={self._token}"

    def write_notebook(self, path: str, sources: Iterable[str]) -> None:
        """Write a notebook with these cells."""
        notebook = {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
            "cells": [
                {
                    "cell_type": "code",
                    "id": f"cell-{number}",
                    "source": source,
                    "metadata": {},
                    "outputs": [],
                    "execution_count": None,
                }
                for number, source in enumerate(sources)
            ],
        }
        (self.root / path).write_text(json.dumps(notebook), encoding="utf-8")

    def sessions(self) -> list[dict[str, Any]]:
        """Return the running sessions, each of which is a notebook and its kernel."""
        sessions: list[dict[str, Any]] = json.loads(self._ask("GET", "/api/sessions"))
        return sessions

    def end_sessions(self) -> None:
        """Stop all kernels; those of Voila have no session."""
        for session in self.sessions():
            self._ask("DELETE", f"/api/sessions/{session['id']}")
        for kernel in json.loads(self._ask("GET", "/api/kernels")):
            self._ask("DELETE", f"/api/kernels/{kernel['id']}")

    def kernel_client(self, path: str) -> BlockingKernelClient:
        """Connect to a notebook's kernel directly, past server and browser."""
        kernel = next(session["kernel"]["id"] for session in self.sessions() if session["path"] == path)
        client = BlockingKernelClient(connection_file=str(self._runtime / f"kernel-{kernel}.json"))
        client.load_connection_file()
        client.start_channels()
        client.wait_for_ready(timeout=30)
        return client

    def forget_theme(self) -> None:
        """Have the next page light, whatever was chosen in the last."""
        theme = self._settings / "@jupyterlab" / "apputils-extension" / "themes.jupyterlab-settings"
        theme.unlink(missing_ok=True)

    def _ask(self, method: str, path: str) -> bytes:
        request = urllib.request.Request(self.url + path, method=method)
        request.add_header("Authorization", f"token {self._token}")
        with self._direct.open(request, timeout=30) as response:
            body: bytes = response.read()
            return body


class Lab:
    """One notebook, open in a page of JupyterLab.

    Attributes
    ----------
    page : Page
        Playwright's page, to look and click.
    url : str
        Address of the server; all that the page asks for should be there.
    errors : list of str
        What the page said on its console as an error, and the exceptions nobody caught.
    """

    def __init__(self, server: LabServer, page: Page, name: str) -> None:
        self.page = page
        self.url = server.url
        self.errors: list[str] = []
        self._server = server
        self._name = name
        self._path = f"{name}.ipynb"
        self._kernel: BlockingKernelClient | None = None
        self._theme = LIGHT
        page.on("console", self._note)
        page.on("pageerror", self._note)

    # ---- the notebook and its cells

    def open(self, *sources: str) -> None:
        """Open a new notebook with these cells, its kernel ready."""
        self._server.write_notebook(self._path, sources)
        if not self.page.url.startswith(f"{self._server.url}/lab"):
            self.page.goto(self._server.page_url(), wait_until="commit")
            self.page.wait_for_function("window.jupyterapp?.restored")
            self.page.evaluate("window.jupyterapp.restored.then(() => undefined)")
        self.command("docmanager:open", path=self._path, factory="Notebook")
        self._wait_until_ready()

    def reload(self) -> None:
        """Load the page again, with the notebook as it is now; the kernel stays."""
        self.command("docmanager:save")
        self._load()
        self._wait_until_ready()

    def saved(self) -> str:
        """Return the notebook as it was saved last."""
        return (self._server.root / self._path).read_text(encoding="utf-8")

    def run_cell(self, index: int, *, wait: bool = True) -> None:
        """Run one cell; with `wait`, until it has ended."""
        self.page.evaluate("index => { jupyterapp.shell.currentWidget.content.activeCellIndex = index }", index)
        self.command("notebook:run-cell", wait=wait)

    def run_all(self, *, wait: bool = True) -> None:
        """Run all cells; with `wait`, until the last has ended."""
        self.command("notebook:run-all-cells", wait=wait)

    def add_cell(self, source: str) -> int:
        """Put a cell at the end, and return its index."""
        index: int = self.page.evaluate(
            """source => {
              const cells = jupyterapp.shell.currentWidget.content.model.sharedModel;
              cells.insertCell(cells.cells.length, {cell_type: "code", source});
              return cells.cells.length - 1;
            }""",
            source,
        )
        return index

    def run(self, source: str, *, wait: bool = True) -> int:
        """Put a cell at the end, run it, and return its index."""
        index = self.add_cell(source)
        self.run_cell(index, wait=wait)
        return index

    def sources(self) -> list[str]:
        """Return what is written in the cells."""
        sources: list[str] = self.page.evaluate(
            "jupyterapp.shell.currentWidget.content.widgets.map(cell => cell.model.sharedModel.getSource())"
        )
        return sources

    def outputs(self, index: int) -> list[dict[str, Any]]:
        """Return the outputs of a cell, as nbformat has them."""
        outputs: list[dict[str, Any]] = self.page.evaluate(
            "index => jupyterapp.shell.currentWidget.content.widgets[index].model.outputs.toJSON()", index
        )
        return outputs

    # ---- the kernel

    def evaluate(self, expression: str, timeout: float = 30) -> Any:
        """Evaluate an expression in the kernel; its repr has to be a literal.

        It waits for a running cell, as every execution does.
        """
        if self._kernel is None:
            self._kernel = self._server.kernel_client(self._path)
        reply = self._kernel.execute(
            "", user_expressions={"value": expression}, silent=True, store_history=False, reply=True, timeout=timeout
        )
        value = reply["content"]["user_expressions"]["value"]
        if value["status"] != "ok":
            raise RuntimeError(f"{expression}: {value['ename']}: {value['evalue']}")
        return ast.literal_eval(value["data"]["text/plain"])

    # ---- the page

    def command(self, name: str, *, wait: bool = True, seconds: float = 60, **arguments: Any) -> None:
        """Run a command of Lab; with `wait`, until its promise is kept, but at most so long."""
        self.page.evaluate(
            """([name, args, wait, ms]) => {
              const kept = jupyterapp.commands.execute(name, args).then(() => undefined);
              if (!wait) {
                kept.catch(() => undefined);  // it may end after its test has
                return;
              }
              const late = new Promise((_, reject) => setTimeout(reject, ms, new Error(`${name} took over ${ms} ms`)));
              return Promise.race([kept, late]);
            }""",
            [name, arguments, wait, seconds * 1000],
        )

    def theme(self, name: str) -> None:
        """Change the theme, to `LIGHT` or `DARK`; the next test has it light again."""
        self._theme = name
        self.command("apputils:change-theme", theme=name)
        light = "true" if name == LIGHT else "false"
        self.page.wait_for_selector(f"body[data-jp-theme-light={light}]", state="attached")
        self.page.wait_for_selector("#jupyterlab-splash", state="detached")  # it fades, over all that a picture shows

    def shot(self, name: str) -> Path:
        """Keep a picture of the page among the test artifacts."""
        ARTIFACTS.mkdir(exist_ok=True)
        path = ARTIFACTS / f"{self._name}-{name}.png"
        self.page.screenshot(path=path)
        return path

    def close(self, *, page_too: bool = False) -> None:
        """Close the notebook unsaved and stop its kernel; the page stays for the next one, if it is fit for it."""
        if self._kernel is not None:
            self._kernel.stop_channels()
        self.page.remove_listener("console", self._note)
        self.page.remove_listener("pageerror", self._note)
        if page_too:
            self.page.close()
            self._server.forget_theme()
        else:
            if self._theme != LIGHT:
                self.theme(LIGHT)
            self.page.evaluate("() => { for (const widget of [...jupyterapp.shell.widgets('main')]) widget.dispose() }")
        self._server.end_sessions()

    def _load(self) -> None:
        self.page.goto(self._server.page_url(self._path), wait_until="commit")

    def _wait_until_ready(self) -> None:
        """Wait for Lab and its kernel; a page that missed the first words of it is reloaded."""
        for left in reversed(range(READY_TRIES)):
            try:
                ready = f"path => !({NOTEBOOK_LACKS})(path)"
                self.page.wait_for_function(ready, arg=self._path, timeout=1000 * READY_SECONDS)
                return
            except PlaywrightTimeout:
                if not left:
                    lacks = self.page.evaluate(NOTEBOOK_LACKS, self._path)
                    raise RuntimeError(f"{self._path} cannot be used, as there is not {lacks}.") from None
            self._load()
            self.errors.clear()

    def _note(self, event: Any) -> None:
        if not isinstance(event, ConsoleMessage):
            # Lab's own React trips now and then over notebooks that a test has closed under it, and Notebook 7 over
            # itself. What the panel throws has a frame of its bundle, which anywidget loads from a blob: address.
            stack = getattr(event, "stack", None) or ""
            if not re.search("/static/(lab|notebook)/", stack) or "blob:" in stack:
                self.errors.append(f"uncaught: {event}\n{stack}")
        elif event.type == "error":
            self.errors.append(f"console: {event.text} ({event.location.get('url', '')})")
