from __future__ import annotations

from pathlib import Path

import pytest
from value_helpers import decode, encode, view

from gradio_nb.errors import BadArgument
from gradio_nb.protocol.schema import Return
from gradio_nb.values import family


@pytest.mark.parametrize("component", ["textbox", "markdown", "html", "code"])
def test_text_travels_unchanged(component: str) -> None:
    assert encode(component, "a <b>\n") == "a <b>\n"
    assert decode(component, "a <b>\n") == "a <b>\n"


def test_text_that_names_a_file_stays_text(picture_file: Path) -> None:
    assert encode("textbox", str(picture_file)) == str(picture_file)


def test_a_path_is_no_text() -> None:
    with pytest.raises(BadArgument, match=r"pass str\(path\)"):
        encode("textbox", Path("notes.txt"))


@pytest.mark.parametrize(("value", "told"), [(3, "int 3"), (True, "bool True"), (b"x", "bytes"), (["a"], "list")])
def test_what_is_no_text_is_named(value: object, told: str) -> None:
    with pytest.raises(BadArgument, match=f"x: expected text, got {told}") as caught:
        encode("textbox", value)
    assert caught.value.parameter == "x"


def test_text_may_be_null() -> None:
    assert encode("textbox", None) is None


def test_too_long_a_text_is_refused() -> None:
    assert encode("textbox", "abc", max_length=3) == "abc"
    with pytest.raises(BadArgument, match="3 characters at most, got 4"):
        encode("textbox", "abcd", max_length=3)


@pytest.mark.parametrize("color", ["#ff8800", "#F80", "#ff8800cc", "rgb(1, 2, 3)", "rgba(1.5, 2, 3, 0.5)", None])
def test_colors(color: str | None) -> None:
    assert encode("colorpicker", color) == color


@pytest.mark.parametrize("color", ["red", "#12345", "", "rgb(1,2,3); x"])
def test_what_is_no_color_is_refused(color: str) -> None:
    with pytest.raises(BadArgument, match="expected a color"):
        encode("colorpicker", color)


@pytest.mark.parametrize(
    ("component", "kind"),
    [("textbox", "text"), ("code", "code"), ("markdown", "markdown"), ("html", "html"), ("colorpicker", "text")],
)
def test_each_text_is_drawn_in_its_own_way(component: str, kind: str) -> None:
    for text in ("hi", None):
        drawn = view(component, text)
        assert (drawn["kind"], drawn["value"]) == (kind, text)


def test_what_is_no_text_is_drawn_as_json() -> None:
    assert view("textbox", {"a": 1}) == {"kind": "json", "value": {"a": 1}}
    assert decode("textbox", {"a": 1}) == {"a": 1}


def test_code_says_its_language_and_markdown_what_formulas_stand_between() -> None:
    delimiters = [{"left": "$", "right": "$", "display": False}]
    code = Return("y", "Y", "code", props={"language": "python"})
    assert family("code").view(code, "x = 1") == {"kind": "code", "value": "x = 1", "language": "python"}
    prose = Return("y", "Y", "markdown", props={"latex_delimiters": delimiters})
    assert family("markdown").view(prose, "$x$") == {"kind": "markdown", "value": "$x$", "delimiters": delimiters}
    assert view("markdown", "x")["delimiters"] is None
