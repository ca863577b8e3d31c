"""Wire values to Python values and back, one module per family of components."""

from . import (  # noqa: F401
    audio,
    chat,
    choice,
    explorer,
    file,
    gallery,
    image,
    json,
    label,
    lines,
    number,
    plot,
    table,
    text,
    time,
)
from .base import Family, FileLike, Upload, family, type_text
from .chat import Chat, Message
from .file import Files
from .filevalue import AudioFile, FileValue, ImageFile, ModelFile, VideoFile
from .gallery import Gallery
from .image import Annotated, Comparison, Drawing
from .label import Label, Spans
from .plot import Plot
from .prose import HtmlText, MarkdownText
from .table import Table

__all__ = [
    "Annotated",
    "AudioFile",
    "Chat",
    "Comparison",
    "Drawing",
    "Family",
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
