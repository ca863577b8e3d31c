"""What an app changes of its components while it runs, as the forms show it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from page import Page


def told(page: Page, endpoint: str) -> dict[str, dict[str, Any]]:
    """Give the parameters of an endpoint as the page has heard of them last."""
    heard = [m["set"]["endpoints"] for m, _ in page.messages if "endpoints" in m.get("set", {})]
    found = next((e for e in heard[-1] if e["name"] == endpoint), None) if heard else None
    return {p["label"]: p for p in found["parameters"]} if found else {}


def test_choices_labels_and_visibility_follow_the_app(open_page: Callable[..., Page], controls_url: str) -> None:
    page = open_page(controls_url)
    page.wait(lambda: "Place" in told(page, "/visit"))
    visit, fill = (page.panel.client.app.endpoints[name] for name in ("/visit", "/fill"))
    name = visit.parameters[0].name
    assert "error" in page.ask("run", endpoint="/visit", values={name: "Rome"})
    page.ask("run", endpoint="/fill", values={fill.parameters[0].name: "south"})
    page.wait(lambda: "Place in the south" in told(page, "/visit"))
    parameters = told(page, "/visit")
    place = parameters["Place in the south"]
    assert place["choices"] == [["Rome", "Rome"], ["Naples", "Naples"], ["Bari", "Bari"]]
    assert place["default"] == "Rome"
    assert (place["visible"], parameters["Note"]["visible"]) == (True, False)
    run = page.ask("run", endpoint="/visit", values={name: "Bari"})["result"]["run"]
    page.wait_run(run, "done")
    assert page.panel.runs.by_id(run).value["place"] == "Bari"
    form = page.panel.inputs("/visit")
    form[name] = "Naples"
    assert form[name] == "Naples"


def test_only_endpoints_with_such_a_menu_share_a_session(open_page: Callable[..., Page], controls_url: str) -> None:
    endpoints = open_page(controls_url).panel.client.app.endpoints
    assert {name for name, endpoint in endpoints.items() if endpoint.has_state} == {"/fill", "/visit"}
