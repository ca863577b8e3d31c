"""A system that gives no thread any more: every job ends all the same, and those after it run."""

from __future__ import annotations

import queue
import threading

import pytest
from fake_server import begun, done, in_turn
from job_watch import TIMEOUT

from gradio_nb import Client, errors
from gradio_nb.client.threads.pool import DaemonThreadPool
from gradio_nb.protocol import events
from gradio_nb.protocol.events import State

JOIN, DATA = "POST /gradio_api/queue/join", "GET /gradio_api/queue/data"


@pytest.fixture
def exhausted(monkeypatch):
    """The client gets no thread while this is set; what the test and its server start is not counted."""
    flag, start = threading.Event(), threading.Thread.start

    def refuse(thread):
        if flag.is_set() and thread.name.startswith("gradio_nb"):
            raise RuntimeError("can't start new thread")
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", refuse)
    return flag


def assert_out_of_threads(job):
    error = job.exception(TIMEOUT)
    assert type(error) is errors.JobError
    assert "can't start new thread" in error.message
    assert job.status().state is State.FAILED


@pytest.mark.parametrize("terms", [{}, {"time_limit": 60}, {"retries": 3}])
def test_a_job_without_a_thread_says_so_and_the_next_one_runs(fake, exhausted, terms):
    with Client(fake.url, max_running=1) as client:
        exhausted.set()
        job = client.submit("x", api_name="/echo", **terms)
        assert_out_of_threads(job)
        called = threading.Event()
        job.add_done_callback(lambda job: called.set())
        assert called.wait(TIMEOUT)
        exhausted.clear()
        assert client.predict("x", api_name="/echo", **terms) == "done"
    assert fake.joins == 1


def test_a_job_without_a_thread_waits_for_one_that_another_job_has(fake, exhausted, wait_for):
    go_on = threading.Event()

    def data(x):
        event = fake.event_of(x)
        x.stream(*begun(event))
        assert go_on.wait(TIMEOUT)
        x.more(*done(event, event)[2:])

    fake.routes[DATA] = data
    with Client(fake.url) as client:
        first = client.submit("x", api_name="/echo")
        wait_for(first, events.Started)
        exhausted.set()
        others = [client.submit("x", api_name="/echo") for _ in range(3)]
        assert {job.status().state for job in others} == {State.WAITING}
        go_on.set()
        assert [job.result(TIMEOUT) for job in (first, *others)] == ["event1", "event2", "event3", "event4"]


def full(x):
    x.json({"detail": "Queue is full. Max size is 1 and size is 1."}, 503)


def test_a_job_that_is_to_be_sent_again_says_so_when_nothing_can_wait_for_that(fake, exhausted):
    fake.routes[JOIN] = in_turn(lambda x: (exhausted.set(), full(x)), fake.join)
    with Client(fake.url) as client:
        assert_out_of_threads(client.submit("x", api_name="/echo", retries=2))
        exhausted.clear()
        assert client.predict("x", api_name="/echo") == "done"


def test_a_job_that_is_sent_again_says_so_when_there_is_no_thread(fake, exhausted, monkeypatch):
    set_alarms = queue.Queue()
    monkeypatch.setattr(
        "gradio_nb.client.threads.timers.Timers.call_later",
        lambda self, seconds, call: set_alarms.put(call) or (lambda: None),
    )
    fake.routes[JOIN] = in_turn(full, fake.join)
    with Client(fake.url) as client:
        job = client.submit("x", api_name="/echo", retries=2)
        send = set_alarms.get(timeout=TIMEOUT)
        for thread in [t for t in threading.enumerate() if t.name == "gradio_nb"]:
            thread.join(TIMEOUT)
        exhausted.set()
        send()
        assert_out_of_threads(job)
        exhausted.clear()
        assert client.predict("x", api_name="/echo") == "done"


def test_a_client_is_closed_and_a_batch_refused_when_there_is_no_thread(fake, exhausted, wait_for):
    def data(x):
        x.stream(*begun(fake.event_of(x)))
        fake.stop.wait()

    fake.routes[DATA] = data
    client = Client(fake.url)
    job = client.submit("x", api_name="/echo")
    wait_for(job, events.Started)
    exhausted.set()
    with pytest.raises(errors.JobError, match="can't start new thread"):
        client.map("/echo", ["a"])
    client.close()
    assert job.status().state is State.CANCELLED


def test_ctrl_c_is_raised_after_all_tasks_when_the_caller_of_a_worker_does_its_work(monkeypatch):
    def refuse(work, name):
        raise errors.JobError("No thread can be started.")

    monkeypatch.setattr("gradio_nb.client.threads.pool.start_thread", refuse)
    workers, ran = DaemonThreadPool(1, inline_fallback=True), []

    def interrupted():
        workers.run(lambda: ran.append("later"))
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        workers.run(interrupted)
    assert ran == ["later"]
    workers.run(lambda: ran.append("again"))
    assert ran == ["later", "again"]
