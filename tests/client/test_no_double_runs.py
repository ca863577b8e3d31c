"""The app runs each job at most once, unless the caller allows more with `retries=`."""

from __future__ import annotations

import json

import pytest
from fake_server import done, in_turn
from tcp_proxy import TcpProxy

from gradio_nb import Client, errors
from gradio_nb.client.http import adapter

JOIN = "POST /gradio_api/queue/join"


@pytest.fixture
def persistent(fake):
    """The fake app, with streams that leave the connection open, as those of uvicorn do."""

    def data(x):
        messages = done(fake.event_of(x), "done")
        x.send("".join(f"data: {json.dumps(m)}\n\n" for m in messages).encode(), type="text/event-stream")

    fake.routes["GET /gradio_api/queue/data"] = data
    return fake


@pytest.mark.parametrize("retries", [None, 3])
@pytest.mark.parametrize("seconds", [0.02, 0.3, 0.8])
def test_a_job_is_not_sent_again_when_the_connection_breaks_after_its_join(persistent, seconds, retries):
    """The server has the request: it may run the job although its answer never arrives."""

    def lose(x):
        persistent.stop.wait(seconds)
        x.cut()

    persistent.routes[JOIN] = in_turn(persistent.join, lose, persistent.join)
    with Client(persistent.url) as client:
        client.predict("x", api_name="/echo")
        with pytest.raises(errors.ConnectionLost):
            client.predict("y", api_name="/echo", retries=retries)
    assert [seen.json["data"] for seen in persistent.requests(JOIN)] == [["x"], ["y"]]


def test_a_call_after_a_pause_succeeds_although_the_server_closes_idle_connections(persistent, monkeypatch):
    """The proxy stands in for uvicorn's timeout of 5 s: it closes each connection when it is used again."""
    with TcpProxy(persistent.url) as proxy, Client(proxy.url) as client:
        client.predict("x", api_name="/echo")
        monkeypatch.setattr(adapter, "MAX_IDLE", 0.0)
        proxy.drop_on_use(lambda link: link.close())
        assert client.predict("y", api_name="/echo") == "done"
    assert [seen.json["data"] for seen in persistent.requests(JOIN)] == [["x"], ["y"]]
