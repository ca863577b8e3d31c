"""Every component class of each Gradio, as input and as output: what goes in comes out."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import components
import pytest
from PIL import Image

from gradio_nb import Client

# What the server of a generation cannot do, and where its own source says so.
NO_ECHO = {
    ("dataset", "3"): "takes new samples from its app, no choice: gradio/components/dataset.py:132",
    ("fileexplorer", "4.0"): "reads the fields of a model instead of its paths: gradio/components/file_explorer.py:118",
}
# Here films are not given without ffmpeg on the machine: gradio/components/video.py:269, processing_utils.py:678.
FFMPEG = {("video", "4.0")}
NATIVE = ("BarPlot", "LinePlot", "ScatterPlot")

# In Gradio they are no values that go both ways: see `LEFT_OUT` of the app.
LEFT_OUT = {"button"}


@pytest.fixture(scope="module")
def same(release, servers, started):
    with Client(servers.wait_for(release, "same")) as client:
        yield client
    servers.stop(release, "same")


@pytest.fixture
def film(media, tmp_path):
    """A film; a real one where it may have to be looked at."""
    if shutil.which("ffmpeg") is None:
        return media["film"]
    path = tmp_path / "real.mp4"
    command = ["ffmpeg", "-loglevel", "error", "-f", "lavfi", "-i", "color=red:s=32x32:d=0.2"]
    subprocess.run([*command, "-c:v", "libx264", "-pix_fmt", "yuv420p", str(path)], check=True)
    return path


@pytest.fixture
def values(media, film, tmp_path):
    """A value for each kind of component."""
    model = tmp_path / "shape.obj"
    model.write_text("v 0 0 0\n")
    note, picture = media["text"], media["picture"]
    chat = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "there"}]
    mask = tmp_path / "mask.png"
    half = Image.new("RGBA", (40, 30), (0, 0, 0, 0))
    half.paste((255, 255, 255, 255), (0, 0, 20, 30))
    half.paste((255, 255, 255, 51), (20, 0, 30, 30))
    half.save(mask)
    share = {"cat": 0.75, "dog": 0.25}
    figures = [{"type": kind, "plot": '{"data": [], "mark": "bar"}'} for kind in ("plotly", "altair")]
    rows = {"columns": ["x", "y"], "data": [[1, "a"], [2, "b"]], "datatypes": {"x": "quantitative", "y": "nominal"}}
    return {
        "annotatedimage": [(picture, [(mask, "box"), (mask, "more")])],
        "altair": [{**figures[1], "chart": "line"}],
        "audio": [media["sound"]],
        "browserstate": [{"a": 1}],
        "chatbot": [chat],
        "checkbox": [True],
        "checkboxgroup": [["a", 3]],
        "code": ["x = 1"],
        "colorpicker": ["#00ff00"],
        "dataframe": [{"headers": ["x", "y"], "data": [[1, 2], [3, 4]]}],
        "dataset": [1],
        "datetime": ["2024-01-02 03:04:05"],
        "dialogue": [[{"speaker": "Ada", "text": "hi"}]],
        "downloadbutton": [note],
        "dropdown": [3],
        "file": [note],
        "files": [[note]],
        "fileexplorer": [["folder/a.txt"]],
        "gallery": [[(picture, "red")]],
        "highlightedtext": [[("the ", None), ("cat", "N")]],
        "html": ["<b>bold</b>"],
        "image": [picture],
        "imageeditor": [picture],
        "imageslider": [(picture, picture)],
        "json": [{"a": [1, 2.5, None, True]}],
        "label": ["cat", share],
        "markdown": ["# title"],
        "model3d": [model],
        "multimodaltextbox": [{"text": "see", "files": [note]}],
        "nativeplot": [rows],
        "navbar": [[["Home", ""], ["More", "more"]]],
        "number": [4],
        "paramviewer": [{"x": {"type": "int", "description": "d", "default": None}}],
        "plot": figures,
        "radio": [3],
        "sketch": [(picture, mask)],
        "slider": [7],
        "textbox": ["text"],
        "timer": [2],
        "timeseries": [{"headers": ["x"], "data": [[1], [2]]}],
        "uploadbutton": [note],
        "video": [film],
    }


# What comes out where that is more than what went in.
MORE = {
    "annotatedimage": lambda came, given: clear(came) == clear(given),
    "label": lambda came, given: came == (given if isinstance(given, dict) else {given: None}),
    "imageeditor": lambda came, given: told(came["background"]) == told(given) and came["layers"] == [],
    "dataframe": lambda came, given: came.data == given["data"],
    "altair": lambda came, given: came.raw == given,
    "nativeplot": lambda came, given: {key: came.raw[key] for key in given} == given,
    "sketch": lambda came, given: told(came) == told(given[0]) and alpha(came) == alpha(given[1]),
    "plot": lambda came, given: {key: came.raw[key] for key in given} == given,
}


def clear(value):
    """A picture with its masks, by what of it they leave clear."""
    image, masks = value
    return told(Path(image)), [(label, alpha(mask)) for mask, label in masks]


def alpha(file):
    with Image.open(file) as picture:
        return picture.convert("RGBA").getchannel("A").tobytes()


def told(value):
    """What can be compared: the bytes of files, pictures by their pixels."""
    if isinstance(value, str) and os.path.isfile(value):
        value = Path(value)
    if isinstance(value, Path) and value.suffix in (".png", ".webp"):
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
        kind = known_as(name, kind, release.version)
        for given in values[kind]:
            try:
                came = same.predict(given, api_name=f"/same_{name.lower()}")
                right = MORE[kind](came, given) if kind in MORE else told(came) == told(given)
            except Exception as error:
                came, right = error, False
            if right == cannot(kind, release.version):
                wrong[name] = came
    assert wrong == {}


def known_as(name, kind, version):
    """Name the value that a class takes, where that is not the one of its kind."""
    if kind == "plot" and name in NATIVE:
        return "altair"  # before 4.44
    if name == "ImageMask" and version.startswith("3."):
        return "sketch"
    return "files" if name == "Files" else kind


def cannot(kind, version):
    """Whether the server of a version cannot give such a value back."""
    told = [*NO_ECHO, *(FFMPEG if shutil.which("ffmpeg") is None else ())]
    return any(kind == of and version.startswith(f"{generation}.") for of, generation in told)
