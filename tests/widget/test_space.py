"""`connect`, and what Python does with a Space."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from leaving import leave_at_once

import gradio_nb as gnb
from gradio_nb import errors

CANARY = "hf_canary0123456789abcdefghijklmnop"


@pytest.fixture
def app(demo_url: str) -> Any:
    space = gnb.connect(demo_url)
    yield space
    space.close()


def test_result_and_runs_tell_what_happened(app: gnb.Space) -> None:
    assert app.result is None
    assert app.predict("tea", 0, api_name="/haiku").startswith("tea")
    job = app.submit("coffee", delay=0, api_name="/haiku")
    job.result()
    assert app.result.startswith("coffee")
    run = app.runs[-1]
    assert (run.id, run.endpoint, run.inputs) == (2, "/haiku", {"topic": "coffee", "delay": 0})
    assert (str(run.state), run.error, run.value) == ("done", None, job.result())
    assert run.outputs[-1] == run.value
    assert 0 < run.duration < 30
    assert [r.id for r in app.runs] == [1, 2]


def test_an_endpoint_is_a_function_with_the_signature_of_the_app(app: gnb.Space) -> None:
    import inspect

    tone = app["/tone"]
    assert list(inspect.signature(tone).parameters) == ["frequency", "waveform", "seconds"]
    assert "in Hz" in (tone.__doc__ or "")
    assert tone(220, seconds=0.2).suffix == ".wav"
    assert app.runs[-1].endpoint == "/tone"


def test_a_call_without_a_name_means_the_first_of_the_picker(app: gnb.Space) -> None:
    assert app.first_endpoint == "/paint"
    value = app.predict(prompt="a lake", steps=1, width=256)
    assert value.picture.to_pil().size == (256, 144)
    assert value.picture.raw["path"] == str(value.picture)
    assert value.seed == 7


def test_several_values_are_a_named_tuple(app: gnb.Space) -> None:
    value = app.predict(3, "height", api_name="/table")
    assert value._fields == ("stations", "warmest")
    assert len(value.stations) == 3
    assert list(value.stations.to_pandas().columns) == value.stations.headers


def test_state_is_kept_between_calls(app: gnb.Space) -> None:
    assert [app.predict(2, api_name="/count") for _ in range(3)] == [2, 4, 6]


def test_inputs_can_be_set_read_and_reset(app: gnb.Space) -> None:
    assert app.inputs.steps == 8
    app.inputs.steps = 3
    app.inputs["prompt"] = "x"
    assert (app.inputs.steps, app.inputs.prompt) == (3, "x")
    del app.inputs.steps
    assert app.inputs.steps == 8
    with pytest.raises(errors.BadArgument, match="between 1 and 24"):
        app.inputs.steps = 100
    with pytest.raises(errors.BadArgument, match="Did you mean 'steps'"):
        app.inputs.stepps = 1
    assert "prompt" in dir(app.inputs)


def test_each_endpoint_has_its_own_form(app: gnb.Space) -> None:
    form = app["/tone"].inputs
    form.seconds = 2
    assert (form.seconds, app["/tone"].inputs.seconds) == (2, 2)
    assert "prompt" in app.inputs
    password = app["/form"].inputs
    password.password = "hunter2"
    assert "hunter2" not in repr(password)


def test_an_address_with_a_password_is_shown_without(demo_url: str) -> None:
    app = gnb.connect("http://user:hunter2@127.0.0.1:9")
    assert "hunter2" not in json.dumps([app.get_state(), repr(app)], default=repr)
    app.close()


def test_a_name_that_is_none_is_refused_at_once(demo_url: str) -> None:
    with pytest.raises(errors.BadArgument, match="no name for a variable"):
        gnb.connect(demo_url, as_="not a name")
    with pytest.raises(errors.UsageError):
        gnb.connect("  ")


def test_closing_cancels_and_says_so(demo_url: str) -> None:
    app = gnb.connect(demo_url)
    job = app.submit(30, api_name="/slow")
    app.close()
    assert isinstance(job.exception(10), errors.Cancelled)
    with pytest.raises(errors.UsageError, match="closed"):
        app.submit(1, api_name="/slow")


def test_nothing_that_a_page_is_sent_holds_the_token(demo_url: str) -> None:
    app = gnb.connect(demo_url, token=CANARY, headers={"X-Secret": CANARY})
    sent: list[Any] = []
    app._panel.publisher._send = lambda content, buffers: sent.append(content)  # type: ignore[method-assign]
    app.predict("x", 0, api_name="/haiku")
    job = app.submit("gone", "error", api_name="/fail")
    error = job.exception()
    app._answers.receive({"ask": "hello", "id": "1", "seq": -1}, [])
    app._panel.publisher.close()
    app._panel.publisher._thread.join(10)
    everything = [sent, app.get_state(), repr(app), repr(app.client), repr(job), repr(error), str(error)]
    everything += [
        repr(app.runs),
        repr(job.events),
        repr(app.inputs),
        repr(app.client.source),
        app.view_api(return_format="str"),
    ]
    assert CANARY not in json.dumps(everything, default=repr)
    app.close()


def test_leaving_python_waits_for_no_job(demo_url: str) -> None:
    connect = """
import sys
import gradio_nb as gnb
from gradio_nb.protocol.events import State
app = gnb.connect(sys.argv[1])
app.client
"""
    job = """
job = app.submit(30, api_name="/slow")
job._log.wait(lambda: job.status().state is State.RUNNING)
"""
    leave = """
print("running", flush=True)
"""
    left = leave_at_once(connect + job + leave, connect + leave, demo_url)
    assert (left.code, left.errors) == (0, "")


def test_the_bundle_is_where_the_widget_looks() -> None:
    from gradio_nb.widget.space import STATIC

    assert Path(STATIC, "panel.js").stat().st_size > 10_000
