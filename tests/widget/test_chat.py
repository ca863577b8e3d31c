"""`app.chat` in a notebook."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from page import Page

import gradio_nb as gnb


def test_a_conversation_shows_in_the_panel_and_is_kept(chat_url: str) -> None:
    app = gnb.connect(chat_url)
    assert app.chat("hello").text == "1: hello"
    assert app.chat("more", loud=True).text == "2: MORE"
    assert [m.role for m in app.chat.history] == ["user", "assistant"] * 2
    assert [run.endpoint for run in app.runs] == ["/answer", "/answer"]
    assert "<small>user</small>" in app.chat._repr_html_()
    app.chat.reset()
    assert app.chat("hello").text == "1: hello"
    app.close()


@pytest.fixture
def page(open_page: Callable[..., Page], chat_url: str) -> Page:
    page = open_page(chat_url)
    page.wait(lambda: any(m.get("set", {}).get("app", {}).get("state") == "ready" for m, _ in page.messages))
    return page


def talk(page: Page, name: str = "/answer") -> dict[str, Any]:
    """The conversation as the page was told of it last."""
    told = [m["set"]["chat"] for m, _ in page.messages if "chat" in m.get("set", {})]
    return (told[-1] if told else {}).get(name, {"messages": [], "pending": None, "failure": None})


def texts(page: Page, name: str = "/answer") -> list[str]:
    return [part.get("text", "a file") for m in talk(page, name)["messages"] for part in m["content"]]


def wait_texts(page: Page, *wanted: str, name: str = "/answer") -> None:
    page.wait(lambda: texts(page, name) == list(wanted) and talk(page, name)["pending"] is None)


def test_the_endpoints_that_are_conversations_are_told(page: Page) -> None:
    endpoints = {e["name"]: e["talk"] for e in page.ask("hello", seq=-1)["result"]["snapshot"]["endpoints"]}
    assert endpoints["/answer"]["message"] == "message"
    assert endpoints["/answer"]["history"] is None
    assert endpoints["/plain"]["history"] == "history"
    assert "/lambda" not in endpoints or endpoints["/lambda"] is None


def test_what_the_page_says_and_what_python_says_is_one_conversation(page: Page) -> None:
    assert page.ask("say", endpoint="/answer", values={"message": "hello", "loud": True}, at=-1)["result"] == {}
    wait_texts(page, "hello", "1: HELLO")
    chat = page.panel.chats.conversation()
    assert chat.history[-1].text == "1: HELLO"
    assert chat.send("more").result(20).text == "2: more"
    wait_texts(page, "hello", "1: HELLO", "more", "2: more")
    assert [m["turn"] for m in talk(page)["messages"]] == [0, None, 1, None]
    assert [page.run_state(id)["endpoint"] for id in (1, 2)] == ["/answer", "/answer"]


def test_an_answer_under_way_names_its_run_and_can_be_stopped(page: Page) -> None:
    page.ask("say", endpoint="/answer", values={"message": " ".join("x" * 2000)}, at=-1)
    pending = page.wait(lambda: (p := talk(page)["pending"]) and p["run"] and p)
    assert pending["message"]["turn"] == 0
    page.wait(lambda: page.run_state(pending["run"]).get("outputs"))
    refused = page.ask("say", endpoint="/answer", values={"message": "more"}, at=-1)["error"]
    assert "still coming" in refused["message"]
    page.ask("cancel", run=pending["run"])
    page.wait_run(pending["run"], "cancelled")
    page.wait(lambda: talk(page)["pending"] is None)
    stopped = texts(page)[1]
    assert stopped.startswith("1:")
    assert len(stopped) < 4000


@pytest.mark.parametrize("name", ["/answer", "/plain", "/remembered"])
def test_retry_edit_undo_and_a_new_conversation(page: Page, name: str) -> None:
    def say(text: str | None, at: int = -1, **values: Any) -> None:
        values |= {} if text is None else {"message": text}
        assert page.ask("say", endpoint=name, values=values, at=at)["result"] == {}

    say("one")
    wait_texts(page, "one", "1: one", name=name)
    say("two")
    wait_texts(page, "one", "1: one", "two", "2: two", name=name)
    say("three", 1)
    wait_texts(page, "one", "1: one", "three", "2: three", name=name)
    if name == "/answer":  # another answer than the one before, which is the same for all the others
        say(None, 1, loud=True)
        wait_texts(page, "one", "1: ONE", "three", "2: THREE", name=name)
        say(None, 1, loud=False)
        wait_texts(page, "one", "1: one", "three", "2: three", name=name)
    assert page.ask("unsay", endpoint=name, at=1)["result"] == {"message": "three"}
    wait_texts(page, "one", "1: one", name=name)
    say("four")
    wait_texts(page, "one", "1: one", "four", "2: four", name=name)
    page.ask("reset", endpoint=name)
    wait_texts(page, name=name)
    say("five")
    wait_texts(page, "five", "1: five", name=name)


def test_a_question_that_failed_stays_until_it_is_taken_back(page: Page) -> None:
    page.ask("say", endpoint="/fails", values={"message": "hello"}, at=-1)
    page.wait_run(1, "failed")
    assert page.wait(lambda: talk(page, "/fails")["pending"])["run"] == 1
    page.ask("say", endpoint="/fails", values={}, at=0)
    page.wait_run(2, "failed")
    page.ask("unsay", endpoint="/fails", at=0)
    wait_texts(page, name="/fails")


def test_what_cannot_be_said_is_told_at_its_field(page: Page) -> None:
    assert page.ask("say", endpoint="/answer", values={}, at=-1)["error"]["fields"] == {"message": "needs a value"}
    error = page.ask("say", endpoint="/answer", values={"message": "x", "loud": "maybe"}, at=-1)["error"]
    assert set(error["fields"]) == {"loud"}
    assert "no conversation" in page.ask("say", endpoint="/lambda", values={"message": "x"}, at=-1)["error"]["message"]
    assert "Nothing was said" in page.ask("unsay", endpoint="/answer", at=0)["error"]["message"]
    assert len(page.panel.runs) == 0
    assert talk(page)["pending"] is None


def test_files_go_with_what_is_said_and_none_of_this_machine_that_a_page_names(page: Page) -> None:
    head = {"upload": "u1", "name": "a.txt", "type": "text/plain", "size": 2, "offset": 0}
    file = page.ask("upload", b"ab", **head)["result"]["file"]
    message = {"text": "look", "files": [file]}
    page.ask("say", endpoint="/with_files", values={"message": message}, at=-1)
    wait_texts(page, "a file", "look", "1: look with 1 files", name="/with_files")
    assert [m["turn"] for m in talk(page, "/with_files")["messages"]] == [0, None, None]
    other = {"message": {"text": "see", "files": [file]}}
    assert page.ask("say", endpoint="/with_files", values=other, at=0)["result"] == {}
    wait_texts(page, "a file", "see", "1: see with 1 files", name="/with_files")
    stolen = {"text": "take", "files": [__file__]}
    page.ask("say", endpoint="/with_files", values={"message": stolen}, at=-1)
    page.wait_run(3, "failed")
    states = [m["set"].get("state") for m, _ in page.messages if m.get("push") == "run" and m["id"] == 3]
    assert "uploading" not in states


def test_the_box_of_a_message_takes_variables(page: Page) -> None:
    shell = InteractiveShell.instance()
    shell.user_ns["who"] = "Ada"
    try:
        page.ask("say", endpoint="/with_files", values={"message": {"text": r"{{who}} \{{who}}", "files": []}}, at=-1)
        wait_texts(page, "Ada {{who}}", "1: Ada {{who}} with 0 files", name="/with_files")
        page.ask("say", endpoint="/answer", values={"message": "hi {{who}}"}, at=-1)
        wait_texts(page, "hi Ada", "1: hi Ada")
    finally:
        InteractiveShell.clear_instance()


@pytest.mark.parametrize("name", ["/answer", "/with_files"])
@pytest.mark.parametrize("text", ["{{who}}", "{{\x1fwho\x1f}}", "{{\x85who\x85}}", r"\{{who}}"])
def test_no_text_of_a_conversation_reads_a_variable(page: Page, name: str, text: str) -> None:
    shell = InteractiveShell.instance()
    shell.user_ns["who"] = "a secret"

    def message(text: str) -> Any:
        return {"text": text, "files": []} if name == "/with_files" else text

    try:
        page.ask("say", endpoint=name, values={"message": message("hello")}, at=-1)
        page.wait(lambda: texts(page, name)[:1] == ["hello"] and talk(page, name)["pending"] is None)
        # The text of an edited message may be the app's, which can rewrite the history.
        page.ask("say", endpoint=name, values={"message": message(text)}, at=0)
        page.wait(lambda: texts(page, name)[:1] == [text] and talk(page, name)["pending"] is None)
        # So may the text of a message that is taken back, to be sent again from the box.
        held = page.ask("unsay", endpoint=name, at=0)["result"]["message"]
        page.ask("say", endpoint=name, values={"message": held}, at=-1)
        page.wait(lambda: texts(page, name)[:1] == [text] and talk(page, name)["pending"] is None)
        assert "a secret" not in str(page.panel.chats.conversation(name).history)
    finally:
        InteractiveShell.clear_instance()
