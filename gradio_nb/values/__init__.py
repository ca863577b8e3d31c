"""Wire values to Python values and back, one module per family of components."""

from . import (  # noqa: F401
    audio,
    chat,
    choice,
    date_time,
    dialogue,
    file,
    file_explorer,
    gallery,
    image,
    json,
    label,
    number,
    plot,
    table,
    text,
)
from .base import Codec, FileLike, Upload, family, type_text
from .chat import Chat, Message
from .file import Files
from .filevalue import AudioFile, FileValue, ImageFile, ModelFile, VideoFile
from .gallery import Gallery
from .image import Annotated, Comparison, Drawing
from .label import Label, Spans
from .marked_text import HtmlText, MarkdownText
from .plot import Plot
from .table import Table

__all__ = [
    "Annotated",
    "AudioFile",
    "Chat",
    "Codec",
    "Comparison",
    "Drawing",
    "FileLike",
    "FileValue",
    "Files",
    "Gallery",
    "HtmlText",
    "ImageFile",
    "Label",
    "MarkdownText",
    "Message",
    "ModelFile",
    "Plot",
    "Spans",
    "Table",
    "Upload",
    "VideoFile",
    "family",
    "type_text",
]
