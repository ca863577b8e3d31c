"""Streams that break, servers that die, and servers that talk nonsense."""

from __future__ import annotations

import threading

import pytest
from fake_server import CLOSE, begun, completed, done, partial

from gradio_nb import Client, errors
from gradio_nb.protocol import dialect, events
from gradio_nb.protocol.dialect import Dialect
from gradio_nb.protocol.events import State

TIMEOUT = 20
DATA = "GET /gradio_api/queue/data"
JOIN = "POST /gradio_api/queue/join"


def ended(fake, api_name="/echo"):
    """Run one job to its end."""
    with Client(fake.url) as client:
        job = client.submit("x", api_name=api_name)
        job.exception(TIMEOUT)
        return job


def in_turn(*answers):
    """Answer each request with the next one, and the last one from then on."""
    left = list(answers)

    def answer(x):
        (left.pop(0) if len(left) > 1 else left[0])(x)

    return answer


def lost_session(x):
    x.stream({"msg": "unexpected_error", "event_id": None, "message": "404: Not Found", "session_not_found": True})
    x.cut()


def test_a_cut_stream_ends_the_job_as_connection_lost(fake):
    def cut(x):
        x.head(200, content_type="text/event-stream", content_length="100000")
        x.more(*begun("event1"), partial("event1", "so far"))
        x.cut()

    fake.routes[DATA] = in_turn(cut, lost_session)
    job = ended(fake)
    assert isinstance(job.exception(), errors.ConnectionLost)
    assert "may have finished" in job.exception().hint
    assert job.status().state is State.LOST
    assert job.outputs() == ["so far"]
    assert len(fake.requests(DATA)) == 2


def test_a_stream_that_ends_without_a_result_is_opened_once_more_and_then_lost(fake):
    fake.routes[DATA] = in_turn(lambda x: x.stream(*begun("event1")), lambda x: x.stream())
    job = ended(fake)
    assert isinstance(job.exception(), errors.ConnectionLost)
    assert len(fake.requests(DATA)) == 2


def test_a_session_that_survives_goes_on_after_a_cut(fake):
    fake.routes[DATA] = in_turn(
        lambda x: x.stream(*begun("event1"), partial("event1", "so ")),
        lambda x: x.stream(partial("event1", [["append", [], "far"]]), completed("event1", "so far"), CLOSE),
    )
    job = ended(fake)
    assert job.result() == "so far"
    assert job.outputs() == ["so ", "so far"]


def test_a_stream_that_is_closed_before_the_end_again_and_again_is_lost(fake):
    fake.routes[DATA] = lambda x: x.stream(CLOSE)
    job = ended(fake)
    assert isinstance(job.exception(), errors.ConnectionLost)
    assert len(fake.requests(DATA)) == 2


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setitem(dialect._DIALECTS, "sse_v3", Dialect("sse_v3", silence=0.3))


def test_a_silent_stream_times_out(fake, impatient):
    def silent(x):
        x.stream(*begun("event1"))
        fake.stop.wait()

    fake.routes[DATA] = silent
    job = ended(fake)
    assert isinstance(job.exception(), errors.TimedOut)
    assert job.status().state is State.TIMED_OUT


def test_heartbeats_keep_a_stream_alive(fake, impatient):
    def beating(x):
        x.stream(*begun("event1"))
        for _ in range(8):
            fake.stop.wait(0.1)
            x.more({"msg": "heartbeat", "event_id": None})
        x.more(completed("event1", "late"), CLOSE)

    fake.routes[DATA] = beating
    assert ended(fake).result() == "late"


@pytest.mark.parametrize(
    "garbage",
    [
        "data: <html>\n\n",
        "data: [1]\n\n",
        {"msg": "process_generating", "event_id": "event1", "output": {"data": [[["append", [7], "x"]]]}},
        {"msg": "progress", "event_id": "event1", "progress_data": 7},
        {"msg": "process_completed", "event_id": "event1", "output": [1], "success": True},
    ],
)
def test_garbage_in_a_stream_is_a_protocol_error(fake, garbage):
    fake.routes[DATA] = lambda x: x.stream(*begun("event1"), partial("event1", "a"), garbage)
    job = ended(fake)
    assert isinstance(job.exception(), errors.ProtocolError)
    assert job.status().state is State.FAILED
    if isinstance(garbage, dict):
        assert job.outputs() == ["a"]


def test_a_result_nested_too_deep_is_a_protocol_error(fake):
    deep = "[" * 700 + "]" * 700
    message = f'{{"msg": "process_completed", "event_id": "event1", "output": {{"data": [{deep}]}}, "success": true}}'
    fake.config["components"][1]["type"] = "json"
    fake.routes[DATA] = lambda x: x.stream(*begun("event1"), f"data: {message}\n\n", CLOSE)
    job = ended(fake)
    assert job.exception() is None or isinstance(job.exception(), errors.ProtocolError)


def test_unknown_messages_and_messages_of_nobody_are_ignored(fake):
    fake.routes[DATA] = lambda x: x.stream(
        {"msg": "newsletter", "event_id": "event1"},
        {"msg": "log", "event_id": "somebody", "log": "not mine", "level": "info"},
        {"msg": "heartbeat"},
        {},
        *done("event1", "done"),
    )
    job = ended(fake)
    assert job.result() == "done"
    assert job.logs == []


@pytest.mark.parametrize("event_id", ["event1", "somebody's"])
@pytest.mark.parametrize("last", [CLOSE, {"msg": "heartbeat"}])
def test_a_stream_that_leads_nowhere_is_not_read_again_and_again(fake, event_id, last):
    fake.routes[DATA] = lambda x: x.stream(*begun(event_id), last)
    job = ended(fake)
    assert isinstance(job.exception(), errors.ConnectionLost)
    assert len(fake.requests(DATA)) == 2


@pytest.mark.parametrize("answer", [[], {}, {"event_id": None}, {"event_id": 7}, "event", None])
def test_a_join_without_an_event_id_is_a_protocol_error_and_the_next_job_runs(fake, answer):
    fake.routes[JOIN] = in_turn(lambda x: x.json(answer), fake.join)
    with Client(fake.url) as client:
        with pytest.raises(errors.ProtocolError, match="no event_id"):
            client.submit("x", api_name="/remember").result(TIMEOUT)
        assert client.submit("x", api_name="/remember").result(TIMEOUT) == "done"


def test_an_unexpected_error_loses_every_job_of_the_session_and_no_other(fake, wait_for):
    both = threading.Event()

    def data(x):
        x.stream()
        fake.until(lambda: fake.joins == 2)
        x.more(*begun("event1"), *begun("event2"))
        both.wait(TIMEOUT)
        x.more({"msg": "unexpected_error", "event_id": None, "message": "Server stopped unexpectedly."})

    fake.routes[DATA] = data
    with Client(fake.url) as client:
        jobs = [client.submit("x", api_name="/remember") for _ in range(2)]
        for job in jobs:
            wait_for(job, events.Started)
        both.set()
        for job in jobs:
            with pytest.raises(errors.ConnectionLost, match="stopped unexpectedly"):
                job.result(TIMEOUT)
        fake.routes[DATA] = fake.data
        assert client.submit("x", api_name="/remember").result(TIMEOUT) == "done"


def test_messages_that_are_faster_than_the_answer_to_the_join_are_kept_in_order(fake, wait_for):
    """Two jobs share a session: the stream of the first brings all of the second before its join is answered."""
    joined, streamed = threading.Event(), threading.Event()

    def join(x):
        fake.joins += 1
        if fake.joins == 2:
            joined.set()
            streamed.wait(TIMEOUT)
        x.json({"event_id": f"event{fake.joins}"})

    def data(x):
        x.stream(*begun("event1"))
        joined.wait(TIMEOUT)
        words = [partial("event2", [["append", [], f"{i} "]]) for i in range(50)]
        x.more(*begun("event2"), partial("event2", ""), *words[:25])
        streamed.set()
        x.more(*words[25:], completed("event2", "all"), completed("event1", "first"), CLOSE)

    fake.routes |= {JOIN: join, DATA: data}
    with Client(fake.url) as client:
        first = client.submit("x", api_name="/remember")
        wait_for(first, events.Started)
        second = client.submit("x", api_name="/remember")
        assert second.result(TIMEOUT) == "all"
        assert first.result(TIMEOUT) == "first"
    assert second.outputs()[-2] == "".join(f"{i} " for i in range(50))


def test_a_job_that_joins_while_the_stream_closes_is_served_by_the_next(fake):
    first_read = threading.Event()

    def data(x):
        if not first_read.is_set():
            first_read.set()
            x.stream(*begun("event1"), completed("event1", "one"))
            fake.until(lambda: fake.joins == 2)
            x.more(CLOSE)
        else:
            x.stream(*done("event2", "two"))

    fake.routes[DATA] = data
    with Client(fake.url) as client:
        assert client.submit("x", api_name="/remember").result(TIMEOUT) == "one"
        assert client.submit("x", api_name="/remember").result(TIMEOUT) == "two"


@pytest.mark.parametrize(
    ("answer", "error", "state"),
    [
        (lambda x: x.json({"detail": "Queue is full. Max size is 1."}, 503), errors.QueueFull, State.QUEUE_FULL),
        (lambda x: x.send(b"<html>", 429, retry_after="3"), errors.RateLimited, State.RATE_LIMITED),
        (lambda x: x.send(b"<html>starting", 503), errors.Refused, State.REFUSED),
        (lambda x: x.json({"detail": "Not authenticated"}, 401), errors.LoginRequired, State.REFUSED),
        (lambda x: x.send(b"Internal Server Error", 500, "text/plain"), errors.Refused, State.REFUSED),
        (lambda x: x.send(b"<html>hello", 200), errors.ProtocolError, State.FAILED),
        (lambda x: x.send(b"{", 200, "application/json"), errors.ProtocolError, State.FAILED),
    ],
)
def test_each_answer_to_a_join_is_an_end_of_its_own(fake, restless, answer, error, state):
    fake.routes[JOIN] = answer
    job = ended(fake)
    assert type(job.exception()) is error
    assert job.status().state is state
    assert fake.requests(DATA) == []


def test_a_kept_alive_connection_that_the_server_has_closed_is_replaced(fake):
    def answer_and_close(x):
        x.send(b"Internal Server Error", 500, "text/plain")
        x.cut()

    fake.routes[JOIN] = in_turn(answer_and_close, fake.join)
    with Client(fake.url) as client:
        with pytest.raises(errors.Refused):
            client.predict("x", api_name="/echo")
        assert client.predict("x", api_name="/echo") == "done"


def test_a_join_is_not_sent_again_when_an_answer_has_begun(fake):
    def begin_and_cut(x):
        x.head(200, content_type="application/json", content_length="100")
        x.write(b"{")
        x.cut()

    fake.routes[JOIN] = begin_and_cut
    job = ended(fake)
    assert isinstance(job.exception(), errors.ConnectionLost)
    assert len(fake.requests(JOIN)) == 1


def test_a_stream_that_is_packed_in_spite_of_our_wish_is_read(fake):
    import gzip
    import json

    def packed(x):
        body = "".join(f"data: {json.dumps(m)}\n\n" for m in done("event1", "packed")).encode()
        x.send(gzip.compress(body), type="text/event-stream", content_encoding="gzip")

    fake.routes[DATA] = packed
    assert ended(fake).result() == "packed"


def test_a_redirect_of_the_join_keeps_its_body(fake):
    fake.routes[JOIN] = lambda x: x.send(b"", 307, location="/elsewhere")
    fake.routes["POST /elsewhere"] = fake.join
    assert ended(fake).result() == "done"
    (sent,) = fake.requests("POST /elsewhere")
    assert sent.json["data"] == ["x"]


def test_errors_of_old_servers_lose_their_quotes(fake):
    failed = {"msg": "process_completed", "event_id": "event1", "output": {"error": "'it broke'"}, "success": False}
    fake.config["version"] = "4.44.1"
    fake.routes[DATA] = lambda x: x.stream(*begun("event1"), failed, CLOSE)
    assert ended(fake).exception().message == "it broke"
