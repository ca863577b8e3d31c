"""What no message can hold: it is mended where it is read, and else told of; a page never waits for it in vain."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
from fake_server import CLOSE, FakeApp, begun
from page import Page

from gradio_nb.widget.comm.json_safe import to_json_safe
from gradio_nb.widget.comm.publisher import Publisher
from gradio_nb.widget.comm.state_sync import NOT_SHOWN, StateSync

HALF = "half a pair \\ud800 and a whole one \\ud83d\\ude00"
MENDED = "half a pair \ufffd and a whole one \U0001f600"


def answer(fake: FakeApp, json: str) -> None:
    """Let the app answer with a value that is written as it is."""
    message = '{"msg": "process_completed", "event_id": "%s", "success": true, "output": {"data": [%s]}}'

    def data(x: Any) -> None:
        event = fake.event_of(x)
        x.stream(*begun(event), f"data: {message % (event, json)}\n\n", CLOSE)

    fake.routes["GET /gradio_api/queue/data"] = data


@pytest.fixture
def lying(open_page: Callable[..., Page], fake: FakeApp) -> Page:
    """A page of the app that lies, whose titles are no text either, and whose output is JSON."""
    fake.config["title"] = "\ud800"
    fake.config["components"][1]["type"] = "json"
    fake.config["components"][0]["props"] |= {"info": "\udfff", "lines": float("nan")}
    page = open_page(fake.url)
    page.wait(lambda: any(m.get("set", {}).get("app", {}).get("state") == "ready" for m, _ in page.messages))
    return page


def shown(page: Page) -> tuple[Any, Any]:
    """Run the app; give what the page has, and what one has that is loaded now."""
    run = page.ask("run", endpoint="/echo", values={"text": "x"})["result"]["run"]
    (told,) = page.wait_run(run, "done")["outputs"]
    (kept,) = page.ask("hello", seq=-1)["result"]["snapshot"]["runs"][-1]["outputs"]
    return told["value"], kept["value"]


def test_half_a_surrogate_pair_is_shown_as_a_sign_for_it(lying: Page, fake: FakeApp) -> None:
    answer(fake, f'{{"{HALF}": ["{HALF}"]}}')
    assert shown(lying) == ({MENDED: [MENDED]},) * 2
    assert lying.panel.runs[-1].value == {MENDED: [MENDED]}


def test_what_is_no_number_is_nan_in_python_and_null_on_the_page(lying: Page, fake: FakeApp) -> None:
    answer(fake, "[NaN, Infinity, -Infinity, 1.5]")
    assert shown(lying) == ([None, None, None, 1.5],) * 2
    assert str(lying.panel.runs[-1].value) == "[nan, inf, -inf, 1.5]"


def test_a_value_that_cannot_be_told_keeps_nothing_else_back(caplog: pytest.LogCaptureFixture) -> None:
    good, bad = ({"name": name, "label": name, "kind": "text", "value": v} for name, v in (("a", "x"), ("b", object())))
    run = {"id": 1, "state": "running", "inputs": {"x": {1j}}, "outputs": [good, bad]}
    state_sync = StateSync(lambda key: object() if key == "odd" else key, lambda id: run)
    state_sync.mark_dirty("odd", "even")
    state_sync.mark_run(1)
    top, push = state_sync.collect_pushes()
    assert top["set"] == {"even": "even"}
    seen = [good, {**bad, "value": NOT_SHOWN}]
    assert push["set"] == {"id": 1, "state": "running", "inputs": {}, "outputs": seen}
    assert "cannot be shown" in caplog.text

    run["state"] = "done"
    state_sync.mark_run(1)
    assert [p["set"] for p in state_sync.collect_pushes()] == [{"state": "done"}]
    assert state_sync.snapshot() == to_json_safe(state_sync.snapshot())


def test_an_answer_that_cannot_be_told_is_an_error(caplog: pytest.LogCaptureFixture) -> None:
    sent: list[dict[str, Any]] = []
    publisher = Publisher(lambda content, _: sent.append(content), list, lambda: None)
    with caplog.at_level(logging.ERROR):
        publisher.post({"reply": "q1", "result": object()})
        publisher.reply("q2", lambda: {"number": float("nan")})
        publisher.close()
        publisher._thread.join()
    assert [m["reply"] for m in sent] == ["q1", "q2"]
    assert sent[0]["error"]["kind"] == "ProtocolError"
    assert sent[1]["result"] == {"number": None}
    assert "An answer cannot be told" in caplog.text
