"""Cancelling, a full queue, a login, an app under a path."""

from __future__ import annotations

import itertools
import time

import pytest
from generations import can

from gradio_nb import Client, errors
from gradio_nb.protocol import events
from gradio_nb.protocol.events import State


def test_a_running_job_is_cancelled_and_makes_room(client, wait_for):
    job = client.submit(60, api_name="/slow")
    wait_for(job, events.Partial)
    assert job.cancel()
    assert job.status().state is State.CANCELLED
    # The next one has to wait for this one's place, if the server did not hear of it.
    assert client.submit(0, api_name="/slow").result(30) == "done"


def test_a_queued_job_is_cancelled_and_a_full_queue_says_so(strict_client, version, wait_for):
    running = strict_client.submit(60, api_name="/slow")
    wait_for(running, events.Partial)
    # Where a cancelled job stays in the queue and runs all the same (docs/protocol.md §9), it must not keep others
    # waiting.
    seconds = 60 if can(version, "a cancelled job leaves the queue") else 0
    queued = strict_client.submit(seconds, api_name="/slow")
    wait_for(queued, events.Queued)
    with pytest.raises(errors.QueueFull):
        strict_client.predict(0, api_name="/slow")
    assert queued.cancel()
    assert queued.status().state is State.CANCELLED
    assert running.cancel()
    assert isinstance(running.exception(10), errors.Cancelled)
    # The server is left as it was found: its queue of one takes a while to notice that it is empty.
    assert when_there_is_room(strict_client) == "done"


def when_there_is_room(client):
    """Call as soon as there is a place in the queue; the server does not say when."""
    give_up = time.monotonic() + 30
    while True:
        try:
            return client.submit(0, api_name="/slow").result(30)
        except errors.QueueFull:
            if time.monotonic() > give_up:
                raise


def test_a_login_is_wanted_and_used(strict, strict_client):
    with pytest.raises(errors.LoginRequired):
        Client(strict)
    with pytest.raises(errors.LoginRefused):
        Client(strict, auth=("user", "wrong"))
    assert strict_client.predict(api_name="/who")["user"] == "user"


def test_an_app_under_a_path_gives_and_takes_files(strict_client):
    assert strict_client.url.endswith("/behind/a%20path")
    assert strict_client.predict(b"hello", api_name="/copy_file").read_bytes() == b"hello"
    assert strict_client.predict(api_name="/give_image").to_pil().size == (40, 30)


def test_an_app_under_a_path_with_a_login_streams_and_keeps_state(strict_client):
    expected = list(itertools.accumulate(f"w{i} " for i in range(5)))
    assert list(strict_client.submit(5, 0.01, api_name="/stream")) == expected
    strict_client.reset_session()
    assert [strict_client.predict(step, api_name="/count") for step in (2, 3)] == [2, 5]
