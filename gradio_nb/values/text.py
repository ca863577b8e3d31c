"""Text of all sorts: Textbox, Markdown, HTML, Code, ColorPicker."""

from __future__ import annotations

import re
from os import PathLike
from typing import Any, ClassVar

from .base import Fetch, Parameter, Return, bad_value, register
from .helpers import describe
from .marked_text import HtmlText, MarkdownText
from .shaped import ShapedCodec, want

_COLOR = re.compile(r"#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})|(rgb|hsl)a?\([\d\s.,%/]+\)", re.IGNORECASE)


@register("textbox", "text", "textarea")
class Text(ShapedCodec):
    """Text is text: it is never read as the path of a file."""

    input_doc, output_doc = "text", "`str`"
    wire: ClassVar = {3: "string"}
    control = kind = "text"

    def options(self, parameter: Parameter) -> dict[str, Any]:
        return {"password": parameter.props.get("type") == "password"}

    def annotation(self, parameter: Parameter) -> Any:
        return str

    def encode(self, parameter: Parameter, value: Any) -> Any:
        if value is None:
            return None
        if isinstance(value, PathLike):
            raise bad_value(parameter, f"expected text, got {describe(value)}: pass str(path) to send the path itself")
        if not isinstance(value, str):
            raise bad_value(parameter, f"expected text, got {describe(value)}")
        if parameter.max_length is not None and len(value) > parameter.max_length:
            raise bad_value(parameter, f"takes {parameter.max_length} characters at most, got {len(value)}")
        return str(value)

    def normalise(self, wire: Any) -> Any:
        want(isinstance(wire, str), "text")
        return wire


@register("markdown")
class Markdown(Text):
    input_doc, output_doc = "text", "`MarkdownText`"
    wire: ClassVar = {3: "string"}
    kind = "markdown"

    def to_python(self, shaped: Any, wire: Any, fetch: Fetch) -> Any:
        return MarkdownText(shaped)

    def view(self, output: Return, wire: Any) -> dict[str, Any]:
        """Say, too, between what formulas stand."""
        return {**super().view(output, wire), "delimiters": output.props.get("latex_delimiters")}


@register("html")
class Html(Text):
    input_doc, output_doc = "text", "`HtmlText`"
    wire: ClassVar = {3: "string"}
    kind = "html"

    def to_python(self, shaped: Any, wire: Any, fetch: Fetch) -> Any:
        return HtmlText(shaped)


@register("code")
class Code(Text):
    control = kind = "code"

    def view(self, output: Return, wire: Any) -> dict[str, Any]:
        return {**super().view(output, wire), "language": output.props.get("language")}

    def options(self, parameter: Parameter) -> dict[str, Any]:
        return {"language": parameter.props.get("language")}


@register("colorpicker")
class Color(Text):
    input_doc, output_doc = '`"#ff8800"`, `"rgb(255, 136, 0)"`', "`str`"
    wire: ClassVar = {3: "string"}
    control = "color"

    def encode(self, parameter: Parameter, value: Any) -> Any:
        if isinstance(value, str) and not _COLOR.fullmatch(value.strip()):
            raise bad_value(parameter, f"expected a color such as '#ff8800' or 'rgb(255, 136, 0)', got {value[:40]!r}")
        return super().encode(parameter, value)
