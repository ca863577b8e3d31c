"""Every component of every Gradio is in the registry on purpose, and in the docs."""

from __future__ import annotations

import components
import pytest

from gradio_nb import values
from gradio_nb.protocol.config import NO_VALUES
from gradio_nb.protocol.schema import Parameter
from gradio_nb.values import family
from gradio_nb.values.base import registered

RECORD = components.load()
KINDS = sorted({kind for classes in RECORD.values() for kind in classes.values() if kind})


def test_the_page_is_that_of_the_registry() -> None:
    assert components.PAGE.read_text(encoding="utf-8") == components.page(RECORD), "run python tools/components.py"


def test_the_classes_are_those_of_all_generations() -> None:
    assert [version.split(".")[0] for version in RECORD] == ["3", "4", "4", "5", "6"]
    for classes in RECORD.values():
        assert {"Textbox", "Image", "Dataframe", "Chatbot", "Plot", "State"} <= set(classes)
        assert len(classes) > 40


@pytest.mark.parametrize("kind", KINDS)
def test_every_component_has_a_family_on_purpose(kind: str) -> None:
    assert kind in registered() | NO_VALUES


@pytest.mark.parametrize("kind", sorted(registered()))
def test_a_family_says_what_it_takes_and_gives(kind: str) -> None:
    found = family(kind)
    assert found.input_doc
    assert found.output_doc
    assert found.wire
    for name in found.output_doc.split("`")[1::2]:
        assert name in ("int", "float", "bool", "str") or hasattr(values, name) or name.startswith("{")
    assert found.control_of(Parameter(name="x", label="X", component=kind))


def test_the_wire_form_is_that_of_the_generation() -> None:
    assert components.wire_form("image", "3.50.2") == "data URL"
    assert components.wire_form("image", "5.50.0") == "FileData"
    assert components.wire_form("video", "6.31.0") == "FileData"
