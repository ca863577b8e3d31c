"""Conversations with real apps: a ChatInterface, and endpoints that amount to one."""

from __future__ import annotations

import pytest

from gradio_nb import Client, Conversation, errors
from gradio_nb.chat.endpoints import as_message, find_chat_endpoint
from gradio_nb.values import Chat, Message


@pytest.fixture
def client(chat_url):
    with Client(chat_url) as client:
        yield client


@pytest.mark.parametrize("name", ["/answer", "/plain", "/remembered"])
def test_what_was_said_is_kept(client, name):
    chat = Conversation(client, name)
    assert chat("hello").text == "1: hello"
    assert chat("and now") == Message(role="assistant", content="2: and now")
    assert [(m.role, m.text) for m in chat.history] == [
        ("user", "hello"),
        ("assistant", "1: hello"),
        ("user", "and now"),
        ("assistant", "2: and now"),
    ]
    assert repr(chat) == f"<Conversation {name} · 4 messages>"
    chat.reset()
    assert chat.history == []
    assert chat("again").text == "1: again"


@pytest.mark.parametrize("name", ["/answer", "/plain"])
def test_an_answer_comes_word_by_word(client, name):
    chat = Conversation(client, name)
    said = [message.text for message in chat.send("one two")]
    assert said[-1] == "1: one two"
    assert said == sorted(said, key=len)
    assert len(said) > 1
    assert len(chat.history) == 2


def test_two_conversations_do_not_hear_each_other(client):
    one, other = Conversation(client), Conversation(client)
    assert [one("a").text, other("b").text, one("c").text] == ["1: a", "1: b", "2: c"]
    assert client.predict("d", api_name="/answer") == "1: d"


def test_further_parameters_are_given_by_name(client):
    assert Conversation(client)("hello", loud=True).text == "1: HELLO"
    with pytest.raises(errors.BadArgument, match="quiet"):
        Conversation(client)("hello", quiet=True)


def test_the_interface_is_found_first_and_what_is_none_is_told(client, basics):
    assert Conversation(client).endpoint == "/answer"
    with pytest.raises(errors.UnknownEndpoint, match="/lambda is no conversation"):
        Conversation(client, "/lambda")
    with Client(basics) as other, pytest.raises(errors.UnknownEndpoint, match="This app is no conversation"):
        Conversation(other)


def test_an_answer_that_fails_leaves_the_conversation_as_it_was(client):
    chat = Conversation(client, "/fails")
    with pytest.raises(errors.AppError, match="no answer today"):
        chat("hello")
    assert chat.history == []


@pytest.mark.parametrize("name", ["/answer", "/plain"])
def test_one_answer_at_a_time_and_of_a_stopped_one_what_came_is_kept(client, name):
    chat = Conversation(client, name)
    reply = chat.send(" ".join("x" * 200))
    assert next(iter(reply)).text.startswith("1:")
    with pytest.raises(errors.UsageError, match="still coming"):
        chat.send("more")
    assert reply.cancel()
    with pytest.raises(errors.Cancelled):
        reply.result(20)
    question, answer = chat.history
    assert question.text == " ".join("x" * 200)
    assert answer.text.startswith("1:")
    assert len(answer.text) < len(question.text)
    # What the app remembers itself, it counts too.
    assert chat("next").text == "2: next"


def test_history_that_the_endpoint_takes_can_be_changed(client):
    chat = Conversation(client, "/plain")
    chat("one")
    chat.history = Chat(chat.history[:0])
    assert chat("two").text == "1: two"


def test_an_answer_that_comes_after_a_reset_is_nobodys(client):
    chat = Conversation(client)
    reply = chat.send("slow words here")
    chat.reset()
    assert reply.result(20).text == "1: slow words here"
    assert chat.history == []


@pytest.mark.parametrize(
    ("value", "content"),
    [
        ("hi", "hi"),
        (None, ""),
        ({"role": "assistant", "content": "hi"}, "hi"),
        ({"type": "text", "text": "hi"}, "hi"),
        (["a", {"text": "b"}], ["a", "b"]),
        ([{"role": "assistant", "content": ["only"]}], "only"),
        (Chat([Message(role="user", content="q")]), ""),
        (7, "7"),
    ],
)
def test_answers_of_all_forms_are_messages(value, content):
    assert as_message(value) == {"role": "assistant", "content": content}


def test_an_endpoint_is_found_without_a_server():
    with pytest.raises(errors.UnknownEndpoint):
        find_chat_endpoint({})


@pytest.mark.parametrize("name", ["/answer", "/plain", "/remembered"])
def test_what_was_said_can_be_taken_back_and_said_otherwise(client, name):
    chat = Conversation(client, name)
    chat("one")
    chat("two", **({"loud": True} if name == "/answer" else {}))
    assert chat.retry().text == ("2: TWO" if name == "/answer" else "2: two")
    assert chat.edit("three").text == ("2: THREE" if name == "/answer" else "2: three")
    assert chat.edit("zero", at=0, **({"loud": False} if name == "/answer" else {})).text == "1: zero"
    assert [m.text for m in chat.history] == ["zero", "1: zero"]
    assert chat.undo().text == "zero"
    assert chat.history == []
    with pytest.raises(errors.UsageError, match="Nothing was said"):
        chat.undo()
    assert chat("again").text == "1: again"


def test_an_app_that_remembers_by_itself_is_told_anew_what_came_before(client):
    chat = Conversation(client, "/answer")
    for word in ("a", "b", "c"):
        chat(word)
    chat.undo()
    assert chat.behind
    assert chat("d").text == "3: d"
    assert [m.text for m in chat.history] == ["a", "1: a", "b", "2: b", "d", "3: d"]
    chat.history = Chat(chat.history[:2])
    assert chat("e").text == "2: e"


def test_a_question_that_failed_waits_to_be_said_again(client):
    chat = Conversation(client, "/fails")
    with pytest.raises(errors.AppError):
        chat("hello")
    assert chat.pending.question.text == "hello"
    with pytest.raises(errors.AppError):
        chat.retry()
    assert chat.undo().text == "hello"
    assert chat.pending is None


def test_what_cannot_be_said_leaves_everything_as_it_was(client):
    chat = Conversation(client, "/answer")
    chat("hello")
    with pytest.raises(errors.BadArgument, match="quiet"):
        chat.retry(quiet=True)
    assert [m.text for m in chat.history] == ["hello", "1: hello"]
    assert not chat.behind
    assert chat("more").text == "2: more"


def test_a_reset_while_an_app_is_told_again_ends_that(client):
    chat = Conversation(client, "/answer")
    chat("a")
    chat(" ".join("x" * 100))
    chat.undo()
    chat.history = Chat([*chat.history, Message(role="user", content=" ".join("y" * 100))])
    chat.listen(lambda: chat.pending and chat.pending.recalled == (1, 2) and chat.reset())
    with pytest.raises(errors.Cancelled, match="begun anew"):
        chat.send("b")
    assert chat.history == []
    assert chat("c").text == "1: c"
