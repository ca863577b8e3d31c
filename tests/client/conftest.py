"""Fixtures of the client tests: real Gradio apps in processes of their own.

`GRADIO_NB_APP_PYTHON` names a Python with another Gradio to test against.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from fake_hub import FakeHub
from servers import Server, free_port

from gradio_nb import Client

APPS = Path(__file__).parent.parent / "apps"

Start = Callable[..., AbstractContextManager[Server]]


@pytest.fixture(scope="session")
def start_basics(tmp_path_factory: pytest.TempPathFactory) -> Start:
    """Start the test app with options; it is not up yet."""

    def start(*options: str, path: str = "", port: int = 0) -> Server:
        folder, port = tmp_path_factory.mktemp("basics"), free_port(port)
        env = {**os.environ, "GRADIO_TEMP_DIR": str(folder / "files")}
        python = os.environ.get("GRADIO_NB_APP_PYTHON", sys.executable)
        command = [python, str(APPS / "calm.py"), str(APPS / "basics.py"), "--port", str(port), *options]
        return Server(command, f"http://127.0.0.1:{port}{path}", folder / "app.log", env)

    return start


@pytest.fixture(scope="session")
def _strict_server(start_basics: Start) -> Iterator[Server]:
    options = ["--auth=user:secret", "--mount=/behind/a path", "--max-size=1", "--max-file-size=1kb", "--hide-errors"]
    with start_basics(*options, path="/behind/a%20path") as server:
        yield server


@pytest.fixture(scope="session")
def basics(start_basics: Start, _strict_server: Server) -> Iterator[str]:
    """Address of the test app."""
    # The other one is started first, so that both come up at the same time.
    with start_basics() as server:
        server.wait_until_up()
        yield server.url


@pytest.fixture(scope="session")
def strict(_strict_server: Server) -> str:
    """Address of the test app under a path, with a login, a queue of one, small files and hidden errors."""
    _strict_server.wait_until_up()
    return _strict_server.url


@pytest.fixture
def client(basics: str) -> Iterator[Client]:
    with Client(basics) as client:
        yield client


@pytest.fixture
def strict_client(strict: str) -> Iterator[Client]:
    with Client(strict, auth=("user", "secret")) as client:
        yield client


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[FakeHub]:
    """The Hub, and nobody signed in."""
    with FakeHub() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.url)
        monkeypatch.delenv("HF_TOKEN", raising=False)
        monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path / "token"))
        monkeypatch.setattr("gradio_nb.client.hub.spaces.POLL_INTERVAL", 0.01)
        yield hub


@pytest.fixture
def interruptible() -> Iterator[None]:
    """Let processes be interrupted also where the tests run in the background: shells have those ignore Ctrl-C."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def restless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait for no busy server."""
    monkeypatch.setattr("gradio_nb.client.deadline.BACKOFF_DELAYS", ())


@pytest.fixture
def gradio_version(client: Client) -> tuple[int, ...]:
    from gradio_nb.protocol.dialect import version_tuple

    return version_tuple(client.app.version)
