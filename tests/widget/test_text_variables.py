r"""`{{name}}` wherever people write text that is sent as text; and nowhere that an app wrote it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from IPython.core.interactiveshell import InteractiveShell
from page import Page

from gradio_nb.protocol.schema import Parameter
from gradio_nb.widget.comm.file_refs import FileRefs
from gradio_nb.widget.notebook.variables import fill, is_template
from gradio_nb.widget.views import parameter_view


@pytest.fixture
def notebook() -> Any:
    """The variables of a shell that is the notebook of this test."""
    shell = InteractiveShell.instance()
    yield shell.user_ns
    InteractiveShell.clear_instance()


@pytest.fixture
def page(open_page: Callable[..., Page], controls_url: str) -> Page:
    page = open_page(controls_url)
    page.panel.client  # noqa: B018  # waits until connected
    return page


def ran(page: Page, endpoint: str, **values: Any) -> Any:
    """Run a form as the page holds it; gives what the app got, by label."""
    answer = page.ask("run", endpoint=endpoint, values=values)
    assert "result" in answer, answer
    page.wait_run(answer["result"]["run"], "done")
    return page.panel.runs[-1].value


def test_code_takes_names(page: Page, notebook: dict[str, Any]) -> None:
    notebook["n"] = 3
    code = 'x = {{n}}\nprint(f"\\{{x}}")'
    assert ran(page, "/scalars", param_0="p", param_6=None, param_7=code)["Code"] == 'x = 3\nprint(f"{{x}}")'
    assert page.panel.runs[-1].variables == {"param_7": ("n",)}
    assert page.panel.runs[-1].inputs["param_7"] == 'x = 3\nprint(f"{{x}}")'


def test_text_with_files_takes_names(page: Page, notebook: dict[str, Any], picture: str) -> None:
    notebook["thing"] = "a pond"
    form = page.panel.inputs("/ask")
    form.param_0 = {"text": "what is", "files": [picture]}
    drafts = page.wait(lambda: [m["set"]["drafts"] for m, _ in page.messages if m.get("set", {}).get("drafts")])
    held = drafts[-1]["/ask"]["param_0"]
    arrived = ran(page, "/ask", param_0={**held, "text": "is {{thing}} in it?"})["Question"]
    assert (arrived["text"], arrived["files"][0]["size"]) == ("is a pond in it?", [40, 30])
    assert page.panel.runs[-1].inputs["param_0"]["text"] == "is a pond in it?"


def test_the_texts_of_a_form_by_schema_take_names(page: Page, notebook: dict[str, Any]) -> None:
    notebook |= {"who": "Ada", "n": 3}
    person = {"name": "{{who}}", "age": 36, "tags": ["{{ n }}", r"\{{who}}"]}
    arrived = ran(page, "/person", param_0=person)["Person"]
    assert (arrived["name"], arrived["age"], arrived["tags"]) == ("Ada", 36, ["3", "{{who}}"])
    assert page.panel.runs[-1].variables == {"param_0": ("who", "n")}
    pieces = [{"token": "{{who}}", "class_or_confidence": "person"}]
    assert ran(page, "/marked", param_0=pieces)["Marked"][0]["token"] == "Ada"


def test_a_name_that_is_none_is_told_at_its_field(page: Page, notebook: dict[str, Any]) -> None:
    error = page.ask("run", endpoint="/person", values={"param_0": {"name": "{{nobody}}"}})["error"]
    assert error["fields"]["param_0"].startswith("the notebook has no variable 'nobody'; write")


def test_what_is_put_in_is_checked_like_what_is_typed(page: Page, notebook: dict[str, Any]) -> None:
    notebook["n"] = "x" * 100
    error = page.ask("run", endpoint="/scalars", values={"param_0": "{{n}}", "param_6": None})["error"]
    assert error["fields"]["param_0"] == "takes 80 characters at most, got 100"


def test_no_file_of_this_machine_is_named_by_way_of_a_text(page: Page, notebook: dict[str, Any], picture: str) -> None:
    notebook["path"] = picture
    held = {
        "name": "{{path}}",
        "photo": {"path": "{{path}}", "orig_name": "x.png", "meta": {"_type": "gradio.FileData"}},
    }
    answer = page.ask("run", endpoint="/person", values={"param_0": held})
    page.wait_run(answer["result"]["run"], "failed")
    assert not page.panel.runs[-1].job.data[0]["photo"].get("url", "").startswith("data:")


@pytest.mark.parametrize(
    ("endpoint", "value"),
    [
        ("/ask", {"text": "{{who}}", "files": []}),
        ("/speech", [{"speaker": "{{who}}", "text": r"\{{who}}"}]),
        ("/marked", [("{{who}}", "person")]),
    ],
)
def test_what_python_sets_is_taken_literally(page: Page, notebook: dict[str, Any], endpoint: str, value: Any) -> None:
    notebook["who"] = "a secret"
    form = page.panel.inputs(endpoint)
    form.param_0 = value
    again = form.param_0
    drafts = page.wait(lambda: [m["set"]["drafts"] for m, _ in page.messages if m.get("set", {}).get("drafts")])
    arrived = ran(page, endpoint, **drafts[-1][endpoint])
    assert "a secret" not in str(arrived)
    assert "{{who}}" in str(arrived)
    assert "{{who}}" in str(again)
    assert r"\\\\{{" not in repr(again)


SCHEMA = {
    "type": "object",
    "properties": {
        "default": {"enum": ["{{secret}}", 1]},
        "b": {"type": "string", "default": "{{secret}}", "title": "{{secret}}"},
        "c": {"anyOf": [{"const": "{{secret}}"}, {"items": {"default": {"x": ["{{secret}}"]}}}]},
    },
}


def test_no_schema_default_or_example_of_an_app_reads_a_variable(notebook: dict[str, Any]) -> None:
    notebook["secret"] = "of the notebook"
    said = {"b": "{{secret}}", "more": [r"\{{secret}}"]}
    p = Parameter(name="x", label="X", component="new", required=False, schema=SCHEMA, default=said, example=said)
    view = parameter_view(p, FileRefs(lambda file: Path(), lambda: None, str))
    shown = view["options"]["schema"]["properties"]
    for held in (
        view["default"],
        view["example"],
        shown["default"]["enum"],
        shown["b"]["default"],
        shown["c"]["anyOf"][0]["const"],
        shown["c"]["anyOf"][1]["items"]["default"],
    ):
        filled, used = fill(p, held)
        assert used == []
        assert "{{secret}}" in str(filled)
    assert fill(p, view["default"])[0] == said
    assert shown["b"]["title"] == "{{secret}}"


def test_a_password_and_code_of_that_language_are_left_alone() -> None:
    def parameter(component: str, **props: Any) -> Parameter:
        return Parameter(name="x", label="X", component=component, props=props)

    assert is_template(parameter("markdown"))
    assert is_template(parameter("code", language="python"))
    assert not is_template(parameter("code", language="jinja2"))
    assert not is_template(parameter("textbox", type="password"))
    assert not is_template(parameter("json"))
