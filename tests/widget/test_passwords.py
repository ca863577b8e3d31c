"""Passwords typed into a form: the kernel keeps them, and no state of a page has them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from page import Page

PASSWORD = "correct horse"


def state(page: Page) -> dict[str, Any]:
    """What is in the trait: the app's own outputs aside, for this one sends back what it got."""
    snapshot: dict[str, Any] = page.ask("hello", seq=-1)["result"]["snapshot"]
    for run in snapshot["runs"]:
        run["outputs"], run["shown"] = [], ""
    return snapshot


@pytest.fixture
def form(page: Page) -> dict[str, Any]:
    """Values that the form of the demo app needs, but for the password."""
    empty = dict.fromkeys(("moment", "file", "files", "image", "audio", "video"))
    return {"text": "a", "lines": "b", "number": 1, "radio": "spring", **empty}


def wait_draft(page: Page, name: str) -> Any:
    return page.wait(lambda: next((v for m, _ in reversed(page.messages) if (v := _drafted(m, name))), None))


def _drafted(message: dict[str, Any], name: str) -> Any:
    return message.get("set", {}).get("drafts", {}).get("/form", {}).get(name) if message.get("push") == "set" else None


def test_a_typed_password_is_in_no_state_and_reaches_the_app(page: Page, form: dict[str, Any]) -> None:
    answer = page.ask("draft", endpoint="/form", values={"password": PASSWORD}, unset=[])
    ref = wait_draft(page, "password")
    assert answer["result"] == {"secrets": {"password": ref}}
    assert set(ref) == {"__secret__"}
    assert page.panel.inputs("/form").password == PASSWORD
    # Another page, or this one after a reload, knows the reference only.
    assert "result" in page.ask("run", endpoint="/form", values={**form, "password": ref})
    page.wait_run(1, "done")
    assert page.panel.runs[0].value["password"]["value"] == PASSWORD
    assert page.run_state(1)["inputs"]["password"] == ref
    page.ask("again", run=1)
    page.wait_run(2, "done")
    assert page.panel.runs[1].value["password"]["value"] == PASSWORD
    assert PASSWORD not in json.dumps(state(page))


def test_a_password_that_python_sets_is_in_no_state(page: Page, form: dict[str, Any]) -> None:
    page.panel.inputs("/form").password = PASSWORD
    ref = wait_draft(page, "password")
    page.ask("draft", endpoint="/form", values={"password": ref}, unset=[])
    assert page.panel.inputs("/form").password == PASSWORD
    page.panel.submit(page.panel.client.app.endpoints["/form"], (), {**form, "password": PASSWORD})
    page.wait_run(1, "done")
    assert PASSWORD not in json.dumps(state(page))


def test_a_reference_that_nobody_gave_is_no_password(page: Page, form: dict[str, Any]) -> None:
    page.ask("run", endpoint="/form", values={**form, "password": {"__secret__": "0123"}})
    page.wait_run(1, "done")
    assert page.panel.runs[0].value["password"]["value"] in (None, "")
