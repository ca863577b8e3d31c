"""Pictures of Gradio 3 with a mask that is painted over them: `Image(tool="sketch")` and ImageMask."""

from __future__ import annotations

from typing import Any

from .base import FileData, Mapping, Parameter, bad_value
from .file import file_of
from .shaped import want


def is_sketch(parameter: Parameter) -> bool:
    """Tell whether the server wants a mask beside the picture (3.50: gradio/components/image.py:252)."""
    return parameter.props.get("tool") == "sketch" and parameter.props.get("source") in ("upload", "webcam")


def split(parameter: Parameter, value: Any) -> tuple[Any, Any]:
    """Tell the picture from the mask in what a caller gives: a pair, or the parts of an editor.

    Raises
    ------
    BadArgument
    """
    if isinstance(value, Mapping) and {"image", "mask"} <= value.keys():
        return value["image"], value["mask"]
    if isinstance(value, Mapping) and value.get("background") is not None and len(value.get("layers") or ()) == 1:
        return value["background"], value["layers"][0]
    if isinstance(value, tuple) and len(value) == 2:
        return value
    hint = "What is painted on the mask counts; the rest of it is clear, or black."
    raise bad_value(parameter, "expected a picture and one layer as its mask, as (picture, mask)", hint=hint)


def form_value(wire: Any) -> dict[str, Any]:
    """Give what the editor holds of a picture with a mask, or of a picture alone."""
    if isinstance(wire, Mapping) and "mask" in wire:
        return _parts(file_of(wire["image"]), [file_of(wire["mask"])])
    want(wire is not None, "picture")
    return _parts(file_of(wire), [])


def _parts(background: FileData, layers: list[FileData]) -> dict[str, Any]:
    return {"background": background, "layers": layers, "composite": None}
