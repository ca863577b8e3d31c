"""An app that gives back what it takes, through every component of this Gradio as input and as output.

::

    python tests/apps/same.py --port 7860

Each class is an endpoint `/same_<class>`. Runs unchanged on Gradio 3.50 to 6.x.
"""

from __future__ import annotations

import argparse
import inspect
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gradio as gr
from classes import classes, kind

FOLDER = Path(tempfile.mkdtemp())

AXES = {"x": "x", "y": "y"}
FILES: dict[str, Any] = {} if gr.__version__.startswith("3.") else {"type": "filepath"}

# What makes a component give files as paths and texts as texts, and its choices.
OPTIONS: dict[str, dict[str, Any]] = {
    "Audio": {"type": "filepath"},
    "CheckboxGroup": {"choices": [("First", "a"), ("Third", 3)]},
    "Dataframe": {"type": "array"},
    "Dataset": {"components": ["textbox"], "samples": [["a"], ["b"]], "type": "index"},
    "DateTime": {"type": "string"},
    "Dialogue": {"type": "list"},
    "Dropdown": {"choices": [("First", "a"), ("Third", 3)]},
    "File": FILES,
    "FileExplorer": {"root_dir": str(FOLDER), "root": str(FOLDER)},
    "Files": FILES,
    "Gallery": FILES,
    "Image": {"type": "filepath"},
    "ImageEditor": {"type": "filepath"},
    "ImageMask": {"type": "filepath"},
    "ImageSlider": {"type": "filepath"},
    "Microphone": {"type": "filepath"},
    "Paint": {"type": "filepath"},
    "Radio": {"choices": [("First", "a"), ("Third", 3)]},
    # Gradio 3 makes a small grey one of each picture, unless it is told not to.
    "Sketchpad": {"type": "filepath", **({"shape": (40, 30), "image_mode": "RGB"} if FILES == {} else {})},
    "UploadButton": FILES,
    "Chatbot": {"type": "messages"},
    "BarPlot": AXES,
    "LinePlot": AXES,
    "ScatterPlot": AXES,
}


# No values: the buttons of Gradio 3.
LEFT_OUT = (None, "button")


def made(cls: type) -> Any:
    """Make a component, with the options that this version has."""
    wanted = OPTIONS.get(cls.__name__, {})
    known = inspect.signature(cls.__init__).parameters
    return cls(**{name: value for name, value in wanted.items() if name in known or "kwargs" in known})


def same(value: Any) -> Any:
    """Give a value back, in a form that this Gradio takes from an app."""
    if isinstance(value, list):
        return [same(item) for item in value]
    if isinstance(value, dict) and "token" in value:
        return value["token"], value["class_or_confidence"]
    # Files of Gradio 3 are open ones.
    return value.name if hasattr(value, "close") and hasattr(value, "name") else value


# What a component gives its app is not always what it takes from one.


def plain(value: Any) -> Any:
    """Give a model of Gradio as the JSON that it is; Gradio 3 has no models."""
    return value.model_dump() if hasattr(value, "model_dump") else value


def path(file: Any) -> str:
    return file if isinstance(file, str) else str(file.get("path") or file["name"])


def annotated(value: Any) -> Any:
    """Read the masks, which Gradio gives as files and takes as arrays."""
    import numpy
    from PIL import Image

    value = plain(value)
    if isinstance(value, dict):
        value = value["image"], [(a["image"], a["label"]) for a in value["annotations"]]
    image, masks = value
    clear = [(Image.open(path(mask)).convert("RGBA").getchannel("A"), label) for mask, label in masks]
    return path(image), [(numpy.asarray(mask) / 255, label) for mask, label in clear]


def pictures(value: Any) -> Any:
    """Take the pictures of a gallery and their captions out of what early versions hand on as it came."""
    pairs = [(p["image"], p["caption"]) if isinstance(p, dict) and "image" in p else p for p in plain(value)]
    return [(path(file), caption) for file, caption in pairs]


def label(value: Any) -> Any:
    """Give confidences as a dict; Gradio 3 hands on what came."""
    if not isinstance(value, dict) or "confidences" not in value:
        return value
    pairs = value["confidences"]
    return {pair["label"]: pair["confidence"] for pair in pairs} if pairs else value["label"]


def plot(value: Any) -> Any:
    """Make a plot as its library has it, as far as Gradio looks."""
    held = plain(value)
    module = {"altair": "altair.vegalite", "bokeh": "bokeh.plotting"}.get(held["type"], "plotly.graph_objs")
    return type("Figure", (), {"__module__": module, "to_json": lambda self: held["plot"]})()


def native(value: Any) -> Any:
    """Make the frame that a native plot was made of; before 4.44 it is a chart of altair, which is taken as it is."""
    import pandas

    held = plain(value)
    return pandas.DataFrame(held["data"], columns=held["columns"]) if "columns" in held else held


def masked(value: Any) -> Any:
    """Make one picture of a picture and its mask, for no output of Gradio 3 takes both."""
    from PIL import Image

    picture = Image.open(value["image"]).convert("RGB")
    picture.putalpha(Image.open(value["mask"]).convert("L"))
    return picture


def inverted(value: Any) -> Any:
    """Undo what a Sketchpad of Gradio 3 does to its picture."""
    from PIL import Image, ImageOps

    return ImageOps.invert(Image.open(value).convert("RGB"))


BACK: dict[str, Callable[[Any], Any]] = {
    "AnnotatedImage": annotated,
    "BarPlot": native,
    "Gallery": pictures,
    "Label": label,
    "LinePlot": native,
    "Plot": plot,
    "ScatterPlot": native,
}
if gr.__version__.startswith("3."):
    BACK |= {"ImageMask": masked, "Sketchpad": inverted}


def build() -> gr.Blocks:
    (FOLDER / "folder").mkdir()
    (FOLDER / "folder" / "a.txt").write_text("hello")
    # Made outside of the app, or they would all be in it.
    valued = {name: cls for name, cls in classes().items() if kind(name, cls) not in LEFT_OUT}
    with gr.Blocks(title="Same") as app:
        for name, cls in valued.items():
            given = made(cls)
            # A page has one Navbar at most.
            shown = given if name == "Navbar" else made(cls)
            gr.Button(name).click(BACK.get(name, same), given, shown, api_name=f"same_{name.lower()}")
    return app


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    app = build().queue()
    known = inspect.signature(app.launch).parameters
    more = {"ssr_mode": False, "show_error": True, "quiet": True}
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    app.launch(server_port=options.port, **{name: value for name, value in more.items() if name in known})


if __name__ == "__main__":
    main()
