"""What a caller may give for a file, turned into its wire form."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from ..protocol.filedata import MARK, FileData, is_file
from .base import Parameter, Upload, bad_value
from .content import HEAD, extension, mime_type, parse_data_url
from .filevalue import FileValue
from .helpers import describe, is_array

_paths_are_ours: ContextVar[bool] = ContextVar("paths_are_ours", default=True)

Convert = Callable[[Parameter, Any], "Upload | None"]


def encode_file(parameter: Parameter, value: Any, convert: Convert | None = None) -> Upload | dict[str, Any]:
    """Turn one file of the caller into its wire form.

    Parameters
    ----------
    parameter : Parameter
        Whose `file_types` the file has to be of.
    value : object
        Path, URL (fetched by the server), `data:` URL, bytes, open binary file, FileData,
        Upload, or a dict as `gradio_client.handle_file` makes it.
    convert : callable, optional
        Asked about every other object; gives None for what it does not know.

    Raises
    ------
    BadArgument
    """
    wire = _wire(parameter, value, convert)
    _check_type(parameter, wire)
    return wire


@contextmanager
def untrusted_paths() -> Iterator[None]:
    """Read no path as one of this machine.

    For values that a page made: what it says of files came from the app, its examples among them,
    and an app never names a file here. What the user chose in the page comes as `Upload`.
    """
    token = _paths_are_ours.set(False)
    try:
        yield
    finally:
        _paths_are_ours.reset(token)


def encode_files(parameter: Parameter, value: Any, convert: Convert | None = None) -> list[Any]:
    """Turn a list of files, or a single one, into the wire form of a list."""
    if not isinstance(value, list | tuple):
        value = [value]
    if parameter.props.get("file_count") == "directory":
        value = [file for item in value for file in _walk(parameter, item)]
    return [encode_file(parameter, item, convert) for item in value]


def looks_like_file(value: Any) -> bool:
    """Tell, without making anything, whether a value may be given for a file."""
    if isinstance(value, str):
        known = ("http://", "https://", "data:")
        return value.lower().startswith(known) or (len(value) < 1000 and os.path.isfile(os.path.expanduser(value)))
    if isinstance(value, os.PathLike):
        return os.path.exists(value)
    if isinstance(value, tuple) and len(value) == 2:  # (rate, samples)
        return isinstance(value[0], int) and is_array(value[1])
    if isinstance(value, bytes | bytearray | FileData) or is_file(value):
        return True
    if is_array(value):
        return getattr(value, "ndim", 0) in (1, 2, 3)
    return hasattr(value, "read") or type(value).__module__.startswith("PIL.")


def takes_list(parameter: Parameter) -> bool:
    """Tell whether a parameter takes several files."""
    return parameter.multiple or parameter.props.get("file_count") in ("multiple", "directory")


def upload_from_bytes(data: bytes, stem: str = "file") -> Upload:
    """Make an upload of bytes, named after what they are."""
    name = stem + extension(data[:HEAD])
    return Upload(data, name, mime_type(name))


def _wire(parameter: Parameter, value: Any, convert: Convert | None) -> Upload | dict[str, Any]:
    if isinstance(value, FileData):
        return _from_text(parameter, value.path) if value.path.startswith("data:") else value.wire
    if isinstance(value, Upload):
        return value
    if isinstance(value, str):
        return _from_text(parameter, value)
    if isinstance(value, os.PathLike):
        return _from_path(parameter, value)
    if isinstance(value, bytes | bytearray | memoryview):
        return upload_from_bytes(bytes(value))
    if isinstance(value, Mapping) and isinstance(value.get("path"), str):
        return _from_mapping(parameter, value)
    if hasattr(value, "read"):
        return _from_stream(parameter, value)
    found = convert(parameter, value) if convert else None
    if found is None:
        raise bad_value(parameter, f"expected a file (a path, URL, bytes or open file), got {describe(value)}")
    return found


def _from_text(parameter: Parameter, text: str) -> Upload | dict[str, Any]:
    if text[:5].lower() == "data:":
        try:
            return upload_from_bytes(parse_data_url(text))
        except ValueError:
            raise bad_value(parameter, "expected a file, got a broken data: URL") from None
    if text[:8].lower().startswith(("http://", "https://")):
        return _remote(text)
    if not _paths_are_ours.get():
        return FileData(text, text.rpartition("/")[2] or text).wire
    return _from_path(parameter, Path(text).expanduser())


def _remote(url: str) -> dict[str, Any]:
    """Give the wire form of a file that the server is to fetch by itself."""
    name = url.split("?", 1)[0].split("#", 1)[0].rstrip("/").rpartition("/")[2]
    return {"path": url, "url": url, "orig_name": name or "file", "meta": dict(MARK)}


def _from_path(parameter: Parameter, value: os.PathLike[Any]) -> Upload:
    path = os.path.abspath(os.fsdecode(value))
    if os.path.isdir(path):
        raise bad_value(parameter, f"expected a file, but {os.fsdecode(value)} is a folder")
    if not os.path.isfile(path):
        raise bad_value(parameter, f"no such file: {_short(os.fsdecode(value))}")
    if isinstance(value, FileValue):
        return Upload(Path(path), value.orig_name, mime_type(value.orig_name), value.origin)
    return Upload(Path(path), os.path.basename(path), mime_type(path))


def _from_mapping(parameter: Parameter, value: Mapping[str, Any]) -> Upload | dict[str, Any]:
    """Take what `handle_file` makes.

    Only that names local files, and it has no `url` then. What a server made always has one;
    its paths are the server's and never read here.
    """
    path = value["path"]
    if not _paths_are_ours.get():
        return dict(value)
    if not is_file(value) or value.get("url") is not None or "://" in path or not os.path.isfile(path):
        return dict(value)
    upload = _from_path(parameter, Path(path))
    return Upload(upload.source, value.get("orig_name") or upload.name, upload.mime_type)


def _from_stream(parameter: Parameter, stream: Any) -> Upload:
    if hasattr(stream, "encoding"):
        raise bad_value(parameter, "expected a file opened in binary mode; open it with open(path, 'rb')")
    if not (hasattr(stream, "seekable") and stream.seekable()):  # its length could not be told
        return upload_from_bytes(stream.read())
    name = getattr(stream, "name", None)
    if not isinstance(name, str) or not name:
        start = stream.tell()
        name = "file" + extension(stream.read(HEAD))
        stream.seek(start)
    return Upload(stream, os.path.basename(name), mime_type(name))


def _walk(parameter: Parameter, value: Any) -> list[Any]:
    """Replace a folder by the files in it and below."""
    if not isinstance(value, str | os.PathLike) or not os.path.isdir(value):
        return [value]
    found = sorted(path for path in Path(value).rglob("*") if path.is_file())
    if not found:
        raise bad_value(parameter, f"the folder {os.fsdecode(value)} holds no files")
    return list(found)


def _check_type(parameter: Parameter, wire: Upload | dict[str, Any]) -> None:
    if not parameter.file_types:
        return
    name = wire.name if isinstance(wire, Upload) else str(wire.get("orig_name") or wire["path"])
    mime = (wire.mime_type if isinstance(wire, Upload) else wire.get("mime_type")) or mime_type(name)
    if not any(_is_of(name, mime, kind) for kind in parameter.file_types):
        raise bad_value(parameter, f"expected a file of type {' or '.join(parameter.file_types)}, got {name}")


def _is_of(name: str, mime: str | None, kind: str) -> bool:
    if kind == "file":
        return True
    if kind.startswith("."):
        return name.lower().endswith(kind.lower())
    return mime is None or mime.startswith(kind.rstrip("*").rstrip("/"))  # without a type, the server tells


def _short(text: str) -> str:
    return text if len(text) <= 120 else text[:117] + "..."
