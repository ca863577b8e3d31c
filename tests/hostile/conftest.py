"""A hostile app, and a server of the attacker's."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fake_server import FakeApp
from ways import COOKIE


@pytest.fixture
def app(fake: FakeApp) -> FakeApp:
    """An app with a login, that sets a cookie."""
    fake.routes["GET /config"] = lambda x: x.json(fake.config, set_cookie=COOKIE)
    fake.routes["POST /login"] = lambda x: x.json({"success": True}, set_cookie=COOKIE)
    return fake


@pytest.fixture(scope="session")
def _evil() -> Iterator[FakeApp]:
    with FakeApp("127.0.0.2") as server:
        for method in ("GET", "POST", "HEAD"):
            for path in ("/x", "/x/config", "/gradio_api/queue/join"):
                server.routes[f"{method} {path}"] = lambda x: x.json(server.config)
        yield server


@pytest.fixture
def evil(_evil: FakeApp) -> FakeApp:
    """A server of the attacker's, that answers everything."""
    _evil.seen.clear()
    return _evil
