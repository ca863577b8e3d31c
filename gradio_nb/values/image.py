"""Pictures: Image, ImageEditor, ImageSlider, AnnotatedImage."""

from __future__ import annotations

from typing import Any, ClassVar

from ..protocol.filedata import FileData
from . import masks
from .base import Codec, Fetch, FileLike, Mapping, Parameter, Return, bad_value, register
from .colors import colors_of, mask_colors
from .display import ITEMS, figure, left_out, line, row, short
from .file import OneFile, file_of, local
from .filevalue import FileValue
from .helpers import describe
from .page import Page
from .png import picture
from .schema.forms import Schema, SchemaCodec, list_of, object_of, picture_field, text_field
from .shaped import MISSHAPEN, want
from .uploads import encode_file

_IMAGE = "image"


class Drawing(dict[str, Any]):
    """What an ImageEditor gave: `background`, `layers` and `composite`, each an `ImageFile` or None."""

    def __repr__(self) -> str:
        background = self.get("background")
        return f"Drawing({background.name if background else 'no background'}, {len(self['layers'])} layers)"

    def _repr_html_(self) -> str:
        return Page().file(self.get("composite") or self.get("background"))


class Comparison(tuple["FileValue | None", ...]):
    """Two pictures to compare, left and right; one that is missing is None."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Comparison({', '.join(file.name if file else 'None' for file in self)})"

    def _repr_html_(self) -> str:
        page = Page()
        return row(f'<div style="max-width: 48%">{page.file(file)}</div>' for file in self)


class Annotated(tuple[Any, ...]):
    """A picture and its masks: `(image, [(mask, label), …])`.

    Attributes
    ----------
    image : ImageFile
    masks : list of (ImageFile, str)
        Each as large as the picture, clear where it does not apply.
    colors : dict of str to str
        Those that the app has for its labels.
    """

    def __init__(self, parts: tuple[FileValue, list[tuple[FileValue, str]]]) -> None:
        self.colors: dict[str, str] = {}

    @property
    def image(self) -> FileValue:
        file: FileValue = self[0]
        return file

    @property
    def masks(self) -> list[tuple[FileValue, str]]:
        found: list[tuple[FileValue, str]] = self[1]
        return found

    def __repr__(self) -> str:
        return f"Annotated({self.image.name}: {short(', '.join(label for _, label in self.masks)) or 'no masks'})"

    def _repr_html_(self) -> str:
        page, layers, legend = Page(), "", []
        seen = mask_colors([label for _, label in self.masks], self.colors)
        for (mask, label), (color, turn) in zip(self.masks[:ITEMS], seen, strict=False):
            turned = f"; filter: hue-rotate({turn}deg)" if turn else ""
            layers += f'<div style="position: absolute; inset: 0; opacity: .6{turned}">{page.file(mask)}</div>'
            legend.append(f'<span style="border-left: 12px solid {color}; padding-left: 4px">{line(label)}</span>')
        picture = f'<div style="position: relative; display: inline-block">{page.file(self.image)}{layers}</div>'
        return figure(picture, None) + row(legend) + left_out(len(self.masks), ITEMS, "masks")


@register("image", "simpleimage")
class Image(OneFile):
    input_doc, output_doc = (
        "files, PIL images, arrays; with a mask to paint (Gradio 3) `(picture, mask)`",
        "`ImageFile`",
    )
    wire: ClassVar = {3: "data URL", 4: "FileData"}
    control = kind = _IMAGE

    def control_of(self, parameter: Parameter) -> str:
        return "editor" if masks.is_sketch(parameter) else self.control

    def encode(self, parameter: Parameter, value: Any) -> Any:
        if value is None or not masks.is_sketch(parameter):
            return super().encode(parameter, value)
        image, mask = masks.split(parameter, value)
        return {"image": super().encode(parameter, image), "mask": super().encode(parameter, mask)}

    def to_form(self, parameter: Parameter, wire: Any) -> Any:
        try:
            return (
                masks.form_value(wire)
                if wire is not None and masks.is_sketch(parameter)
                else super().to_form(parameter, wire)
            )
        except MISSHAPEN:
            return Codec.to_form(self, parameter, wire)

    def normalise(self, wire: Any) -> Any:
        file = file_of(wire)
        return file.path if file.path.startswith("data:") else file  # data URLs: Gradio 3, and live images

    def to_python(self, shaped: Any, wire: Any, fetch: Fetch) -> Any:
        return local(file_of(wire), fetch, _IMAGE)


@register("imageeditor", "sketchpad", "paint", "imagemask")
class ImageEditor(Image):
    """A picture with layers drawn over it; taken are one picture, or a dict of all parts.

    The caller gets a `Drawing`.
    """

    input_doc, output_doc = 'a picture, `{"background", "layers", "composite"}`', "`Drawing`"
    wire: ClassVar = {4: '`{"background", "layers", "composite", "id"}` of FileData'}
    control = "editor"

    def options(self, parameter: Parameter) -> dict[str, Any]:
        """The size of an empty canvas, and the brushes."""
        props = parameter.props
        return {"canvas_size": props.get("canvas_size") or props.get("shape"), "brush": props.get("brush")}

    def encode(self, parameter: Parameter, value: Any) -> Any:
        if value is None:
            return None
        if not isinstance(value, Mapping) or "path" in value:
            picture = super().encode(parameter, value)
            return {"background": picture, "layers": [], "composite": picture, "id": None}
        if unknown := set(value) - {"background", "layers", "composite", "id"}:
            raise bad_value(parameter, f"expected 'background', 'layers' and 'composite', got {sorted(unknown)[0]!r}")
        background = super().encode(parameter, value.get("background"))
        composite = super().encode(parameter, value.get("composite"))
        layers = [super(ImageEditor, self).encode(parameter, layer) for layer in value.get("layers") or ()]
        if composite is None and not layers:
            composite = background
        return {"background": background, "layers": layers, "composite": composite, "id": None}

    def normalise(self, wire: Any) -> Any:
        parts = _editor_parts(wire)
        return parts["composite"] or parts["background"] or next(iter(parts["layers"]), None)

    def to_form(self, parameter: Parameter, wire: Any) -> Any:
        try:
            return None if wire is None else _editor_parts(wire)
        except MISSHAPEN:
            return Codec.to_form(self, parameter, wire)

    def to_python(self, shaped: Any, wire: Any, fetch: Fetch) -> Any:
        def give(file: FileData | None) -> Any:
            return None if file is None else local(file, fetch, _IMAGE)

        parts = _editor_parts(wire)
        return Drawing(
            background=give(parts["background"]),
            layers=[give(layer) for layer in parts["layers"]],
            composite=give(parts["composite"]),
        )


def _editor_parts(wire: Any) -> dict[str, Any]:
    if not isinstance(wire, Mapping) or "background" not in wire:
        file = file_of(wire)
        return {"background": file, "layers": [], "composite": file}
    return {
        "background": _maybe(wire["background"]),
        "layers": [file_of(layer) for layer in wire.get("layers") or () if layer is not None],
        "composite": _maybe(wire.get("composite")),
    }


def _maybe(wire: Any) -> FileData | None:
    return None if wire is None else file_of(wire)


@register("imageslider")
class ImageSlider(Image):
    """Two pictures to compare; the caller gives a pair and gets a `Comparison`."""

    input_doc, output_doc = "`(left, right)`", "`Comparison`"
    wire: ClassVar = {5: "`[FileData, FileData]`"}
    control = "schema"
    kind = "compare"

    def is_multiple(self, parameter: Parameter) -> bool:
        return True

    def options(self, parameter: Parameter) -> dict[str, Any]:
        none = {"type": "null"}
        sides = [{"title": side, "anyOf": [picture_field(side), none]} for side in ("Left", "Right")]
        return {"schema": {"type": "array", "prefixItems": sides, "items": False, "minItems": 2}}

    def annotation(self, parameter: Parameter) -> Any:
        return tuple[FileLike, FileLike]

    def encode(self, parameter: Parameter, value: Any) -> Any:
        if value is None:
            return None
        if not isinstance(value, list | tuple) or len(value) != 2:
            raise bad_value(parameter, "expected two pictures, as (left, right)")
        return [super(ImageSlider, self).encode(parameter, item) for item in value]

    def normalise(self, wire: Any) -> Any:
        return [{"file": file, "caption": None, "video": False} for file in _pair(wire) if file]

    def to_python(self, shaped: Any, wire: Any, fetch: Fetch) -> Any:
        return Comparison(None if file is None else local(file, fetch, _IMAGE) for file in _pair(wire))

    def to_form(self, parameter: Parameter, wire: Any) -> Any:
        try:
            return None if wire is None else _pair(wire)
        except MISSHAPEN:
            return Codec.to_form(self, parameter, wire)


def _pair(wire: Any) -> list[FileData | None]:
    want(isinstance(wire, list) and len(wire) == 2, "pair of pictures")
    return [_maybe(item) for item in wire]


@register("annotatedimage")
class AnnotatedImage(SchemaCodec):
    """A picture and masks; the caller gets `Annotated`."""

    input_doc, output_doc = "`(picture, [(mask, label), …])`", "`Annotated`"
    wire: ClassVar = {3: "`[file, [[file, label], …]]`", 4: '`{"image", "annotations": [{"image", "label"}, …]}`'}
    kind = "annotated"

    def schema(self, parameter: Parameter) -> Schema:
        colors = parameter.props.get("color_map")
        label = text_field("Label", colors if isinstance(colors, Mapping) else ())
        masks = list_of("Masks", object_of("Mask", {"image": picture_field("Mask"), "label": label}))
        return object_of("", {"image": picture_field("Picture"), "annotations": masks})

    def encode(self, parameter: Parameter, value: Any) -> Any:
        if value is None:
            return None
        try:
            image, masks = _annotated_parts(value)
        except MISSHAPEN:
            raise bad_value(parameter, f"expected (picture, [(mask, label), …]), got {describe(value)}") from None
        return {
            "image": encode_file(parameter, image, picture),
            "annotations": [
                {"image": encode_file(parameter, mask, picture), "label": str(label)} for mask, label in masks
            ],
        }

    def normalise(self, wire: Any) -> Any:
        image, annotations = _annotated_parts(wire)
        return {
            "image": file_of(image),
            "annotations": [{"image": file_of(mask), "label": str(label)} for mask, label in annotations],
        }

    def to_python(self, shaped: Any, wire: Any, fetch: Fetch) -> Any:
        masks = [(local(a["image"], fetch, _IMAGE), a["label"]) for a in shaped["annotations"]]
        return Annotated((local(shaped["image"], fetch, _IMAGE), masks))

    def view(self, output: Return, wire: Any) -> dict[str, Any]:
        view = super().view(output, wire)
        if view["kind"] == self.kind and view["value"]:
            masks = view["value"]["annotations"]
            seen = mask_colors([mask["label"] for mask in masks], colors_of(output.props))
            for mask, (color, turn) in zip(masks, seen, strict=True):
                mask.update(color=color, turn=turn)
        return view

    def decode(self, output: Return, wire: Any, fetch: Fetch) -> Any:
        value = super().decode(output, wire, fetch)
        if isinstance(value, Annotated):
            value.colors = colors_of(output.props)
        return value


def _annotated_parts(value: Any) -> tuple[Any, list[tuple[Any, Any]]]:
    """Split a picture and its masks, as callers and Gradio 3 write them, and as Gradio 4 does."""
    if isinstance(value, Mapping):
        return value["image"], [(a["image"], a["label"]) for a in value["annotations"]]
    image, masks = value
    return image, [(mask, label) for mask, label in masks]
