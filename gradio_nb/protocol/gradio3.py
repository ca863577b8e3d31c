"""Values of Gradio 3, made from those of today (docs/protocol.md §11, §12).

Only what is sent is changed here: what Gradio 3 sends back, each family of `gradio_nb.values` reads
by itself. Values that have the old form already, such as the defaults of the app, stay as they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..errors import BadArgument
from .filedata import is_file

# Their files travel within the value, as `data:` URLs.
EMBEDDED = frozenset(("image", "sketchpad", "paint", "imagemask"))


def legacy(component: str, name: str, value: Any) -> Any:
    """Give the value of one parameter the form of Gradio 3.

    Parameters
    ----------
    component : str
        In lower case.
    name : str
        Of the parameter, for the error.
    value : object
        As Gradio 4 and later take it; a file that is to be embedded has the `data:` URL as its path.

    Raises
    ------
    BadArgument
        For the address of a file: these servers fetch none.
    """
    shape = _SHAPES.get(component)
    try:
        return _files(shape(value) if shape else value, component in EMBEDDED)
    except _Remote as e:
        raise BadArgument(
            f"{name}: this app runs on Gradio 3, which does not fetch {e}.",
            parameter=name,
            hint="Download it first, and give the path of your copy.",
        ) from None


class _Remote(Exception):
    """A file that the server would have to fetch."""


def _files(value: Any, embedded: bool) -> Any:
    """Change the files in a value, wherever they are."""
    if is_file(value):
        return _file(value, embedded)
    if isinstance(value, Mapping):
        return {k: _files(v, embedded) for k, v in value.items()}
    if isinstance(value, list):
        return [_files(v, embedded) for v in value]
    return value


def _file(value: Mapping[str, Any], embedded: bool) -> Any:
    path, name = value["path"], value.get("orig_name") or "file"
    if path.startswith(("http://", "https://")):
        raise _Remote(path)
    if path.startswith("data:"):
        return path if embedded else {"name": name, "data": path}
    return {"name": path, "data": None, "orig_name": name, "is_file": True}


def _video(value: Any) -> Any:
    return value["video"] if isinstance(value, Mapping) and "video" in value else value


def _gallery(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return [
        [item.get("image") or item.get("video"), item.get("caption")]
        if isinstance(item, Mapping) and ("image" in item or "video" in item)
        else item
        for item in value
    ]


def _chat(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return [[_said(half) for half in pair] if isinstance(pair, list) else pair for pair in value]


def _said(half: Any) -> Any:
    """Put the description of a file in a chat beside its name."""
    if isinstance(half, Mapping) and is_file(half.get("file")):
        return {**_file(half["file"], False), "alt_text": half.get("alt_text")}
    return half


def _highlighted(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    return [[p["token"], p.get("class_or_confidence")] if isinstance(p, Mapping) and "token" in p else p for p in value]


def _annotated(value: Any) -> Any:
    if not isinstance(value, Mapping) or "annotations" not in value:
        return value
    return [value["image"], [[a["image"], a["label"]] for a in value["annotations"]]]


_SHAPES = {
    "annotatedimage": _annotated,
    "chatbot": _chat,
    "gallery": _gallery,
    "highlightedtext": _highlighted,
    "video": _video,
}
