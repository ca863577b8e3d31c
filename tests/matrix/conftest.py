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

APPS = Path(__file__).parent.parent / "apps"
MORE = ("chat", "same")


class Ports(NamedTuple):
    """Where the app listens, in each of its forms."""

    plain: int
    strict: int
    unqueued: int


class Servers:
    """The apps on each Gradio: one that is served in all its forms, and those of `MORE`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._running: dict[matrix.Release, dict[str, Server]] = {}
        self._ports: dict[matrix.Release, Ports] = {}

    def start(self, release: matrix.Release) -> None:
        """Begin to start the apps; does not wait."""
        python = matrix.python_of(release)
        if python is None or release in self._running:
            return
        ports = self._ports[release] = Ports(free_port(), free_port(), free_port())
        options = zip(("port", "strict-port", "unqueued-port"), ports, strict=True)
        running = self._running[release] = {}

        def serve(app: str, port: int, *options: str) -> None:
            folder = self._folder / release.version / app
            env = {**os.environ, "GRADIO_TEMP_DIR": str(folder / "files")}
            # Compiling a Gradio takes as long as importing it. The environments are ours: they keep what is compiled.
            env.pop("PYTHONDONTWRITEBYTECODE", None)
            command = [str(python), str(APPS / f"{app}.py"), *options]
            running[app] = Server(command, f"http://127.0.0.1:{port}", folder / "app.log", env)

        serve("every", ports.strict, *(f"--{name}={port}" for name, port in options))
        for app in MORE:
            port = free_port()
            serve(app, port, f"--port={port}")

    def wait_for(self, release: matrix.Release, app: str) -> str:
        """Give the address of an app once it answers."""
        server = self._running[release][app]
        server.wait_until_up()
        return server.url

    def ports(self, release: matrix.Release) -> Ports:
        self.wait_for(release, "every")
        return self._ports[release]

    def stop(self, release: matrix.Release, *apps: str) -> None:
        """Stop some of the apps, or all that are left."""
        for app in apps or list(self._running[release]):
            self._running[release].pop(app).stop()

    def close(self) -> None:
        for release in self._running:
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
def started(release: matrix.Release, servers: Servers) -> Iterator[None]:
    """The apps on this Gradio, begun to be started."""
    servers.start(release)
    # A start takes some ten seconds: those of the next one go on while this one is tested.
    for following in matrix.RELEASES[matrix.RELEASES.index(release) + 1 :][:1]:
        servers.start(following)
    yield
    servers.stop(release)


@pytest.fixture(scope="session")
def server(release: matrix.Release, servers: Servers, started: None) -> Ports:
    """Where the app listens on this Gradio."""
    return servers.ports(release)


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
