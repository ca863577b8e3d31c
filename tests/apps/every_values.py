"""The components and values of `every.py`: one of every input, one of every output.

What a version of Gradio does not know is left out, be it a component or an option.
"""

from __future__ import annotations

import importlib.util
import inspect
import os
import tempfile
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"

import gradio as gr
from PIL import Image

MAJOR = int(gr.__version__.split(".")[0])
FOLDER = Path(os.environ.get("GRADIO_TEMP_DIR") or tempfile.mkdtemp()) / "every"
CHOICES = [("First", "a"), ("Second", "b"), ("Third", 3)]
# From 4.44 to 5 a chat may be of pairs or of messages; before all are of pairs, after all of messages.
TYPED = "type" in inspect.signature(gr.Chatbot.__init__).parameters
MESSAGES = MAJOR >= 6 or TYPED


def known(function: Callable[..., Any], options: dict[str, Any]) -> dict[str, Any]:
    """Keep the options that this version of Gradio has."""
    names = inspect.signature(function).parameters
    return {name: value for name, value in options.items() if name in names}


def made(kind: str, **options: Any) -> Any:
    """Make a component; None where this version does not have it."""
    cls = getattr(gr, kind, None)
    return cls and cls(**known(cls.__init__, options))


def samples() -> dict[str, str]:
    """Make a file of each kind."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    files = {kind: FOLDER / name for kind, name in NAMES.items()}
    Image.new("RGB", (40, 30), (255, 0, 0)).save(files["red"])
    Image.new("RGB", (20, 10), (0, 0, 255)).save(files["blue"])
    with wave.open(str(files["sound"]), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(1600))
    files["film"].write_bytes(b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom")
    files["note"].write_text("hello")
    files["model"].write_text("v 0 0 0\n")
    files["words"].write_text("1\n00:00:00,000 --> 00:00:01,000\nhello\n")
    return {kind: str(path) for kind, path in files.items()}


NAMES = {
    "red": "red.png",
    "blue": "blue.png",
    "sound": "beep.wav",
    "film": "film.mp4",
    "note": "note.txt",
    "model": "shape.obj",
    "words": "words.srt",
}


def told(value: Any) -> Any:
    """Put what a file holds in the place of its path."""
    if hasattr(value, "model_dump"):
        value = value.model_dump()
    if isinstance(value, dict):
        # Early versions hand galleries on as they came, and that in forms of their own.
        if "image" in value and "caption" in value:
            return [told(value["image"]), value["caption"]]
        file = value.get("path", value.get("name"))
        return told(file) if file else {key: told(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [told(item) for item in value]
    path = getattr(value, "name", value)
    if not isinstance(path, str) or len(path) > 500 or not os.path.isfile(path):
        return value
    kind = path.rpartition(".")[2]
    if kind in ("png", "webp", "jpg"):
        with Image.open(path) as picture:
            red, _, blue = picture.convert("RGB").getpixel((5, 5))
            return f"<{picture.width}x{picture.height} {'red' if red > 200 else 'blue' if blue > 200 else 'other'}>"
    if kind == "wav":
        with wave.open(path) as sound:
            return f"<{sound.getnframes()} frames>"
    return f"<{kind} of {os.path.getsize(path)} bytes>"


def said(chat: Any) -> list[str]:
    """Read a chat of any form."""

    def text(content: Any) -> str:
        parts = content if isinstance(content, list) else [content]
        return " ".join(part["text"] if isinstance(part, dict) else str(part) for part in parts)

    if chat and isinstance(chat[0], dict):
        return [f"{message['role']}: {text(message['content'])}" for message in chat]
    return [f"{who}: {what}" for pair in chat or () for who, what in zip(("user", "assistant"), pair)]  # noqa: B905


# ---- one of every input, one of every output


def chat_of(form: str = "messages", **options: Any) -> Any:
    """Make a chat; None where this version does not have that form of it."""
    if form == "tuples" and not (TYPED and MAJOR < 6):
        return None
    return made("Chatbot", type=form, **options)


def inputs() -> dict[str, Any]:
    label = {"label": "Value"}
    by_path = {"type": "filepath", **label}
    files = by_path if MAJOR > 3 else label
    return {
        "text": made("Textbox", max_length=20, **label),
        "lines": made("Textbox", lines=3, value="some\nlines", **label),
        "markdown": made("Markdown", **label),
        "html": made("HTML", **label),
        "number": made("Number", minimum=0, maximum=10, **label),
        "integer": made("Number", precision=0, value=5, **label),
        "slider": made("Slider", minimum=0, maximum=1, step=0.1, value=0.5, **label),
        "checkbox": made("Checkbox", **label),
        "checks": made("CheckboxGroup", choices=CHOICES, value=["a"], **label),
        "radio": made("Radio", choices=CHOICES, **label),
        "dropdown": made("Dropdown", choices=CHOICES, value="b", **label),
        "several": made("Dropdown", choices=CHOICES, multiselect=True, **label),
        "custom": made("Dropdown", choices=CHOICES, allow_custom_value=True, **label),
        "color": made("ColorPicker", **label),
        "time": made("DateTime", type="string", **label),
        "code": made("Code", language="python", **label),
        "json": made("JSON", **label),
        "table": made("Dataframe", headers=["x", "y"], type="array", datatype=["number", "str"], **label),
        "file": made("File", file_types=[".txt", "image"], **files),
        "files": made("File", file_count="multiple", **files),
        "folder": made("File", file_count="directory", **files),
        "upload": made("UploadButton", **files),
        "image": made("Image", **by_path),
        "audio": made("Audio", **by_path),
        "video": made("Video", **label),
        "gallery": made("Gallery", **files),
        "films": made("Gallery", **files),
        "model": made("Model3D", **label),
        "chat": chat_of(**label),
        "pairs": chat_of("tuples", **label),
        "multimodal": made("MultimodalTextbox", **label),
        "editor": made("ImageEditor", **by_path),
        "layers": made("ImageEditor", **by_path),
        "compare": made("ImageSlider", **by_path),
    }


def taking(name: str) -> Callable[[Any], str]:
    def take(value: Any) -> str:
        seen = said(value) if name in ("chat", "pairs") else told(value)
        return f"{type(seen).__name__} {seen!r}"

    return take


def giving(value: Any) -> Callable[[], Any]:
    def give() -> Any:
        return value

    return give


class Figure:
    """A plot as plotly has them, as far as Gradio looks."""

    def to_json(self) -> str:
        return '{"data": []}'


class Chart:
    """A plot as altair has them, as far as Gradio looks."""

    __module__ = "altair.vegalite"

    def to_json(self) -> str:
        return '{"mark": "bar"}'


def drawing() -> tuple[Any, Any]:
    """Make a plot of matplotlib, where that is installed."""
    if importlib.util.find_spec("matplotlib") is None:
        return None, None
    from matplotlib.figure import Figure

    figure = Figure(figsize=(1, 1))
    figure.add_subplot().plot([1, 2])
    return made("Plot"), figure


def outputs(sample: dict[str, str]) -> dict[str, tuple[Any, Any]]:
    """Give a component and what a function returns for it; the component is None where there is none."""
    import numpy
    import pandas

    messages = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "there"}]
    pairs = [("hi", "there")]
    # Gradio 3 and 4.0 say who said it by its place only.
    picture = {"role": "assistant", "content": {"path": sample["red"]}} if MESSAGES else (None, (sample["red"],))
    red = numpy.full((30, 40, 3), (255, 0, 0), "uint8")
    frame = pandas.DataFrame({"x": [1, 2], "y": ["a", "b"]})
    return {
        "text": (made("Textbox"), "some text"),
        "number": (made("Number"), 4),
        "real": (made("Number"), 0.5),
        "slider": (made("Slider", minimum=0, maximum=1), 0.5),
        "flag": (made("Checkbox"), True),
        "checks": (made("CheckboxGroup", choices=CHOICES), ["a", 3]),
        "radio": (made("Radio", choices=CHOICES), 3),
        "dropdown": (made("Dropdown", choices=CHOICES), "a"),
        "several": (made("Dropdown", choices=CHOICES, multiselect=True), ["a", 3]),
        "color": (made("ColorPicker"), "#00ff00"),
        "time": (made("DateTime", type="string"), "2024-01-02 03:04:05"),
        "html": (made("HTML"), "<b>bold</b>"),
        "markdown": (made("Markdown"), "# title"),
        "code": (made("Code", language="python"), "x = 1"),
        "json": (made("JSON"), {"a": [1, 2.5, None, True]}),
        "path": (made("JSON"), {"a": 1, "path": "/no/file/of/this/app"}),
        "label": (made("Label"), {"cat": 0.75, "dog": 0.25}),
        "sure": (made("Label"), "cat"),
        "highlight": (made("HighlightedText"), [("the ", None), ("cat", "N")]),
        "annotated": (made("AnnotatedImage"), (sample["red"], [((2, 2, 9, 9), "box")])),
        "table": (made("Dataframe", headers=["x", "y"]), [[1, "a"], [2, "b"]]),
        "frame": (made("Dataframe"), frame),
        "styled": (made("Dataframe"), frame.style.highlight_max(subset=["x"], color="red")),
        "image": (made("Image", type="filepath"), sample["red"]),
        "array": (made("Image"), red),
        "audio": (made("Audio", type="filepath"), sample["sound"]),
        "samples": (made("Audio"), (8000, numpy.zeros(800, "int16"))),
        "video": (made("Video"), sample["film"]),
        "subtitled": (made("Video"), (sample["film"], sample["words"])),
        "gallery": (made("Gallery"), [(sample["red"], "red"), (sample["blue"], "blue")]),
        "films": (made("Gallery"), [(sample["film"], "film"), sample["red"]]),
        "compare": (made("ImageSlider"), (sample["red"], sample["blue"])),
        "editor": (
            made("ImageEditor"),
            {"background": sample["red"], "layers": [sample["blue"]], "composite": sample["red"]},
        ),
        "file": (made("File"), sample["note"]),
        "files": (made("File", file_count="multiple"), [sample["note"], sample["red"]]),
        "download": (made("DownloadButton"), sample["note"]),
        "model": (made("Model3D"), sample["model"]),
        "chat": (chat_of(), messages if MESSAGES else pairs),
        "pairs": (chat_of("tuples"), pairs),
        "picture": (chat_of(), [picture]),
        "multimodal": (made("MultimodalTextbox"), {"text": "see", "files": [sample["note"]]}),
        "plot": (made("Plot"), Figure()),
        "chart": (made("Plot"), Chart()),
        "drawing": drawing(),
        "invisible": (made("Textbox", visible=False), "from an invisible box"),
        "nothing": (made("Image"), None),
    }
