"""A server whose process is stopped: it accepts connections and answers nothing. Nobody waits for it."""

from __future__ import annotations

import signal
import threading
import time

import pytest
from fake_server import begun

from gradio_nb import Client, errors
from gradio_nb.protocol import events
from gradio_nb.protocol.events import State

TIMEOUT = 20
JOBS = 48
pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGSTOP"), reason="this system cannot stop processes")


@pytest.fixture
def server(start_basics):
    with start_basics() as server:
        server.wait_until_up()
        yield server
        server.process.send_signal(signal.SIGCONT)


@pytest.fixture
def client(server):
    client = Client(server.url, max_running=JOBS)
    yield client
    server.process.send_signal(signal.SIGCONT)
    client.close()


def test_cancelling_a_batch_does_not_wait_for_the_server(server, client):
    batch = client.map("/slow", [25] * JOBS, concurrency=JOBS)
    wait_until(lambda: sum(bool(job and job.event_id) for job in list(batch._running.values())) == JOBS)
    server.process.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    batch.cancel()
    assert time.monotonic() - began < 10
    assert {type(outcome.error) for outcome in batch} == {errors.Stopped}
    assert len(batch.results) == JOBS


def test_closing_ends_every_job(server, client):
    jobs = [client.submit(25, api_name="/slow") for _ in range(JOBS)]
    wait_until(lambda: all(job.event_id for job in jobs))
    server.process.send_signal(signal.SIGSTOP)
    began = time.monotonic()
    client.close()
    assert time.monotonic() - began < 10
    assert {job.status().state for job in jobs} == {State.STOPPED}


def wait_until(happened):
    pause, end = threading.Event(), time.monotonic() + TIMEOUT
    while not happened():
        assert time.monotonic() < end
        pause.wait(0.02)


def test_the_server_is_told_of_all_jobs_side_by_side(fake, wait_for):
    """None of the requests is answered before all of them have arrived."""
    all_there = threading.Barrier(JOBS)

    def data(x):
        x.stream(*begun(fake.event_of(x)))
        fake.stop.wait()

    def cancel(x):
        all_there.wait(TIMEOUT)
        x.json({"success": True})

    fake.routes |= {"GET /gradio_api/queue/data": data, "POST /gradio_api/cancel": cancel}
    client = Client(fake.url, max_running=JOBS)
    jobs = [client.submit("x", api_name="/echo") for _ in range(JOBS)]
    for job in jobs:
        wait_for(job, events.Started)
    client.close()
    assert len(fake.requests("POST /gradio_api/cancel")) == JOBS
    assert {job.status().state for job in jobs} <= {State.CANCELLED, State.STOPPED}
    assert not all_there.broken


def test_cancelling_a_batch_does_not_wait_for_a_try_before_to_be_dropped(fake, monkeypatch):
    """The server is told to drop a row before that is tried again, and does not answer."""
    monkeypatch.setattr("gradio_nb.client.transports.base.CANCEL_TIMEOUT", 3600)
    told = threading.Event()

    def cancel(x):
        told.set()
        fake.hang(x)

    fake.routes |= {"GET /gradio_api/queue/data": lambda x: x.cut(), "POST /gradio_api/cancel": cancel}
    with Client(fake.url) as client:
        batch = client.map("/echo", ["a"], retries=3)
        assert told.wait(TIMEOUT)
        cancelling = threading.Thread(target=batch.cancel, daemon=True)
        cancelling.start()
        cancelling.join(TIMEOUT)
        assert not cancelling.is_alive()
        (outcome,) = batch.results
        assert isinstance(outcome.error, errors.ConnectionLost)
        fake.stop.set()
