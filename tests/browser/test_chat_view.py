"""A conversation in the panel, as people have one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from lab import Lab
from panel import Panel, connected, pictures
from playwright.sync_api import Locator, expect


def box(panel: Panel) -> Locator:
    return panel.root.locator(".g-say textarea")


def bubbles(panel: Panel) -> Locator:
    return panel.root.locator(".g-chat > li .g-prose")


def test_a_conversation_is_had_in_the_panel_and_goes_on_in_python(lab: Lab, chat_url: str) -> None:
    panel = connected(lab, chat_url)
    panel.endpoint("/answer")
    box(panel).fill("hello")
    box(panel).press("Shift+Enter")
    box(panel).press_sequentially("there")
    box(panel).press("Enter")
    expect(bubbles(panel)).to_have_text([re.compile(r"hello\s*there"), re.compile(r"1: hello\s*there")])
    expect(box(panel)).to_have_value("")
    expect(panel.run_row(1)).to_contain_text("done")
    assert lab.evaluate("app.chat('from Python').text") == "2: from Python"
    expect(bubbles(panel)).to_have_count(4)
    pictures(panel, "chat")

    panel.root.get_by_text("Settings (1)").click()
    panel.field("Loud").check()
    panel.button("Retry").click()
    expect(bubbles(panel).nth(3)).to_have_text("2: FROM PYTHON")
    panel.button("Undo").click()
    expect(bubbles(panel)).to_have_count(2)
    expect(box(panel)).to_have_value("from Python")
    panel.field("Loud").uncheck()
    panel.button("edit").click()
    panel.field("Say instead").fill("good evening")
    panel.field("Say instead").press("Enter")
    expect(bubbles(panel)).to_have_text(["good evening", "1: good evening"])
    assert lab.evaluate("[m.text for m in app.chat.history]") == ["good evening", "1: good evening"]

    panel.button("New conversation").click()
    expect(bubbles(panel)).to_have_count(0)
    assert lab.evaluate("len(app.chat.history)") == 0
    assert (
        lab.page.locator(".jp-Notebook .jp-Cell").count() == lab.page.locator(".jp-Notebook .jp-Cell:visible").count()
    )
    assert lab.errors == []


@pytest.mark.parametrize("end", ["Stop", "Escape"])
def test_a_long_answer_streams_and_is_stopped(lab: Lab, chat_url: str, end: str) -> None:
    panel = connected(lab, chat_url)
    panel.endpoint("/plain")
    box(panel).fill(" ".join("word" for _ in range(2000)))
    box(panel).press("Enter")
    expect(bubbles(panel).nth(1)).to_contain_text("word word word")
    expect(panel.root.locator(".g-told")).to_contain_text("Running")
    if end == "Stop":
        panel.button("Stop").click()
    else:
        box(panel).press("Escape")
    expect(panel.run_row(1)).to_contain_text("cancelled")
    expect(panel.button("Send")).to_be_visible()
    expect(bubbles(panel)).to_have_count(2)
    assert 3 < len(lab.evaluate("app['/plain'].chat.history[-1].text.split()")) < 2000
    assert lab.errors == []


def test_a_question_that_fails_says_why_and_files_go_with_what_is_said(lab: Lab, chat_url: str, tmp_path: Path) -> None:
    panel = connected(lab, chat_url)
    panel.endpoint("/fails")
    box(panel).fill("are you there?")
    panel.button("Send").click()
    expect(panel.root.locator(".g-told")).to_contain_text("no answer today")
    panel.button("Undo").click()
    expect(box(panel)).to_have_value("are you there?")
    expect(bubbles(panel)).to_have_count(0)

    panel.endpoint("/with_files")
    file = tmp_path / "notes.txt"
    file.write_text("three words here")
    panel.root.locator(".g-say input[type=file]").set_input_files(file)
    box(panel).fill("read")
    expect(panel.root.locator(".g-say .g-name")).to_have_text("notes.txt")
    box(panel).press("Enter")
    expect(bubbles(panel).last).to_have_text("1: read with 1 files")
    expect(panel.root.locator(".g-chat")).to_contain_text("notes.txt")
    panel.button("Form").click()
    expect(panel.button("Run")).to_be_visible()
    panel.button("Chat").click()
    expect(bubbles(panel).last).to_have_text("1: read with 1 files")
    assert lab.errors == []
