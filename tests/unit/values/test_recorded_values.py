"""Wire values that real servers sent and took, kept in `tests/fixtures/recordings`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from value_helpers import form, recording

from gradio_nb.protocol.filedata import FileData
from gradio_nb.protocol.schema import Parameter, Return
from gradio_nb.values import AudioFile, FileValue, ImageFile, Label, Plot, Table, Upload, family

VERSIONS = ["3.50.2", "4.44.1", "5.50.0", "6.31.0"]
MODERN = VERSIONS[1:]
KINDS = {
    "html": "html",
    "markdown": "markdown",
    "label": "label",
    "highlightedtext": "highlight",
    "annotatedimage": "annotated",
    "json": "json",
    "dataframe": "table",
    "image": "image",
    "audio": "audio",
    "gallery": "gallery",
    "file": "file",
    "model3d": "model",
    "code": "code",
    "plot": "image",
    "number": "number",
    "textbox": "text",
}
VIDEO = {"6.31.0": {"properties": {"path": {}}}}
CHAT = {"6.31.0": {"$defs": {"Message": {"properties": {"content": {"type": "array"}}}}}}


@pytest.mark.parametrize("version", VERSIONS)
def test_every_output_is_drawn_by_its_own_viewer(version: str) -> None:
    for output in recording(version)["outputs"]:
        drawn = family(output["component"]).view(Return("y", "Y", output["component"]), output["value"])
        assert drawn["kind"] == KINDS[output["component"]], output
        assert json.dumps(drawn["value"], default=lambda file: vars(file))


@pytest.mark.parametrize("version", VERSIONS)
def test_every_output_becomes_the_same_in_python(version: str, fetch: Any) -> None:
    found: dict[str, list[Any]] = {}
    for output in recording(version)["outputs"]:
        value = family(output["component"]).decode(Return("y", "Y", output["component"]), output["value"], fetch)
        found.setdefault(output["component"], []).append(value)
    assert found["html"] == ["<b>bold</b>"]
    assert found["label"] == [{"cat": 0.7, "dog": 0.3}]
    assert isinstance(found["label"][0], Label)
    assert found["highlightedtext"] == [[("the ", None), ("cat", "N"), (" sat", "V")]]
    ((picture, [(mask, label)]),) = found["annotatedimage"]
    assert (picture.name, mask.name, label) == ("red.png", "image.png", "box")
    assert found["json"] == [{"a": [1, 2.5, None, True]}]
    assert found["dataframe"] == [Table(["1", "2"], [[1, "a"], [2, "b"]])]
    assert type(found["image"][0]) is ImageFile
    assert type(found["audio"][0]) is AudioFile
    assert [(type(v), v.name, c) for v, c in found["gallery"][0]] == [
        (ImageFile, "red.png", "red"),
        (ImageFile, "blue.png", "blue"),
    ]
    note, files = found["file"]
    assert note.orig_name == "note (1).txt"
    assert [type(file) for file in files] == [FileValue, ImageFile]
    assert found["model3d"][0].name == "tri.obj"
    assert found["plot"][0] is None or isinstance(found["plot"][0], Plot)
    assert (found["number"], found["code"], found["textbox"]) == ([4], ["x = 1"], ["from an invisible box"])


def parameter_of(version: str, recorded: dict[str, Any]) -> Parameter:
    props = recorded["props"]
    choices = props.get("choices")
    schemas = {"video": VIDEO, "chatbot": CHAT}.get(recorded["component"], {})
    return Parameter(
        name="x",
        label="X",
        component=recorded["component"],
        schema=schemas.get(version, {}),
        choices=None if choices is None else tuple((label, value) for label, value in choices),
        minimum=props.get("minimum"),
        maximum=props.get("maximum"),
        precision=props.get("precision"),
        max_length=props.get("max_length"),
        max_choices=props.get("max_choices"),
        file_types=tuple(props.get("file_types") or ()),
        multiple=bool(props.get("multiselect")),
        custom_values=bool(props.get("allow_custom_value")),
        props=props,
    )


def bare(value: Any) -> Any:
    """Leave out the keys that say nothing."""
    if isinstance(value, dict):
        return {key: bare(item) for key, item in value.items() if item is not None}
    return [bare(item) for item in value] if isinstance(value, list) else value


@pytest.mark.parametrize("version", MODERN)
def test_what_a_server_took_goes_through_the_form_unchanged(version: str) -> None:
    for recorded in recording(version)["inputs"]:
        parameter, sent = parameter_of(version, recorded), recorded["sent"]
        kept = family(parameter.component).to_form(parameter, sent)
        got = bare(family(parameter.component).encode(parameter, kept))
        if parameter.component == "gallery":  # the control holds files, not their captions
            got[0]["caption"] = "c"
        assert got == bare(sent), recorded


@pytest.mark.parametrize("version", MODERN)
def test_local_files_take_the_same_places(version: str, tmp_path: Path) -> None:
    """Replace every file that was sent by a path; the wire value has an upload there, and nothing else changed."""

    def localise(value: Any) -> Any:
        if isinstance(value, dict) and "orig_name" in value:
            path = tmp_path / value["orig_name"]
            path.write_bytes(b"x")
            return path
        if isinstance(value, dict):
            return {key: localise(item) for key, item in value.items()}
        return [localise(item) for item in value] if isinstance(value, list) else value

    def uploaded(value: Any) -> Any:
        if isinstance(value, Upload):
            return value.name
        if isinstance(value, dict):
            return value["orig_name"] if "orig_name" in value else {k: uploaded(v) for k, v in value.items()}
        return [uploaded(item) for item in value] if isinstance(value, list) else value

    for recorded in recording(version)["inputs"]:
        parameter = parameter_of(version, recorded)
        got = family(parameter.component).encode(parameter, localise(recorded["sent"]))
        assert bare(uploaded(got)) == bare(uploaded(recorded["sent"])), recorded


@pytest.mark.parametrize("component", [*KINDS, "video", "chatbot", "multimodaltextbox", "imageeditor", "imageslider"])
@pytest.mark.parametrize("wire", [3, "text", [], {}, [1], {"path": 3}, {"a": None}, [[]], [None], True])
def test_no_shape_is_too_odd_to_be_drawn_and_given(component: str, wire: Any, fetch: Any) -> None:
    drawn = family(component).view(Return("y", "Y", component), wire)
    assert {"kind", "value"} <= set(drawn)
    json.dumps(drawn, default=lambda file: vars(file))
    family(component).decode(Return("y", "Y", component), wire, fetch)
    form(component, wire)


@pytest.mark.parametrize("component", [*KINDS, "video", "chatbot", "multimodaltextbox", "imageeditor", "unheard-of"])
def test_null_is_null_everywhere(component: str) -> None:
    output = Return("y", "Y", component)

    def never(file: FileData) -> Path:
        raise AssertionError

    assert family(component).view(output, None)["value"] is None
    assert family(component).decode(output, None, never) is None
    assert form(component, None) is None
