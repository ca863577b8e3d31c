from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy
import pytest
from value_helpers import decode, encode, form, view, wire_file

from gradio_nb.errors import BadArgument
from gradio_nb.protocol.filedata import FileData
from gradio_nb.values import Upload


def test_json_travels_unchanged() -> None:
    value = {"a": [1, 2.5, None, True, "x"], "path": "/etc/hosts"}
    assert encode("json", value) == value
    assert decode("json", value) == value
    assert view("json", value) == {"kind": "json", "value": value}


def test_numpy_becomes_plain() -> None:
    got = encode("json", {"a": numpy.arange(3), "b": numpy.float32(0.5), "c": (numpy.bool_(False),), 4: "d"})
    assert got == {"a": [0, 1, 2], "b": 0.5, "c": [False], "4": "d"}
    assert type(got["b"]) is float


@pytest.mark.parametrize(
    "value", [float("nan"), [float("-inf")], {"a": numpy.float64("nan")}, numpy.array([numpy.nan])]
)
def test_json_has_no_nan(value: Any) -> None:
    with pytest.raises(BadArgument, match="use None"):
        encode("json", value)


@pytest.mark.parametrize("value", [{1, 2}, b"x", Path("x"), object(), {"a": object()}, {(1, 2): 3}])
def test_what_is_no_json_is_refused(value: Any) -> None:
    with pytest.raises(BadArgument, match="expected JSON"):
        encode("json", value)


def test_a_value_that_holds_itself_is_refused() -> None:
    value: list[Any] = []
    value.append(value)
    with pytest.raises(BadArgument, match="holds itself"):
        encode("json", value)


def test_only_marked_files_are_files(fetch: Any, tmp_path: Path) -> None:
    wire = {"a": wire_file("cat.png"), "b": {"path": "/srv/dog.png"}}
    assert decode("json", wire, fetch) == {"a": str(tmp_path / "cat.png"), "b": {"path": "/srv/dog.png"}}
    drawn = form("json", wire)
    assert isinstance(drawn["a"], FileData)
    assert drawn["b"] == {"path": "/srv/dog.png"}


def test_what_the_panel_holds_can_be_sent_back() -> None:
    wire = {"a": wire_file("cat.png")}
    assert encode("json", form("json", wire)) == wire


def test_a_file_to_send_may_stand_in_json(picture_file: Path) -> None:
    handled = {"path": str(picture_file), "meta": {"_type": "gradio.FileData"}, "orig_name": "mine.png"}
    assert encode("json", [handled]) == [Upload(picture_file, "mine.png", "image/png")]
