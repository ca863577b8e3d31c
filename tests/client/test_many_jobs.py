"""Many jobs at once, few threads, nothing that polls."""

from __future__ import annotations

import threading
import time

import pytest
from fake_server import done

from gradio_nb import Client
from gradio_nb.protocol import events


def threads():
    """The threads on which jobs run, those of earlier tests among them."""
    return {t for t in threading.enumerate() if t.name == "gradio_nb"}


def test_five_hundred_jobs_finish_with_at_most_forty_threads(fake):
    most = 0

    def watch():
        nonlocal most
        most = max(most, len(threads() - before))

    before = threads()
    fake.routes["GET /gradio_api/queue/data"] = lambda x: x.stream(*done(fake.event_of(x), fake.event_of(x)))
    with Client(fake.url) as client:
        jobs = [client.submit(str(i), api_name="/echo") for i in range(500)]
        for job in jobs:
            job.listen(watch)
        results = [job.result(60) for job in jobs]
    assert results == [job.event_id for job in jobs]
    assert len(set(results)) == 500
    assert 0 < most <= 40


def test_jobs_side_by_side_do_not_mix_up_their_results(client):
    jobs = [client.submit(str(i), api_name="/echo") for i in range(50)]
    assert [job.result(60) for job in jobs] == [str(i) for i in range(50)]


def test_more_jobs_than_threads_wait_for_their_turn(basics):
    with Client(basics, max_running=2) as client:
        jobs = [client.submit("a b", 0.05, api_name="/stream") for _ in range(6)]
        assert [list(job)[-1] for job in jobs] == ["a b "] * 6


def test_threads_end_with_their_jobs(client):
    before = threads()
    job = client.submit(0.2, api_name="/slow")
    (own,) = threads() - before
    job.result(20)
    own.join(20)
    assert not own.is_alive()


@pytest.mark.parametrize("wait", ["result", "iteration", "status"])
def test_waiting_takes_no_time_of_the_processor(client, wait_for, wait):
    job = client.submit("a " * 2, 1, api_name="/stream")
    wait_for(job, events.Partial)
    began, spent = time.monotonic(), time.process_time()
    if wait == "result":
        job.result(20)
    elif wait == "iteration":
        list(job)
    else:
        ended = threading.Event()
        job.add_done_callback(lambda job: ended.set())
        assert ended.wait(20)
    assert time.monotonic() - began > 0.5
    assert time.process_time() - spent < 0.2


def test_a_status_makes_no_request(client, wait_for, monkeypatch):
    job = client.submit("a b", 0.5, api_name="/stream")
    wait_for(job, events.Partial)
    monkeypatch.setattr(client._http, "request", None)
    before = job.events
    for _ in range(1000):
        assert not job.status().done
    assert job.events == before
    monkeypatch.undo()
    job.result(20)
