"""Apps of thousands of endpoints: connecting is work in proportion to the app, and not to its square.

Work is counted in lines of Python that run, which are the same on every machine, and not in seconds.
"""

from __future__ import annotations

import sys

import pytest
from fake_server import FakeApp

from gradio_nb import Client

FEW, MANY = 500, 5000


def large(fake: FakeApp, count: int) -> None:
    """Give the app this many endpoints, each with examples, an event that stops it, and what `/info` says of it."""
    components, dependencies, named = [], [], {}
    for i in range(count):
        text, out, button, examples = range(4 * i, 4 * i + 4)
        components += [
            {"id": text, "type": "textbox", "props": {"label": "Text", "info": "What to say"}},
            {"id": out, "type": "textbox", "props": {"label": "Out"}},
            {"id": button, "type": "button", "props": {"value": "Go"}},
            {"id": examples, "type": "dataset", "props": {"components": ["textbox"], "samples": [["a"], ["b"]]}},
        ]
        first = len(dependencies)
        name = f"do_{i}"
        dependencies += [
            {"id": first, "inputs": [text], "outputs": [out], "api_name": name, "targets": [[button, "click"]]},
            {"id": first + 1, "inputs": [examples], "outputs": [text], "api_name": False, "targets": [[examples, "x"]]},
            {"id": first + 2, "inputs": [], "outputs": [], "api_name": False, "cancels": [first], "targets": []},
        ]
        parameter = {"label": "Text", "parameter_name": "text", "type": {"type": "string"}, "component": "Textbox"}
        named[f"/{name}"] = {"parameters": [parameter], "returns": [{"label": "Out", "type": {"type": "string"}}]}
    fake.config.update(components=components, dependencies=dependencies)
    fake.routes["GET /gradio_api/info"] = lambda x: x.json({"named_endpoints": named, "unnamed_endpoints": {}})


def lines_of(work) -> int:
    """Count the lines that a piece of work runs on this thread, those of the client and of libraries."""
    count = 0

    def look(frame, event, arg):
        nonlocal count
        count += 1
        return look

    before = sys.gettrace()
    sys.settrace(look)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def test_connecting_is_work_in_proportion_to_the_number_of_endpoints():
    work = {}
    for count in (FEW, MANY):
        with FakeApp() as fake:
            large(fake, count)
            work[count] = lines_of(lambda fake=fake: Client(fake.url).close())
    assert work[MANY] < 1.1 * MANY / FEW * work[FEW]


def test_an_endpoint_among_ten_thousand_is_called_and_documented_like_any_other(fake):
    large(fake, 10_000)
    with Client(fake.url) as client:
        last = client["/do_9999"]
        assert client.predict("a", api_name="do_9999") == last("a") == "done"
        assert [e.label for e in last.examples] == ["a", "b"]
        assert last.spec.cancelled_by == last.spec.fn_index + 2
        assert "10000 endpoints" in client.view_api(return_format="str")


@pytest.mark.parametrize("names", [["same"] * 5000, ["same", "same_1"] * 2500], ids=["equal", "taken"])
def test_names_that_come_again_are_numbered_without_trying_all_numbers(names):
    from gradio_nb.protocol.config import unique

    numbered = []
    lines = lines_of(lambda: numbered.extend(unique(names)))
    assert len(set(numbered)) == len(names)
    assert numbered[0] == "same"
    assert lines < 20 * len(names)
