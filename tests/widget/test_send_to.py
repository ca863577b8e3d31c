"""Outputs handed to inputs, of the same app and of another one that is open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from page import Page

from gradio_nb import errors
from gradio_nb.client import Client
from gradio_nb.protocol import events
from gradio_nb.protocol.filedata import FileData
from gradio_nb.values.base import Upload
from gradio_nb.widget import send_to


@pytest.fixture
def other(open_page: Callable[..., Page], controls_url: str) -> Page:
    """Another app that is open in the notebook."""
    page = open_page(controls_url)
    page.panel.client  # noqa: B018  # waits until connected
    return page


def run(page: Page, endpoint: str, **values: Any) -> int:
    id: int = page.ask("run", endpoint=endpoint, values=values)["result"]["run"]
    page.wait_run(id, "done")
    return id


def targets(page: Page, run: int, output: str) -> dict[tuple[str, str, str], str]:
    """Ask what an output fits; the opaque words by (app, endpoint, parameter)."""
    listed = page.ask("targets", run=run, output=output)["result"]["targets"]
    return {(t["app"], t["endpoint"], t["parameter"]): t["target"] for t in listed}


def paint(page: Page) -> int:
    return run(page, "/paint", prompt="a lake", steps=1, width=256)


def own(found: dict[tuple[str, str, str], str]) -> set[tuple[str, str]]:
    return {(endpoint, parameter) for app, endpoint, parameter in found if not app}


def test_a_picture_fits_what_takes_pictures_and_files_of_its_type(page: Page, other: Page) -> None:
    found = targets(page, paint(page), "picture")
    assert own(found) == {("/filter", "image"), ("/form", "image"), ("/form", "file")}
    takers = {(app, endpoint) for app, endpoint, _ in found if app}
    assert takers == {("Controls", f"/{name}") for name in ("picture", "pictures", "editor", "folder", "ask")}
    assert [app for app, *_ in found] == sorted(app for app, *_ in found), "those of this app come first"


def test_a_picture_goes_to_an_endpoint_of_its_app_as_the_server_calls_it(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    id = paint(page)
    monkeypatch.setattr(Client, "fetch", None)  # nothing is fetched on the way
    target = targets(page, id, "picture")["", "/filter", "image"]
    assert page.ask("hand", run=id, output="picture", target=target)["result"] == {}
    draft = page.panel._read("drafts")["/filter"]["image"]
    file = page.panel.refs.load(draft)
    assert isinstance(file, FileData)
    assert file.path == page.panel.runs[0].job.partial()[0]["path"]  # type: ignore[index]
    assert page.panel.selected == "/filter"
    page.wait(lambda: any(m.get("set", {}).get("selected") == "/filter" for m, _ in page.messages))
    second = run(page, "/filter", image=draft, effect="invert", strength=1)
    job = page.panel.runs.by_id(second).job
    assert job.result().to_pil().size == (256, 144)
    assert not [e for e in job.events if isinstance(e, events.Uploading)]


def test_a_picture_goes_to_another_app_as_a_file_of_this_machine(page: Page, other: Page) -> None:
    id = paint(page)
    before = (page.panel.selected, other.panel.selected)
    target = targets(page, id, "picture")["Controls", "/picture", "param_0"]
    page.ask("hand", run=id, output="picture", target=target)
    draft = other.panel._read("drafts")["/picture"]["param_0"]
    upload = other.panel.refs.load(draft)
    assert isinstance(upload, Upload)
    assert Path(upload.source).is_file()
    other.wait(lambda: any("/picture" in m.get("set", {}).get("drafts", {}) for m, _ in other.messages))
    assert (page.panel.selected, other.panel.selected) == before
    done = run(other, "/picture", param_0=draft)
    assert other.panel.runs.by_id(done).value["Picture"]["size"] == [256, 144]


def test_an_editor_a_gallery_and_a_text_with_files_take_a_picture(page: Page, other: Page) -> None:
    id = paint(page)
    found = targets(page, id, "picture")
    for name in ("editor", "pictures", "ask"):
        page.ask("hand", run=id, output="picture", target=found["Controls", f"/{name}", "param_0"])
        done = run(other, f"/{name}", **other.panel._read("drafts")[f"/{name}"])
        assert "256, 144" in str(other.panel.runs.by_id(done).value)


def test_a_text_of_an_app_reads_no_variable(page: Page) -> None:
    shell = InteractiveShell.instance()
    shell.user_ns["secret"] = "of the notebook"
    try:
        id = run(page, "/haiku", topic=r"\{{secret}}", delay=0)
        target = targets(page, id, "haiku")["", "/classify", "text"]
        page.ask("hand", run=id, output="haiku", target=target)
        assert page.panel.inputs("/classify").text.startswith("{{secret}}")
        run(page, "/classify", **page.panel._read("drafts")["/classify"])
        assert page.panel.runs[-1].inputs["text"].startswith("{{secret}}")
        assert page.panel.runs[-1].variables == {}
    finally:
        InteractiveShell.clear_instance()


@pytest.mark.parametrize("output", ["mood", "words"])
def test_of_a_label_the_best_is_given_and_of_marked_words_the_text(page: Page, output: str) -> None:
    text = "What a wonderful day, I love the sun!"
    id = run(page, "/classify", text=text)
    page.ask("hand", run=id, output=output, target=targets(page, id, output)["", "/haiku", "topic"])
    expected = {"mood": page.panel.runs[0].value.mood.top, "words": text}
    assert page.panel.inputs("/haiku").topic == expected[output]


def test_labels_and_marked_words_go_as_they_are_to_inputs_of_their_kind(page: Page, other: Page) -> None:
    id = run(page, "/classify", text="What a wonderful day, I love the sun!")
    value = page.panel.runs[0].value
    app = other.panel.connection.state()["name"]
    for output, endpoint, expected in (("mood", "/guess", dict(value.mood)), ("words", "/marked", value.words)):
        target = targets(page, id, output)[app, endpoint, "param_0"]
        assert page.ask("hand", run=id, output=output, target=target)["result"] == {}
        held = other.panel._read("drafts")[endpoint]
        run(other, endpoint, **held)
        (arrived,) = other.panel.runs[-1].value.values()
        told = [(p["token"], p["class_or_confidence"]) for p in arrived] if output == "words" else arrived
        assert told == expected


def test_numbers_and_tables_go_where_they_are_in_range(page: Page, other: Page) -> None:
    id = run(page, "/table", rows=3, order="height")
    assert own(targets(page, id, "stations")) == {("/form", "table")}
    target = targets(page, id, "stations")["Controls", "/table", "param_0"]
    page.ask("hand", run=id, output="stations", target=target)
    assert other.panel.inputs("/table").param_0["data"] == page.panel.runs[0].value.stations.data
    found = own(targets(page, run(page, "/count", step=200), "total"))
    assert {("/paint", "seed"), ("/tone", "frequency"), ("/haiku", "topic")} <= found
    assert not {("/paint", "steps"), ("/form", "number")} & found, "which go to 24 and to 10"


def test_no_text_is_given_for_a_password(page: Page) -> None:
    id = run(page, "/haiku", topic="tea", delay=0)
    found = own(targets(page, id, "haiku"))
    assert ("/form", "lines") in found
    assert ("/form", "password") not in found


def test_a_conversation_goes_on_in_another_form(page: Page, other: Page) -> None:
    id = run(page, "/chat", message="Hello", history=None)
    found = targets(page, id, "conversation")
    assert own(found) == {("/chat", "history")}
    page.ask("hand", run=id, output="conversation", target=found["Controls", "/talk", "param_0"])
    done = run(other, "/talk", **other.panel._read("drafts")["/talk"])
    assert "Hello" in str(other.panel.runs.by_id(done).value)


def test_what_json_says_of_paths_is_no_file_of_this_machine(
    other: Page, media: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    id = run(other, "/table", param_0={"headers": ["a"], "data": [[1]]})
    read = send_to._output
    path = Path(media["picture"])
    monkeypatch.setenv("HOME", str(path.parent))
    said = {"name": "Eve", "photo": f"~/{path.name}"}
    monkeypatch.setattr(send_to, "_output", lambda *asked: (read(*asked)[0], said))
    target = targets(other, id, "arrived")["", "/person", "param_0"]
    assert other.ask("hand", run=id, output="arrived", target=target)["result"] == {}
    photo = other.panel.refs.load(other.panel._read("drafts")["/person"]["param_0"])["photo"]
    assert photo == FileData(f"~/{path.name}", path.name), "a path of the server"


def test_apps_that_are_closed_are_not_offered_and_the_same_app_is_once(
    page: Page, other: Page, open_page: Callable[..., Page], demo_url: str, controls_url: str
) -> None:
    again = open_page(controls_url)
    same = open_page(demo_url)
    assert again.panel.client
    assert same.panel.client
    id = paint(page)
    stale = targets(page, id, "picture")["Controls", "/picture", "param_0"]
    assert {app for app, *_ in targets(page, id, "picture")} == {"", "Controls"}
    page.ask("hand", run=id, output="picture", target=stale)
    assert "param_0" in again.panel._read("drafts")["/picture"], "the newest is the one in use"
    assert other.panel._read("drafts") == {}
    again.panel.close()
    other.panel.close()
    assert {app for app, *_ in targets(page, id, "picture")} == {""}
    assert page.ask("hand", run=id, output="picture", target=stale)["error"]["message"].startswith("That input")


@pytest.mark.parametrize(
    "target", ["", "[]", "{}", "1", '[1, "/filter", "image", 2]', '[null, "/a", "b"]', "[[], 1, 2]"]
)
def test_a_target_that_nobody_was_given_is_refused(page: Page, target: str) -> None:
    id = paint(page)
    assert page.ask("hand", run=id, output="picture", target=target)["error"]["kind"] == "ProtocolError"


def test_what_does_not_fit_is_not_put_anywhere(page: Page) -> None:
    id = paint(page)
    found = targets(page, id, "seed")
    wrong = found["", "/form", "number"]
    assert page.ask("hand", run=id, output="picture", target=wrong)["error"]["kind"] == "BadArgument"
    assert page.panel._read("drafts") == {}
    assert page.ask("targets", run=id, output="nothing")["error"]["kind"] == "ProtocolError"
    with pytest.raises(errors.ProtocolError):
        send_to.targets(page.panel, id, "nothing")
