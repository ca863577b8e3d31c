"""Servers that are busy, and jobs that are tried again."""

from __future__ import annotations

import io
import threading
import time

import pytest
from fake_server import begun, completed, in_turn
from job_watch import TIMEOUT, Watch

from gradio_nb import Client, errors
from gradio_nb.client.arguments import find_endpoint
from gradio_nb.client.jobs.options import CallOptions, terms
from gradio_nb.protocol import events
from gradio_nb.protocol.events import State

JOIN, DATA, CANCEL = "POST /gradio_api/queue/join", "GET /gradio_api/queue/data", "POST /gradio_api/cancel"


@pytest.fixture
def hasty(monkeypatch):
    """Wait a little only."""
    monkeypatch.setattr("gradio_nb.client.deadline.BACKOFF_DELAYS", (0.01, 0.02, 0.03))
    monkeypatch.setattr("gradio_nb.client.jobs.options.FIRST_RETRY_DELAY", 0.01)


def unavailable(x):
    x.send(b"<html>", 503)


def limited(seconds):
    return lambda x: x.send(b"<html>", 429, retry_after=seconds)


def full(x):
    x.json({"detail": "Queue is full. Max size is 1."}, 503)


def cut(x):
    x.stream()
    x.cut()


def of(job, kind):
    return [e for e in job.events if isinstance(e, kind)]


# A server that is busy


@pytest.mark.parametrize("route", [JOIN, DATA])
def test_a_server_that_is_not_available_is_asked_again_after_a_while(fake, hasty, route):
    fake.routes[route] = in_turn(unavailable, unavailable, fake.routes[route])
    with Client(fake.url) as client:
        watch = Watch(client.submit("x", api_name="/echo"))
        watch.ended(State.DONE, None, ["done"], [])
        assert [e.seconds for e in of(watch.job, events.Resting)] == [0.01, 0.02]
        assert (fake.joins, len(fake.requests(route))) == (1, 3)
        assert client.predict("next", api_name="/echo") == "done"


def test_a_server_is_left_alone_for_as_long_as_it_says(fake, hasty):
    fake.routes[JOIN] = in_turn(limited("0.15"), fake.join)
    with Client(fake.url) as client:
        began = time.monotonic()
        watch = Watch(client.submit("x", api_name="/echo"))
        watch.ended(State.DONE, None, ["done"], [])
        assert time.monotonic() - began >= 0.15
        assert [e.seconds for e in of(watch.job, events.Resting)] == [0.15]
        assert client.predict("next", api_name="/echo") == "done"


def test_a_full_queue_behind_which_a_job_is_already_makes_a_batch_send_nothing_twice(fake):
    fake.routes[DATA] = full
    with Client(fake.url) as client:
        (outcome,) = client.map("/echo", ["x"])
    assert isinstance(outcome.error, errors.ConnectionLost)
    assert (fake.joins, outcome.attempts) == (1, 1)


def test_a_server_that_stays_busy_is_given_up(fake, hasty):
    fake.routes[JOIN] = unavailable
    with Client(fake.url) as client:
        watch = Watch(client.submit("x", api_name="/echo"))
        watch.ended(State.REFUSED, errors.Refused, [], [])
        assert len(of(watch.job, events.Resting)) == 3
        assert len(fake.requests(JOIN)) == 4
        fake.routes[JOIN] = fake.join
        assert client.predict("next", api_name="/echo") == "done"


def test_a_server_that_wants_too_long_a_rest_is_not_waited_for(fake):
    fake.routes[JOIN] = limited("3600")
    with Client(fake.url) as client:
        watch = Watch(client.submit("x", api_name="/echo", retries=3))
        assert watch.ended(State.RATE_LIMITED, errors.RateLimited, [], []).retry_after == 3600
        assert len(fake.requests(JOIN)) == 1
        fake.routes[JOIN] = fake.join
        assert client.predict("next", api_name="/echo") == "done"


def test_the_status_tells_of_the_rest_which_can_be_broken_off(fake, wait_for):
    fake.routes[JOIN] = limited("20")
    with Client(fake.url) as client:
        watch = Watch(client.submit("x", api_name="/echo"))
        wait_for(watch.job, events.Resting)
        assert watch.job.status().notice == "server busy, trying again in 20 s"
        assert watch.job.cancel()
        watch.ended(State.CANCELLED, errors.Cancelled, [], [])
        assert watch.job.status().notice == ""
        assert len(fake.requests(JOIN)) == 1
        fake.routes[JOIN] = fake.join
        assert client.predict("next", api_name="/echo") == "done"


def test_an_upload_to_a_busy_server_is_sent_again_from_its_beginning(fake, hasty):
    upload = "POST /gradio_api/upload"
    fake.routes[upload] = in_turn(limited("0"), fake.routes[upload])
    with Client(fake.url) as client:
        client.submit(io.BytesIO(b"contents"), api_name="/copy").exception(TIMEOUT)
    bodies = [request.body for request in fake.requests(upload)]
    assert len(bodies) == 2
    assert all(b"contents" in body for body in bodies)


# Jobs that are tried again


def test_nothing_is_tried_again_unasked(fake):
    fake.routes[DATA] = cut
    with Client(fake.url) as client:
        Watch(client.submit("x", api_name="/echo")).ended(State.LOST, errors.ConnectionLost, [], [])
        assert fake.joins == 1
        fake.routes[DATA] = fake.data
        assert client.predict("next", api_name="/echo") == "done"


def test_a_lost_job_is_sent_again_when_the_caller_wants_it(fake, hasty):
    fake.routes[DATA] = lambda x: cut(x) if fake.joins < 3 else fake.data(x)
    with Client(fake.url) as client:
        job = client.submit("x", api_name="/echo", retries=2)
        Watch(job).ended(State.DONE, None, ["done"], [])
    assert [(e.attempt, e.attempts, e.seconds) for e in of(job, events.Retrying)] == [(2, 3, 0.01), (3, 3, 0.02)]
    assert len({request.json["session_hash"] for request in fake.requests(JOIN)}) == 3
    assert (job.status().attempt, job.status().attempts, job.status().notice) == (3, 3, "try 3 of 3")


def test_a_job_of_which_the_server_has_not_said_the_name_is_not_sent_again(fake, hasty):
    """It may be under way, and could not be dropped: two tries would run at once."""

    def half_an_answer(x):
        x.head(200, content_type="application/json", content_length="100")
        x.cut()

    fake.routes[JOIN] = half_an_answer
    with Client(fake.url) as client:
        watch = Watch(client.submit("x", api_name="/echo", retries=2))
        watch.ended(State.LOST, errors.ConnectionLost, [], [])
        assert len(fake.requests(JOIN)) == 1
        assert of(watch.job, events.Retrying) == []
        fake.routes[JOIN] = fake.join
        assert client.predict("next", api_name="/echo") == "done"


def test_the_server_is_told_to_drop_a_try_before_the_next_one(fake, hasty):
    fake.routes[DATA] = in_turn(cut, cut, fake.data)
    with Client(fake.url) as client:
        assert client.predict("x", api_name="/echo", retries=1) == "done"
    told = [(s.path.rpartition("/")[2], s.json.get("event_id")) for s in fake.seen if s.method == "POST"]
    assert told == [("join", None), ("cancel", "event1"), ("join", None)]


def test_the_last_failure_is_the_end(fake, hasty):
    fake.routes[JOIN] = full
    with Client(fake.url) as client:
        Watch(client.submit("x", api_name="/echo", retries=2)).ended(State.QUEUE_FULL, errors.QueueFull, [], [])
        assert len(fake.requests(JOIN)) == 3
        fake.routes[JOIN] = fake.join
        assert client.predict("next", api_name="/echo") == "done"


@pytest.mark.parametrize("answer", [full, limited("0"), lambda x: x.send(b"oops", 500), lambda x: x.send(b"", 502)])
def test_a_server_in_trouble_is_worth_another_try(fake, hasty, answer):
    fake.routes[JOIN] = in_turn(*[answer] * 4, fake.join)
    with Client(fake.url) as client:
        assert client.predict("x", api_name="/echo", retries=4) == "done"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (lambda x: x.json({"detail": "no"}, 403), errors.Refused),
        (lambda x: x.json({"detail": "Not authenticated"}, 401), errors.LoginRequired),
        (lambda x: x.send(b"<html>hello"), errors.ProtocolError),
        (lambda x: x.json({"detail": [{"__type__": "validate", "is_valid": False}]}, 422), errors.InvalidInput),
    ],
)
def test_a_refusal_is_not_worth_another_try(fake, hasty, answer, error):
    fake.routes[JOIN] = answer
    with Client(fake.url) as client, pytest.raises(error):
        client.predict("x", api_name="/echo", retries=3)
    assert len(fake.requests(JOIN)) == 1


def test_the_error_of_an_app_is_not_worth_another_try(fake, hasty):
    failed = {"msg": "process_completed", "event_id": "event1", "output": {"error": "no"}, "success": False}
    fake.routes[DATA] = lambda x: x.stream(*begun("event1"), failed)
    with Client(fake.url) as client, pytest.raises(errors.AppError):
        client.predict("x", api_name="/echo", retries=3)
    assert fake.joins == 1


def test_partial_results_of_the_next_try_begin_anew(fake, hasty):
    def generating(event_id, *data):
        return {"msg": "process_generating", "event_id": event_id, "output": {"data": list(data)}, "success": True}

    def data(x):
        event = fake.event_of(x)
        if event == "event1":
            if len(fake.requests(DATA)) == 1:
                x.stream(*begun(event), generating(event, "a"), generating(event, [["append", [], "b"]]))
            return cut(x)
        x.stream(
            *begun(event),
            generating(event, "A"),
            generating(event, [["append", [], "B"]]),
            completed(event, "AB"),
        )

    fake.routes[DATA] = data
    with Client(fake.url) as client:
        watch = Watch(client.submit("x", api_name="/echo", retries=1))
        watch.ended(State.DONE, None, ["a", "ab", "A", "AB"], [])
    assert watch.job.partial() == ["AB"]


def test_a_job_with_state_stays_in_its_session(fake, hasty):
    fake.routes[DATA] = in_turn(cut, cut, fake.data)
    with Client(fake.url) as client:
        assert client.predict("x", api_name="/remember", retries=1) == "done"
    assert len({request.json["session_hash"] for request in fake.requests(JOIN)}) == 1


def test_a_file_object_is_sent_from_where_it_stood_each_time(fake, hasty):
    file = io.BytesIO(b"skipped contents")
    file.seek(8)
    fake.routes[JOIN] = in_turn(full, fake.join)
    with Client(fake.url) as client:
        client.submit(file, api_name="/copy", retries=1).exception(TIMEOUT)
    bodies = [request.body for request in fake.requests("POST /gradio_api/upload")]
    assert len(bodies) == 2
    assert all(b"\r\n\r\ncontents\r\n" in body for body in bodies)
    assert file.tell() == 8


def test_a_job_that_waits_for_its_next_try_says_so_and_can_be_cancelled(fake, wait_for, monkeypatch):
    monkeypatch.setattr("gradio_nb.client.jobs.options.FIRST_RETRY_DELAY", 20)
    fake.routes[DATA] = cut
    with Client(fake.url) as client:
        job = client.submit("x", api_name="/echo", retries=2)
        wait_for(job, events.Retrying)
        assert job.status().state is State.WAITING
        assert job.status().notice == "connection lost, try 2 of 3 in 20 s"
        watch = Watch(job)
        assert job.cancel()
        watch.ended(State.CANCELLED, errors.Cancelled, [], [])
        for thread in threading.enumerate():
            # One that has not started yet is not alive either, and cannot be waited for.
            if thread.name == "gradio_nb-alarms" and thread.is_alive():
                thread.join(TIMEOUT)
                assert not thread.is_alive()
    assert fake.joins == 1
    # The server may still have been at it.
    assert len(fake.requests(CANCEL)) == 1


def test_a_batch_has_the_server_drop_a_lost_row_before_it_sends_it_again(fake, monkeypatch):
    monkeypatch.setattr("gradio_nb.client.jobs.batch.FIRST_RETRY_DELAY", 0.01)
    fake.routes[DATA] = in_turn(cut, cut, fake.routes[DATA])
    with Client(fake.url) as client:
        (outcome,) = client.map("/echo", ["x"], retries=1)
    assert (outcome.value, outcome.attempts) == ("done", 2)
    sent = [f"{s.method} {s.path}" for s in fake.seen if s.method == "POST"]
    assert sent == [JOIN, CANCEL, JOIN]
    assert fake.requests(CANCEL)[0].json["event_id"] == "event1"


# Jobs with a limit of time


def begin_and_hang(fake):
    """Have jobs begin and never end, and the server not answer who cancels them."""

    def silent(x):
        x.stream(*begun(fake.event_of(x)))
        fake.stop.wait()

    fake.routes |= {DATA: silent, CANCEL: fake.hang}


def test_a_job_whose_time_is_over_is_cancelled_on_the_server(client):
    watch = Watch(client.submit(25, api_name="/slow", time_limit=0.5))
    error = watch.ended(State.TIMED_OUT, errors.TimedOut)
    assert "/slow was not done after 0.5 s" in error.message
    assert "It was cancelled" in error.hint
    # The app runs one at a time: this one begins because the other has stopped.
    assert client.predict(0.1, api_name="/slow", time_limit=10) == "done"


def test_a_job_that_is_done_in_time_keeps_no_alarm(fake):
    with Client(fake.url) as client:
        assert client.predict("x", api_name="/echo", time_limit=3600) == "done"
        for thread in threading.enumerate():
            # One that has not started yet is not alive either, and cannot be waited for.
            if thread.name == "gradio_nb-alarms" and thread.is_alive():
                thread.join(TIMEOUT)
                assert not thread.is_alive()


def test_the_end_of_the_time_does_not_wait_for_a_server_that_hangs(fake, monkeypatch):
    monkeypatch.setattr("gradio_nb.client.jobs.stopping.GRACE", 0.1)

    begin_and_hang(fake)
    with Client(fake.url) as client:
        error = Watch(client.submit("x", api_name="/echo", time_limit=0.2)).ended(
            State.TIMED_OUT, errors.TimedOut, [], []
        )
        assert "may go on" in error.hint
        # It was told all the same, and has not answered yet.
        fake.until(lambda: fake.requests(CANCEL))
        fake.stop.set()
        fake.routes[DATA] = fake.data
        assert client.predict("next", api_name="/echo") == "done"


def test_many_jobs_whose_time_is_over_do_not_wait_for_each_other(fake, monkeypatch):
    monkeypatch.setattr("gradio_nb.client.jobs.stopping.GRACE", 0.1)
    # Who tells the server is not free again before the end of the test.
    monkeypatch.setattr("gradio_nb.client.transports.base.CANCEL_TIMEOUT", 3600)

    begin_and_hang(fake)
    with Client(fake.url) as client:
        watches = [Watch(client.submit("x", api_name="/echo", time_limit=0.3)) for _ in range(12)]
        for watch in watches:
            watch.ended(State.TIMED_OUT, errors.TimedOut, [], [])
        fake.stop.set()


def test_the_limit_is_for_all_tries_together(fake, monkeypatch):
    monkeypatch.setattr("gradio_nb.client.jobs.options.FIRST_RETRY_DELAY", 0.01)
    fake.routes[DATA] = cut
    with Client(fake.url) as client:
        watch = Watch(client.submit("x", api_name="/echo", retries=1000, time_limit=0.5))
        watch.ended(State.TIMED_OUT, errors.TimedOut, [], [])
        assert 0 < len(of(watch.job, events.Retrying)) < 1000
        fake.routes[DATA] = fake.data
        assert client.predict("next", api_name="/echo") == "done"


# Names that are options of every call, and may be an app's own


@pytest.fixture
def spec(fake):
    fake.config["components"][0]["props"]["label"] = "retries"
    with Client(fake.url) as client:
        return find_endpoint(client.app.endpoints, "/echo")


def test_an_option_that_is_a_parameter_of_the_app_is_not_guessed(spec):
    assert [p.name for p in spec.parameters] == ["retries"]
    with pytest.raises(errors.BadArgument, match="retries is a parameter of /echo") as caught:
        terms(spec, 0, set(), 3, None)
    assert "inputs={'retries'" in caught.value.hint
    assert terms(spec, 0, {"retries"}, 3, None) == CallOptions(retries=3)
    assert terms(spec, 1, set(), 3, None) == CallOptions(retries=3)
    assert terms(spec, 0, {"retries"}, None, 2) == CallOptions(time_limit=2)


@pytest.mark.parametrize(
    "wrong", [{"retries": -1}, {"time_limit": 0}, {"time_limit": -1}, {"time_limit": float("nan")}]
)
def test_terms_that_make_no_sense_are_told_before_anything_is_sent(fake, wrong):
    with Client(fake.url) as client, pytest.raises(errors.UsageError, match="has to be"):
        client.submit("x", api_name="/echo", **wrong)
    assert fake.joins == 0
