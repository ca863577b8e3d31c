"""Jobs that end while their server is silent hold up nobody: neither a thread nor a connection is kept for them."""

from __future__ import annotations

import threading

import pytest
import websocket_server as ws
from fake_server import done, in_turn
from job_watch import TIMEOUT, Watch
from replay_server import HANG, ReplayApp, upto

from gradio_nb import Client, errors
from gradio_nb.protocol.events import State

DATA, FILE = "GET /gradio_api/queue/data", "GET /gradio_api/file=/tmp/x.bin"
# Where Gradio answers with nothing but the result, or opens a stream when it likes to (docs/protocol.md §5.2, §5.4).
WAYS = {"plain request": ("3.50.2", "POST /run/predict", "/direct"), "stream": ("4.0.2", "GET /queue/join", "/greet")}


class Silence:
    """A route that says nothing to the first who asks."""

    def __init__(self, app, route):
        self.heard, self.left = threading.Event(), threading.Event()
        app.routes[route] = in_turn(self._keep, app.routes[route])

    def _keep(self, x):
        self.heard.set()
        x.wait_until_gone()
        self.left.set()


@pytest.fixture(params=WAYS)
def silent(request):
    version, route, name = WAYS[request.param]
    with ReplayApp(version) as app, Client(app.url, max_running=1) as client:
        # A connection that was in use before is another case than a new one: what is lost there is sent again.
        client.predict("Ann", api_name=name)
        yield client, Silence(app, route), name


def test_a_job_that_is_cancelled_frees_its_place_at_once(silent):
    client, silence, name = silent
    watch, following = (Watch(client.submit("Ann", api_name=name)) for _ in range(2))
    assert silence.heard.wait(TIMEOUT)
    assert watch.job.cancel()
    assert silence.left.wait(TIMEOUT), "the connection was kept"
    following.ended(State.DONE)


def test_a_job_whose_time_is_over_frees_its_place_at_once(silent):
    client, silence, name = silent
    watch = Watch(client.submit("Ann", api_name=name, time_limit=0.2))
    following = Watch(client.submit("Ann", api_name=name))
    watch.ended(State.TIMED_OUT, errors.TimedOut, [])
    assert silence.left.wait(TIMEOUT), "the connection was kept"
    following.ended(State.DONE)


def test_data_that_the_server_does_not_take_hold_up_nobody_who_is_cancelled():
    """Gradio 4.0 asks for the data within the stream."""
    with ReplayApp("4.0.2") as app, Client(app.url, max_running=1) as client:
        silence = Silence(app, "POST /queue/data")
        watch, following = (Watch(client.submit("Ann", api_name="/greet")) for _ in range(2))
        assert silence.heard.wait(TIMEOUT)
        assert watch.job.cancel()
        assert silence.left.wait(TIMEOUT), "the connection was kept"
        following.ended(State.DONE)


def test_no_socket_is_kept_for_a_job_that_was_cancelled_before_it_was_open():
    """Nothing may ever come on it: these servers send no heartbeats (docs/protocol.md §10)."""
    heard, go_on, left = threading.Event(), threading.Event(), threading.Event()

    def socket(x):
        heard.set()
        assert go_on.wait(TIMEOUT)
        source, _ = x.upgrade(
            upgrade="websocket", sec_websocket_accept=ws.accept(x.request.headers["sec-websocket-key"])
        )
        assert ws.receive(source) is None
        left.set()

    with ReplayApp("3.50.2") as app, Client(app.url, max_running=1) as client:
        app.routes["GET /queue/join"] = in_turn(socket, app.socket)
        watch, following = (Watch(client.submit("Ann", api_name="/greet")) for _ in range(2))
        assert heard.wait(TIMEOUT)
        assert watch.job.cancel()
        watch.ended(State.CANCELLED, errors.Cancelled, [], [])
        go_on.set()
        assert left.wait(TIMEOUT), "the socket was kept"
        following.ended(State.DONE)


def test_no_stream_is_opened_for_a_job_that_was_cancelled_while_it_joined():
    """A server that cannot be told (docs/protocol.md §9) would keep it open as long as the job takes."""
    joining, go_on = threading.Event(), threading.Event()

    def join(x):
        joining.set()
        assert go_on.wait(TIMEOUT)
        app.join(x)

    with ReplayApp("4.26.0") as app, Client(app.url, max_running=1) as client:
        app.jobs["greet"] = upto(app.jobs["greet"], lambda m: m.get("msg") == "process_starts", HANG)
        app.routes["POST /queue/join"] = in_turn(join, app.join)
        watch = Watch(client.submit("Ann", api_name="/greet"))
        following = Watch(client.submit(3, api_name="/updates"))
        assert joining.wait(TIMEOUT)
        assert watch.job.cancel()
        go_on.set()
        following.ended(State.DONE)


@pytest.mark.parametrize("name", ["/copy", "/keep"])
@pytest.mark.parametrize("route", ["POST /gradio_api/upload", FILE])
def test_a_file_that_does_not_move_holds_up_nobody_when_its_job_is_cancelled(fake, name, route):
    """Also of a job with State, whose files come on another thread than its messages."""
    keep = {"id": 3, "inputs": [4, 3], "outputs": [4, 3], "api_name": "keep", "targets": []}
    fake.config["dependencies"].append(keep)
    file = {"path": "/tmp/x.bin", "meta": {"_type": "gradio.FileData"}}
    fake.routes |= {FILE: lambda x: x.send(b"data"), DATA: lambda x: x.stream(*done(fake.event_of(x), file, None))}
    with Client(fake.url, max_running=1) as client:
        silence = Silence(fake, route)
        watch, following = (Watch(client.submit(b"data", api_name=name)) for _ in range(2))
        assert silence.heard.wait(TIMEOUT)
        assert watch.job.cancel()
        assert silence.left.wait(TIMEOUT), "the connection was kept"
        watch.ended(State.CANCELLED, errors.Cancelled, [])
        following.ended(State.DONE)
        assert following.job.result().read_bytes() == b"data"
