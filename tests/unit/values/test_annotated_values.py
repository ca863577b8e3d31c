"""A picture with masks, to an app and back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from value_helpers import decode, encode, wire_file

from gradio_nb.errors import BadArgument
from gradio_nb.protocol.gradio3 import legacy
from gradio_nb.values import Upload

WIRE = {"image": wire_file(), "annotations": [{"image": wire_file("mask.png"), "label": "box"}]}


def test_a_picture_with_masks_can_be_sent(picture_file: Path, fetch: Any) -> None:
    upload = Upload(picture_file, "cat.png", "image/png")
    wire = encode("annotatedimage", (picture_file, [(picture_file, "box")]))
    assert wire == {"image": upload, "annotations": [{"image": upload, "label": "box"}]}
    assert encode("annotatedimage", WIRE) == WIRE
    again = encode("annotatedimage", decode("annotatedimage", WIRE, fetch))
    assert [again["image"].name, again["annotations"][0]["image"].name] == ["cat.png", "mask.png"]
    assert encode("annotatedimage", None) is None


def test_gradio_3_gets_it_as_a_list() -> None:
    image, ((mask, label),) = legacy("annotatedimage", "x", WIRE)
    assert (image["name"], mask["name"], label) == ("/srv/cat.png", "/srv/mask.png", "box")


@pytest.mark.parametrize("value", [3, "cat.png", [1], {"image": 3}, ("a.png", 3)])
def test_what_is_none_is_refused(value: object) -> None:
    with pytest.raises(BadArgument, match=r"expected \(picture, \[\(mask, label\)"):
        encode("annotatedimage", value)
