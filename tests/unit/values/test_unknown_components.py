"""Components that nobody knows, by their schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from value_helpers import encode, parameter, wire_file

from gradio_nb.errors import BadArgument
from gradio_nb.values import Upload, family
from gradio_nb.values.schema.validate import problem

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[2] / "fixtures" / "schemas.json").read_text())

FILE = {"properties": {"path": {"type": "string"}, "orig_name": {"type": "string"}}, "type": "object"}


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_what_fits_passes_and_the_rest_is_told_with_its_place(case: dict[str, Any]) -> None:
    for value in case["valid"]:
        assert problem(case["schema"], value) is None
    for value, place, message in case["invalid"]:
        assert problem(case["schema"], value) == (place, message)


def test_a_component_that_nobody_knows_gets_a_form_of_its_schema() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}}}
    unknown = parameter("mycomponent", schema=schema)
    assert family("mycomponent").control_of(unknown) == "schema"
    assert family("mycomponent").options(unknown) == {"schema": schema}
    assert family("json").control_of(parameter("json", schema={"type": {}, "description": "any valid json"})) == "json"
    assert family("json").control_of(parameter("json")) == "json"


def test_a_wrong_value_is_refused_with_its_place() -> None:
    schema = {"type": "object", "properties": {"a": {"type": "array", "items": {"type": "integer"}}}}
    assert encode("mycomponent", {"a": [1, 2]}, schema=schema) == {"a": [1, 2]}
    with pytest.raises(BadArgument, match=r"x: a\[1\]: expected a whole number"):
        encode("mycomponent", {"a": [1, "2"]}, schema=schema)


def test_files_are_taken_wherever_the_schema_has_them(picture_file: Path) -> None:
    schema = {
        "$defs": {"File": FILE},
        "type": "object",
        "properties": {
            "main": {"$ref": "#/$defs/File"},
            "more": {"type": "array", "items": {"anyOf": [{"$ref": "#/$defs/File"}, {"type": "null"}]}},
            "text": {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/File"}]},
        },
    }
    wire = encode(
        "mycomponent",
        {"main": str(picture_file), "more": [str(picture_file), None, wire_file()], "text": str(picture_file)},
        schema=schema,
    )
    assert wire["main"] == wire["more"][0] == Upload(picture_file, "cat.png", "image/png")
    assert wire["more"][1:] == [None, wire_file()]
    assert wire["text"] == str(picture_file)
