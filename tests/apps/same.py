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
from pathlib import Path
from typing import Any

import gradio as gr
from classes import classes, kind

FOLDER = Path(tempfile.mkdtemp())

FILES: dict[str, Any] = {} if gr.__version__.startswith("3.") else {"type": "filepath"}

# What makes a component give files as paths and texts as texts, and its choices.
OPTIONS: dict[str, dict[str, Any]] = {
    "Audio": {"type": "filepath"},
    "CheckboxGroup": {"choices": [("First", "a"), ("Third", 3)]},
    "Dataframe": {"type": "array"},
    "DateTime": {"type": "string"},
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
    "Sketchpad": {"type": "filepath"},
    "UploadButton": FILES,
    "Chatbot": {"type": "messages"},
}


# No values: buttons of Gradio 3, choices among examples, the links of a page, which has one Navbar at most.
# What an app gets of a plot is no plot that it could give.
LEFT_OUT = (None, "button", "dataset", "navbar", "plot", "nativeplot", "timeseries")


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


def build() -> gr.Blocks:
    (FOLDER / "folder").mkdir()
    (FOLDER / "folder" / "a.txt").write_text("hello")
    # Made outside of the app, or they would all be in it.
    valued = {name: cls for name, cls in classes().items() if kind(name, cls) not in LEFT_OUT}
    with gr.Blocks(title="Same") as app:
        for name, cls in valued.items():
            gr.Button(name).click(same, made(cls), made(cls), api_name=f"same_{name.lower()}")
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
