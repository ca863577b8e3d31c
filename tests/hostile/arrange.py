"""What attacks are made of: changes of a server that otherwise behaves like Gradio.

Secrets and values hold `CANARY`. An attack has succeeded when a server other than the app receives one, when it stands
in anything that people save or share, when a file outside of the download folder changes, or when the client hangs.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fake_server import Exchange, FakeApp, begun, completed, done

CANARY = "c4n4ry"
ESCAPES = frozenset(
    map(chr, (*range(9), *range(11, 32), *range(127, 160), *range(0x202A, 0x202F), *range(0x2066, 0x206A)))
)
"""What a terminal takes for commands, and what reorders the text around it."""
JOIN, DATA = "POST /gradio_api/queue/join", "GET /gradio_api/queue/data"
FILE = "GET /gradio_api/file=/tmp/x"
MARK = {"_type": "gradio.FileData"}

Arrange = Callable[[FakeApp, FakeApp], None]


@dataclass(frozen=True)
class Attack:
    """One thing that an app may try.

    Attributes
    ----------
    name : str
    arrange : callable
        Changes the app; it is given the app's server, and a server of the attacker's.
    """

    name: str
    arrange: Arrange


def host(server: FakeApp) -> str:
    return server.url.removeprefix("http://")


def answer_with(app: FakeApp, *data: Any) -> None:
    """Have every job end with these values."""
    app.routes[DATA] = lambda x: x.stream(*done(app.event_of(x), *data))


def fail_with(app: FakeApp, said: Callable[[Exchange], str], **more: str) -> None:
    """Have every job end with an error of the app."""

    def answer(x: Exchange) -> None:
        event = app.event_of(x)
        output = {"error": said(x), **more}
        x.stream(*begun(event), {**completed(event), "output": output, "success": False})

    app.routes[DATA] = answer


def file(path: str, name: str = "x.txt", **more: Any) -> dict[str, Any]:
    return {"path": path, "orig_name": name, "meta": MARK, **more}


def redirect(route: str, location: Callable[[FakeApp, FakeApp], str], status: int) -> Arrange:
    def arrange(app: FakeApp, evil: FakeApp) -> None:
        answer_with(app, file("/tmp/x"))
        app.routes[route] = lambda x: x.send(b"", status, location=location(app, evil))

    return arrange
