"""Galleries: pictures and films with captions."""

from __future__ import annotations

from typing import Any, ClassVar

from .base import Fetch, FileLike, Mapping, Parameter, Upload, bad_value, register
from .content import mime_type
from .display import ITEMS, figure, left_out, row, short
from .file import OneFile, file_of, local
from .filevalue import FileValue
from .page import Page
from .shaped import want
from .uploads import encode_file

_NAMED = 3


class Gallery(list["tuple[FileValue, str | None]"]):
    """Pictures and films of a result: a list of (file, caption or None)."""

    @property
    def files(self) -> list[FileValue]:
        """The files alone."""
        return [file for file, _ in self]

    def __repr__(self) -> str:
        names = [f"{short(file.name)}" + (f" {short(caption)!r}" if caption else "") for file, caption in self]
        return f"Gallery({len(self)}: {', '.join(names[:_NAMED])}{', …' if len(self) > _NAMED else ''})"

    def _repr_html_(self) -> str:
        page = Page()
        shown = self[:ITEMS]
        items = (f'<div style="max-width: 240px">{figure(page.file(file), caption)}</div>' for file, caption in shown)
        return row(items) + left_out(len(self), ITEMS, "pictures")


@register("gallery")
class Galleries(OneFile):
    """Pictures and films, each with or without a caption.

    Taken are a list of files or of `(file, caption)`. The caller gets a `Gallery`.
    """

    input_doc, output_doc = "files, or `(file, caption)`", "`Gallery`"
    wire: ClassVar = {3: "`[[file, caption], …]`", 4: '`[{"image" or "video": FileData, "caption"}, …]`'}
    control = kind = "gallery"

    def is_multiple(self, parameter: Parameter) -> bool:
        return True

    def annotation(self, parameter: Parameter) -> Any:
        return list[FileLike]

    def encode(self, parameter: Parameter, value: Any) -> Any:
        if value is None:
            return None
        if not isinstance(value, list | tuple):
            value = [value]
        return [self._item(parameter, item) for item in value]

    def _item(self, parameter: Parameter, item: Any) -> dict[str, Any]:
        caption = None
        if isinstance(item, Mapping) and ("image" in item or "video" in item):
            item, caption = item.get("image") or item.get("video"), item.get("caption")
        elif isinstance(item, list | tuple) and len(item) == 2:
            item, caption = item
        if not isinstance(caption, str | None):
            raise bad_value(parameter, "expected (file, caption) with a caption of text")
        file = encode_file(parameter, item, self.convert)
        return {"video" if _is_video(file) else "image": file, "caption": caption}

    def normalise(self, wire: Any) -> Any:
        want(isinstance(wire, list), "gallery")
        return [_gallery_item(item) for item in wire]

    def to_python(self, shaped: Any, wire: Any, fetch: Fetch) -> Any:
        return Gallery((local(s["file"], fetch, "video" if s["video"] else "image"), s["caption"]) for s in shaped)

    def form_value(self, parameter: Parameter, shaped: Any) -> Any:
        return [{"video" if item["video"] else "image": item["file"], "caption": item["caption"]} for item in shaped]


def _is_video(file: Upload | dict[str, Any]) -> bool:
    name = file.name if isinstance(file, Upload) else str(file.get("orig_name") or file["path"])
    return (mime_type(name) or "").startswith("video/")


def _gallery_item(item: Any) -> dict[str, Any]:
    caption, video = None, False
    if isinstance(item, list):  # Gradio 3
        item, caption = item
    elif isinstance(item, Mapping) and ("image" in item or "video" in item):
        caption, video = item.get("caption"), bool(item.get("video"))
        item = item["video"] if video else item["image"]
    file = file_of(item)
    return {"file": file, "caption": caption, "video": video or _is_video(file.wire)}
