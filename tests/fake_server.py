"""A server that says what a test wants, for what no real server does on demand."""

from __future__ import annotations

import contextlib
import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain, repeat
from typing import Any, BinaryIO
from urllib.parse import parse_qsl, urlsplit

CONFIG: dict[str, Any] = {
    "version": "6.31.0",
    "protocol": "sse_v3",
    "api_prefix": "/gradio_api",
    "title": "Fake",
    "components": [
        {"id": 1, "type": "textbox", "skip_api": False, "props": {"label": "Text"}},
        {"id": 2, "type": "textbox", "skip_api": False, "props": {"label": "Out"}},
        {"id": 3, "type": "state", "skip_api": True, "props": {}},
        {"id": 4, "type": "file", "skip_api": False, "props": {"label": "File"}},
    ],
    "dependencies": [
        {"id": 0, "inputs": [1], "outputs": [2], "api_name": "echo", "targets": []},
        {"id": 1, "inputs": [1, 3], "outputs": [2, 3], "api_name": "remember", "targets": []},
        {"id": 2, "inputs": [4], "outputs": [4], "api_name": "copy", "targets": []},
    ],
}


@dataclass
class Seen:
    """A request that came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Exchange:
    """One request and how it is answered."""

    def __init__(self, handler: BaseHTTPRequestHandler, request: Seen) -> None:
        self.request = request
        self._handler = handler

    def send(self, body: bytes, status: int = 200, type: str = "text/html", **headers: str) -> None:
        headers = {"content-length": str(len(body)), "content-type": type, **headers}
        self.head(status, **headers)
        self.write(body)

    def json(self, value: Any, status: int = 200, **headers: str) -> None:
        self.send(json.dumps(value).encode(), status, "application/json", **headers)

    def head(self, status: int = 200, **headers: str) -> None:
        self._handler.send_response(status)
        for name, value in headers.items():
            self._handler.send_header(name.replace("_", "-"), value)
        self._handler.end_headers()

    def write(self, data: bytes) -> None:
        self._handler.wfile.write(data)
        self._handler.wfile.flush()

    def stream(self, *messages: Any) -> None:
        """Begin a stream of messages; strings are sent as they are. The connection then ends it."""
        self.head(200, content_type="text/event-stream", connection="close")
        self.more(*messages)

    def more(self, *messages: Any) -> None:
        for message in messages:
            text = message if isinstance(message, str) else f"data: {json.dumps(message)}\n\n"
            self.write(text.encode())

    def upgrade(self, **headers: str) -> tuple[BinaryIO, BinaryIO]:
        """Answer that the connection is something else from now on; gives both of its directions."""
        self._handler.close_connection = True
        self.head(101, connection="Upgrade", **headers)
        return self._handler.rfile, self._handler.wfile

    def wait_until_gone(self) -> None:
        """Wait until the client hangs up, without saying anything."""
        self._handler.close_connection = True
        while self._handler.connection.recv(1024):
            pass

    def cut(self) -> None:
        """Break the connection off without a word."""
        self._handler.close_connection = True
        self._handler.connection.shutdown(socket.SHUT_RDWR)


Answer = Callable[[Exchange], None]


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128  # five are not enough for forty clients at once
    over = False

    def serve(self) -> None:
        while not self.over:
            self.handle_request()

    def end(self) -> None:
        """End `serve` at once: it waits for a connection, and here is one. `shutdown` would leave it to a timeout."""
        self.over = True
        with contextlib.suppress(OSError), socket.create_connection(self.server_address[:2]):
            pass

    def verify_request(self, request: Any, client_address: Any) -> bool:
        return not self.over

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing of clients that hang up; what else goes wrong a test will see."""


class FakeApp:
    """A Gradio app of three endpoints.

    Attributes
    ----------
    routes : dict
        Method and path to the function that answers; to be changed by the test.
    seen : list of Seen
        The requests so far.
    stop : threading.Event
        Set at the end of the test; what hangs on purpose waits for it.
    """

    def __init__(self, host: str = "127.0.0.1", port: int = 0) -> None:
        self.seen: list[Seen] = []
        self.stop = threading.Event()
        self._came = threading.Condition()
        self.joins = 0
        self._events: dict[str, str] = {}
        self.config = json.loads(json.dumps(CONFIG))
        self.routes: dict[str, Answer] = {
            "GET /config": lambda x: x.json(self.config),
            "GET /": lambda x: x.send(b"<html></html>"),
            "GET /gradio_api/info": lambda x: x.json({"named_endpoints": {}, "unnamed_endpoints": {}}),
            "POST /gradio_api/queue/join": self.join,
            "GET /gradio_api/queue/data": self.data,
            "POST /gradio_api/cancel": lambda x: x.json({"success": True}),
            "POST /gradio_api/upload": lambda x: x.json(["/tmp/gradio/1/file.txt"]),
        }
        self._server = _Server((host, port), self._handler_class())
        self.url = f"http://{host}:{self._server.server_port}"

    def join(self, x: Exchange) -> None:
        """Take a job and name it `event1`, `event2`, …"""
        with self._came:
            self.joins += 1
            self._came.notify_all()
            event_id = f"event{self.joins}"
            self._events[x.request.json["session_hash"]] = event_id
        x.json({"event_id": event_id})

    def event_of(self, x: Exchange) -> str:
        """The newest job of the session that a stream is for."""
        return self._events[x.request.query["session_hash"]]

    def data(self, x: Exchange) -> None:
        """Say of every job that it is done."""
        x.stream(*done(self.event_of(x), "done"))

    def until(self, happened: Callable[[], object], timeout: float = 20) -> None:
        """Wait for something that a request brings about, and be it by coming."""
        with self._came:
            assert self._came.wait_for(happened, timeout), self.seen

    def requests(self, route: str) -> list[Seen]:
        """The requests of a route so far."""
        return [s for s in self.seen if f"{s.method} {s.path}" == route]

    def hang(self, x: Exchange) -> None:
        """Answer nothing, and hang up at the end of the test."""
        self.stop.wait()
        x.cut()

    def _handler_class(app) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            disable_nagle_algorithm = True  # or every answer of two writes takes 40 ms

            def answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                headers = {k.lower(): v for k, v in self.headers.items()}
                parts = urlsplit(self.path)
                seen = Seen(self.command, parts.path, dict(parse_qsl(parts.query)), headers, body)
                with app._came:
                    app.seen.append(seen)
                    app._came.notify_all()
                route = app.routes.get(f"{seen.method} {seen.path}")
                exchange = Exchange(self, seen)
                try:
                    if route:
                        route(exchange)
                    else:
                        exchange.json({"detail": "Not Found"}, 404)
                except OSError:
                    self.close_connection = True

            do_GET = do_HEAD = do_POST = answer

            def log_message(self, *args: Any) -> None:
                pass

        return Handler

    def __enter__(self) -> FakeApp:
        self._serving = threading.Thread(target=self._server.serve, daemon=True)
        self._serving.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop.set()
        self._server.end()
        self._serving.join()
        self._server.server_close()


def in_turn(*answers: Answer) -> Answer:
    """Answer each request with the next one, and the last one from then on."""
    left = chain(answers, repeat(answers[-1]))
    return lambda x: next(left)(x)


def begun(event_id: str) -> list[dict[str, Any]]:
    """The messages of a job that has been begun."""
    return [
        {"msg": "estimation", "event_id": event_id, "rank": 0, "queue_size": 1, "rank_eta": None},
        {"msg": "process_starts", "event_id": event_id, "eta": None},
    ]


def partial(event_id: str, *data: Any) -> dict[str, Any]:
    return {"msg": "process_generating", "event_id": event_id, "output": {"data": list(data)}, "success": True}


def completed(event_id: str, *data: Any) -> dict[str, Any]:
    return {"msg": "process_completed", "event_id": event_id, "output": {"data": list(data)}, "success": True}


CLOSE = {"msg": "close_stream", "event_id": None}


def done(event_id: str, *data: Any) -> list[dict[str, Any]]:
    """All messages of a job that ends well."""
    return [*begun(event_id), completed(event_id, *data), CLOSE]
