"""The client is light: what it does not need, it does not import. Told by a fresh interpreter."""

import json
import subprocess
import sys

import pytest

JUPYTER = {"IPython", "ipywidgets", "anywidget", "traitlets", "comm", "jupyter_client", "ipykernel", "tornado"}
HEAVY = {"huggingface_hub", "gradio", "gradio_client", "numpy", "PIL", "pandas", "httpx", "asyncio", "pydantic"} | {
    "websocket",  # for Gradio 3 only
    "markdown_it",
}
# Slow to import, and `gradio_nb.frozen` stands in for them. For the client as a whole that is up to requests.
SLOW = {"dataclasses", "inspect"}


def imported_by(code):
    printed = subprocess.run(
        [sys.executable, "-c", f"{code}\nimport json, sys; print(json.dumps(sorted(sys.modules)))"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    ).stdout
    return {name.partition(".")[0] for name in json.loads(printed)}


@pytest.mark.parametrize(
    "code",
    [
        "import gradio_nb",
        "import gradio_nb.errors",
        "import gradio_nb.protocol.config, gradio_nb.protocol.events, gradio_nb.protocol.sse",
        "import gradio_nb.protocol.diff, gradio_nb.protocol.dialect, gradio_nb.protocol.filedata",
        "import gradio_nb.values",
    ],
)
def test_lower_layers_need_nothing_but_python(code):
    assert not imported_by(code) & (JUPYTER | HEAVY | SLOW | {"requests", "urllib3"})


@pytest.mark.parametrize(
    "code",
    [
        "import gradio_nb.client",
        "from gradio_nb import Client",
        "import gradio_nb.runs",
        "import gradio_nb.chat.conversation",
    ],
)
def test_the_client_needs_requests_and_nothing_of_jupyter(code):
    assert not imported_by(code) & (JUPYTER | HEAVY | (SLOW - imported_by("import requests")))


def test_connecting_to_an_address_needs_no_hub():
    code = """
from gradio_nb import Client, errors
try:
    Client("http://127.0.0.1:9")
except errors.NotReachable:
    pass
"""
    assert not imported_by(code) & (JUPYTER | HEAVY)
