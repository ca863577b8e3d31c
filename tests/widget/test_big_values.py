"""What is too big to be sent unasked: tables by pages, texts and trees when they are wanted."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import pytest
from page import Page

from gradio_nb.widget.views import MOST


@pytest.fixture
def shows(open_page: Any, shows_url: str) -> Page:
    page: Page = open_page(shows_url)
    page.wait(lambda: any(m.get("set", {}).get("app", {}).get("state") == "ready" for m, _ in page.messages))
    return page


def output_of(page: Page, endpoint: str, **values: Any) -> dict[str, Any]:
    run = page.ask("run", endpoint=endpoint, values=values)["result"]["run"]
    output: dict[str, Any] = page.wait_run(run, "done")["outputs"][0]
    return output


def pulled(page: Page, file: dict[str, Any]) -> bytes:
    got, total = b"", 1
    while len(got) < total:
        answer, buffers = page.answer(page.send("media", file=file["__file__"], offset=len(got)))
        assert buffers
        got, total = got + buffers[0], answer["result"]["total"]
    return got


def rows(page: Page, **wanted: Any) -> dict[str, Any]:
    ask = {"run": 1, "offset": 0, "count": 100, "column": -1, "order": "ascending", "search": "", **wanted}
    return page.ask("rows", **ask)


def test_a_table_of_a_hundred_thousand_rows_is_leafed_through(shows: Page) -> None:
    output = output_of(shows, "/people", count=100_000)
    name, value = output["name"], output["value"]
    assert (len(value["data"]), value["total"]) == (100, 100_000)
    sent = max(len(json.dumps(m, default=str)) for m, _ in shows.messages)
    assert sent < 100_000  # bytes

    last = rows(shows, output=name, offset=99_990)["result"]
    assert (len(last["data"]), last["places"][-1], last["matches"]) == (10, 99_999, 100_000)
    oldest = rows(shows, output=name, column=1, order="descending", count=2)["result"]
    assert [row[1] for row in oldest["data"]] == [90, 90]
    found = rows(shows, output=name, search="ADA 7777", column=0)["result"]
    assert [row[0] for row in found["data"]] == ["Ada 7777", "Ada 77770", "Ada 77777"]
    assert found["matches"] == 3
    assert len(rows(shows, output=name, count=10**9)["result"]["data"]) == 10_000
    assert rows(shows, output=name, offset=-5, count=-1)["result"]["data"] == []


def test_what_is_no_table_has_no_rows(shows: Page) -> None:
    output = output_of(shows, "/text", count=1)
    assert "no table" in rows(shows, output=output["name"])["error"]["message"]
    assert "no table" in rows(shows, output="nothing")["error"]["message"]
    assert "There is no run 9" in rows(shows, output=output["name"], run=9)["error"]["message"]


def test_a_table_is_saved_whole(shows: Page) -> None:
    output = output_of(shows, "/people", count=250)
    file = output["csv"]
    assert (file["name"], file["type"]) == (f"{output['name']}.csv", "text/csv")
    saved = list(csv.reader(io.StringIO(pulled(shows, file).decode("utf-8-sig"))))
    assert saved[0] == ["name", "age", "height", "note"]
    assert saved[250][:2] == ["Emil 249", str(249 * 37 % 91)]
    assert len(saved) == 251


@pytest.mark.parametrize("endpoint", ["/text", "/tree"])
def test_a_big_value_comes_when_it_is_wanted(shows: Page, endpoint: str) -> None:
    output = output_of(shows, endpoint, count=60_000)
    if endpoint == "/text":
        assert len(output["value"]) == MOST == output["cut"]
    else:
        assert output["value"] == ""
        assert output["cut"] > MOST
    data = pulled(shows, output["whole"])
    assert len(data) > 2 * 2**20  # it took several pieces
    value = data.decode() if endpoint == "/text" else json.loads(data)
    assert value == shows.panel.runs[0].value


def test_what_fits_is_sent_at_once(shows: Page) -> None:
    output = output_of(shows, "/tree", count=3)
    assert output["value"]["scores"][1]["id"] == 1
    assert "cut" not in output
    assert "whole" not in output
