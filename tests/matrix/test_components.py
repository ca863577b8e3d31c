"""Every component class of each Gradio, as input and as output: what goes in comes out."""

from __future__ import annotations

import os
from pathlib import Path

import components
import matrix
import pytest
from servers import Server, free_port

from gradio_nb import Client

APP = Path(__file__).parent.parent / "apps" / "same.py"

# Kinds that an app cannot give back as it got them, and the generations of Gradio where that is so.
NO_ECHO = {
    "annotatedimage": ("3", "4", "5", "6"),  # masks are taken as files and given as arrays
    "label": ("3",),  # without confidences it cannot be given
    "gallery": ("3", "4.0"),  # taken with its captions twice
    "fileexplorer": ("4.0",),
    "video": ("4.0",),  # wants ffmpeg
}
NO_ECHO_CLASSES = {
    "ImageMask": ("3",),  # wants a mask that was drawn in the page
    "Sketchpad": ("3",),  # turns black into white
}

# In Gradio they are no values that go both ways: see `LEFT_OUT` of the app.
LEFT_OUT = {"button", "dataset", "navbar", "plot", "nativeplot", "timeseries"}


@pytest.fixture(scope="module")
def same(release, tmp_path_factory):
    folder = tmp_path_factory.mktemp(f"same-{release.version}")
    port = free_port()
    command = [str(matrix.python_of(release)), str(APP), f"--port={port}"]
    env = {**os.environ, "GRADIO_TEMP_DIR": str(folder / "files")}
    with Server(command, f"http://127.0.0.1:{port}", folder / "app.log", env) as server:
        server.wait_until_up()
        with Client(server.url) as client:
            yield client


@pytest.fixture
def values(media, tmp_path):
    """A value for each kind of component."""
    model = tmp_path / "shape.obj"
    model.write_text("v 0 0 0\n")
    note, picture = media["text"], media["picture"]
    chat = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "there"}]
    return {
        "audio": media["sound"],
        "browserstate": {"a": 1},
        "chatbot": chat,
        "checkbox": True,
        "checkboxgroup": ["a", 3],
        "code": "x = 1",
        "colorpicker": "#00ff00",
        "dataframe": {"headers": ["x", "y"], "data": [[1, 2], [3, 4]]},
        "datetime": "2024-01-02 03:04:05",
        "dialogue": [{"speaker": "Ada", "text": "hi"}],
        "downloadbutton": note,
        "dropdown": 3,
        "file": note,
        "fileexplorer": ["folder/a.txt"],
        "gallery": [(picture, "red")],
        "highlightedtext": [("the ", None), ("cat", "N")],
        "html": "<b>bold</b>",
        "image": picture,
        "imageeditor": picture,
        "imageslider": (picture, picture),
        "json": {"a": [1, 2.5, None, True]},
        "label": "cat",
        "markdown": "# title",
        "model3d": model,
        "multimodaltextbox": {"text": "see", "files": [note]},
        "number": 4,
        "paramviewer": {"x": {"type": "int", "description": "d", "default": None}},
        "radio": 3,
        "slider": 7,
        "textbox": "text",
        "timer": 2,
        "uploadbutton": note,
        "video": media["film"],
    }


# What comes out where that is more than what went in.
MORE = {
    "dialogue": lambda value: value == "[Ada] hi",
    "label": lambda value: value.top == "cat" and value.confidence is None,
    "imageeditor": lambda value: value["background"].to_pil().size == (40, 30) and value["layers"] == [],
    "dataframe": lambda value: value.data == [[1, 2], [3, 4]],
}


def told(value):
    """What can be compared: the bytes of files, pictures by their pixels."""
    if isinstance(value, str) and os.path.isfile(value):
        value = Path(value)
    if isinstance(value, Path) and value.suffix in (".png", ".webp"):
        from PIL import Image

        with Image.open(value) as picture:
            return picture.size, picture.convert("RGB").getpixel((5, 5))
    if isinstance(value, Path):
        return value.read_bytes()
    if isinstance(value, dict):
        return {key: told(item) for key, item in value.items()}
    return [told(item) for item in value] if isinstance(value, list | tuple) else value


def test_every_class_is_there_and_what_goes_in_comes_out(same, release, values):
    record = components.load()[release.version]
    expected = {name: kind for name, kind in record.items() if kind and kind not in LEFT_OUT}
    assert {name.removeprefix("/same_") for name in same.endpoints} == {name.lower() for name in expected}
    wrong = {}
    for name, kind in expected.items():
        cannot = (*NO_ECHO.get(kind, ()), *NO_ECHO_CLASSES.get(name, ()))
        if release.version.startswith(tuple(f"{version}." for version in cannot)):
            continue
        given = [values[kind]] if name == "Files" else values[kind]
        came = same.predict(given, api_name=f"/same_{name.lower()}")
        right = MORE[kind](came) if kind in MORE else told(came) == told(given)
        if not right:
            wrong[name] = came
    assert wrong == {}
