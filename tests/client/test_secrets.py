"""Planted secrets are found nowhere but in the requests to the app."""

from __future__ import annotations

import logging
import traceback

import pytest
from fake_server import begun, partial

from gradio_nb import Client, errors

TOKEN, KEY, PASSWORD, BASIC = (f"canary-{name}-9f3a" for name in ("token", "key", "password", "basic"))
CANARY = "9f3a"
JOIN, DATA, UPLOAD = "POST /gradio_api/queue/join", "GET /gradio_api/queue/data", "POST /gradio_api/upload"


@pytest.fixture
def said(caplog):
    """Everything that was said where people can read it."""
    caplog.set_level(logging.DEBUG)
    texts = []
    yield texts
    texts += [record.getMessage() for record in caplog.records]
    texts += [str(record.__dict__) for record in caplog.records]
    assert len(texts) > 5
    assert [text for text in texts if CANARY in text] == []


def connect(fake, **options):
    url = fake.url.replace("//", f"//user:{BASIC}@")
    return Client(url, token=TOKEN, auth=("ada", PASSWORD), headers={"X-Api-Key": KEY}, **options)


def tell(said, job):
    said += [repr(job), repr(job.events), repr(job.status()), repr(job.inputs), repr(job.data), repr(job.endpoint)]
    if (error := job.exception(20)) is not None:
        said += [str(error), repr(error), repr(vars(error))]
        said += traceback.format_exception(type(error), error, error.__traceback__)


def test_the_secrets_reach_the_app(fake):
    with connect(fake) as client:
        assert client.predict("x", api_name="/echo") == "done"
    for request in fake.seen:
        assert request.headers["x-api-key"] == KEY
        assert request.headers["authorization"].startswith("Basic ")


def test_no_repr_tells_a_secret(fake, said):
    with connect(fake) as client:
        client.predict("x", api_name="/echo")
        said += [repr(client), repr(client.source), repr(client.app), client.url, repr(client._http)]
        said += [client.view_api(return_format="str"), repr(client["/echo"]), str(client["/echo"].__doc__)]
        said += [repr(client._http._session.private.keys()), repr(client._dispatcher)]


@pytest.mark.parametrize(
    ("route", "answer"),
    [
        (JOIN, lambda x: x.json({"detail": "Not authenticated"}, 401)),
        (JOIN, lambda x: x.send(b"Internal Server Error", 500)),
        (JOIN, lambda x: x.send(b"<html>", 429)),
        (JOIN, lambda x: x.json({"detail": "full"}, 503)),
        (JOIN, lambda x: x.cut()),
        (JOIN, lambda x: x.json({})),
        (DATA, lambda x: x.send(b"", 403)),
        (DATA, lambda x: x.stream(*begun("event1"), partial("event1", "so far"))),
        (DATA, lambda x: x.stream(*begun("event1"), "data: garbage\n\n")),
    ],
)
def test_no_failure_tells_a_secret(fake, restless, said, route, answer):
    fake.routes["POST /login"] = lambda x: x.json({"success": True})
    fake.routes[route] = answer
    with connect(fake) as client:
        tell(said, client.submit("x", api_name="/echo"))
        assert client.submit("x", api_name="/echo").exception(20) is not None


def test_no_file_that_cannot_be_moved_tells_a_secret(fake, said, tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("a")
    fake.routes[UPLOAD] = lambda x: x.send(b"", 500)
    with connect(fake) as client:
        tell(said, client.submit(path, api_name="/copy"))


@pytest.mark.parametrize(
    "answer",
    [
        lambda x: x.send(b"<html>"),
        lambda x: x.cut(),
        lambda x: x.send(b"", 503),
        lambda x: x.json({"detail": "no"}, 401),
    ],
)
def test_no_failed_connection_tells_a_secret(fake, restless, said, answer):
    fake.routes["GET /config"] = answer
    fake.routes["POST /login"] = lambda x: x.json({"detail": "Incorrect credentials."}, 400)
    with pytest.raises(errors.GradioNbError) as caught:
        connect(fake)
    said += [str(caught.value), repr(caught.value), repr(vars(caught.value))]
    said += traceback.format_exception(type(caught.value), caught.value, caught.value.__traceback__)
