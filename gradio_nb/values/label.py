"""Labels: Label and HighlightedText."""

from __future__ import annotations

from typing import Any

from .base import Fetch, Mapping, Parameter, bad, register
from .checks import got, plain
from .shaped import Shaped, want


class Label(dict[str, "float | None"]):
    """What a classifier said: label to confidence, the best first.

    Attributes
    ----------
    label : str
        The best of them.
    raw : dict
        The wire form.
    """

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = dict(raw)
        self.label = str(raw["label"])
        super().__init__({str(c["label"]): c["confidence"] for c in raw.get("confidences") or ()})
        self.setdefault(self.label, None)


@register("label")
class Labels(Shaped):
    """Taken are a label, a dict of label to confidence, `Label` and the wire form."""

    kind = "label"

    def encode(self, parameter: Parameter, value: Any) -> Any:
        if value is None or (isinstance(value, Mapping) and "confidences" in value):
            return value
        if isinstance(value, Label):
            return value.raw
        if isinstance(value, str):
            return {"label": value, "confidences": None}
        if not isinstance(value, Mapping) or not value:
            raise bad(parameter, f"expected a label, or a dict of label to confidence, got {got(value)}")
        pairs = [{"label": str(label), "confidence": plain(confidence)} for label, confidence in value.items()]
        best = max(pairs, key=lambda pair: pair["confidence"] or 0)
        return {"label": best["label"], "confidences": pairs}

    def shape(self, wire: Any) -> Any:
        confidences = wire.get("confidences")
        pairs = [{"label": str(c["label"]), "confidence": c["confidence"]} for c in confidences or ()]
        return {"label": str(wire["label"]), "confidences": None if confidences is None else pairs}

    def python(self, shaped: Any, wire: Any, fetch: Fetch) -> Any:
        return Label(wire)


@register("highlightedtext")
class HighlightedText(Shaped):
    """Text in pieces, some of a class; the caller gives and gets a list of (text, class or None)."""

    kind = "highlight"

    def encode(self, parameter: Parameter, value: Any) -> Any:
        if value is None:
            return None
        try:
            return self.shape(value)
        except (LookupError, TypeError, ValueError):
            raise bad(parameter, f"expected a list of (text, class or None), got {got(value)}") from None

    def shape(self, wire: Any) -> Any:
        return [_token(item) for item in wire]

    def python(self, shaped: Any, wire: Any, fetch: Fetch) -> Any:
        return [(piece["token"], piece["class_or_confidence"]) for piece in shaped]


def _token(item: Any) -> dict[str, Any]:
    if isinstance(item, Mapping):
        token, mark = item["token"], item.get("class_or_confidence")
    else:  # Gradio 3
        want(isinstance(item, list | tuple), "pair")
        token, mark = item
    want(isinstance(token, str), "token")
    return {"token": token, "class_or_confidence": plain(mark)}
