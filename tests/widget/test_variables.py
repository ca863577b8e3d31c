"""Variables of the notebook as values of a form."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from IPython.core.interactiveshell import InteractiveShell
from page import Page
from PIL import Image

from gradio_nb.protocol.schema import Parameter
from gradio_nb.widget.notebook import variables
from gradio_nb.widget.notebook.variables import literal, plain

TEMPLATES = json.loads((Path(__file__).parents[1] / "fixtures" / "templates.json").read_text())


@pytest.fixture
def notebook() -> Any:
    """The variables of a shell that is the notebook of this test."""
    shell = InteractiveShell.instance()
    yield shell.user_ns
    InteractiveShell.clear_instance()


def start(page: Page, endpoint: str, **values: Any) -> dict[str, Any]:
    return page.ask("run", endpoint=endpoint, values=values)


def test_a_variable_is_read_when_the_run_begins_and_recorded_both_ways(page: Page, notebook: dict[str, Any]) -> None:
    picture = notebook["photo"] = np.full((30, 40, 3), 200, "uint8")
    values = {"image": {"__variable__": "photo"}, "effect": "invert", "strength": 1}
    assert "result" in start(page, "/filter", **values)
    told = page.wait_run(1, "done")
    run = page.panel.runs[0]
    assert run.value.to_pil().getpixel((5, 5))[:3] == (55, 55, 55)
    assert run.inputs["image"] is picture
    assert run.variables == {"image": ("photo",)}
    assert told["inputs"] == values
    assert "image ← photo" in told["summary"]
    notebook["photo"] = Image.new("RGB", (40, 30), "black")
    start(page, "/filter", **told["inputs"])
    page.wait_run(2, "done")
    assert page.panel.runs[1].value.to_pil().getpixel((5, 5))[:3] == (255, 255, 255)


def test_names_in_a_text_are_replaced(page: Page, notebook: dict[str, Any]) -> None:
    notebook |= {"thing": "a pond", "n": 3}
    start(page, "/haiku", topic=r"{{thing}} of {{ n }} \{{thing}} {{a.b}}", delay=0)
    page.wait_run(1, "done")
    run = page.panel.runs[0]
    assert run.value.startswith("a pond of 3 {{thing}} {{a.b}}")
    assert run.inputs["topic"] == "a pond of 3 {{thing}} {{a.b}}"
    assert run.variables == {"topic": ("thing", "n")}


def test_a_name_that_is_none_is_told_at_its_field(page: Page, notebook: dict[str, Any]) -> None:
    notebook["frame"] = pd.DataFrame()
    fields = start(page, "/haiku", topic="{{nowhere}}", delay={"__variable__": "gone"})["error"]["fields"]
    assert fields["topic"] == r"the notebook has no variable 'nowhere'; write \{{nowhere}} to send these very letters"
    assert fields["delay"] == "the notebook has no variable 'gone'"
    assert "is a DataFrame" in start(page, "/haiku", topic="{{frame}}", delay=0)["error"]["fields"]["topic"]
    notebook["often"] = "often"
    error = start(page, "/haiku", topic="x", delay={"__variable__": "often"})["error"]
    assert error["fields"]["delay"] == "expected a number, got str 'often'"
    assert len(page.panel.runs) == 0


def test_only_variables_that_fit_are_offered_and_no_secret_is_shown(
    page: Page, notebook: dict[str, Any], picture: str
) -> None:
    notebook |= {
        "photo": np.zeros((30, 40, 3), "uint8"),
        "drawing": Image.new("RGB", (40, 30)),
        "path": Path(picture),
        "text": "x" * 5000,
        "my_token": "very secret",
        "number": 0.1,
        "missing": None,
        "_hidden": "x",
        "np": np,
        "frame": pd.DataFrame({"a": [1]}),
    }
    before = {"In", "Out"}

    def offered(endpoint: str, parameter: str) -> dict[str, str]:
        answer = page.ask("variables", endpoint=endpoint, parameter=parameter)["result"]
        return {v["name"]: v["shown"] for v in answer["variables"] if v["name"] not in before}

    assert offered("/filter", "image") == {
        "photo": "ndarray 30 × 40 × 3",
        "drawing": "Image 40 × 30",
        "path": offered("/filter", "image")["path"],
    }
    texts = offered("/haiku", "topic")
    assert set(texts) == {"text", "my_token"}
    assert len(texts["text"]) <= 60
    assert texts["my_token"] == "'…'"
    assert offered("/haiku", "delay") == {"number": "0.1"}
    assert "frame" in offered("/form", "table")
    assert page.ask("variables", endpoint="/haiku", parameter="no")["error"]["kind"] == "BadArgument"


@pytest.mark.parametrize("text", ["a", "{{x}}", r"\{{x}}", r"\\{{x}} {{y}}", "{{", "{{ a.b }}", "\\"])
def test_a_text_of_an_app_stays_what_it_is(text: str) -> None:
    assert plain(literal(text)) == text
    assert "{{x}}" not in literal(text).replace(r"\{{x}}", "")


def test_what_python_sets_is_taken_literally(page: Page, notebook: dict[str, Any]) -> None:
    notebook["secret"] = "of the notebook"
    page.panel.client  # noqa: B018  # waits until connected
    form = page.panel.inputs("/haiku")
    form.topic = "{{secret}}"
    assert form.topic == "{{secret}}"
    draft = page.wait(
        lambda: next((m["set"]["drafts"] for m, _ in page.messages if m.get("set", {}).get("drafts", {})), None)
    )
    start(page, "/haiku", **draft["/haiku"], delay=0)
    page.wait_run(1, "done")
    assert page.panel.runs[0].value.startswith("{{secret}}")


def test_a_field_of_the_form_that_takes_a_variable_reads_it(page: Page, notebook: dict[str, Any]) -> None:
    notebook["n"] = 0.5
    page.panel.client  # noqa: B018
    page.ask("draft", endpoint="/haiku", values={"delay": {"__variable__": "n"}}, unset=[])
    assert page.panel.inputs("/haiku").delay == 0.5


def test_a_draft_tells_what_has_changed_and_leaves_the_rest(page: Page) -> None:
    form = page.panel.inputs("/paint")
    page.ask("draft", endpoint="/paint", values={"prompt": "typed", "steps": 3}, unset=[])
    form.width = 256
    page.ask("draft", endpoint="/paint", values={"prompt": "typed on"}, unset=["steps"])
    assert (form.prompt, form.width, form.steps) == ("typed on", 256, 8)


@pytest.mark.parametrize("case", TEMPLATES, ids=[ascii(case["text"]) for case in TEMPLATES])
def test_the_kernel_expands_the_names_of_the_fixtures(case: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    text, read = case["text"], list[str]()
    monkeypatch.setattr(variables, "lookup", lambda name: read.append(name) or "value")
    parameter = Parameter(name="text", label="Text", component="textbox")
    variables.fill(parameter, text)
    assert read == case["names"]
    assert variables.fill(parameter, literal(text)) == (text, [])
    assert plain(literal(text)) == text


@pytest.mark.parametrize("text", ["\\" * 300_000, "{{" + " " * 300_000, "{{a" * 100_000, "{{" * 150_000])
def test_a_long_text_of_an_app_is_escaped_in_linear_time(text: str) -> None:
    began = time.monotonic()
    assert literal(text) == text
    assert time.monotonic() - began < 5
