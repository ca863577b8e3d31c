"""Gradio 3: its sockets, its plain requests and its values (docs/protocol.md §5.3, §5.4, §11, §12)."""

from __future__ import annotations

import base64
import threading

import pytest
from replay_server import HANG, ReplayApp, upto

from gradio_nb import Client, errors
from gradio_nb.client.transports import websocket
from gradio_nb.protocol import events
from gradio_nb.protocol.events import State

PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
JOIN = "GET /queue/join"
NOTHING = {"msg": "process_completed", "output": {"data": [None]}, "success": True}


@pytest.fixture
def app():
    with ReplayApp("3.50.2") as app:
        yield app


def test_the_socket_is_asked_for_with_headers_and_cookies(app):
    app.routes["GET /config"] = lambda x: x.json(app.config, set_cookie="sticky=here; Path=/")
    with Client(app.url, headers={"x-team": "blue"}, token="hf_given") as client:
        client.predict("Ann", api_name="/greet")
    (join,) = app.requests(JOIN)
    assert join.headers["cookie"] == "sticky=here"
    assert join.headers["x-team"] == "blue"
    assert join.headers["x-hf-authorization"] == "Bearer hf_given"
    assert join.headers["user-agent"] == "gradio_nb"


def test_a_socket_keeps_to_the_path_the_app_is_mounted_under(app):
    app.routes |= {route.replace(" /", " /sub/app/"): answer for route, answer in app.routes.items()}
    with Client(f"{app.url}/sub/app") as client:
        assert client.predict("Ann", api_name="/greet") == "Hello Ann!"
    assert app.requests("GET /sub/app/queue/join")


def forbidden(x):
    x.json({"detail": "Not authenticated"}, 403)


def test_a_socket_that_is_forbidden_wants_a_login(app):
    app.routes[JOIN] = forbidden
    with Client(app.url) as client, pytest.raises(errors.LoginRequired):
        client.predict("Ann", api_name="/greet")


def test_a_login_that_was_lost_is_made_again(app):
    def only_with_cookie(x):
        (app.socket if "session=new" in x.request.headers.get("cookie", "") else forbidden)(x)

    app.routes[JOIN] = only_with_cookie
    app.routes["POST /login"] = lambda x: x.json({"success": True}, set_cookie="session=new; Path=/")
    with Client(app.url, auth=("user", "secret")) as client:
        assert client.predict("Ann", api_name="/greet") == "Hello Ann!"
        assert client.predict("Ann", api_name="/greet") == "Hello Ann!"
    assert len(app.requests("POST /login")) == 1


def test_a_login_that_helps_nothing_is_not_made_for_ever(app):
    app.routes[JOIN] = forbidden
    app.routes["POST /login"] = lambda x: x.json({"success": True})
    with Client(app.url, auth=("user", "secret")) as client:
        job = client.submit("Ann", api_name="/greet")
        with pytest.raises(errors.LoginRefused):
            job.result(10)
    assert job.status().state is State.REFUSED
    assert len(app.requests(JOIN)) == 2


@pytest.mark.parametrize(
    ("status", "error"),
    [(404, errors.Refused), (500, errors.Refused), (429, errors.RateLimited), (302, errors.ConnectionLost)],
)
def test_a_refused_socket_says_why(app, restless, status, error):
    app.routes[JOIN] = lambda x: x.send(b"<html>", status, location="http://127.0.0.1:9/elsewhere", retry_after="7")
    with Client(app.url) as client, pytest.raises(error) as caught:
        client.predict("Ann", api_name="/greet")
    if status == 429:
        assert caught.value.retry_after == 7


def test_a_socket_that_is_never_answered_ends_in_time(app, monkeypatch):
    monkeypatch.setattr("gradio_nb.client.transports.websocket.HANDSHAKE_TIMEOUT", 0.2)
    app.routes[JOIN] = app.hang
    with Client(app.url) as client, pytest.raises(errors.TimedOut, match="did not answer in time"):
        client.predict("Ann", api_name="/greet")


@pytest.mark.parametrize(("code", "end"), [(1000, State.CANCELLED), (1012, State.LOST)])
def test_a_socket_closed_without_a_result_was_cancelled_or_lost(app, code, end):
    app.jobs["greet"] = upto(app.jobs["greet"], lambda m: m.get("msg") == "process_starts", {"close": code})
    with Client(app.url) as client:
        job = client.submit("Ann", api_name="/greet")
        assert job.exception(10)
    assert job.status().state is end


def test_a_socket_closed_before_the_job_began_is_a_lost_line(app):
    app.jobs["greet"] = upto(app.jobs["greet"], lambda m: m.get("msg") == "estimation", {"close": 1000})
    with Client(app.url) as client:
        job = client.submit("Ann", api_name="/greet")
        assert job.exception(10)
    assert job.status().state is State.LOST


@pytest.mark.parametrize("raw", [b"<html>", b"[" * 100_000, b"\xff"])
def test_garbage_on_a_socket_is_a_protocol_error(app, raw):
    app.jobs["greet"] = [*app.jobs["greet"][:2], {"raw": raw}]
    with Client(app.url) as client, pytest.raises(errors.ProtocolError, match="no JSON"):
        client.predict("Ann", api_name="/greet")


def test_what_was_said_on_a_socket_is_kept(app):
    with Client(app.url) as client:
        client.predict("Ann", api_name="/greet")
        (kept,) = [e for e in client.exchanges if e.url.endswith("/queue/join")]
    assert kept.status == 101
    assert [m.text for m in kept.messages][-1].startswith('{"msg": "process_completed"')


def test_a_client_that_is_closed_hangs_up(app, wait_for):
    app.jobs["greet"] = upto(app.jobs["greet"], lambda m: m.get("msg") == "process_starts", HANG)
    client = Client(app.url)
    job = client.submit("Ann", api_name="/greet")
    wait_for(job, events.Started)
    client.close()
    assert job.done()
    assert app.gone.wait(10)


def test_generators_with_state_take_turns_for_the_server_would_mix_them_up(app, wait_for):
    counter = app.config["dependencies"][app.index("counter")]
    counter["types"]["generator"] = True
    script = app.jobs["counter"]
    app.jobs["counter"] = upto(script, lambda m: m.get("msg") == "process_starts", HANG)
    with Client(app.url) as client:
        first = client.submit(2, api_name="/counter")
        wait_for(first, events.Started)
        second = client.submit(3, api_name="/counter")
        wait_for(second, events.Connecting)
        client.predict("Ann", api_name="/greet")
        assert len(app.requests(JOIN)) == 2
        app.jobs["counter"] = script
        first.cancel()
        assert second.result(10) == "2.0"


# The plain way.


def test_a_function_that_does_not_queue_is_one_request(app):
    with Client(app.url) as client:
        assert client.predict("Ann", api_name="/direct") == "direct of ['Ann']"
    assert not app.requests(JOIN)
    assert app.asked[0].keys() == {"data", "fn_index", "session_hash", "event_data"}


def test_an_app_without_a_queue_is_used_by_plain_requests(app):
    app.config["enable_queue"] = False
    with Client(app.url) as client:
        assert client.predict("Ann", api_name="/greet") == "greet of ['Ann']"
    assert not app.requests(JOIN)


@pytest.mark.parametrize(
    ("status", "body", "kind", "text"),
    [
        (500, {"error": "'shown: x'"}, errors.AppError, "shown: x"),
        (500, {"error": None}, errors.AppError, "hides why"),
        (500, "Internal Server Error", errors.ProtocolError, "no JSON"),
        (404, {"detail": "Not Found"}, errors.Refused, "404"),
        (200, {"data": None}, errors.Cancelled, "on the server"),
    ],
)
def test_what_fails_in_a_plain_request_is_told(app, status, body, kind, text):
    def answer(x):
        if isinstance(body, str):
            x.send(body.encode(), status, "text/plain")
        else:
            x.json(body, status)

    app.routes["POST /run/predict"] = answer
    with Client(app.url) as client, pytest.raises(kind, match=text):
        client.predict("Ann", api_name="/direct")


def test_a_plain_request_that_runs_cannot_be_stopped(app, wait_for):
    through = threading.Event()

    def run(x):
        through.wait(20)
        app.run(x)

    app.routes["POST /run/predict"] = run
    with Client(app.url) as client:
        job = client.submit("Ann", api_name="/direct")
        wait_for(job, events.Started)
        assert job.cancel()
        assert job.status().state is State.STOPPED
        through.set()
        assert client.predict("Bob", api_name="/direct") == "direct of ['Bob']"


# Values.


def test_pictures_travel_within_the_value_and_other_files_as_uploads(app, tmp_path):
    (tmp_path / "red.png").write_bytes(PNG)
    (tmp_path / "my note.txt").write_text("hello")
    app.jobs["describe"] = app.jobs["greet"]
    with Client(app.url) as client:
        client.predict(
            api_name="/describe",
            image=tmp_path / "red.png",
            audio=None,
            video=None,
            model=None,
            file=tmp_path / "my note.txt",
            files=[tmp_path / "my note.txt"],
            gallery=[(tmp_path / "red.png", "red")],
            chat=[{"role": "user", "content": "hi"}, {"role": "assistant", "content": "there"}],
        )
        names = list(client["/describe"].parameters)
    sent = dict(zip(names, app.asked[0]["data"], strict=True))

    def file(name):
        return {"name": "/tmp/gradio/1/uploaded", "data": None, "orig_name": name, "is_file": True}

    assert sent["image"] == "data:image/png;base64," + base64.b64encode(PNG).decode()
    assert sent["file"] == file("my note.txt")
    assert sent["files"] == [file("my note.txt")]
    assert sent["gallery"] == [[file("red.png"), "red"]]
    assert sent["chat"] == [["hi", "there"]]
    assert len(app.requests("POST /upload")) == 3


def test_files_travel_within_the_value_where_nothing_can_be_uploaded(app, tmp_path):
    app.config["version"] = "3.18.0"
    app.jobs["file_copy"] = upto(app.jobs["greet"], lambda m: m.get("msg") == "process_starts", NOTHING)
    (tmp_path / "note.txt").write_text("hello")
    with Client(app.url) as client:
        client.predict(tmp_path / "note.txt", api_name="/file_copy")
    assert app.asked[0]["data"] == [{"name": "note.txt", "data": "data:text/plain;base64,aGVsbG8="}]
    assert not app.requests("POST /upload")


def test_a_file_that_the_server_would_have_to_fetch_is_refused_with_advice(app):
    with Client(app.url) as client:
        job = client.submit("https://example.org/a.txt", api_name="/file_copy")
        with pytest.raises(errors.BadArgument, match=r"does not fetch https://example\.org/a\.txt") as caught:
            job.result(10)
    assert "Download it first" in caught.value.hint
    assert not app.asked


def test_a_file_of_a_result_is_fetched_by_its_path(app):
    (name,) = [m["output"]["data"][0]["name"] for m in app.jobs["file_copy"] if "output" in m]
    app.routes[f"GET /file={name.replace(' ', '%20')}"] = lambda x: x.send(b"hello\n", 200, "text/plain")
    with Client(app.url) as client:
        copy = client.predict(None, api_name="/file_copy")
    assert copy.read_text() == "hello\n"
    assert copy.orig_name == "copy of my note 1.txt"


@pytest.mark.parametrize("names", [("Host", "Origin"), ("host", "ORIGIN")])
def test_a_header_that_the_handshake_has_too_is_sent_once(names):
    given = dict(zip(names, ("app.example", "http://app.example"), strict=True))
    with ReplayApp("3.50.2") as app:
        sent = []

        def join(x):
            sent.extend((name.lower(), value) for name, value in x._handler.headers.items())
            app.socket(x)

        app.routes["GET /queue/join"] = join
        with Client(app.url, headers=given) as client:
            client.predict("Ann", api_name="/greet")
    found = [pair for pair in sent if pair[0] in ("host", "origin")]
    assert sorted(found) == [("host", "app.example"), ("origin", "http://app.example")]


def test_a_message_on_a_socket_has_a_largest_size(monkeypatch):
    monkeypatch.setattr(websocket, "MAX_MESSAGE", 100_000)
    with ReplayApp("3.50.2") as app, Client(app.url) as client:
        first, *rest = app.jobs["greet"]
        app.jobs["greet"] = [first, *({"msg": "estimation", "filler": "x" * 60_000} for _ in range(5)), *rest]
        assert client.predict("Ann", api_name="/greet")
        app.jobs["greet"] = [first, {"msg": "estimation", "filler": "x" * 200_000}, *rest]
        with pytest.raises(errors.ProtocolError):
            client.predict("Ann", api_name="/greet")
