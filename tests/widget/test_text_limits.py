"""Very long labels, descriptions and messages of an app: the panel gets their beginning, Python all of them."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from fake_server import CLOSE, Exchange, FakeApp, begun
from page import Page

from gradio_nb.errors import AppError

LONG = "x" * 300_000


def wait_until_ready(page: Page) -> None:
    page.wait(lambda: any(m.get("set", {}).get("app", {}).get("state") == "ready" for m, _ in page.messages))


def test_the_panel_gets_the_beginning_of_long_texts(open_page: Callable[..., Page], fake: FakeApp) -> None:
    fake.config["title"] = LONG
    fake.config["components"][0]["props"] |= {"label": LONG, "info": LONG, "placeholder": LONG}
    fake.config["components"][1]["props"]["label"] = LONG
    fake.config["components"][3] |= {"type": "dropdown", "props": {"label": "Choice", "choices": [[LONG, "a"]]}}
    fake.config["dependencies"][0]["api_description"] = LONG
    page = open_page(fake.url)
    wait_until_ready(page)
    snapshot = page.ask("hello", seq=-1)["result"]["snapshot"]
    assert len(json.dumps(snapshot["app"])) < 5_000
    assert len(json.dumps(snapshot["endpoints"])) < 100_000
    parameters = {e["name"]: e["parameters"] for e in snapshot["endpoints"]}
    (text,) = parameters["/echo"]
    assert text["label"].endswith("x…")
    assert page.panel.client.app.endpoints["/echo"].parameters[0].label == LONG


def test_the_panel_gets_the_beginning_of_long_messages(open_page: Callable[..., Page], fake: FakeApp) -> None:
    def answer(x: Exchange) -> None:
        event = fake.event_of(x)
        log = {"msg": "log", "event_id": event, "log": LONG, "level": "info", "title": LONG, "visible": True}
        steps = [{"index": 1, "length": 2, "unit": LONG, "progress": None, "desc": LONG}]
        progress = {"msg": "progress", "event_id": event, "progress_data": steps}
        failed = {"msg": "process_completed", "event_id": event, "success": False, "output": {"error": LONG}}
        x.stream(*begun(event), log, progress, failed, CLOSE)

    fake.routes["GET /gradio_api/queue/data"] = answer
    page = open_page(fake.url)
    wait_until_ready(page)
    page.ask("run", endpoint="/echo", values={"text": "a"})
    run = page.wait_run(1, "failed")
    assert len(json.dumps(run)) < 30_000
    assert run["error"]["message"].endswith("x…")
    with pytest.raises(AppError) as caught:
        page.panel.runs[0].job.result()
    assert LONG in str(caught.value)


def test_of_many_long_labels_each_has_a_share(open_page: Callable[..., Page], fake: FakeApp) -> None:
    inputs = range(100, 200)
    fake.config["components"] += [{"id": n, "type": "textbox", "props": {"label": LONG, "info": LONG}} for n in inputs]
    fake.config["dependencies"][0]["inputs"] = [*inputs]
    page = open_page(fake.url)
    wait_until_ready(page)
    endpoints = page.ask("hello", seq=-1)["result"]["snapshot"]["endpoints"]
    shown = [text for e in endpoints for p in e["parameters"] for text in (p["label"], p["info"])]
    assert sum(map(len, shown)) < 50_000
