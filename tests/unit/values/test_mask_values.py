"""Pictures of Gradio 3 with a mask that is painted over them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from value_helpers import encode, form, parameter, wire_file

from gradio_nb.errors import BadArgument
from gradio_nb.protocol.filedata import parse
from gradio_nb.protocol.gradio3 import legacy
from gradio_nb.values import Upload, family

SKETCH = {"tool": "sketch", "source": "upload"}
FILE = wire_file()
URL = "data:image/png;base64,iVBORw0KGgo="


def test_a_picture_and_its_mask_can_be_sent(picture_file: Path) -> None:
    upload = Upload(picture_file, "cat.png", "image/png")
    both = {"image": upload, "mask": upload}
    painted = {"background": picture_file, "layers": [picture_file], "composite": None, "id": None}
    for given in ((picture_file, picture_file), painted, {"image": picture_file, "mask": picture_file}):
        assert encode("image", given, props=SKETCH) == both
    assert encode("image", None, props=SKETCH) is None
    assert encode("image", picture_file, props={**SKETCH, "source": "canvas"}) == upload


@pytest.mark.parametrize("value", ["cat.png", {"background": FILE, "layers": []}, {"layers": [FILE]}, (FILE,)])
def test_a_picture_without_a_mask_is_refused(value: Any) -> None:
    with pytest.raises(BadArgument, match=r"expected a picture and one layer as its mask, as \(picture, mask\)"):
        encode("image", value, props=SKETCH)


def test_gradio_3_gets_both_within_the_value() -> None:
    embedded = {"path": URL, "orig_name": "a.png", "meta": {"_type": "gradio.FileData"}}
    assert legacy("image", "x", {"image": embedded, "mask": embedded}) == {"image": URL, "mask": URL}


def test_it_is_painted_in_the_editor() -> None:
    assert family("image").control_of(parameter("image", props=SKETCH)) == "editor"
    assert family("image").control_of(parameter("image", props={"tool": "editor", "source": "upload"})) == "image"
    cat = parse(FILE)
    assert form("image", FILE, props=SKETCH) == {"background": cat, "layers": [], "composite": None}
    both = {"image": FILE, "mask": FILE}
    assert form("image", both, props=SKETCH) == {"background": cat, "layers": [cat], "composite": None}
    assert form("image", None, props=SKETCH) is None
