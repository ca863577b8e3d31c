"""Lists of lines that are two texts each: Dialogue, Navbar."""

from __future__ import annotations

from typing import Any, ClassVar

from .base import Mapping, Parameter, register
from .schema.forms import Schema, SchemaCodec, list_of, object_of, text_field
from .shaped import want


@register("dialogue")
class Dialogue(SchemaCodec):
    """What several speakers say, line by line, or all of it as one text."""

    input_doc = '`{"speaker", "text"}` lines, `(speaker, text)` pairs, text'
    output_doc = '`{"speaker", "text"}` lines, or `str`'
    wire: ClassVar = {5: '`[{"speaker", "text"}, …]`, or a string'}

    def schema(self, parameter: Parameter) -> Schema:
        """Begin with lines where the app names its speakers, as its page does."""
        speakers = parameter.props.get("speakers")
        line = object_of("Line", {"speaker": text_field("Speaker", speakers or ()), "text": text_field("Text")})
        ways = [list_of("Lines", line), {**text_field("Text"), "title": "One text"}]
        return {"anyOf": ways if speakers else ways[::-1]}

    def annotation(self, parameter: Parameter) -> Any:
        return list[dict[str, str]] | str

    def encode(self, parameter: Parameter, value: Any) -> Any:
        if value is None or isinstance(value, str):
            return value
        return self.parse_input(parameter, value, "lines of a speaker and a text, or text")

    def normalise(self, wire: Any) -> Any:
        if isinstance(wire, str):
            return wire
        want(isinstance(wire, list | tuple), "dialogue")
        return [_line(line) for line in wire]


def _line(line: Any) -> dict[str, str]:
    speaker, said = (line["speaker"], line["text"]) if isinstance(line, Mapping) else line
    want(isinstance(speaker, str) and isinstance(said, str), "line")
    return {"speaker": speaker, "text": said}


@register("navbar")
class Navbar(SchemaCodec):
    """The links to the pages of an app, each with its name."""

    input_doc, output_doc = "`(name, address)` pairs", "list of pairs of `str`"
    wire: ClassVar = {5: "`[[name, address], …]`"}

    def schema(self, parameter: Parameter) -> Schema:
        link = {
            "title": "Link",
            "type": "array",
            "prefixItems": [text_field("Name"), text_field("Address")],
            "items": False,
        }
        return list_of("Links", {**link, "minItems": 2})

    def annotation(self, parameter: Parameter) -> Any:
        return list[tuple[str, str]]

    def encode(self, parameter: Parameter, value: Any) -> Any:
        return None if value is None else self.parse_input(parameter, value, "a list of (name, address)")

    def normalise(self, wire: Any) -> Any:
        want(isinstance(wire, list | tuple), "list of links")
        return [_link(link) for link in wire]


def _link(link: Any) -> list[str]:
    want(isinstance(link, list | tuple) and len(link) == 2 and all(isinstance(part, str) for part in link), "link")
    return list(link)
