"""What the panel says to the browser, and what it answers."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from page import Page

from gradio_nb.errors import ProtocolError
from gradio_nb.protocol.filedata import FileData
from gradio_nb.values.base import Upload
from gradio_nb.widget.comm.file_refs import FileRefs
from gradio_nb.widget.comm.messages import CHUNK_SIZE


def test_the_snapshot_has_the_endpoints_with_the_most_useful_first(page: Page) -> None:
    page.wait(lambda: any("endpoints" in m.get("set", {}) for m, _ in page.messages))
    snapshot = page.ask("hello", seq=-1)["result"]["snapshot"]
    assert snapshot["app"]["state"] == "ready"
    assert snapshot["selected"] == snapshot["endpoints"][0]["name"] == "/paint"
    ranks = [e["rank"] for e in snapshot["endpoints"]]
    assert ranks == sorted(ranks)
    steps = next(p for p in snapshot["endpoints"][0]["parameters"] if p["name"] == "steps")
    assert (steps["control"], steps["type"], steps["minimum"], steps["maximum"]) == ("slider", "int", 1, 24)


def test_a_page_that_knows_everything_is_sent_nothing(page: Page) -> None:
    seq = page.ask("hello", seq=-1)["result"]["snapshot"]["seq"]
    assert page.ask("hello", seq=seq)["result"] == {"snapshot": None, "settled": False}


def test_numbers_of_pushes_have_no_gap(page: Page) -> None:
    page.ask("run", endpoint="/haiku", values={"topic": "x", "delay": 0.01})
    page.wait_run(1, "done")
    numbers = [m["seq"] for m, _ in page.messages if "push" in m]
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def test_streamed_text_travels_as_what_was_added(page: Page) -> None:
    page.ask("run", endpoint="/haiku", values={"topic": "a pond", "delay": 0.08})
    run = page.wait_run(1, "done")
    assert run["outputs"][0]["value"] == page.panel.runs[0].value
    added = [m["append"]["0"] for m, _ in page.messages if m.get("append")]
    assert len(added) >= 4
    assert all(len(text) < 30 for text in added)


def test_updates_are_gathered_and_the_last_is_never_lost(page: Page) -> None:
    page.ask("run", endpoint="/haiku", values={"topic": " ".join("w" * 400), "delay": 0})
    run = page.wait_run(1, "done")
    assert run["outputs"][0]["value"] == page.panel.runs[0].value
    pushes = [m for m, _ in page.messages if m.get("push") == "run"]
    assert len(pushes) <= 20 * run["elapsed"] + 3


def test_wrong_values_are_told_by_field_and_nothing_runs(page: Page) -> None:
    error = page.ask("run", endpoint="/paint", values={"prompt": "x", "steps": 99, "palette": "pink"})["error"]
    assert error["kind"] == "BadArgument"
    assert set(error["fields"]) == {"steps", "palette"}
    assert "between 1 and 24" in error["fields"]["steps"]
    assert page.ask("run", endpoint="/paint", values={})["error"]["fields"] == {"prompt": "needs a value"}
    assert len(page.panel.runs) == 0


def test_a_run_of_python_shows_as_one_of_the_panel_does(page: Page) -> None:
    client = page.panel.client
    job = page.panel.submit(client.app.endpoints["/haiku"], (), {"topic": "python", "delay": 0})
    assert job.result().startswith("python")
    run = page.wait_run(1, "done")
    assert run["inputs"] == {"topic": "python", "delay": 0}
    assert run["shown"].startswith("app.result = 'python")


def test_a_password_is_in_no_summary(page: Page) -> None:
    values = {"text": "seen", "password": "hunter2", "radio": None, "moment": None, "number": None, "lines": "x"}
    values |= dict.fromkeys(("file", "files", "image", "audio", "video"))
    answer = page.ask("run", endpoint="/form", values=values)
    assert "result" in answer, answer
    run = page.wait_run(1, "done")
    assert "seen" in run["summary"]
    assert "hunter2" not in run["summary"]


def test_a_run_is_run_again_with_what_it_was_given_exactly(page: Page) -> None:
    seed = 2**60 + 1  # a page would make 2**60 of it
    spec = page.panel.client.app.endpoints["/palettes"]
    page.panel.submit(spec, (), {"prompt": "a lake", "seed": seed})
    page.wait_run(1, "done")
    assert page.ask("again", run=1)["result"] == {"run": 2}
    page.wait_run(2, "done")
    first, second = page.panel.runs
    assert second.job.data == first.job.data
    assert seed in second.job.data
    assert page.ask("again", run=7)["error"]["message"] == "There is no run 7."


def test_cancel_is_answered_and_ends_the_run(page: Page) -> None:
    page.ask("run", endpoint="/slow", values={"seconds": 20})
    page.wait_run(1, "running")
    assert page.ask("cancel", run=1)["result"] == {}
    run = page.wait_run(1, "cancelled")
    assert run["error"]["kind"] == "Cancelled"
    assert page.ask("cancel", run=7)["error"]["message"] == "There is no run 7."


def test_an_upload_comes_in_pieces_and_is_used_as_a_value(page: Page, tmp_path: Any) -> None:
    data = bytes(range(256)) * (CHUNK_SIZE // 256) + b"the end"
    head = {"upload": "u1", "name": "../../etc/big one.bin", "type": "application/octet-stream", "size": len(data)}
    assert page.ask("upload", data[:CHUNK_SIZE], offset=0, **head)["result"] == {}
    file = page.ask("upload", data[CHUNK_SIZE:], offset=CHUNK_SIZE, **head)["result"]["file"]
    assert (file["name"], file["size"]) == ("big one.bin", len(data))
    got, offset = b"", 0
    while offset < len(data):
        answer, buffers = page.answer(page.send("media", file=file["__file__"], offset=offset))
        assert buffers is not None
        assert len(buffers[0]) <= CHUNK_SIZE
        got += buffers[0]
        offset += len(buffers[0])
        assert answer["result"]["total"] == len(data)
    assert got == data


def test_a_lazy_module_comes_in_pieces_and_no_other_file_does(page: Page) -> None:
    answer, buffers = page.answer(page.send("asset", name="outputs/table", offset=0))
    assert buffers is not None
    assert answer["result"] == {"offset": 0, "total": len(buffers[0])}
    assert b"export default function(require)" in gzip.decompress(buffers[0])
    for name in ("panel", "../panel", "outputs/../outputs/table", "/etc/passwd", ""):
        assert "has no part" in page.ask("asset", name=name, offset=0)["error"]["message"]


def test_json_of_an_app_cannot_name_a_file_of_the_panel() -> None:
    def refs() -> FileRefs:
        return FileRefs(lambda file: Path(file.path), lambda: None, str)

    one, other = refs(), refs()
    upload = Upload(b"mine", "mine.txt")
    assert one.ref(upload)["__file__"] != other.ref(upload)["__file__"]
    for guess in ("f1", "f1-", other.ref(upload)["__file__"]):
        with pytest.raises(ProtocolError):
            one.load({"value": {"__file__": guess}})


def test_a_file_that_is_an_address_on_another_host_says_so() -> None:
    refs = FileRefs(lambda file: Path(file.path), lambda: None, lambda: "http://app.example:7860/behind")
    hosts = {
        "https://user@pictures.example:1/a.png": "pictures.example:1",
        "http://app.example/a.png": "app.example",
        "http://app.example:7860/a.png": None,
        "/tmp/gradio/a.png": None,
        "data:image/png;base64,AA": None,
        "http://[broken": None,
    }
    assert {path: refs.ref(FileData(path, "a.png")).get("host") for path in hosts} == hosts
    assert "host" not in refs.ref(FileData("https://other.example/x", "a.mp4", is_stream=True))


def test_a_lost_piece_is_told_and_a_file_of_no_bytes_is_a_file(page: Page) -> None:
    head = {"upload": "u1", "name": "a.txt", "type": "text/plain", "size": 4}
    page.ask("upload", b"ab", offset=0, **head)
    assert "Choose the file again" in page.ask("upload", b"d", offset=3, **head)["error"]["hint"]
    empty = {"upload": "u2", "name": "empty", "type": "", "size": 0, "offset": 0}
    assert page.ask("upload", b"", **empty)["result"]["file"]["size"] == 0


@pytest.mark.parametrize(
    "request_",
    [
        {"ask": "media", "file": "/etc/passwd", "offset": 0},
        {"ask": "media", "file": "f1", "offset": "0"},
        {"ask": "run", "endpoint": "/paint", "values": [1]},
        {"ask": "run", "endpoint": "/nothing", "values": {}},
        {"ask": "variable", "name": "not a name"},
        {"ask": "variable", "name": "print"},
        {"ask": "select", "endpoint": "/nothing"},
        {"ask": "eval"},
        {"ask": "upload", "upload": "u", "name": "x", "type": "", "size": 5, "offset": 0},
    ],
)
def test_a_request_that_makes_no_sense_is_refused(page: Page, request_: dict[str, Any]) -> None:
    page.answers.receive({**request_, "id": "bad"}, [])
    assert "message" in page.answer("bad")[0]["error"]


@pytest.mark.parametrize(
    "wanted",
    [
        {"path": __file__, "meta": {"_type": "gradio.FileData"}},
        {"path": __file__},
        __file__,
        f"file://{__file__}",
    ],
)
def test_a_form_value_cannot_name_a_file_of_this_machine(page: Page, wanted: Any) -> None:
    answer = page.ask("run", endpoint="/filter", values={"image": wanted})
    if "result" in answer:
        error = page.wait(lambda: page.run_state(answer["result"]["run"]).get("error"))
        assert error["kind"] == "AppError"
    assert not any("uploading" in str(m.get("set", {}).get("state")) for m, _ in page.messages)


def test_drafts_are_two_way_and_told_to_every_page(page: Page) -> None:
    form = page.panel.inputs("/paint")
    page.ask("draft", endpoint="/paint", values={"prompt": "typed"}, unset=[])
    assert form.prompt == "typed"
    page.ask("run", endpoint="/count", values={})
    form.steps = 3
    page.wait(lambda: _drafts(page).get("/paint") == {"prompt": "typed", "steps": 3})
    assert "typed" in repr(form)


def test_what_cannot_be_shown_keeps_nothing_else_back(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    from gradio_nb.widget import panel

    real = panel.run_view

    def sometimes(run: Any, *args: Any) -> dict[str, Any]:
        if run.id == 1:
            raise ValueError("no view")
        return real(run, *args)

    monkeypatch.setattr(panel, "run_view", sometimes)
    page.ask("run", endpoint="/count", values={})
    page.ask("run", endpoint="/count", values={})
    assert page.wait_run(2, "done")["outputs"][0]["value"] in (1, 2)


def test_an_app_that_comes_later_is_found_by_the_next_call(
    open_page: Callable[..., Page], demo_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = open_page("http://127.0.0.1:9")
    page.wait(lambda: _app(page).get("state") == "failed")
    monkeypatch.setattr(page.panel.connection, "_src", demo_url)
    assert page.panel.client.app.endpoints


def test_the_name_of_the_variable_follows_the_page(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    # Without a notebook, as in marimo, there are none.
    assert "app.result is the newest" in page.ask("variable", name="poem")["error"]["message"]
    monkeypatch.setattr("gradio_nb.widget.handlers.dispatch.can_store", lambda: True)
    assert page.ask("variable", name="poem")["result"] == {}
    page.ask("run", endpoint="/count", values={})
    assert page.wait_run(1, "done")["shown"] == "poem = 1"
    page.wait(lambda: any(m.get("set", {}).get("variable") == "poem" for m, _ in page.messages))


def test_an_app_that_cannot_be_reached_is_told_and_tried_again(open_page: Callable[..., Page]) -> None:
    page = open_page("http://127.0.0.1:9")
    page.wait(lambda: _app(page).get("state") == "failed")
    assert _app(page)["error"]["kind"] == "NotReachable"
    assert _app(page)["error"]["hint"]
    with pytest.raises(Exception, match="Nothing answers"):
        _ = page.panel.client
    assert "connected" in page.ask("run", endpoint="/paint", values={})["error"]["message"]
    said = len(page.messages)
    assert page.ask("reconnect")["result"] == {}
    page.wait(lambda: _app(page, said).get("state") == "failed")


def test_cancelling_again_and_again_does_no_harm(page: Page) -> None:
    page.ask("run", endpoint="/slow", values={"seconds": 20})
    page.wait_run(1, "running")
    asked = [page.send("cancel", run=1) for _ in range(20)]
    assert all(page.answer(id)[0]["result"] == {} for id in asked)
    assert page.wait_run(1, "cancelled")
    page.ask("run", endpoint="/count", values={})
    assert page.wait_run(2, "done")


def _drafts(page: Page) -> dict[str, Any]:
    told = [m["set"]["drafts"] for m, _ in page.messages if "drafts" in m.get("set", {})]
    return told[-1] if told else {}


def _app(page: Page, start: int = 0) -> dict[str, Any]:
    told = [m["set"]["app"] for m, _ in page.messages[start:] if "app" in m.get("set", {})]
    return told[-1] if told else {}
