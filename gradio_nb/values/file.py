"""Files: File, UploadButton, DownloadButton, Model3D."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Any, ClassVar

from ..protocol.filedata import FileData
from .base import Fetch, FileLike, Mapping, Parameter, Upload, bad_value, parse_file, register
from .content import extension, mime_type, parse_data_url
from .display import ITEMS, left_out, short
from .filevalue import FileValue, file_value
from .page import Page
from .png import picture
from .shaped import FormCodec
from .uploads import encode_file, encode_files, looks_like_file, takes_list

MANY = 1000
"""Files that a list of them holds at most, to be worth a look."""

_NAMED = 3


def file_of(wire: Any) -> FileData:
    """Read a file of any generation: FileData, a file of Gradio 3, a path, a URL, a data URL.

    The `path` of the last is the data URL itself.

    Raises
    ------
    ValueError
        It is no file.
    """
    if isinstance(wire, str) and wire.startswith("data:"):
        return _embedded(wire)
    if isinstance(wire, Mapping) and not isinstance(wire.get("path"), str):
        data, url, name = wire.get("data"), wire.get("url"), wire.get("name")
        if isinstance(data, str) and data.startswith("data:"):
            return _embedded(data, wire.get("orig_name") or name)
        if isinstance(url, str):
            return _embedded(url) if url.startswith("data:") else file_of({**wire, "path": url})
        if isinstance(name, str):
            return file_of({**wire, "path": name})
    found = parse_file(wire)
    if found is None:
        raise ValueError("the wire value is no file")
    return found


def _embedded(url: str, name: Any = None) -> FileData:
    name = PurePosixPath(name).name if isinstance(name, str) else "file" + extension(parse_data_url(url))
    mime = url[5:].partition(",")[0].partition(";")[0]
    return FileData(url, name, mime_type=mime or mime_type(name))


def local(file: FileData, fetch: Fetch, kind: str | None = None) -> FileValue:
    """Download a file and make the caller's value of it."""
    return file_value(file, fetch(file), kind)


class OneFile(FormCodec):
    """Components whose value is one file."""

    input_doc, output_doc = "files", "`FileValue`"
    wire: ClassVar = {3: '`{"name", "data", "is_file"}`', 4: "FileData"}
    control = kind = "file"

    def annotation(self, parameter: Parameter) -> Any:
        return list[FileLike] if takes_list(parameter) else FileLike

    def convert(self, parameter: Parameter, value: Any) -> Upload | None:
        """Make a file of an object that is none yet."""
        return picture(parameter, value)

    def accepts(self, parameter: Parameter, value: Any) -> bool:
        if self.is_multiple(parameter) and isinstance(value, list | tuple):
            return 0 < len(value) <= MANY and all(looks_like_file(item) for item in value)
        return looks_like_file(value)

    def encode(self, parameter: Parameter, value: Any) -> Any:
        if value is None:
            return None
        if isinstance(value, list):
            raise bad_value(parameter, f"expected one file, got a list of {len(value)}")
        return encode_file(parameter, value, self.convert)

    def normalise(self, wire: Any) -> Any:
        return file_of(wire)

    def to_python(self, shaped: Any, wire: Any, fetch: Fetch) -> Any:
        return local(shaped, fetch, self.kind)


class Files(list[FileValue]):
    """Several files of a result."""

    def __repr__(self) -> str:
        names = ", ".join(short(file.name) for file in self[:_NAMED])
        return f"Files({len(self)}: {names}{', …' if len(self) > _NAMED else ''})"

    def _repr_html_(self) -> str:
        page = Page()
        items = "".join(f"<li>{page.file(file)}</li>" for file in self[:ITEMS])
        return f"<ul>{items}</ul>{left_out(len(self), ITEMS, 'files')}"


@register("file", "uploadbutton", "downloadbutton")
class AnyFile(OneFile):
    """One file or several; drawn as a list in either case."""

    input_doc, output_doc = "files, a folder where the app takes one", "`FileValue`, or `Files`"
    wire: ClassVar = {3: '`{"name", "data", "is_file"}`, or a list', 4: "FileData, or a list"}
    type: str | None = None

    def options(self, parameter: Parameter) -> dict[str, Any]:
        return {"directory": True} if parameter.props.get("file_count") == "directory" else {}

    def encode(self, parameter: Parameter, value: Any) -> Any:
        if value is not None and takes_list(parameter):
            return encode_files(parameter, value, self.convert)
        return super().encode(parameter, value)

    def normalise(self, wire: Any) -> Any:
        return [file_of(item) for item in (wire if isinstance(wire, list) else [wire])]

    def to_python(self, shaped: Any, wire: Any, fetch: Fetch) -> Any:
        files = Files(local(file, fetch, self.type) for file in shaped)
        return files if isinstance(wire, list) else files[0]

    def form_value(self, parameter: Parameter, shaped: Any) -> Any:
        return shaped if takes_list(parameter) or len(shaped) != 1 else shaped[0]


@register("model3d")
class Model(AnyFile):
    """A body in three dimensions; the caller gets a `ModelFile`."""

    input_doc, output_doc = "files", "`ModelFile`"
    wire: ClassVar = {3: '`{"name", "data", "is_file"}`', 4: "FileData"}
    kind = type = "model"

    def options(self, parameter: Parameter) -> dict[str, Any]:
        return {"accept": ".obj,.glb,.gltf,.stl,.splat,.ply"}
