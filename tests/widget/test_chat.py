"""`app.chat` in a notebook."""

from __future__ import annotations

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
