"""The parameters of an endpoint as standard ipywidgets."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import ipywidgets
import pytest
from ipywidgets import fixed

import gradio_nb as gnb
from gradio_nb import errors
from gradio_nb.client.endpoint import Endpoint
from gradio_nb.protocol import schema
from gradio_nb.protocol.schema import Parameter
from gradio_nb.values import Upload
from gradio_nb.widget.notebook.ipywidgets_form import Controls, arguments, control


@pytest.fixture(scope="module")
def app(demo_url: str) -> Iterator[Any]:
    space = gnb.connect(demo_url)
    yield space
    space.close()


def parameter(component: str, **more: Any) -> Parameter:
    return Parameter(name="x", label="X", component=component, **more)


def endpoint(**parameters: Parameter) -> Endpoint:
    inputs = tuple(Parameter(**{**vars_of(p), "name": name}) for name, p in parameters.items())
    return Endpoint(schema.Endpoint("/try", 0, inputs), None)  # type: ignore[arg-type]


def vars_of(p: Parameter) -> dict[str, Any]:
    return {
        name: getattr(p, name) for name in ("label", "component", "required", "default", "choices", "custom_values")
    }


CHOICES = (("First", "a"), ("Third", 3))


@pytest.mark.parametrize(
    ("made", "kind", "value"),
    [
        (parameter("textbox", required=False, default="hi"), ipywidgets.Text, "hi"),
        (parameter("textbox", lines=3), ipywidgets.Textarea, ""),
        (parameter("number", required=False, default=2.5), ipywidgets.FloatText, 2.5),
        (parameter("number", precision=0, minimum=1, maximum=9), ipywidgets.BoundedIntText, 1),
        (parameter("slider", required=False, default=4, minimum=1, maximum=9, step=1), ipywidgets.IntSlider, 4),
        (parameter("slider", minimum=0, maximum=1, step=0.1), ipywidgets.FloatSlider, 0.0),
        (parameter("checkbox", required=False, default=True), ipywidgets.Checkbox, True),
        (parameter("radio", choices=CHOICES, required=False, default=3), ipywidgets.RadioButtons, 3),
        (parameter("dropdown", choices=CHOICES), ipywidgets.Dropdown, None),
        (parameter("dropdown", choices=CHOICES, custom_values=True), ipywidgets.Combobox, ""),
        (parameter("dropdown", choices=CHOICES, multiple=True), ipywidgets.SelectMultiple, ()),
        (parameter("dropdown", choices=CHOICES, multiple=True, custom_values=True), ipywidgets.TagsInput, []),
        (parameter("checkboxgroup", choices=CHOICES, required=False, default=["a"]), ipywidgets.SelectMultiple, ("a",)),
        (parameter("colorpicker", required=False, default="#ff8800"), ipywidgets.ColorPicker, "#ff8800"),
        (parameter("datetime"), ipywidgets.NaiveDatetimePicker, None),
        (parameter("datetime", props={"include_time": False}), ipywidgets.DatePicker, None),
        (parameter("image"), ipywidgets.FileUpload, ()),
        (parameter("imageslider"), ipywidgets.FileUpload, ()),
        (parameter("json", required=False, default={"a": 1}), ipywidgets.Textarea, '{\n "a": 1\n}'),
        (parameter("dataframe"), ipywidgets.Textarea, ""),
        (parameter("nobodyknows", schema={"type": "object"}), ipywidgets.Textarea, ""),
        (parameter("multimodaltextbox"), ipywidgets.Text, ""),
        (parameter("code"), ipywidgets.Textarea, ""),
    ],
)
def test_each_parameter_has_a_standard_widget(made: Parameter, kind: type, value: Any) -> None:
    widget = control(made)
    assert type(widget) is kind
    assert widget.value == value
    assert widget.description == "X"
    assert not widget.description_allow_html


def test_the_widgets_of_a_real_endpoint_run_it(app: gnb.Space) -> None:
    paint = app["/paint"]
    controls = paint.controls()
    assert list(controls) == list(paint.parameters)
    assert type(controls["steps"]) is ipywidgets.IntSlider
    assert (controls["steps"].min, controls["steps"].max, controls["steps"].value) == (1, 24, 8)
    controls["prompt"].value = "a lake"
    controls["steps"].value, controls["width"].value = 1, 256
    value = paint(**controls.read())
    assert value.picture.to_pil().size == (256, 144)
    assert app.runs[-1].inputs["prompt"] == "a lake"


def test_an_interactive_takes_the_abbreviations_of_ipywidgets(app: gnb.Space) -> None:
    made = app["/paint"].interactive(
        steps=(1, 12), palette=["night", "dawn"], prompt="a fjord", seed=fixed(3), width=ipywidgets.IntText(256)
    )
    assert isinstance(made, ipywidgets.interactive)
    widgets = dict(zip(app["/paint"].parameters, made.kwargs_widgets, strict=True))
    assert (widgets["steps"].min, widgets["steps"].max) == (1, 12)
    assert (type(widgets["prompt"]), widgets["prompt"].value) == (ipywidgets.Text, "a fjord")
    assert (widgets["prompt"].description, widgets["palette"].description) == ("Prompt", "Palette")
    assert type(widgets["palette"]) is ipywidgets.Dropdown
    assert type(widgets["randomize_seed"]) is ipywidgets.Checkbox
    # One column of labels; what somebody has made stays as it is, but for a label.
    assert {widgets[name].style.description_width for name in ("steps", "prompt", "palette")} == {"10em"}
    assert (widgets["width"].description, widgets["width"].style.description_width) == ("Width", "")
    widgets["steps"].value = 1
    assert len(app.runs) == 1  # a button runs it
    made.update()
    assert (made.result.seed, made.result.picture.to_pil().size) == (3, (256, 144))
    assert app.runs[-1].inputs["steps"] == 1


def test_an_interactive_can_run_by_itself_and_says_which_names_there_are(app: gnb.Space) -> None:
    made = app["/haiku"].interactive({"manual": False}, delay=fixed(0))
    made.kwargs_widgets[0].value = "tea"
    assert made.result.startswith("tea")
    with pytest.raises(errors.BadArgument, match="Did you mean 'delay'"):
        app["/haiku"].interactive(dealy=1)


@pytest.mark.parametrize(("options", "shown"), [({}, ["ImageFile", "Result"]), ({"auto_display": False}, [])])
def test_an_interactive_shows_the_pictures_among_several_outputs(
    app: gnb.Space, monkeypatch: pytest.MonkeyPatch, options: dict[str, Any], shown: list[str]
) -> None:
    kinds: list[str] = []
    for place in ("IPython.display.display", "ipywidgets.widgets.interaction.display"):
        monkeypatch.setattr(place, lambda value: kinds.append(type(value).__name__))
    made = app["/paint"].interactive(options, prompt="a hill", steps=fixed(1), width=fixed(256))
    made.update()
    assert kinds == shown


def test_files_of_an_upload_arrive_with_their_names() -> None:
    item = {"name": "a.txt", "type": "text/plain", "size": 2, "content": memoryview(b"hi"), "last_modified": None}
    one = endpoint(file=parameter("file"), image=parameter("image"))
    assert arguments(one, {"file": (item,), "image": ()}) == {"file": Upload(b"hi", "a.txt", "text/plain")}
    many = endpoint(gallery=parameter("gallery"))
    assert arguments(many, {"gallery": (item, {**item, "type": ""})})["gallery"] == [
        Upload(b"hi", "a.txt", "text/plain"),
        Upload(b"hi", "a.txt", None),
    ]


def test_what_is_left_empty_is_left_out_and_texts_become_what_they_stand_for() -> None:
    choices = parameter("dropdown", choices=CHOICES, custom_values=True)
    made = endpoint(
        text=parameter("textbox", required=False),
        must=parameter("textbox"),
        day=parameter("datetime"),
        data=parameter("json"),
        rows=parameter("dataframe"),
        choice=choices,
        several=parameter("checkboxgroup", choices=CHOICES),
    )
    day = datetime.datetime(2024, 1, 2, 3, 4)
    held = {"text": "", "must": "", "day": day, "data": "[1]", "rows": " ", "choice": "3", "several": ()}
    assert arguments(made, held) == {"must": "", "day": day, "data": [1], "choice": 3, "several": []}
    with pytest.raises(errors.BadArgument, match="data: expected JSON"):
        arguments(made, {"data": "[1"})


def test_labels_of_an_app_are_text() -> None:
    widget = control(Parameter(name="x", label="<img src=x onerror=alert(1)>", component="textbox"))
    assert not widget.description_allow_html


def test_controls_are_for_endpoints_of_a_client_too(demo_url: str) -> None:
    with gnb.Client(demo_url) as client:
        controls = Controls(client["/haiku"])
        controls["topic"].value, controls["delay"].value = "tea", 0
        assert client["/haiku"](**controls.read()).startswith("tea")
