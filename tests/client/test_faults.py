"""What comes in an odd order, late, twice, too large, or not at all; see test_answer_faults.py for plain faults."""

from __future__ import annotations

import json
import threading

import pytest
from fake_server import CLOSE, begun, completed, done, in_turn, partial
from job_watch import TIMEOUT, Watch

from gradio_nb import Client, errors
from gradio_nb.protocol import events
from gradio_nb.protocol.events import State

DATA = "GET /gradio_api/queue/data"
JOIN = "POST /gradio_api/queue/join"


def ended(fake, api_name="/echo"):
    """Run one job to its end."""
    with Client(fake.url) as client:
        job = client.submit("x", api_name=api_name)
        job.exception(TIMEOUT)
        return job


def test_a_session_that_survives_goes_on_after_a_cut(fake):
    fake.routes[DATA] = in_turn(
        lambda x: x.stream(*begun("event1"), partial("event1", "so ")),
        lambda x: x.stream(partial("event1", [["append", [], "far"]]), completed("event1", "so far"), CLOSE),
    )
    job = ended(fake)
    assert job.result() == "so far"
    assert job.outputs() == ["so ", "so far"]


def test_a_job_that_joins_while_the_stream_of_a_cancelled_one_closes_loses_no_partial_results(
    fake, wait_for, monkeypatch
):
    monkeypatch.setattr("gradio_nb.client.transports.session_stream.MIN_STREAM_LIFETIME", TIMEOUT)
    heard = threading.Event()

    def closing(x):
        x.stream(*begun("event1"))
        fake.until(lambda: fake.joins == 2)
        x.more(*begun("event2"))
        heard.wait(TIMEOUT)
        x.more({"msg": "process_completed", "event_id": "event1", "output": {}, "success": True}, CLOSE)

    edit = partial("event2", [["append", [], "far"]], [])
    fake.routes[DATA] = in_turn(
        closing, lambda x: x.stream(partial("event2", "so ", None), edit, completed("event2", "so far", None), CLOSE)
    )
    with Client(fake.url) as client:
        first = client.submit("x", api_name="/remember")
        wait_for(first, events.Started)
        assert first.cancel()
        second = client.submit("x", api_name="/remember")
        wait_for(second, events.Started)
        heard.set()
        assert second.result(TIMEOUT) == "so far"
    assert second.outputs() == ["so ", "so far"]


def test_heartbeats_keep_a_stream_alive(fake):
    def beating(x):
        x.stream(*begun("event1"))
        for _ in range(8):
            fake.stop.wait(0.1)
            x.more({"msg": "heartbeat", "event_id": None})
        x.more(completed("event1", "late"), CLOSE)

    fake.routes[DATA] = beating
    with Client(fake.url, silence=0.5) as client:
        assert client.submit("x", api_name="/echo").result(TIMEOUT) == "late"


def test_a_job_that_never_begins_is_waited_for_while_the_server_lives_and_can_be_cancelled(fake, wait_for):
    beats = threading.Event()

    def waiting(x):
        x.stream(begun(fake.event_of(x))[0])
        for _ in range(8):
            fake.stop.wait(0.1)
            x.more({"msg": "heartbeat", "event_id": None})
        beats.set()
        fake.stop.wait()

    fake.routes[DATA] = waiting
    with Client(fake.url, silence=0.5) as client:
        watch = Watch(client.submit("x", api_name="/echo"))
        wait_for(watch.job, events.Queued)
        assert beats.wait(TIMEOUT)
        assert watch.job.status().state is State.QUEUED
        assert watch.job.cancel()
        watch.ended(State.CANCELLED, errors.Cancelled, [], [])
        fake.routes[DATA] = fake.data
        assert client.predict("next", api_name="/echo") == "done"


def test_after_a_gap_a_job_of_which_nothing_more_comes_is_lost_though_the_server_lives(fake):
    """The server has written the result into the connection that broke."""

    def data(x):
        event_id = fake.event_of(x)
        if len(fake.requests(DATA)) == 1:
            x.stream(*begun(event_id), partial(event_id, "so far"))
            return
        x.stream()
        while not fake.stop.wait(0.05):
            x.more({"msg": "heartbeat", "event_id": None})

    fake.routes[DATA] = data
    with Client(fake.url, silence=0.4) as client:
        watch = Watch(client.submit("x", api_name="/remember"))
        error = watch.ended(State.LOST, errors.ConnectionLost, ["so far"], [])
        assert "nothing more comes" in error.message
        fake.routes[DATA] = fake.data
        assert client.submit("next", api_name="/remember").result(TIMEOUT) == "done"


@pytest.mark.parametrize("slow", [JOIN, DATA])
def test_an_answer_that_takes_long_is_waited_for(fake, slow):
    go_on, usual = threading.Event(), fake.routes[slow]

    def answer(x):
        assert go_on.wait(TIMEOUT)
        usual(x)

    fake.routes[slow] = answer
    with Client(fake.url) as client:
        watch = Watch(client.submit("x", api_name="/echo"))
        fake.until(lambda: fake.requests(slow))
        assert watch.job.status().state is State.CONNECTING
        go_on.set()
        watch.ended(State.DONE, None, ["done"], [])
        assert len(fake.requests(JOIN)) == 1


@pytest.mark.parametrize("name", ["process_generating", "process_completed"])
@pytest.mark.parametrize("depth", [50, 700])
def test_a_result_that_is_nested_deep_is_given_or_refused_in_words(fake, depth, name):
    deep = "[" * depth + "]" * depth
    message = f'{{"msg": "NAME", "event_id": "event1", "output": {{"data": [{deep}]}}, "success": true}}'
    fake.config["components"][1]["type"] = "json"
    said = f"data: {message.replace('NAME', name)}\n\n"
    last = [CLOSE] if name == "process_completed" else done("event1", [])[2:]
    fake.routes[DATA] = in_turn(lambda x: x.stream(*begun("event1"), said, *last), fake.data)
    with Client(fake.url) as client:
        job = client.submit("x", api_name="/echo")
        error = job.exception(TIMEOUT)
        if error is None and depth == 50:
            assert job.outputs()[0] == json.loads(deep)
        elif name == "process_completed":
            assert "nested too deep" in str(Watch(job).ended(State.FAILED, errors.ProtocolError, [], []))
        else:
            # The result is there; who looks at the partial ones is told.
            assert job.result() == []
            with pytest.raises(errors.ProtocolError, match="nested too deep"):
                list(job)
        assert client.predict("next", api_name="/echo") == "done"


@pytest.mark.parametrize("size", [100 * 2**20])
def test_a_message_of_a_hundred_megabytes_arrives(fake, size):
    piece = "x" * 2**20

    def data(x):
        x.stream(*begun("event1"), 'data: {"msg": "process_completed", "event_id": "event1", "output": {"data": ["')
        for _ in range(size // len(piece)):
            x.more(piece)
        x.more('"]}, "success": true}\n\n', CLOSE)

    fake.routes[DATA] = in_turn(data, fake.data)
    with Client(fake.url) as client:
        job = client.submit("x", api_name="/echo")
        assert len(job.result(TIMEOUT)) == size
        assert client.predict("next", api_name="/echo") == "done"


KNOWN = [
    "estimation", "process_starts", "progress", "log", "process_generating", "process_streaming", "heartbeat",
]  # fmt: skip


@pytest.mark.parametrize("rest", [{}, {"event_id": "event1"}, {"event_id": "event1", "output": {}}], ids=str)
@pytest.mark.parametrize("name", [*KNOWN, "send_data", "queue_full", "news of tomorrow", None, 7])
def test_a_message_without_its_keys_does_no_harm(fake, name, rest):
    fake.routes[DATA] = lambda x: x.stream(
        *begun("event1"), partial("event1", "so far"), {"msg": name, **rest}, *done("event1", "done")[2:]
    )
    with Client(fake.url) as client:
        Watch(client.submit("x", api_name="/echo")).ended(State.DONE, None, ["so far", "done"])


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
        watches = [Watch(client.submit("x", api_name="/remember")) for _ in range(2)]
        for watch in watches:
            wait_for(watch.job, events.Started)
        both.set()
        for watch in watches:
            error = watch.ended(State.LOST, errors.ConnectionLost, [], [])
            assert "stopped unexpectedly" in error.message
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
