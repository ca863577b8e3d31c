"""Fixtures of the matrix: every test runs on each real Gradio of `tools/matrix.py`."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import matrix
import pytest
from generations import can
from servers import Server, free_port

from gradio_nb import Client

EVERY = Path(__file__).parent.parent / "apps" / "every.py"


class Ports(NamedTuple):
    """Where the app listens, in each of its forms."""

    plain: int
    strict: int
    unqueued: int


@pytest.fixture(scope="session", params=matrix.RELEASES, ids=lambda release: release.version)
def release(request: pytest.FixtureRequest) -> matrix.Release:
    """A Gradio that has an environment on this machine."""
    found: matrix.Release = request.param
    if matrix.python_of(found) is None:
        if matrix.host_of(found) is None:
            pytest.skip(f"Gradio {found.version} needs {found.pythons}, and none is on this machine")
        pytest.fail(f"Gradio {found.version} has no environment yet: run `make test-matrix`")
    return found


@pytest.fixture(scope="session")
def server(release: matrix.Release, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ports]:
    """The app on this Gradio, in a process that serves it in all its forms."""
    folder = tmp_path_factory.mktemp("every")
    ports = Ports(free_port(), free_port(), free_port())
    command = [str(matrix.python_of(release)), str(EVERY)]
    for name, port in zip(("port", "strict-port", "unqueued-port"), ports, strict=True):
        command.append(f"--{name}={port}")
    env = {**os.environ, "GRADIO_TEMP_DIR": str(folder / "files")}
    with Server(command, f"http://127.0.0.1:{ports.strict}", folder / "app.log", env) as server:
        server.wait_until_up()
        yield ports


@pytest.fixture(scope="session")
def every(server: Ports) -> str:
    """Address of the app."""
    return f"http://127.0.0.1:{server.plain}"


@pytest.fixture(scope="session")
def strict(server: Ports) -> str:
    """Address of the app under a path, with a login, a queue of one, small files and hidden errors."""
    return f"http://127.0.0.1:{server.strict}/behind/a%20path"


@pytest.fixture(scope="session")
def unqueued(release: matrix.Release, server: Ports) -> str:
    """Address of the app without a queue."""
    if not can(release.version, "a queue that is off"):
        pytest.skip(f"not on Gradio {release.version}: a queue that is off")
    return f"http://127.0.0.1:{server.unqueued}"


@pytest.fixture
def client(every: str) -> Iterator[Client]:
    with Client(every) as client:
        yield client


@pytest.fixture
def strict_client(strict: str) -> Iterator[Client]:
    with Client(strict, auth=("user", "secret")) as client:
        yield client
