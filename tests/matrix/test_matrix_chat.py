"""Conversations on every Gradio."""

from __future__ import annotations

import pytest

from gradio_nb import Client, Conversation


@pytest.fixture(scope="module")
def talking(release, servers, started):
    with Client(servers.wait_for(release, "chat")) as client:
        yield client
    servers.stop(release, "chat")


@pytest.mark.parametrize("name", [None, "/plain", "/remembered"])
def test_what_was_said_is_kept_and_forgotten(talking, name):
    chat = Conversation(talking, name)
    assert chat("hello").text == "1: hello"
    (*_, last) = chat.send("and now")
    assert last.text == "2: and now"
    chat.send("more").result(30)
    assert [m.text for m in chat.history] == ["hello", "1: hello", "and now", "2: and now", "more", "3: more"]
    other = Conversation(talking, name)
    assert other("hello").text == "1: hello"
    chat.reset()
    assert chat("again").text == "1: again"


def test_the_interface_is_the_conversation_of_the_app(talking):
    chat = Conversation(talking)
    assert chat.endpoint in ("/chat", "/answer")
    assert chat("hello", loud=True).text == "1: HELLO"
