"""Servers that answer with what no real one says on demand: how the job ends, who hears of it, and what comes after."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial as bound
from typing import Any

import pytest
from fake_server import CLOSE, Exchange, begun, completed, partial
from job_watch import TIMEOUT, Watch

from gradio_nb import Client, errors
from gradio_nb.protocol.events import State
from gradio_nb.protocol.sse import Decoder

pytestmark = pytest.mark.usefixtures("restless")

DATA = "GET /gradio_api/queue/data"
JOIN = "POST /gradio_api/queue/join"


@dataclass(frozen=True)
class Fault:
    """What a server does instead of what it should, and how a job ends by it."""

    answer: Callable[..., None]
    state: State
    error: type[errors.GradioNbError]
    words: str = ""
    streams: int | None = None
    """How often the stream is asked for."""


def spoken(event_id: str) -> list[Any]:
    """What a job had said before."""
    log = {"msg": "log", "event_id": event_id, "log": "a line", "level": "info"}
    return [*begun(event_id), log, partial(event_id, "so far")]


def says(*messages: Any) -> Callable[[Exchange, str], None]:
    """Send messages after those that are right, and hang up in order."""

    def answer(x: Exchange, event_id: str) -> None:
        named = [{"event_id": event_id, **m} if isinstance(m, dict) else m.replace("EVENT", event_id) for m in messages]
        x.stream(*spoken(event_id), *named)

    return answer


def answers(status: int, body: bytes, type: str = "text/plain") -> Callable[..., None]:
    """Answer with this."""
    return lambda x, *_: x.send(body, status, type)


def cut_within_a_message(x: Exchange, event_id: str) -> None:
    x.head(200, content_type="text/event-stream", content_length="100000")
    x.more(*spoken(event_id), json.dumps(completed(event_id, "lost"))[:40])
    x.cut()


def cut_within_a_chunk(x: Exchange, event_id: str) -> None:
    x.head(200, content_type="text/event-stream", transfer_encoding="chunked")
    text = "".join(f"data: {json.dumps(m)}\n\n" for m in spoken(event_id))
    x.more(f"{len(text):x}\r\n{text}\r\n1000\r\ndata: half")
    x.cut()


def nested(depth: int) -> str:
    return "[" * depth + "]" * depth


COMPLETED = {"msg": "process_completed", "success": True}
LOST, FAILED, CANCELLED = (
    bound(Fault, state=State.LOST, error=errors.ConnectionLost, streams=2),
    bound(Fault, state=State.FAILED, error=errors.ProtocolError, streams=1),
    bound(Fault, state=State.CANCELLED, error=errors.Cancelled, streams=1),
)
IN_THE_STREAM = {
    "ended": LOST(says(), words="ended the stream"),
    "ended within a message": LOST(says('data: {"msg": "process_comp')),
    "cut within a message": LOST(cut_within_a_message),
    "cut within a chunk": LOST(cut_within_a_chunk),
    "closed too early": LOST(says(CLOSE)),
    "heartbeat of another session": LOST(says({"msg": "heartbeat", "event_id": None})),
    "result of somebody else": LOST(says({**COMPLETED, "event_id": "somebody", "output": {"data": ["x"]}})),
    "result of nobody": LOST(says({**COMPLETED, "event_id": None, "output": {"data": ["x"]}})),
    "stopped": LOST(
        says({"msg": "unexpected_error", "event_id": None, "message": "Server stopped unexpectedly."}),
        words="stopped unexpectedly",
        streams=1,
    ),
    "session forgotten": LOST(
        says({"msg": "unexpected_error", "event_id": None, "message": "404: Not Found", "session_not_found": True}),
        words="dropped the job",
        streams=1,
    ),
    "error without words": LOST(says({"msg": "unexpected_error", "event_id": None}), words="without", streams=1),
    "not JSON": FAILED(says("data: <html>\n\n"), words="no JSON"),
    "not UTF-8": FAILED(
        lambda x, e: (x.stream(*spoken(e)), x.write(b'data: {"msg": "\xff\xfe"}\n\n')), words="no JSON"
    ),
    "not an object": FAILED(says("data: [1]\n\n"), words="no object"),
    "nested without end": FAILED(says(f"data: {nested(100_000)}\n\n"), words="no JSON"),
    "a number without end": FAILED(says(f"data: {'9' * 10_000}\n\n"), words="no"),
    "an edit that does not fit": FAILED(
        says({"msg": "process_generating", "output": {"data": [[["append", [7], "x"]]]}}), words="does not fit"
    ),
    "progress that is none": FAILED(says({"msg": "progress", "progress_data": 7}), words="no sense"),
    "a rank without end": FAILED(says('data: {"msg": "estimation", "event_id": "EVENT", "rank": Infinity}\n\n')),
    "an output that is none": FAILED(says({**COMPLETED, "output": [1]}), words="no sense"),
    "data that are none": FAILED(says({**COMPLETED, "output": {"data": 7}}), words="no sense"),
    "completed without data": CANCELLED(says({**COMPLETED, "output": {}}), words="on the server"),
    "completed with null": CANCELLED(says({**COMPLETED, "output": {"data": None}}), words="on the server"),
    "completed without output": CANCELLED(says(COMPLETED), words="on the server"),
    "failed without output": Fault(
        says({**COMPLETED, "success": False}), State.FAILED, errors.AppError, "hides why", streams=1
    ),
}
INSTEAD_OF_THE_STREAM = {
    "404": LOST(answers(404, b'{"detail": "Not Found"}', "application/json"), words="404"),
    "500 with text": LOST(answers(500, b"Internal Server Error"), words="500"),
    "502 with a page": LOST(answers(502, b"<html>Bad gateway", "text/html"), words="502"),
    "503 with a page": LOST(answers(503, b"<html>Starting", "text/html"), words="503"),
    "a page": FAILED(answers(200, b"<html>Welcome to our hotel", "text/html"), words="a page"),
    "JSON": LOST(answers(200, b'{"detail": "hello"}', "application/json")),
    "nothing": LOST(answers(200, b"", "text/event-stream")),
    "no HTTP": LOST(lambda x, _: (x.write(b"SSH-2.0-OpenSSH\r\n"), x.cut()), words="broke"),
    "401": Fault(answers(401, b"{}", "application/json"), State.REFUSED, errors.LoginRequired, streams=1),
    "429": Fault(answers(429, b"<html>", "text/html"), State.RATE_LIMITED, errors.RateLimited, streams=1),
}
REFUSED, UNREADABLE = (
    bound(Fault, state=State.REFUSED, error=errors.Refused, streams=0),
    bound(Fault, state=State.FAILED, error=errors.ProtocolError, streams=0),
)
TRACEBACK = b'Traceback (most recent call last):\n  File "/home/ada/app.py"'
INSTEAD_OF_THE_JOIN = {
    "404": REFUSED(answers(404, b'{"detail": "Not Found"}', "application/json"), words="404"),
    "404 with a page": REFUSED(answers(404, b"<html>Nothing here", "text/html"), words="404"),
    "403": REFUSED(answers(403, b'{"detail": "Only for Ada."}', "application/json"), words="Only for Ada"),
    "500 with text": REFUSED(answers(500, b"Internal Server Error"), words="500"),
    "500 with a traceback": REFUSED(answers(500, TRACEBACK), words="500"),
    "502 with a page": REFUSED(answers(502, b"<html>Bad gateway", "text/html"), words="502"),
    "503 with a page": REFUSED(answers(503, b"<html>Starting", "text/html"), words="503"),
    "401": Fault(answers(401, b"{}", "application/json"), State.REFUSED, errors.LoginRequired, streams=0),
    "429": Fault(answers(429, b"<html>", "text/html"), State.RATE_LIMITED, errors.RateLimited, streams=0),
    "queue full": Fault(
        answers(503, b'{"detail": "Queue is full. Max size is 1."}', "application/json"),
        State.QUEUE_FULL, errors.QueueFull, streams=0,
    ),
    "422 with a page": UNREADABLE(answers(422, b"<html>", "text/html"), words="malformed"),
    "422 with nonsense": UNREADABLE(answers(422, b'{"detail": [7, null]}', "application/json"), words="malformed"),
    "a page": UNREADABLE(answers(200, b"<html>Welcome to our hotel", "text/html"), words="no JSON"),
    "nothing": UNREADABLE(answers(200, b"", "application/json"), words="no JSON"),
    "half of it": UNREADABLE(answers(200, b'{"event_', "application/json"), words="no JSON"),
    "nested without end": UNREADABLE(answers(200, nested(100_000).encode(), "application/json"), words="no JSON"),
    "no event": UNREADABLE(answers(200, b"{}", "application/json"), words="no event_id"),
    "an event that is none": UNREADABLE(answers(200, b'{"event_id": 7}', "application/json"), words="no event_id"),
    "a list": UNREADABLE(answers(200, b"[]", "application/json"), words="no event_id"),
    "without end": UNREADABLE(lambda x: without_end(x), words="larger than"),
    "cut": LOST(lambda x: (x.head(200, content_length="100"), x.write(b"{"), x.cut()), streams=0),
    "two lengths": LOST(lambda x: (x.head(200, content_length="4, 5"), x.write(b"{}"), x.cut()), streams=0),
}  # fmt: skip


def without_end(x: Exchange) -> None:
    x.head(200, content_type="application/json", connection="close")
    while True:  # the client hangs up
        x.write(b" " * 65536)


def play(fake, fault, api_name, route, answer, outputs, logs, **options):
    """Play a fault, and see what becomes of the job, of those who wait for it, and of the next ones."""
    usual = fake.routes[route]
    fake.routes[route] = answer
    with Client(fake.url, **options) as client:
        watch = Watch(client.submit("x", api_name=api_name))
        error = watch.ended(fault.state, fault.error, outputs, logs)
        assert fault.words in error.message
        assert error.hint
        assert "Traceback" not in str(error)
        assert "<html>" not in error.message or "no JSON" in error.message
        # Nothing is sent twice unless the user wants it.
        assert len(fake.requests(JOIN)) == 1
        assert fault.streams in (None, len(fake.requests(DATA)))
        fake.routes[route] = usual
        for name in ("/echo", "/remember"):
            assert client.submit("next", api_name=name).result(TIMEOUT) == "done"
        return watch


ENDPOINTS = pytest.mark.parametrize("api_name", ["/echo", "/remember"])


def cases(faults):
    return pytest.mark.parametrize("fault", faults.values(), ids=faults)


@ENDPOINTS
@cases(IN_THE_STREAM)
def test_what_goes_wrong_in_a_stream(fake, fault, api_name):
    def answer(x):
        if len(fake.requests(DATA)) > 1:
            x.stream()
        else:
            fault.answer(x, fake.event_of(x))

    play(fake, fault, api_name, DATA, answer, ["so far"], ["a line"])


@ENDPOINTS
@cases(INSTEAD_OF_THE_STREAM)
def test_what_comes_instead_of_a_stream(fake, fault, api_name):
    play(fake, fault, api_name, DATA, lambda x: fault.answer(x, fake.event_of(x)), [], [])


@ENDPOINTS
@cases(INSTEAD_OF_THE_JOIN)
def test_what_comes_instead_of_the_answer_to_a_join(fake, fault, api_name, monkeypatch):
    monkeypatch.setattr("gradio_nb.client.http.response.MAX_BODY", 1_000_000)
    play(fake, fault, api_name, JOIN, fault.answer, [], [])


SILENT = bound(Fault, says(), State.TIMED_OUT, errors.TimedOut, "silent", streams=1)


@ENDPOINTS
@pytest.mark.parametrize("last", ["estimation", "partial"])
def test_a_stream_on_which_nothing_comes_any_more(fake, last, api_name):
    def answer(x):
        event_id = fake.event_of(x)
        x.stream(*(begun(event_id)[:1] if last == "estimation" else spoken(event_id)))
        fake.stop.wait()

    outputs, logs = ([], []) if last == "estimation" else (["so far"], ["a line"])
    play(fake, SILENT(), api_name, DATA, answer, outputs, logs, silence=0.3)


@ENDPOINTS
def test_a_message_over_the_limit(fake, monkeypatch, api_name):
    monkeypatch.setattr("gradio_nb.client.http.client.Decoder", bound(Decoder, max_message=100_000))
    fault = FAILED(says(), words="longer than")

    def answer(x):
        x.stream(*spoken(fake.event_of(x)), "data: ")
        while True:  # the client hangs up
            x.more("x" * 10_000)

    play(fake, fault, api_name, DATA, answer, ["so far"], ["a line"])
