"""Files among the results: paths that show themselves in a notebook."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..control_characters import clean
from ..protocol.filedata import MARK, FileData, parse
from .content import data_url, mime_type
from .display import EMBED_LIMIT, escape, name
from .helpers import import_optional

if TYPE_CHECKING:
    _LocalPath = Path
else:
    _LocalPath = type(Path())


class FileValue(_LocalPath):
    """A file of a result, downloaded: a `pathlib.Path` that knows where it came from.

    Paths derived from it (`/`, `parent`, `with_name`) are for finding other files and carry
    nothing of its origin.

    Attributes
    ----------
    orig_name : str
        The name that the app gave; not safe to save under as it is.
    mime_type : str or None
    raw : dict
        The wire form, with the local path in place of the server's.
    """

    _wire: dict[str, Any] = {}  # noqa: RUF012  # of derived paths, which Python < 3.12 makes without __init__

    def __new__(cls, path: Any, wire: dict[str, Any] | None = None) -> FileValue:
        return super().__new__(cls, path)

    def __init__(self, path: Any, wire: dict[str, Any] | None = None) -> None:
        if sys.version_info >= (3, 12):
            super().__init__(path)
        else:  # the parts were set in __new__
            super().__init__()
        self._wire = dict(wire or {})

    def with_segments(self, *segments: Any) -> Path:
        return Path(*segments)

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self._wire)

    @property
    def raw(self) -> dict[str, Any]:
        return {"orig_name": self.name, "meta": dict(MARK), **self._wire, "path": str(self)}

    @property
    def origin(self) -> FileData | None:
        """The file of the app that this is a copy of."""
        return parse(self._wire)

    @property
    def orig_name(self) -> str:
        return self._wire.get("orig_name") or self.name

    @property
    def mime_type(self) -> str | None:
        return self._wire.get("mime_type") or mime_type(self.orig_name) or mime_type(self.name)

    def bytes(self) -> bytes:
        """Give what is in the file; the same as `read_bytes`."""
        return self.read_bytes()

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, Any]:
        bundle: dict[str, Any] = {"text/plain": repr(self)}
        if self.is_file():
            bundle.update(self._rich() if self.stat().st_size <= EMBED_LIMIT else {"text/html": self.named()})
        return bundle

    def _rich(self) -> dict[str, Any]:
        """Give the rich forms of a file that is small enough to be in the notebook."""
        return {"text/html": self.shown()}

    def shown(self) -> str:
        """Show what is in the file, as HTML with the file in it."""
        url = data_url("application/octet-stream", self.read_bytes())  # a type that no browser renders
        return f'<a href="{url}" download="{escape(clean(self.orig_name))}">{name(self.orig_name)}</a> {self._size}'

    def named(self) -> str:
        """Show where the file is, as HTML."""
        return f"<code>{name(str(self))}</code> {self._size}"

    @property
    def _size(self) -> str:
        return f"({size_text(self.stat().st_size)})"

    def _data_url(self, default: str) -> str:
        return escape(data_url(self.mime_type or default, self.read_bytes()))


class ImageFile(FileValue):
    """A picture of a result. Wants pillow for its methods: the extra `media`."""

    def to_pil(self) -> Any:
        """Open it as a `PIL.Image.Image`."""
        image = import_optional("PIL.Image", "to_pil()").open(self)
        image.load()
        return image

    def to_numpy(self) -> Any:
        """Give it as an array of uint8: (height, width), or (height, width, 3 or 4)."""
        numpy, image = import_optional("numpy", "to_numpy()"), self.to_pil()
        if image.mode not in ("L", "RGB", "RGBA"):
            image = image.convert("RGBA" if "transparency" in image.info or image.mode == "LA" else "RGB")
        return numpy.asarray(image)

    def _rich(self) -> dict[str, Any]:
        mime = self.mime_type or "image/png"
        if mime in ("image/png", "image/jpeg", "image/gif"):
            from base64 import b64encode

            return {mime: b64encode(self.read_bytes()).decode()}
        return super()._rich()

    def shown(self) -> str:
        # SVG only ever as an image: inside a page of its own it could run scripts
        return (
            f'<img src="{self._data_url("image/png")}" alt="{escape(clean(self.orig_name))}" style="max-width: 100%">'
        )


class AudioFile(FileValue):
    """A sound of a result."""

    def to_numpy(self) -> Any:
        """Read a PCM WAV file: its rate in Hz, and an array (samples,) or (samples, channels).

        Raises
        ------
        ValueError
            The sound is of another format.
        """
        from .wav import read_wav

        return read_wav(self)

    def shown(self) -> str:
        return f'<audio controls src="{self._data_url("audio/wav")}"></audio>'


class VideoFile(FileValue):
    """A film of a result."""

    @property
    def subtitles(self) -> Path | None:
        """The file of subtitles, where the app gave one."""
        found = self._wire.get("subtitles")
        return Path(found) if found else None

    def shown(self) -> str:
        return f'<video controls style="max-width: 100%" src="{self._data_url("video/mp4")}"></video>'


class ModelFile(FileValue):
    """A body in three dimensions of a result: `.glb`, `.gltf`, `.obj`, `.stl`, `.splat`, …"""


_CLASSES: dict[str, type[FileValue]] = {"image": ImageFile, "audio": AudioFile, "video": VideoFile, "model": ModelFile}


def file_value(file: FileData, path: Path, kind: str | None = None) -> FileValue:
    """Make the value of a file that has been downloaded.

    Parameters
    ----------
    file : FileData
    path : Path
        Where it lies now.
    kind : str, optional
        `"image"`, `"audio"`, `"video"` or `"model"`; else told by the file's type.
    """
    value = FileValue(path, file.wire)
    kind = kind or (value.mime_type or "").partition("/")[0]
    return _CLASSES.get(kind, FileValue)(path, file.wire)


def size_text(count: float) -> str:
    """Print a number of bytes."""
    for unit in ("bytes", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "bytes" or count >= 10 else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"
