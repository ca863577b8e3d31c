"""The words of `messages.py` are those of `messages.ts`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from page import Page

from gradio_nb import errors
from gradio_nb.widget.comm import messages

FIXTURES: dict[str, Any] = json.loads((Path(__file__).parents[1] / "fixtures" / "messages.json").read_text())


def test_every_request_of_the_fixtures_is_understood() -> None:
    asks = [messages.read(request) for request in FIXTURES["requests"]]
    assert {type(a) for a in asks} == set(messages.ASKS.values())


@pytest.mark.parametrize("request_", FIXTURES["requests"], ids=lambda r: r["ask"])
def test_a_request_that_lacks_a_key_is_refused(request_: dict[str, Any]) -> None:
    for key in request_:
        broken = {k: v for k, v in request_.items() if k != key}
        with pytest.raises(errors.ProtocolError):
            messages.read(broken)


def test_what_the_panel_sends_has_the_keys_of_the_fixtures(page: Page) -> None:
    page.ask("run", endpoint="/fail", values={"message": "x", "how": "midway"})
    page.wait_run(1, "failed")
    snapshot = page.ask("hello", seq=-1)["result"]["snapshot"]
    expected = FIXTURES["snapshot"]
    assert set(snapshot) == set(expected)
    assert set(snapshot["app"]) == set(expected["app"])
    assert set(snapshot["runs"][0]) == set(expected["runs"][0])
    assert set(snapshot["runs"][0]["error"]) == {"kind", "title", "message", "hint", "fields"}
    endpoint, model = snapshot["endpoints"][0], expected["endpoints"][0]
    assert set(endpoint) == set(model)
    assert set(endpoint["parameters"][0]) == set(model["parameters"][0])
    assert set(endpoint["examples"][0]) == set(model["examples"][0])
    json.dumps(snapshot, allow_nan=False)
