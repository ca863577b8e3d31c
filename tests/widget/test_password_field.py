"""The password field of `.controls()` and `.interactive()`: the kernel keeps what is typed, and no state has it."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator
from typing import Any

import ipywidgets
import pytest
from fake_server import FakeApp

import gradio_nb as gnb
from gradio_nb.protocol.schema import Parameter
from gradio_nb.widget.notebook.ipywidgets_form import control
from gradio_nb.widget.password import PasswordField

PASSWORD = "correct horse"


@pytest.fixture(scope="module")
def app(demo_url: str) -> Iterator[gnb.Space]:
    space = gnb.connect(demo_url)
    yield space
    space.close()


def field_in(widgets: Any) -> PasswordField:
    (field,) = [widget for widget in widgets if isinstance(widget, PasswordField)]
    return field


numbers = itertools.count(1)


def type_into(field: PasswordField, value: Any, view: str = "view1", number: Any = None) -> None:
    """Send what the browser sends for each key."""
    number = next(numbers) if number is None else number
    field._handle_custom_msg({"event": "password", "view": view, "number": number, "value": value}, [])


def saved_state() -> str:
    """Return the state of all widgets, as a notebook saves it."""
    return json.dumps(ipywidgets.Widget.get_manager_state())


def test_a_typed_password_is_in_no_synchronized_trait() -> None:
    field = PasswordField(description="Password")
    seen: list[str] = []
    field.observe(lambda change: seen.append(change["new"]), names="value")
    type_into(field, PASSWORD)
    assert (field.value, seen, field.get_interact_value()) == (PASSWORD, [PASSWORD], PASSWORD)
    assert "value" not in field.keys
    assert PASSWORD not in saved_state() + repr(field) + json.dumps(field.get_state(), default=str)
    assert (field.is_set, field.source_view) == (True, "view1")


def test_what_was_typed_first_and_arrives_last_changes_nothing() -> None:
    field = PasswordField()
    type_into(field, "c", number=1)
    type_into(field, "correct", number=3)
    type_into(field, "co", number=2)
    assert field.value == "correct"
    type_into(field, "other", "view2", number=1)
    assert field.value == "other"


def test_views_learn_who_set_the_password() -> None:
    field = PasswordField(PASSWORD)
    assert (field.is_set, field.source_view) == (True, "")
    type_into(field, "a")
    type_into(field, "a", "view2")
    assert field.source_view == "view2"
    field.value = ""
    assert (field.is_set, field.source_view) == (False, "")


@pytest.mark.parametrize(
    "content",
    [{"event": "password", "value": 3, "view": "a", "number": 1}, {"event": "password", "value": "x", "view": "a"}, {}],
)
def test_a_message_of_another_form_changes_nothing(content: dict[str, Any]) -> None:
    field = PasswordField(PASSWORD)
    field._handle_custom_msg(content, [])
    assert field.value == PASSWORD


def test_enter_submits() -> None:
    field = PasswordField()
    seen: list[str] = []
    with pytest.deprecated_call():
        field.on_submit(lambda widget: seen.append(widget.value))
    type_into(field, PASSWORD)
    field._handle_custom_msg({"event": "submit"}, [])
    assert seen == [PASSWORD]


def test_the_default_of_an_app_is_not_synchronized() -> None:
    props = {"type": "password"}
    made = control(Parameter(name="x", label="X", component="textbox", required=False, default=PASSWORD, props=props))
    assert isinstance(made, PasswordField)
    assert (made.value, made.description, made.style.description_width) == (PASSWORD, "X", "10em")
    assert PASSWORD not in saved_state()


def test_controls_hand_a_typed_password_to_the_app(app: gnb.Space) -> None:
    controls = app["/form"].controls()
    type_into(field_in(controls.values()), PASSWORD)
    controls["text"].value = controls["lines"].value = "a"
    read = controls.read()
    assert read["password"] == PASSWORD
    others: dict[str, Any] = dict.fromkeys(("moment", "file", "files", "image", "audio", "video"))
    others["radio"] = "spring"
    assert app["/form"](**{**others, **read})["password"]["value"] == PASSWORD


def test_an_interactive_runs_with_a_typed_password(fake: FakeApp) -> None:
    fake.config["components"][0]["props"]["type"] = "password"
    app = gnb.connect(fake.url)
    made = app["/echo"].interactive()
    field = field_in(made.children)
    assert not field.continuous_update
    type_into(field, PASSWORD)  # runs, as Enter in a text field of an `interactive` does
    assert made.result == "done"
    assert fake.requests("POST /gradio_api/queue/join")[-1].json["data"] == [PASSWORD]
    assert PASSWORD not in json.dumps(made.get_state(), default=str) + json.dumps(field.get_state(), default=str)
    app.close()


def test_a_text_for_a_password_becomes_a_password_field(app: gnb.Space) -> None:
    password = "battery staple"  # the app has echoed the other one
    made = app["/form"].interactive(password=password)
    field = field_in(made.children)
    assert (field.value, field.description) == (password, "Password")
    assert password not in saved_state()
