"""Fixtures of the matrix: every test runs on each real Gradio of `tools/matrix.py`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
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


class Servers:
    """The app on each Gradio, in a process that serves it in all its forms."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: dict[matrix.Release, tuple[Server, Ports]] = {}

    def start(self, release: matrix.Release) -> None:
        """Begin to start the app; does not wait."""
        python = matrix.python_of(release)
        if python is None or release in self._running:
            return
        folder = self._folder / release.version
        ports = Ports(free_port(), free_port(), free_port())
        command = [str(python), str(EVERY)]
        for name, port in zip(("port", "strict-port", "unqueued-port"), ports, strict=True):
            command.append(f"--{name}={port}")
        env = {**os.environ, "GRADIO_TEMP_DIR": str(folder / "files")}
        server = Server(command, f"http://127.0.0.1:{ports.strict}", folder / "app.log", env)
        self._running[release] = server, ports

    def wait_for(self, release: matrix.Release) -> Ports:
        server, ports = self._running[release]
        server.wait_until_up()
        return ports

    def stop(self, release: matrix.Release) -> None:
        self._running.pop(release)[0].stop()

    def close(self) -> None:
        for release in list(self._running):
            self.stop(release)


@pytest.fixture(scope="session", params=matrix.RELEASES, ids=lambda release: release.version)
def release(request: pytest.FixtureRequest) -> matrix.Release:
    """A Gradio that has an environment on this machine."""
    found: matrix.Release = request.param
    if matrix.python_of(found) is None:
        if matrix.host_of(found) is None:
            pytest.skip(f"Gradio {found.version} needs {found.pythons}, and none is on this machine")
        pytest.fail(f"Gradio {found.version} has no environment yet: run `make matrix`", pytrace=False)
    return found


@pytest.fixture(scope="session")
def servers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Servers]:
    servers = Servers(tmp_path_factory.mktemp("every"))
    yield servers
    servers.close()


@pytest.fixture(scope="session")
def server(release: matrix.Release, servers: Servers) -> Iterator[Ports]:
    """Where the app listens on this Gradio."""
    servers.start(release)
    # A start takes some ten seconds: that of the next one goes on while this one is tested.
    for following in matrix.RELEASES[matrix.RELEASES.index(release) + 1 :][:1]:
        servers.start(following)
    yield servers.wait_for(release)
    servers.stop(release)


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


# The tests of a release share their clients: to describe its hundred endpoints takes a server half a second.
@pytest.fixture(scope="session")
def client(every: str) -> Iterator[Client]:
    with Client(every) as client:
        yield client


@pytest.fixture(scope="session")
def strict_client(strict: str) -> Iterator[Client]:
    with Client(strict, auth=("user", "secret")) as client:
        yield client


@pytest.fixture
def version(release: matrix.Release) -> str:
    return release.version


@pytest.fixture
def needs(version: str) -> Callable[[str], None]:
    """Skip where a generation cannot do a thing."""

    def needs(what: str) -> None:
        if not can(version, what):
            pytest.skip(f"not on Gradio {version}: {what}")

    return needs
