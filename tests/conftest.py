"""Fixtures for all tests."""

from __future__ import annotations

import os
import sys
import threading
import wave
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import ffmpeg
import pytest
from fake_server import FakeApp
from servers import Server, free_port

APPS = Path(__file__).parent / "apps"
CALM = str(APPS / "calm.py")


@pytest.fixture(scope="session")
def demo_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the demo app, which runs in a process of its own."""
    with _served("-m", "gradio_nb.demo", log=tmp_path_factory.mktemp("demo") / "app.log") as url:
        yield url


@pytest.fixture(scope="session")
def controls_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app that takes what the panel's bigger controls give."""
    with _served(str(APPS / "controls.py"), log=tmp_path_factory.mktemp("controls") / "app.log") as url:
        yield url


@pytest.fixture(scope="session")
def shows_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app whose outputs want a good look."""
    with _served(str(APPS / "shows.py"), log=tmp_path_factory.mktemp("shows") / "app.log") as url:
        yield url


@pytest.fixture(scope="session")
def long_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app whose values are too long to be drawn in one go."""
    with _served(str(APPS / "long.py"), log=tmp_path_factory.mktemp("long") / "app.log") as url:
        yield url


@pytest.fixture(scope="session")
def chat_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app of conversations."""
    with _served(str(APPS / "chat.py"), log=tmp_path_factory.mktemp("chat") / "app.log") as url:
        yield url


@pytest.fixture(scope="session")
def streams_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the app whose sounds and films are made part by part."""
    if not ffmpeg.is_there():
        pytest.skip(ffmpeg.MISSING)
    with _served(str(APPS / "streams.py"), log=tmp_path_factory.mktemp("streams") / "app.log") as url:
        yield url


@pytest.fixture
def fake() -> Iterator[FakeApp]:
    """A server that lies."""
    with FakeApp() as app:
        yield app


@contextmanager
def _served(*command: str, log: Path) -> Iterator[str]:
    port = free_port()
    env = {**os.environ, "GRADIO_TEMP_DIR": str(log.parent / "files")}
    with Server([sys.executable, CALM, *command, "--port", str(port)], f"http://127.0.0.1:{port}", log, env) as server:
        server.wait_until_up()
        yield server.url


@pytest.fixture(scope="session")
def media(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A file of each kind: text, table, picture (40 × 30, red), sound, film."""
    from PIL import Image

    folder = tmp_path_factory.mktemp("media")
    files = {
        "text": folder / "note.txt",
        "table": folder / "rows.csv",
        "picture": folder / "red.png",
        "sound": folder / "beep.wav",
        "film": folder / "film.mp4",
    }
    files["text"].write_text("hello")
    files["table"].write_text("a,b\n1,2\n")
    Image.new("RGB", (40, 30), (255, 0, 0)).save(files["picture"])
    with wave.open(str(files["sound"]), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(1600))
    # Enough of a film to be taken for one; no player is asked to play it.
    files["film"].write_bytes(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom")
    return {kind: str(path) for kind, path in files.items()}


@pytest.fixture(scope="session")
def picture(media: dict[str, str]) -> str:
    """A red picture of 40 × 30."""
    return media["picture"]


@pytest.fixture
def wait_for() -> Callable[..., Any]:
    """Wait until a job has told an event of a kind, and give the first one."""

    def wait(job: Any, kind: type, timeout: float = 20) -> Any:
        came = threading.Event()

        def look() -> None:
            if job.done() or any(isinstance(e, kind) for e in job.events):
                came.set()

        stop = job.listen(look)
        look()
        assert came.wait(timeout), f"no {kind.__name__} within {timeout} s: {job.events}"
        stop()
        found = [e for e in job.events if isinstance(e, kind)]
        assert found, f"{job} ended without a {kind.__name__}: {job.events}"
        return found[0]

    return wait
