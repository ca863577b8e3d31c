"""Lines that break between the client and a real server."""

from __future__ import annotations

import itertools
import math
import socket

import pytest
from job_watch import TIMEOUT, Watch
from tcp_proxy import Link, TcpProxy

from gradio_nb import Client, errors
from gradio_nb.client.http import adapter
from gradio_nb.client.http.client import HttpClient
from gradio_nb.protocol import events
from gradio_nb.protocol.events import State

names = (f"job {n}" for n in itertools.count(1))
FAULTS = pytest.mark.parametrize("fault", [Link.close, Link.reset], ids=["closed", "reset"])


@pytest.fixture
def proxy(basics):
    with TcpProxy(basics) as proxy:
        yield proxy


@pytest.fixture
def client(proxy):
    with Client(proxy.url) as client:
        yield client


@pytest.fixture
def hold(basics, wait_for):
    """Start a job that has logged a line, given a partial result and waits; gives who waits for it, and its name."""
    held = []

    def start(client):
        name = next(names)
        held.append(name)
        watch = Watch(client.submit(name, api_name="/hold"))
        wait_for(watch.job, events.Partial)
        return watch, name

    yield start
    with Client(basics) as free:
        for name in held:
            free.predict(name, api_name="/release")


def assert_works(client):
    """The client is as good as new, with and without State."""
    assert client.submit("next", api_name="/echo").result(TIMEOUT) == "next"
    before = client.submit(0, api_name="/count").result(TIMEOUT)
    assert client.submit(1, api_name="/count").result(TIMEOUT) == before + 1


def test_without_a_fault_the_watch_sees_a_good_end(client, hold):
    watch, name = hold(client)
    client.predict(name, api_name="/release")
    assert watch.ended(State.DONE, None, ["so far", f"so far, {name}"], [f"holding {name}"]) is None


@FAULTS
def test_a_stream_that_breaks_loses_its_job(proxy, client, hold, fault):
    watch, name = hold(client)
    proxy.close() if fault is Link.close else proxy.reset()
    error = watch.ended(State.LOST, errors.ConnectionLost, ["so far"], [f"holding {name}"])
    assert "404" not in str(error)
    assert "may have finished" in error.hint
    assert_works(client)


@FAULTS
def test_a_stream_that_breaks_in_the_middle_of_a_message_loses_its_job(proxy, hold, fault, basics):
    # The result goes into the old connection, and on the new one the server has nothing more to say.
    with Client(proxy.url, silence=1) as client, Client(basics) as other:
        watch, name = hold(client)
        proxy.cut_within(b"process_generating", fault)
        other.predict(name, api_name="/release")
        assert proxy.struck.wait(TIMEOUT)
        watch.ended(State.LOST, errors.ConnectionLost, ["so far"], [f"holding {name}"])
        assert_works(client)


def test_a_server_that_cannot_be_reached_any_more_loses_its_jobs_and_is_used_again_when_it_can(proxy, client, hold):
    watch, name = hold(client)
    proxy.down()
    error = watch.ended(State.LOST, errors.ConnectionLost, ["so far"], [f"holding {name}"])
    assert "is gone" in error.message
    Watch(client.submit("x", api_name="/echo")).ended(State.LOST, errors.NotReachable, [], [])
    proxy.up()
    assert_works(client)


@FAULTS
def test_jobs_that_share_a_session_are_lost_together_and_the_session_goes_on(proxy, wait_for, fault):
    with Client(proxy.url, silence=1) as client:
        watches = [Watch(client.submit(1, api_name="/remember")) for _ in range(2)]
        for watch in watches:
            wait_for(watch.job, events.Partial)
        proxy.close() if fault is Link.close else proxy.reset()
        for watch in watches:
            watch.ended(State.LOST, errors.ConnectionLost)
            assert watch.job.outputs() == watch.seen["iteration"] == watch.seen["async for"] != []
        assert_works(client)


# A line on which nothing comes any more.


def test_a_black_hole_ends_the_job_after_the_silence_that_was_set(proxy, hold):
    with Client(proxy.url, silence=0.5) as client:
        watch, name = hold(client)
        proxy.stall()
        error = watch.ended(State.TIMED_OUT, errors.TimedOut, ["so far"], [f"holding {name}"])
        assert "silent" in error.message
        proxy.flow()
        assert_works(client)


def test_a_join_into_a_black_hole_has_an_end(proxy, client, monkeypatch):
    monkeypatch.setitem(HttpClient.request.__kwdefaults__, "timeout", 0.5)
    proxy.stall()
    Watch(client.submit("x", api_name="/echo")).ended(State.TIMED_OUT, errors.TimedOut, [], [])
    proxy.flow()
    assert_works(client)


def test_a_job_in_a_black_hole_is_cancelled_and_no_thread_goes_on_listening(proxy, client, hold, monkeypatch):
    monkeypatch.setattr("gradio_nb.client.transports.base.CANCEL_TIMEOUT", 0.5)
    watch, name = hold(client)
    line = watch.job.session._transport(watch.job)._abort
    proxy.stall()
    assert watch.job.cancel()
    watch.ended(State.STOPPED, errors.Stopped, ["so far"], [f"holding {name}"])
    assert line.aborted
    proxy.flow()
    assert_works(client)


@pytest.mark.parametrize(("silence", "seconds"), [(None, 45), (3, 3), (math.inf, None)])
def test_the_silence_of_a_line_is_three_heartbeats_or_what_was_set(basics, monkeypatch, silence, seconds):
    asked = []
    messages = HttpClient.messages

    def spy(self, url, silence, *more):
        asked.append(silence)
        return messages(self, url, silence, *more)

    monkeypatch.setattr(HttpClient, "messages", spy)
    with Client(basics, silence=silence) as client:
        client.predict("x", api_name="/echo")
    assert asked == [seconds]


def test_tcp_looks_after_a_line_on_which_nothing_has_to_come(client):
    """Where servers send no heartbeats, nobody else does; that no probe is answered, no test can play here."""
    client.predict("x", api_name="/echo")
    pools = client._http._session.get_adapter(client.url).poolmanager.pools
    keys = pools.keys()  # it cannot be iterated itself
    kept = [connection for key in keys for connection in pools[key].pool.queue if connection]
    assert kept
    for connection in kept:
        assert connection.sock.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
        assert connection.sock.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


# Connections that were kept for the next request.


@FAULTS
@pytest.mark.parametrize("when", ["at once", "on use"])
def test_a_kept_connection_that_is_dropped_costs_no_job_and_sends_none_twice(proxy, client, fault, when, monkeypatch):
    if when == "on use":
        # As after a pause: a server that closes idle connections may do so in the moment of their next use.
        monkeypatch.setattr(adapter, "MAX_IDLE", 0.0)
    for total in range(1, 6):
        assert client.submit(1, api_name="/count").result(TIMEOUT) == total
        if when == "on use":
            proxy.drop_on_use(fault)
        else:
            proxy.close() if fault is Link.close else proxy.reset()
    assert_works(client)


# Files.


@FAULTS
def test_an_upload_that_is_cut_once_is_sent_again_from_its_beginning(proxy, client, tmp_path, fault):
    path = tmp_path / "big.bin"
    path.write_bytes(b"x" * 3_000_000)
    proxy.cut_after(1_000_000, fault, up=True)
    watch = Watch(client.submit(path, api_name="/read_file"))
    watch.ended(State.DONE)
    assert proxy.struck.is_set()
    assert watch.job.result().out == "3000000 bytes"
    assert_works(client)


@FAULTS
def test_an_upload_that_is_cut_again_and_again_has_failed(proxy, client, tmp_path, fault):
    path = tmp_path / "big.bin"
    path.write_bytes(b"x" * 3_000_000)

    def again(link):
        proxy.cut_after(1_000_000, again, up=True)
        fault(link)

    proxy.cut_after(1_000_000, again, up=True)
    error = Watch(client.submit(path, api_name="/read_file")).ended(State.REFUSED, errors.UploadFailed, [], [])
    assert "big.bin" in error.message
    proxy.mend()
    assert_works(client)


@FAULTS
def test_a_download_that_is_cut_fails_leaves_nothing_behind_and_can_be_had_again(proxy, tmp_path, fault):
    with Client(proxy.url, download_dir=tmp_path) as client:
        proxy.cut_after(1_000_000, fault)
        watch = Watch(client.submit(3_000_000, api_name="/big_file"))
        watch.ended(State.FAILED, errors.DownloadFailed)
        assert proxy.struck.is_set()
        assert list(tmp_path.iterdir()) == []
        assert watch.job.outputs() == []
        assert_works(client)
