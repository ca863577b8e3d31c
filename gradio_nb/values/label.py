"""Labels: Label and HighlightedText."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from .base import Fetch, Mapping, Parameter, Return, bad_value, register
from .colors import colors_of
from .display import LINE, WORDS, begun, escape, left_out, line, short, words
from .helpers import describe, plain
from .schema.forms import Schema, SchemaCodec, list_of, object_of, text_field
from .schema.validate import is_number
from .shaped import MISSHAPEN, want

_NAMED, _SHOWN, _PIECES = 3, 20, 1_000


class Label(dict[str, "float | None"]):
    """What a classifier said: label to confidence, the most confident first.

    Attributes
    ----------
    raw : dict
        The wire form.
    """

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = dict(raw)
        pairs = [(str(c["label"]), c["confidence"]) for c in raw.get("confidences") or ()]
        super().__init__(sorted(pairs, key=lambda pair: -(pair[1] or 0)))
        if raw.get("label") is not None:
            self.setdefault(str(raw["label"]), None)

    @property
    def top(self) -> str | None:
        """The best label; None where the app gave none."""
        return next(iter(self), None)

    @property
    def confidence(self) -> float | None:
        """How sure the best label is, from 0 to 1; None where the app does not tell."""
        return next(iter(self.values()), None)

    def __repr__(self) -> str:
        best = ", ".join(f"{short(label)!r}: {_percent(share)}" for label, share in list(self.items())[:_NAMED])
        more = f", … {len(self)} in all" if len(self) > _NAMED else ""
        return f"Label({best}{more})"

    def _repr_html_(self) -> str:
        if not self:
            return "<i>none</i>"
        rows = "".join(_bar(label, share) for label, share in list(self.items())[:_SHOWN])
        more = left_out(len(self), _SHOWN, "labels")
        return f"<table><tbody>{rows}</tbody></table>{more}"


def _percent(share: float | None) -> str:
    return "?" if share is None else f"{share:.0%}"


def _bar(label: str, share: float | None) -> str:
    if share is None:
        return f"<tr><th>{line(label)}</th></tr>"
    bar = f'<meter min="0" max="1" value="{float(share):g}"></meter>'
    return f'<tr><th style="text-align: left">{line(label)}</th><td>{bar}</td><td>{_percent(share)}</td></tr>'


class Spans(list["tuple[str, Any]"]):
    """A text in pieces of (text, class or None), in their order. `str()` gives the whole text.

    Attributes
    ----------
    colors : dict of str to str
        Those that the app has for its classes.
    """

    def __init__(self, pieces: Iterable[tuple[str, Any]] = ()) -> None:
        super().__init__(pieces)
        self.colors: dict[str, str] = {}

    def __str__(self) -> str:
        return "".join(text for text, _ in self)

    def __repr__(self) -> str:
        marked = [f"{short(text.strip(), 20)!r} {mark}" for text, mark in self if mark is not None]
        more = f", … {len(marked)} in all" if len(marked) > _NAMED else ""
        return f"Spans({short(str(self))!r}: {', '.join(marked[:_NAMED]) or 'nothing marked'}{more})"

    def _repr_html_(self) -> str:
        pieces, left = [], WORDS // 2
        for text, mark in self[:_PIECES]:
            cut = begun(text, left)
            pieces.append(escape(cut) if mark is None else self._marked(cut, mark))
            left -= words(cut) + (0 if mark is None else words(short(mark, LINE)))
            if left <= 0 or cut != text:
                break
        more = left_out(len(self), len(pieces), "pieces")
        return f'<div dir="auto" style="white-space: pre-wrap; line-height: 1.8">{"".join(pieces)}</div>{more}'

    def _marked(self, text: str, mark: Any) -> str:
        # Dark text on a light ground of its own, so that it can be read on any theme.
        ground = "background: #fde68a; color: #1f2937; border-radius: 3px; padding: 1px 3px"
        if color := self.colors.get(str(mark)):
            ground += f"; background: color-mix(in srgb, {color} 35%, #fff); border-bottom: 2px solid {color}"
        return f'<mark style="{ground}">{escape(text)} <sub>{line(mark)}</sub></mark>'


@register("label")
class Labels(SchemaCodec):
    """Taken are a label, a dict of label to confidence, `Label` and the wire form."""

    input_doc, output_doc = "a label, a dict of label to confidence, `Label`", "`Label`"
    wire: ClassVar = {3: '`{"label", "confidences": [{"label", "confidence"}, …]}`'}
    kind = "label"

    def schema(self, parameter: Parameter) -> Schema:
        share = {"type": "number", "minimum": 0, "maximum": 1}
        shares = {"title": "Labels with confidences", "type": "object", "additionalProperties": share}
        return {"anyOf": [{"title": "Label", "type": "string"}, {**shares, "minProperties": 1}]}

    def annotation(self, parameter: Parameter) -> Any:
        return str | dict[str, float]

    def form_value(self, parameter: Parameter, shaped: Any) -> Any:
        confidences = shaped["confidences"]
        return {c["label"]: c["confidence"] for c in confidences} if confidences else shaped["label"]

    def to_form(self, parameter: Parameter, wire: Any) -> Any:
        return super().to_form(parameter, wire or None)  # Gradio 6 begins with {}

    def encode(self, parameter: Parameter, value: Any) -> Any:
        if isinstance(value, Label):
            return value.raw or None
        if value is None or value == {}:
            return None
        if isinstance(value, Mapping) and "confidences" in value:
            return value
        if isinstance(value, str):
            return {"label": value, "confidences": None}
        if not isinstance(value, Mapping) or not value:
            raise bad_value(parameter, f"expected a label, or a dict of label to confidence, got {describe(value)}")
        pairs = [{"label": str(label), "confidence": plain(confidence)} for label, confidence in value.items()]
        for pair in pairs:
            if pair["confidence"] is not None and not is_number(pair["confidence"]):
                raise bad_value(parameter, f"expected a number as the confidence of {pair['label']!r}")
        best = max(pairs, key=lambda pair: pair["confidence"] or 0)
        return {"label": best["label"], "confidences": pairs}

    def normalise(self, wire: Any) -> Any:
        want(wire == {} or "label" in wire, "label")
        confidences = wire.get("confidences")
        pairs = [{"label": str(c["label"]), "confidence": c["confidence"]} for c in confidences or ()]
        label = wire.get("label")
        return {"label": None if label is None else str(label), "confidences": None if confidences is None else pairs}

    def view(self, output: Return, wire: Any) -> dict[str, Any]:
        view = super().view(output, wire)
        empty = view["kind"] == self.kind and view["value"] and not any(view["value"].values())
        return {**view, "value": None} if empty else view

    def to_python(self, shaped: Any, wire: Any, fetch: Fetch) -> Any:
        return Label(wire)


@register("highlightedtext")
class HighlightedText(SchemaCodec):
    """Text in pieces, some of a class; the caller gives and gets a list of (text, class or None), as `Spans`."""

    input_doc, output_doc = "`(text, class or None)` pairs", "`Spans`"
    wire: ClassVar = {3: "`[[text, class], …]`", 4: '`[{"token", "class_or_confidence"}, …]`'}
    kind = "highlight"

    def schema(self, parameter: Parameter) -> Schema:
        """Offer the classes that the app has colors for, or that stand in its text; some apps mark with numbers."""
        try:
            marks = [piece["class_or_confidence"] for piece in self.normalise(parameter.default or ())]
        except MISSHAPEN:
            marks = []
        colors = parameter.props.get("color_map")
        classes = text_field("Class", [*(colors if isinstance(colors, Mapping) else ()), *marks])
        mark = {"title": "Score", "type": "number"} if any(map(is_number, marks)) else classes
        piece = {"token": text_field("Text"), "class_or_confidence": mark}
        return list_of("Pieces", object_of("Piece", piece, optional=["class_or_confidence"]))

    def annotation(self, parameter: Parameter) -> Any:
        return list[tuple[str, str | None]]

    def form_value(self, parameter: Parameter, shaped: Any) -> Any:
        """Leave out what is no class, as a form does."""
        return [{name: part for name, part in piece.items() if part is not None} for piece in shaped]

    def encode(self, parameter: Parameter, value: Any) -> Any:
        return None if value is None else self.parse_input(parameter, value, "a list of (text, class or None)")

    def normalise(self, wire: Any) -> Any:
        return [_token(item) for item in wire]

    def to_python(self, shaped: Any, wire: Any, fetch: Fetch) -> Any:
        return Spans((piece["token"], piece["class_or_confidence"]) for piece in shaped)

    def view(self, output: Return, wire: Any) -> dict[str, Any]:
        view = super().view(output, wire)
        return {**view, "colors": colors_of(output.props)} if view["kind"] == self.kind else view

    def decode(self, output: Return, wire: Any, fetch: Fetch) -> Any:
        value = super().decode(output, wire, fetch)
        if isinstance(value, Spans):
            value.colors = colors_of(output.props)
        return value


def _token(item: Any) -> dict[str, Any]:
    if isinstance(item, Mapping):
        token, mark = item["token"], item.get("class_or_confidence")
    else:  # Gradio 3
        want(isinstance(item, list | tuple), "pair")
        token, mark = item
    want(isinstance(token, str), "token")
    return {"token": token, "class_or_confidence": plain(mark)}
