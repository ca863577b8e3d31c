"""A notebook that used hostile apps, as it is saved: it holds no secret, and nothing that acts when it is opened."""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import nbformat
import pytest
from arrange import CANARY, ESCAPES, Attack
from attacks import ATTACKS
from fake_server import FakeApp
from nbclient import NotebookClient
from ways import COOKIE, CREDENTIALS

# The slow ones are left to the other ways: a notebook shows nothing of them.
SHOWN = [attack for attack in ATTACKS if not re.search("300 MB|without end|trickles|silence|packed|junk", attack.name)]

PASSIVE = ("text/plain", "text/html", "image/png", "application/vnd.jupyter.widget-view+json")

SETUP = f"""
%colors NoColor
%xmode Verbose
import helpers
canary_variable = "{CANARY}variable"
"""
# Every frame of the traceback that is saved is one of gradio_nb or of the helper: none of the cell's own has a secret.
HELPERS = """
import contextlib
import gradio_nb as gnb
from IPython.display import display

OPTIONS = {options!r}

def options(folder):
    return OPTIONS | {{"download_dir": folder, "wake_timeout": 1.0}}

def use(url, folder):
    app = gnb.connect(url, **options(folder))
    display(app)
    error = None
    for name, endpoint in app.endpoints.items():
        values = ["{canary}value" if p.component == "textbox" else b"data" for p in endpoint.spec.parameters]
        try:
            display(app.predict(*values, api_name=name, time_limit=1.0))
        except gnb.GradioNbError as e:
            error = e
    app.view_api()
    display(*app.endpoints.values())
    if error is not None:
        raise error
"""


@pytest.fixture
def servers() -> Iterator[list[tuple[Attack, FakeApp]]]:
    """A server for each attack, and one of the attacker's for all of them."""
    with contextlib.ExitStack() as stack:
        evil = stack.enter_context(FakeApp("127.0.0.2"))
        found = []
        for attack in SHOWN:
            app = stack.enter_context(FakeApp())
            app.routes["GET /config"] = lambda x, app=app: x.json(app.config, set_cookie=COOKIE)
            app.routes["POST /login"] = lambda x: x.json({"success": True}, set_cookie=COOKIE)
            attack.arrange(app, evil)
            found.append((attack, app))
        yield found
        assert not any(CANARY in str(request) for request in evil.seen)


class Active(HTMLParser):
    """Finds what acts by itself in HTML: scripts, handlers, loads."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        if tag in ("script", "iframe", "object", "embed", "base", "meta", "link", "form", "style", "svg", "math"):
            self.found.append(tag)
        for name, value in attributes:
            text = (value or "").strip().lower()
            loads = name in ("src", "srcset", "poster", "background", "data") and not text.startswith("data:")
            script = text.startswith(("javascript:", "vbscript:", "data:text/html"))
            if name.startswith("on") or loads or script or (name == "style" and "url(" in text):
                self.found.append(f"{tag} {name}={value}")


def execute(servers: list[tuple[Attack, FakeApp]], folder: Path) -> Any:
    options = {name: value for name, value in CREDENTIALS.items()}
    (folder / "helpers.py").write_text(HELPERS.format(options=options, canary=CANARY))
    notebook = nbformat.v4.new_notebook()
    notebook.cells = [nbformat.v4.new_code_cell(SETUP)]
    for number, (_, app) in enumerate(servers):
        code = f"helpers.use({app.url!r}, {str(folder / str(number))!r})"
        notebook.cells.append(nbformat.v4.new_code_cell(code))
    client = NotebookClient(
        notebook, timeout=60, kernel_name="python3", allow_errors=True, resources={"metadata": {"path": str(folder)}}
    )
    return client.execute()


def texts_of(cell: Any) -> Iterator[tuple[str, str]]:
    """Yield each text of the outputs with its type."""
    for output in cell.outputs:
        if output.output_type == "stream":
            yield "text/plain", output.text
        elif output.output_type == "error":
            yield "text/plain", "\n".join([output.ename, output.evalue, *output.traceback])
        else:
            for kind, data in output.data.items():
                yield kind, data if isinstance(data, str) else json.dumps(data)


def test_a_saved_notebook_holds_no_secret_and_nothing_that_acts(
    servers: list[tuple[Attack, FakeApp]], tmp_path: Path
) -> None:
    notebook = execute(servers, tmp_path)
    assert len(notebook.cells) > 60
    faults = []
    for (attack, _), cell in zip(servers, notebook.cells[1:], strict=True):
        for kind, text in texts_of(cell):
            shown = text.replace(f"{CANARY}value", "")
            results = attack.name.startswith("markup") and kind == "text/plain"  # results are data
            if re.search(rf"{CANARY}(?!variable\b)", shown) or (f"{CANARY}variable" in shown):
                faults.append((attack.name, kind, "a secret"))
            if not results and not ESCAPES.isdisjoint(text):
                faults.append((attack.name, kind, "a control character"))
            if kind == "text/html":
                active = Active()
                active.feed(text)
                faults += [(attack.name, kind, what) for what in active.found]
            if kind not in PASSIVE:
                faults.append((attack.name, kind, "a type that acts"))
    assert faults == []
    # The state of the widgets is saved too.
    saved = json.dumps(notebook.metadata.get("widgets", {})).replace(f"{CANARY}value", "")
    assert CANARY not in saved
