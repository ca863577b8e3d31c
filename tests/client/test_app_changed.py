"""Another app at the same address: noticed before anything is sent."""

from __future__ import annotations

import copy
import sys
import threading

import pytest
from fake_server import FakeApp
from servers import Server, free_port

from gradio_nb import Client, errors
from gradio_nb.client.http import app_identity
from gradio_nb.client.transports.session import QueueSession

JOIN, UPLOAD = "/gradio_api/queue/join", "/gradio_api/upload"


@pytest.fixture(autouse=True)
def always_asked(monkeypatch):
    """As after a while without a message."""
    monkeypatch.setattr(app_identity, "VERIFIED_FOR", -1.0)


@pytest.fixture(params=["app_id", "none"])
def app(request, fake):
    """An app of a generation that has an `app_id`, and of one that has none."""
    if request.param == "app_id":
        fake.config["app_id"] = "1"
        fake.routes["GET /gradio_api/app_id"] = lambda x: x.json({"app_id": fake.config["app_id"]})
    return fake


def restart(app: FakeApp) -> None:
    if "app_id" in app.config:
        app.config["app_id"] += "1"


def remove_first(config):
    del config["dependencies"][0]
    for position, dependency in enumerate(config["dependencies"]):
        dependency["id"] = position


def swap_names(config):
    first, second = config["dependencies"][:2]
    first["api_name"], second["api_name"] = "delete", "echo"


def other_input(config):
    config["components"][0]["type"] = "number"


def other_name(config):
    config["components"][0]["props"]["label"] = "Path to delete"


def more_inputs(config):
    config["dependencies"][0]["inputs"] = [1, 1]


def other_output(config):
    config["components"][1]["type"] = "file"


def becomes_stateful(config):
    config["dependencies"][0]["inputs"] = [1, 3]


def other_protocol(config):
    config["protocol"] = "sse_v2"


CHANGES = {
    remove_first: "it has no /echo any more",
    swap_names: "its /echo",
    other_input: r"takes \(text: number\) instead of \(text: textbox\)",
    other_name: r"takes \(path_to_delete: textbox\) instead of \(text: textbox\)",
    more_inputs: r"takes \(text: textbox, text_1: textbox\)",
    other_output: "returns something else",
    becomes_stateful: "is another function",
    other_protocol: "it runs on Gradio",
}


@pytest.mark.parametrize("way", ["predict", "submit", "map", "retries"])
@pytest.mark.parametrize("change", CHANGES)
def test_a_call_of_another_app_is_not_sent(app, change, way):
    with Client(app.url) as client:
        assert client.predict("x", api_name="/echo") == "done"
        joins = sum(request.path == JOIN for request in app.seen)
        change(app.config)
        restart(app)
        if way == "map":
            (outcome,) = client.map("/echo", ["x"])
            error = outcome.error
        else:
            error = client.submit("x", api_name="/echo", retries=3 if way == "retries" else None).exception(20)
        assert isinstance(error, errors.AppChanged)
        with pytest.raises(errors.AppChanged, match=CHANGES[change]):
            raise error
        assert "Connect again" in error.hint
        assert sum(request.path == JOIN for request in app.seen) == joins


def test_no_file_is_uploaded_to_another_app(app):
    with Client(app.url) as client:
        app.config["components"][3]["type"] = "image"
        restart(app)
        assert isinstance(client.submit(b"data", api_name="/copy").exception(20), errors.AppChanged)
        assert UPLOAD not in [request.path for request in app.seen]


def test_the_same_app_is_called_after_a_restart(app):
    with Client(app.url) as client:
        for _ in range(2):
            restart(app)
            assert client.predict("x", api_name="/echo") == "done"


def test_what_is_the_same_in_another_app_is_called(app):
    with Client(app.url) as client:
        app.config["components"][3]["type"] = "image"
        restart(app)
        assert client.predict("x", api_name="/echo") == "done"
        assert isinstance(client.submit(None, api_name="/copy").exception(20), errors.AppChanged)


def test_the_first_app_is_called_again_when_it_is_back(app):
    with Client(app.url) as client:
        before = copy.deepcopy(app.config)
        remove_first(app.config)
        restart(app)
        assert client.submit("x", api_name="/echo").exception(20) is not None
        app.config.clear()
        app.config.update(before)
        assert client.predict("x", api_name="/echo") == "done"


@pytest.mark.parametrize("status", [401, 403, 404, 410, 429, 500, 502, 503])
def test_nothing_is_sent_to_a_program_that_does_not_say_what_it_is(app, status):
    with Client(app.url) as client:

        def refuse(x):
            x.send(b"no", status, retry_after="31")

        for route in ("GET /gradio_api/app_id", "GET /config", "GET /", "GET /gradio_api/info"):
            app.routes[route] = refuse
        error = client.submit("x", api_name="/echo").exception(20)
        assert isinstance(error, errors.GradioNbError)
        assert app.joins == 0


def test_an_app_behind_a_proxy_that_hides_the_route_is_called(app):
    with Client(app.url) as client:
        app.routes["GET /gradio_api/app_id"] = lambda x: x.send(b"no", 403)
        assert client.predict("x", api_name="/echo") == "done"


@pytest.mark.parametrize("recently", [False, True])
def test_an_app_that_is_replaced_while_the_server_is_busy_is_not_called(app, monkeypatch, recently):
    monkeypatch.setattr(app_identity, "VERIFIED_FOR", 3600.0 if recently else -1.0)
    join = app.routes[f"POST {JOIN}"]

    def replaced(x):
        swap_names(app.config)
        restart(app)
        app.routes[f"POST {JOIN}"] = join
        x.json({"detail": "starting"}, 503, retry_after="0.01")

    with Client(app.url) as client:
        app.routes[f"POST {JOIN}"] = replaced
        assert isinstance(client.submit("x", api_name="/echo").exception(20), errors.AppChanged)
        assert app.joins == 0


def test_an_app_that_is_replaced_during_an_upload_is_not_called(app):
    upload = app.routes[f"POST {UPLOAD}"]

    def replaced(x):
        app.config["components"][3]["type"] = "image"
        restart(app)
        upload(x)

    with Client(app.url) as client:
        app.routes[f"POST {UPLOAD}"] = replaced
        assert isinstance(client.submit(b"data", api_name="/copy").exception(20), errors.AppChanged)
        assert app.joins == 0


def test_a_server_that_is_busy_before_a_job_is_waited_for(app):
    route = "GET /gradio_api/app_id" if "app_id" in app.config else "GET /config"
    with Client(app.url) as client:
        ready = app.routes[route]

        def busy(x):
            app.routes[route] = ready
            x.json({"detail": "starting"}, 503, retry_after="0.01")

        app.routes[route] = busy
        assert client.predict("x", api_name="/echo") == "done"


def test_a_server_that_is_heard_of_is_not_asked(fake, monkeypatch):
    monkeypatch.setattr(app_identity, "VERIFIED_FOR", 3600.0)
    fake.config["app_id"] = "1"
    with Client(fake.url) as client:
        for _ in range(3):
            client.predict("x", api_name="/echo")
    assert "/gradio_api/app_id" not in [request.path for request in fake.seen]


def test_jobs_together_do_not_wait_one_by_one_for_a_server_that_does_not_say_what_it_is(app, monkeypatch):
    route = "GET /gradio_api/app_id" if "app_id" in app.config else "GET /config"
    rows, entered, asked, free = 8, threading.Semaphore(0), [], threading.Event()
    check = QueueSession.check

    def counted(session, job):
        entered.release()
        check(session, job)

    def hold(x):
        asked.append(x)
        assert free.wait(20)
        x.cut()

    monkeypatch.setattr(QueueSession, "check", counted)
    with Client(app.url, max_running=rows) as client:
        app.routes[route] = hold
        jobs = [client.submit("x", api_name="/echo") for _ in range(rows)]
        for _ in range(rows):
            assert entered.acquire(timeout=20)
        free.set()
        assert [job.result(20) for job in jobs] == ["done"] * rows
    # Twice, and each time again on a new connection.
    assert len(asked) <= 4


GREET = """
import sys, gradio as gr
def greet(name): return "Hello " + name
with gr.Blocks() as app:
    gr.Button().click(greet, gr.Textbox(label="name"), gr.Textbox(), api_name="greet")
app.launch(server_port=int(sys.argv[1]), quiet=True)
"""
DELETE = GREET.replace("greet", "delete").replace("Hello ", "DELETED ").replace('label="name"', 'label="path"')


def test_a_real_app_in_the_place_of_another(tmp_path):
    port = free_port()

    def served(source: str) -> Server:
        (tmp_path / "app.py").write_text(source)
        command = [sys.executable, str(tmp_path / "app.py"), str(port)]
        return Server(command, f"http://127.0.0.1:{port}", tmp_path / "app.log", None)

    with served(GREET) as server:
        server.wait_until_up()
        client = Client(server.url)
        assert client.predict("Ada", api_name="/greet") == "Hello Ada"
    with client, served(DELETE) as server:
        server.wait_until_up()
        with pytest.raises(errors.AppChanged, match="it has no /greet any more"):
            client.predict("Ada", api_name="/greet")
