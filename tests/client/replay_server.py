"""Servers of older generations, played from what the real ones said: `tests/fixtures/recordings`."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import websocket_server as ws
from fake_server import Exchange, FakeApp

RECORDINGS = Path(__file__).parents[1] / "fixtures" / "recordings"

CUT = {"replay": "cut"}
"""In a script: the connection breaks here."""
HANG = {"replay": "hang"}
"""In a script: nothing more comes until the client goes, or the test ends."""

Message = dict[str, Any]


class ReplayApp(FakeApp):
    """The reference app on one release of Gradio.

    Attributes
    ----------
    jobs : dict
        Name of a function to the script of its next calls: the messages that the server sends. May be
        changed by the test.
    asked : list
        What the client has sent for each job, in order.
    gone : threading.Event
        Set when a client has left before its script was over.
    """

    def __init__(self, version: str) -> None:
        super().__init__()
        schema = _read(version, "schema")
        self.config, self.info = schema["config"], schema["info"]
        self.jobs: dict[str, list[Message]] = _read(version, "jobs")
        self.asked: list[Any] = []
        self.gone = threading.Event()
        self._given = threading.Condition()
        self._data: dict[str, Any] = {}
        self._mail: dict[str, list[Message]] = {}
        self.routes = {
            "GET /config": lambda x: x.json(self.config),
            "POST /run/predict": self.run,
            "POST /upload": lambda x: x.json(["/tmp/gradio/1/uploaded"]),
            "POST /reset": lambda x: x.json({"success": True}),
        }
        if self.info:
            self.routes["GET /info"] = lambda x: x.json(self.info)
        protocol = self.config.get("protocol", "ws")
        if protocol == "ws":
            self.routes["GET /queue/join"] = self.socket
        elif protocol == "sse":
            self.routes |= {"GET /queue/join": self.one_stream, "POST /queue/data": self.take}
        else:
            self.routes |= {"POST /queue/join": self.join, "GET /queue/data": self.mailbox}

    def index(self, name: str) -> int:
        """The fn_index of a function."""
        return next(i for i, d in enumerate(self.config["dependencies"]) if d["api_name"] == name)

    def script(self, fn_index: int) -> list[Message]:
        return self.jobs[self.config["dependencies"][int(fn_index)]["api_name"]]

    def run(self, x: Exchange) -> None:
        """The plain way, and cancelling events."""
        body = x.request.json
        self.asked.append(body)
        name = self.config["dependencies"][body["fn_index"]]["api_name"]
        x.json({"data": [f"{name} of {body['data']}"], "is_generating": False})

    # Gradio 3

    def socket(self, x: Exchange) -> None:
        accepted = ws.accept(x.request.headers["sec-websocket-key"])
        source, out = x.upgrade(upgrade="websocket", sec_websocket_accept=accepted)
        ws.send(out, json.dumps({"msg": "send_hash"}).encode())
        who = ws.receive(source)
        for message in self.script(who["fn_index"])[1:]:
            if message == CUT:
                x.cut()
                return
            if message == HANG:
                assert ws.receive(source) is None
                self.gone.set()
                return
            if "close" in message:
                ws.close(out, message["close"])
                return
            ws.send(out, message["raw"] if "raw" in message else json.dumps(message).encode())
            if message.get("msg") == "send_data":
                self.asked.append(ws.receive(source))

    # Gradio 4.0 to 4.8

    def one_stream(self, x: Exchange) -> None:
        _begin(x)
        for message in self.script(int(x.request.query["fn_index"])):
            if message in (CUT, HANG):
                self._break(x, message)
                return
            _say(x, message)
            if message["msg"] == "send_data":
                with self._given:
                    assert self._given.wait_for(lambda event=message["event_id"]: event in self._data, 10)
        _end(x)

    def take(self, x: Exchange) -> None:
        body = x.request.json
        self.asked.append(body)
        with self._given:
            self._data[body["event_id"]] = body["data"]
            self._given.notify_all()
        x.json(None)

    # Gradio 4.9 and later

    def join(self, x: Exchange) -> None:
        body = x.request.json
        self.asked.append(body)
        event_id = f"event{len(self.asked)}"
        mail = self._mail.setdefault(body["session_hash"], [])
        mail += [{**m, "event_id": event_id} if "replay" not in m else m for m in self._events_of(body["fn_index"])]
        x.json({"event_id": event_id})

    def _events_of(self, fn_index: int) -> Iterator[Message]:
        return (m for m in self.script(fn_index) if m.get("msg") != "close_stream")

    def mailbox(self, x: Exchange) -> None:
        """Give what has not been given yet; after a cut the rest waits for the next stream."""
        _begin(x)
        mail = self._mail[x.request.query["session_hash"]]
        while mail:
            message = mail.pop(0)
            if message in (CUT, HANG):
                self._break(x, message)
                return
            _say(x, message)
        if self.config["protocol"] == "sse_v3":
            _say(x, {"msg": "close_stream", "event_id": None})
        _end(x)

    def _break(self, x: Exchange, message: Message) -> None:
        if message == CUT:
            x.cut()
        else:
            x.wait_until_gone()
            self.gone.set()


def _begin(x: Exchange) -> None:
    # In chunks, as the real ones send: only so is a cut another thing than an end.
    x.head(200, content_type="text/event-stream", transfer_encoding="chunked")


def _say(x: Exchange, message: Message) -> None:
    text = f"data: {json.dumps(message)}\n\n".encode()
    x.write(b"%x\r\n%b\r\n" % (len(text), text))


def _end(x: Exchange) -> None:
    x.write(b"0\r\n\r\n")


def upto(script: list[Message], is_last: Callable[[Message], bool], *then: Message) -> list[Message]:
    """The beginning of a script, up to a message of a kind, and something else instead of the rest."""
    last = next(i for i, m in enumerate(script) if is_last(m))
    return [*script[: last + 1], *then]


def _read(version: str, name: str) -> Any:
    return json.loads((RECORDINGS / version / f"{name}.json").read_text(encoding="utf-8"))
