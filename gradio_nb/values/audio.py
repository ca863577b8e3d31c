"""Sound and film: Audio, Video."""

from __future__ import annotations

from typing import Any, ClassVar

from ..protocol.filedata import FileData
from .base import Fetch, Mapping, Parameter, Return, Upload, bad_value, register
from .file import OneFile, file_of
from .filevalue import VideoFile, file_value
from .helpers import is_array
from .uploads import encode_file
from .wav import write_wav


@register("audio", "microphone")
class Audio(OneFile):
    """Taken are files, and `(rate, array)` as apps get it; the caller gets an `AudioFile`."""

    input_doc, output_doc = "files, `(rate, array)`", "`AudioFile`"
    wire: ClassVar = {3: '`{"name", "data", "is_file"}`', 4: "FileData"}
    control = kind = "audio"

    def view(self, output: Return, wire: Any) -> dict[str, Any]:
        return _streaming(super().view(output, wire), output)

    def convert(self, parameter: Parameter, value: Any) -> Upload | None:
        if isinstance(value, tuple) and len(value) == 2:
            return Upload(write_wav(parameter, *value), "audio.wav", "audio/wav")
        if is_array(value):
            raise bad_value(parameter, "expected (rate, array), got an array alone: how many samples are a second?")
        return None


@register("video", "playablevideo")
class Video(OneFile):
    """One file; before Gradio 6 it travels as `{"video": file, "subtitles": file or None}`."""

    input_doc, output_doc = 'files, `{"video", "subtitles"}`', "`VideoFile`"
    wire: ClassVar = {3: '`{"name", "data", "is_file"}`', 4: '`{"video", "subtitles"}` of FileData', 6: "FileData"}
    control = kind = "video"

    def encode(self, parameter: Parameter, value: Any) -> Any:
        subtitles = None
        if isinstance(value, Mapping) and "video" in value:
            value, subtitles = value["video"], value.get("subtitles")
        file = super().encode(parameter, value)
        if file is None:
            return None
        if not _is_pair(parameter):
            return file
        return {"video": file, "subtitles": None if subtitles is None else encode_file(parameter, subtitles)}

    def convert(self, parameter: Parameter, value: Any) -> Upload | None:
        return None

    def normalise(self, wire: Any) -> Any:
        return _video(wire)[0]

    def view(self, output: Return, wire: Any) -> dict[str, Any]:
        drawn = _streaming(super().view(output, wire), output)
        return {**drawn, "subtitles": _video(wire)[1]} if isinstance(drawn["value"], FileData) else drawn

    def to_python(self, shaped: Any, wire: Any, fetch: Fetch) -> Any:
        _, subtitles = _video(wire)
        value = file_value(shaped, fetch(shaped), "video")
        if subtitles is None:
            return value
        return VideoFile(value, {**shaped.wire, "subtitles": str(fetch(subtitles))})


def _streaming(drawn: dict[str, Any], output: Return) -> dict[str, Any]:
    """Say of a file that it is still being made, and how it is to be played meanwhile."""
    file = drawn["value"]
    if not isinstance(file, FileData) or not file.is_stream:
        return drawn
    return {**drawn, "streaming": True, "in_parts": file.in_parts, "autoplay": output.props.get("autoplay") is True}


def _is_pair(parameter: Parameter) -> bool:
    properties = parameter.schema.get("properties") or {}
    return "video" in properties or not properties


def _video(wire: Any) -> tuple[FileData, FileData | None]:
    if isinstance(wire, list):  # Gradio 3
        film, subtitles = wire
    elif isinstance(wire, Mapping) and "video" in wire:
        film, subtitles = wire["video"], wire.get("subtitles")
    else:
        film, subtitles = wire, None
    return file_of(film), None if subtitles is None else file_of(subtitles)
