"""A server that an app names, and an app that answers as a test wants."""

from __future__ import annotations

import json
import socket
import threading
from typing import Any

from fake_server import CLOSE, Exchange, FakeApp, begun
from lab import Lab
from panel import Panel, connected
from playwright.sync_api import expect


class Canary:
    """A server that an app names: what reaches it has left the page."""

    def __init__(self, near: FakeApp) -> None:
        self._near = near
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.2", 0))
        self._stun = f"127.0.0.2:{self._socket.getsockname()[1]}"
        self.came: list[str] = []
        self._arrival = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()

    def _listen(self) -> None:
        while self._socket.recv(2000) != b"end":
            self.came.append("STUN")
            self._arrival.set()

    def named(self, html: str) -> str:
        """Write the addresses of the server into a page."""
        return html.replace("NEAR", self._near.url).replace("STUN", self._stun)

    def seen(self) -> list[str]:
        return self.came + [seen.path for seen in self._near.seen]

    def wait_for_stun(self) -> None:
        assert self._arrival.wait(20)

    def end(self) -> None:
        host, _, port = self._stun.partition(":")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(b"end", (host, int(port)))
        self._thread.join(10)
        self._socket.close()


class Shower:
    """An app in the panel of a notebook, whose answer is what a test wants it to be.

    Parameters
    ----------
    component : str
        What Gradio calls the component that shows it.
    """

    def __init__(self, lab: Lab, fake: FakeApp, component: str) -> None:
        self._value: Any = None
        self._runs = 0

        def answer(x: Exchange) -> None:
            event = fake.event_of(x)
            output = {"data": [self._value]}
            done = {"msg": "process_completed", "event_id": event, "success": True, "output": output}
            x.stream(*begun(event), f"data: {json.dumps(done)}\n\n", CLOSE)

        fake.config["components"][1]["type"] = component
        fake.routes["GET /gradio_api/queue/data"] = answer
        self.panel: Panel = connected(lab, fake.url)
        self.panel.field("Text").fill("x")

    def show(self, value: Any) -> None:
        """Run the app."""
        self._value = value
        self._runs += 1
        self.panel.run()
        expect(self.panel.run_row(self._runs)).to_contain_text("done")
