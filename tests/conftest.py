"""Fixtures for all tests."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest
from servers import Server, free_port


@pytest.fixture(scope="session")
def demo_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the demo app, which runs in a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", "gradio_nb.demo", "--port", str(port)]
    with Server(command, f"http://127.0.0.1:{port}", tmp_path_factory.mktemp("demo") / "app.log") as server:
        server.wait_until_up()
        yield server.url
