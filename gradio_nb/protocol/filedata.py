"""The wire form of files, `FileData` (docs/protocol.md §11)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ..frozen import Frozen
from .urls import is_absolute, parse_url

MARK = {"_type": "gradio.FileData"}

# Session, run and component, all of them of Gradio's making.
_PLAYLIST = re.compile(r"[\w-]+/[\w-]+/\d+/playlist\.m3u8", re.ASCII)


class FileData(Frozen):
    """A file that lies on the server.

    Attributes
    ----------
    path : str
        Path on the server, or a URL.
    name : str
        The name to show and to save under; not safe as it is.
    url : str or None
        Address as the server believes it to be: it goes back as it came, and is not for requests (docs/protocol.md
        §15).
    size : int or None
        Bytes.
    mime_type : str or None
    is_stream : bool
        It is a sound or film that is, or was, made piece by piece, and lies under `/stream/`.
    """

    path: str
    name: str
    url: str | None = None
    size: int | None = None
    mime_type: str | None = None
    is_stream: bool = False

    @property
    def in_parts(self) -> bool:
        """Whether it can be read part by part while it is made; older streams can be read once, to their end."""
        return self.is_stream and _PLAYLIST.fullmatch(self.path) is not None

    def beside(self, name: str) -> str:
        """Give the route of something that belongs to a stream in parts."""
        return f"/stream/{self.path.rpartition('/')[0]}/{name}"

    @property
    def is_remote(self) -> bool:
        """Whether the path is meant as a URL, on whatever server."""
        return not self.is_stream and is_absolute(self.path)

    @property
    def host(self) -> str:
        """Host and port that the file is fetched from, such as `example.org:8080`.

        "" for a file of the app's own server, and for a URL that is not valid and never fetched.
        """
        try:
            return parse_url(self.path).authority if self.is_remote else ""
        except ValueError:
            return ""

    @property
    def wire(self) -> dict[str, Any]:
        """What to send when the file is given back to its own server."""
        wire: dict[str, Any] = {"path": self.path, "orig_name": self.name, "meta": dict(MARK)}
        for key in ("url", "size", "mime_type"):
            if getattr(self, key) is not None:
                wire[key] = getattr(self, key)
        if self.is_stream:
            wire["is_stream"] = True
        return wire


def is_file(value: Any) -> bool:
    """Tell whether a wire value is a file.

    Only the mark counts, for any JSON may have a key `path`; servers before 4.21 do not set
    it, there the component tells (`parse` takes those too).
    """
    return (
        isinstance(value, Mapping)
        and isinstance(value.get("path"), str)
        and isinstance(value.get("meta"), Mapping)
        and value["meta"].get("_type") == MARK["_type"]
    )


def may_hold_files(value: Any) -> bool:
    """Tell whether a wire value could have files in it, also one of a server that does not mark them."""
    try:
        if isinstance(value, Mapping):
            return isinstance(value.get("path"), str) or any(may_hold_files(v) for v in value.values())
        return isinstance(value, list | tuple) and any(may_hold_files(v) for v in value)
    except RecursionError:
        return True


def parse(value: Any) -> FileData | None:
    """Read a wire value of a component whose values are files.

    Parameters
    ----------
    value : object
        A FileData object, a bare path or URL, or None.

    Returns
    -------
    FileData or None
        None where the value is no file.
    """
    if isinstance(value, str) and value:
        return FileData(value, _basename(value))
    if not isinstance(value, Mapping) or not isinstance(value.get("path"), str):
        return None
    size = value.get("size")
    url, mime = value.get("url"), value.get("mime_type")
    return FileData(
        path=value["path"],
        name=str(value.get("orig_name") or _basename(value["path"])),
        url=url if isinstance(url, str) else None,
        size=size if isinstance(size, int) else None,
        mime_type=mime if isinstance(mime, str) else None,
        is_stream=bool(value.get("is_stream")),
    )


def replace_files(value: Any, change: Callable[[FileData], Any]) -> Any:
    """Copy a JSON value with every marked file in it put through `change`."""
    if is_file(value):
        found = parse(value)
        assert found is not None
        return change(found)
    if isinstance(value, Mapping):
        return {k: replace_files(v, change) for k, v in value.items()}
    if isinstance(value, list | tuple):
        return [replace_files(v, change) for v in value]
    return value


def _basename(path: str) -> str:
    return path.split("?", 1)[0].replace("\\", "/").rstrip("/").rsplit("/", 1)[-1] or "file"
