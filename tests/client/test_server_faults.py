"""Real servers that stop while jobs run, and that come back as other processes."""

from __future__ import annotations

import os
import signal
from urllib.parse import urlsplit

import pytest
from job_watch import TIMEOUT, Watch
from tcp_proxy import TcpProxy

from gradio_nb import Client, errors
from gradio_nb.protocol import events
from gradio_nb.protocol.events import State


def hold(client, wait_for):
    """Start a job that has logged a line, given a partial result and waits."""
    watch = Watch(client.submit("x", api_name="/hold"))
    wait_for(watch.job, events.Partial)
    return watch


def count(client, step):
    """Use the State of the app; gives the total, and what was said of the app."""
    job = client.submit(step, api_name="/count")
    return job.result(TIMEOUT), [line.message for line in job.logs if line.title == "gradio_nb"]


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_server_that_ends_loses_its_jobs_and_is_used_again_when_it_is_back(start_basics, wait_for, how):
    with start_basics() as server:
        server.wait_until_up()
        client = Client(server.url)
        assert count(client, 5) == (5, [])
        watches = [hold(client, wait_for), Watch(client.submit(1, api_name="/remember"))]
        wait_for(watches[1].job, events.Partial)
        server.process.send_signal(how)
        watches[0].ended(State.LOST, errors.ConnectionLost, ["so far"], ["holding x"])
        watches[1].ended(State.LOST, errors.ConnectionLost)
        server.process.wait(TIMEOUT)
        again = Watch(client.submit("x", api_name="/echo"))
        assert "Nothing answers" in str(again.ended(State.LOST, errors.NotReachable, [], []))
    with client, start_basics(port=urlsplit(server.url).port) as server:
        server.wait_until_up()
        assert client.predict("back", api_name="/echo") == "back"
        total, said = count(client, 1)
        assert total == 1
        assert len(said) == 1
        assert "restarted" in said[0]
        assert count(client, 1) == (2, [])


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize(
    ("endpoint", "value", "state", "error"),
    [("/slow", 1, State.DONE, None), ("/hold", "x", State.LOST, errors.ConnectionLost)],
)
def test_a_server_that_is_asked_to_stop_finishes_jobs_within_its_time_and_loses_longer_ones(
    start_basics, wait_for, endpoint, value, state, error
):
    """Ctrl-C: it gives them 5 s, in all releases that this app runs on (4.44 and later)."""
    with start_basics() as server:
        server.wait_until_up()
        with Client(server.url) as client:
            watch = Watch(client.submit(value, api_name=endpoint))
            wait_for(watch.job, events.Partial)
            os.kill(server.process.pid, signal.SIGINT)
            watch.ended(state, error)
            assert watch.job.outputs()
            server.process.wait(TIMEOUT)
            Watch(client.submit("x", api_name="/echo")).ended(State.LOST, errors.NotReachable, [], [])


@pytest.fixture(scope="module")
def other(start_basics):
    """Another process of the same app."""
    with start_basics() as server:
        server.wait_until_up()
        yield server.url


def test_an_app_that_was_restarted_meanwhile_says_so_of_the_job_and_of_its_memory(basics, other, wait_for):
    with TcpProxy(basics) as proxy, Client(proxy.url) as client:
        assert count(client, 5) == (5, [])
        watch = hold(client, wait_for)
        proxy.upstream = other
        proxy.reset()
        error = watch.ended(State.LOST, errors.ConnectionLost, ["so far"], ["holding x"])
        assert "was restarted" in error.message
        assert client.predict("next", api_name="/echo") == "next"
        total, said = count(client, 1)
        assert (total, len(said)) == (1, 1)
        # It is said once.
        again = hold(client, wait_for)
        proxy.reset()
        assert "was restarted" not in again.ended(State.LOST, errors.ConnectionLost).message
        assert count(client, 1) == (2, [])
    with Client(basics) as first, Client(other) as second:
        for client in (first, second):
            client.predict("x", api_name="/release")


def test_an_app_that_was_restarted_before_its_memory_was_used_has_forgotten_nothing(basics, other):
    with TcpProxy(basics) as proxy, Client(proxy.url) as client:
        proxy.upstream = other
        proxy.reset()
        assert count(client, 3) == (3, [])
        assert count(client, 1) == (4, [])
