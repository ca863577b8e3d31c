"""Tokens and passwords that cannot be sent, or fail, are shown nowhere: not even with the variables of every frame."""

from __future__ import annotations

import socket
import sys
import traceback

import pytest
from fake_server import begun
from replay_server import ReplayApp

import gradio_nb as gnb
from gradio_nb import Client, errors
from gradio_nb.client.http.client import HttpClient
from gradio_nb.secret import Secret

SECRET = "canary9f3a"
JOIN, DATA = "POST /gradio_api/queue/join", "GET /gradio_api/queue/data"


def told(error: BaseException) -> str:
    """All that a verbose traceback prints: every frame but the caller's own, with its variables, and every cause."""
    frames = error.__traceback__.tb_next if error.__traceback__ else None
    shown = traceback.TracebackException(type(error), error, frames, capture_locals=True)
    return "".join(shown.format()) + repr(vars(error)) + repr(error.args)


def unused_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


UNSENDABLE = {
    "token with a line break": {"token": f"{SECRET}\n"},
    "token with a blank": {"token": f"{SECRET} x"},
    "token with an escape": {"token": f"{SECRET}\x1b"},
    "token beyond Latin-1": {"token": f"{SECRET}✓"},
    "token of the wrong type": {"token": SECRET.encode()},
    "oauth token with a line break": {"oauth_token": f"{SECRET}\r\n"},
    "header with a line break": {"headers": {"X-Key": f"{SECRET}\nX-Evil: 1"}},
    "header beyond Latin-1": {"headers": {"X-Key": f"{SECRET}✓"}},
    "header name with a colon": {"headers": {f"X:{SECRET}": "1"}},
    "header of the wrong type": {"headers": {"X-Key": SECRET.encode()}},
    "headers of the wrong type": {"headers": f"X-Key: {SECRET}"},
    "auth of the wrong type": {"auth": f"ada:{SECRET}"},
    "auth with bytes": {"auth": ("ada", SECRET.encode())},
    "token in a list": {"token": [SECRET]},
    "oauth token in a dict": {"oauth_token": {"token": SECRET}},
    "headers in a list": {"headers": [("X-Key", SECRET)]},
    "header in a list": {"headers": {"X-Key": [SECRET]}},
    "auth in a dict": {"auth": {"ada": SECRET}},
    "auth in nested lists": {"auth": [["ada", SECRET]]},
}


@pytest.mark.parametrize("options", UNSENDABLE.values(), ids=UNSENDABLE)
def test_what_cannot_be_sent_is_refused_before_anything_is_sent(fake, options):
    with pytest.raises(errors.UsageError) as caught:
        Client(fake.url, **options)
    assert caught.value.hint
    assert SECRET not in told(caught.value)
    assert fake.seen == []


@pytest.mark.parametrize(
    "pattern",
    [
        "http://ada:{secret}#x@host/",
        "http://ada:{secret}/x@host/",
        "http://ada:{secret}?x@host/",
        "http://ada:{secret} x@host/",
        "http://ada:x{secret}\\@host/",
        "ada:{secret}@host",
        "ftp://ada:{secret}@host/",
        "http://ada:{secret}@ho st/",
    ],
)
def test_a_password_in_an_invalid_url_is_not_shown(pattern):
    with pytest.raises(errors.GradioNbError) as caught:
        Client(pattern.format(secret=SECRET))
    assert SECRET not in told(caught.value)


def test_an_app_that_does_not_answer_shows_none_of_what_was_sent(fake):
    everything = {
        "token": f"{SECRET}1",
        "auth": ("ada", f"{SECRET}2"),
        "headers": {"X-Key": f"{SECRET}3"},
        "oauth_token": f"{SECRET}4",
    }
    faults = {
        "nothing answers": (f"http://ada:{SECRET}5@127.0.0.1:{unused_port()}", lambda x: None),
        "broken": (fake.url, lambda x: x.cut()),
        "refused": (fake.url, lambda x: x.json({"detail": str(x.request.headers)}, 400)),
        "login": (fake.url, lambda x: x.json({"detail": "Not authenticated"}, 401)),
        "page": (fake.url, lambda x: x.send(str(x.request.headers).encode(), 500)),
    }
    for url, answer in faults.values():
        fake.routes["GET /config"] = fake.routes["GET /"] = answer
        with pytest.raises(errors.GradioNbError) as caught:
            Client(url, **everything)
        assert SECRET not in told(caught.value)


@pytest.mark.parametrize("ending", [f"?token={SECRET}", f"#{SECRET}", f"/x?a=1&key={SECRET}#y"])
def test_a_query_or_fragment_is_not_shown(ending):
    url = f"http://127.0.0.1:{unused_port()}{ending}"
    with pytest.raises(errors.NotReachable) as caught:
        Client(url)
    assert SECRET not in told(caught.value)
    app = gnb.connect(url)
    try:
        assert SECRET not in repr(app)
        with pytest.raises(errors.NotReachable):
            app.predict("x")
        assert SECRET not in repr(app)
        assert SECRET not in repr(app.get_state())
    finally:
        app.close()


def test_a_panel_that_cannot_connect_shows_none_of_what_was_given():
    app = gnb.connect(f"http://ada:{SECRET}@127.0.0.1:{unused_port()}", token=SECRET, headers={"X-Key": SECRET})
    try:
        with pytest.raises(errors.GradioNbError) as caught:
            app.predict("x")
        assert SECRET not in told(caught.value)
        assert SECRET not in repr(app.get_state())
    finally:
        app.close()


@pytest.mark.parametrize("said", ["no JSON", "no object", "invalid"])
def test_an_answer_that_makes_no_sense_is_quoted_without_secrets(fake, said):
    if said == "invalid":
        problem = {"__type__": "validate", "is_valid": False, "parameter_name": SECRET, "message": f"not {SECRET}"}
        fake.routes[JOIN] = lambda x: x.json({"detail": [problem]}, 422)
    else:
        text = f"[{SECRET}" if said == "no JSON" else f'["{SECRET}"]'
        fake.routes[DATA] = lambda x: x.stream(f"data: {text}\n\n")
    with Client(fake.url, headers={"X-Key": SECRET}) as client:
        error = client.submit("x", api_name="/echo").exception(20)
    assert isinstance(error, errors.GradioNbError)
    assert "•••" in error.message
    assert SECRET not in told(error)


def test_a_message_on_a_socket_that_is_no_json_is_quoted_without_secrets():
    with ReplayApp("3.50.2") as app, Client(app.url, headers={"X-Key": SECRET}) as client:
        app.jobs["greet"] = [app.jobs["greet"][0], {"raw": f"[{SECRET}".encode()}]
        error = client.submit("Ann", api_name="/greet").exception(20)
    assert isinstance(error, errors.ProtocolError)
    assert "•••" in error.message
    assert SECRET not in told(error)


@pytest.mark.parametrize("where", ["error", "log", "broken", "status", "stream status"])
def test_an_app_that_quotes_the_request_shows_no_secret(fake, where):
    """As apps in debug mode do: in errors, in what they log, and in refusals."""

    def quoted(x):
        return f"got {dict(x.request.headers)}"

    messages = {
        "error": lambda x: [
            {"msg": "process_completed", "event_id": "event1", "output": {"error": quoted(x)}, "success": False}
        ],
        "log": lambda x: [
            {"msg": "log", "event_id": "event1", "log": quoted(x), "level": "warning"},
            {"msg": "process_completed", "event_id": "event1", "output": {"error": "no"}, "success": False},
        ],
        "broken": lambda x: [{"msg": "unexpected_error", "message": quoted(x)}],
    }
    if where == "status":
        fake.routes[JOIN] = lambda x: x.json({"detail": quoted(x)}, 403)
    elif where == "stream status":
        fake.routes[DATA] = lambda x: x.json({"detail": quoted(x)}, 403)
    else:
        fake.routes[DATA] = lambda x: x.stream(*begun("event1"), *messages[where](x))
    headers = {"X-Key": SECRET, "Authorization": f"Bearer {SECRET}b"}
    with Client(fake.url, token=f"{SECRET}a", headers=headers) as client:
        job = client.submit("x", api_name="/echo")
        error = job.exception(20)
        assert error is not None
        assert SECRET not in told(error) + repr(job.events) + repr(job.logs)
        if where in ("error", "log"):
            assert "•••" in repr(job.events)


def test_secrets_are_strings_that_do_not_print_themselves():
    assert f"Bearer {Secret('x')}" == "Bearer x"
    assert "x" not in repr({"k": [Secret("x")]})
    assert sys.intern(str(Secret("x"))) == "x"


def test_headers_of_a_client_are_not_printed():
    http = HttpClient("http://127.0.0.1:1", headers={"X-Key": SECRET}, auth=("ada", Secret(SECRET)))
    assert SECRET not in repr(vars(http)) + repr(vars(http._session)["private"])
