"""Every end that a job can have: reached, told apart, and shown in Python, in the panel and on the command line."""

from __future__ import annotations

import logging
import re
from pathlib import Path

import pytest
from fake_server import begun

from gradio_nb import Client, errors
from gradio_nb.cli import exit_codes, main
from gradio_nb.cli.terminal import describe
from gradio_nb.protocol import events
from gradio_nb.protocol.events import State
from gradio_nb.runs import Runs
from gradio_nb.widget.comm.file_refs import FileRefs
from gradio_nb.widget.views import run_view

TIMEOUT = 20
JOIN, DATA, CANCEL = "POST /gradio_api/queue/join", "GET /gradio_api/queue/data", "POST /gradio_api/cancel"
STATES = Path(__file__).parents[2] / "js" / "src" / "kernel" / "run-states.ts"


def table():
    """The ends as their one table tells them: state to the class that `result()` raises and the exit code."""
    rows = re.findall(r"``(\w+)`` .*?(\w+|\(gives it\))  +(\d+)$", State.__doc__, re.MULTILINE)
    return {State[name]: (getattr(errors, raised, None), int(code)) for name, raised, code in rows}


def fails(text):
    def data(x):
        output = {"error": text}
        x.stream(
            *begun("event1"), {"msg": "process_completed", "event_id": "event1", "output": output, "success": False}
        )

    return data


def cut(x):
    x.stream(*begun("event1"))
    x.cut()


def cancelled(x):
    x.stream(*begun("event1"), {"msg": "process_completed", "event_id": "event1", "output": {}, "success": True})


def hang(x):
    x.stream(*begun("event1"))
    x.wait_until_gone()


def full(x):
    x.json({"detail": "Queue is full. Max size is 1 and size is 1."}, 503)


# What the server does, and what the caller allows.
WAYS = {
    State.DONE: ({}, {}),
    State.FAILED: ({DATA: fails("no")}, {}),
    State.CANCELLED: ({DATA: cancelled}, {}),
    State.STOPPED: ({DATA: hang, CANCEL: lambda x: x.send(b"", 500)}, {}),
    State.LOST: ({DATA: cut}, {}),
    State.TIMED_OUT: ({DATA: hang}, {"time_limit": 0.3}),
    State.QUEUE_FULL: ({JOIN: full}, {}),
    State.RATE_LIMITED: ({JOIN: lambda x: x.send(b"", 429, retry_after="3600")}, {}),
    State.QUOTA_EXCEEDED: ({DATA: fails("You have exceeded your GPU quota.")}, {}),
    State.REFUSED: ({JOIN: lambda x: x.json({"detail": "no"}, 403)}, {}),
}
ENDS = [state for state in State if state.ended]


def test_every_end_is_in_the_table_and_here():
    assert set(table()) == set(WAYS) == set(ENDS)


@pytest.mark.parametrize("state", ENDS, ids=str)
def test_an_end_is_reached_and_told_apart(fake, wait_for, state):
    routes, terms = WAYS[state]
    fake.routes |= routes
    with Client(fake.url) as client:
        job = client.submit("x", api_name="/echo", **terms)
        if state is State.STOPPED:
            wait_for(job, events.Started)
            assert job.cancel()
        error = job.exception(TIMEOUT)
        run = Runs().add(job)
        refs = FileRefs(client.fetch, lambda: None, str)
        view = run_view(run, {}, refs, "result", str)
        # The client is as good as new.
        fake.routes |= {JOIN: fake.join, DATA: fake.data}
        assert client.predict("x", api_name="/echo") == "done"
    raised, code = table()[state]
    assert job.status().state is state
    assert (type(error) if error else None) is raised
    assert job.last_event == events.Ended(job.last_event.time, state, error)
    assert (exit_codes.code_of(error) if error else exit_codes.FINE) == code
    if error is None:
        assert list(job) == [job.result()] == ["done"]
    else:
        assert error.hint
        with pytest.raises(raised):
            job.result()
        with pytest.raises(raised):
            list(job)
    assert (view["state"], (view["error"] or {}).get("kind")) == (state.value, raised.__name__ if raised else None)
    assert describe(job.status())[0].startswith(state.value.replace("_", " "))


@pytest.mark.parametrize("state", [s for s in ENDS if s is not State.STOPPED], ids=str)
def test_the_command_line_ends_with_the_code_of_the_table(fake, capsys, state):
    routes, terms = WAYS[state]
    fake.routes |= routes
    limit = ["--timeout", str(terms["time_limit"])] if terms else []
    assert main(["call", fake.url, "/echo", "--text", "x", *limit]) == table()[state][1]
    said = capsys.readouterr()
    assert said.out == ("done\n" if state is State.DONE else "")
    assert ("→" in said.err) == (state is not State.DONE)


def test_the_panel_has_words_for_every_state():
    words = STATES.read_text(encoding="utf-8")
    known = dict(re.findall(r"^\t(\w+): \{.*?over: (true|false)", words, re.MULTILINE | re.DOTALL))
    assert known == {state.value: str(state.ended).lower() for state in State}


def test_the_command_line_tells_of_another_try(fake, capsys, monkeypatch):
    monkeypatch.setattr("gradio_nb.client.jobs.options.FIRST_RETRY_DELAY", 0.01)
    answers = [full, full, fake.join]
    fake.routes[JOIN] = lambda x: answers.pop(0)(x)
    log = logging.getLogger("gradio_nb")
    before = list(log.handlers)
    assert main(["call", fake.url, "/echo", "--text", "x", "--retries", "2"]) == exit_codes.FINE
    assert log.handlers == before
    said = capsys.readouterr()
    assert said.out == "done\n"
    assert "queue full, try 3 of 3" in said.err
