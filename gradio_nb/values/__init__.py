"""Wire values to Python values and back, one module per family of components."""

from . import audio, chat, choice, file, gallery, image, json, label, number, plot, table, text, time  # noqa: F401
from .base import Family, FileLike, Upload, family, type_text
from .filevalue import AudioFile, FileValue, ImageFile, VideoFile
from .label import Label
from .plot import Plot
from .table import Table

__all__ = [
    "AudioFile",
    "Family",
    "FileLike",
    "FileValue",
    "ImageFile",
    "Label",
    "Plot",
    "Table",
    "Upload",
    "VideoFile",
    "family",
    "type_text",
]
