"""An app whose endpoints take what the panel's bigger controls give, and say what arrived.

::

    python tests/apps/controls.py --port 7860
"""

from __future__ import annotations

import argparse
import os
import wave
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"

import gradio as gr
from gradio.components.base import Component
from gradio.data_classes import FileData, GradioModel
from PIL import Image
from pydantic import Field


class Person(GradioModel):
    name: str
    age: int | None = None
    mood: str | None = None
    tags: list[str] = Field(default_factory=list)
    photo: FileData | None = None


class PersonCard(Component):
    """A component that no client knows."""

    data_model = Person

    def preprocess(self, payload: Person | None) -> dict[str, Any] | None:
        return None if payload is None else payload.model_dump()

    def postprocess(self, value: Any) -> Any:
        return value

    def example_payload(self) -> Any:
        return {"name": "Ada"}

    def example_value(self) -> Any:
        return self.example_payload()


def told(value: Any) -> Any:
    """Put what a file holds in the place of its path."""
    if hasattr(value, "model_dump"):
        value = value.model_dump()
    if isinstance(value, dict):
        path = value.get("path")
        return told(path) if isinstance(path, str) else {key: told(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [told(item) for item in value]
    if not isinstance(value, str) or len(value) > 500 or not os.path.isfile(value):
        return value
    name, kind = os.path.basename(value), value.rpartition(".")[2]
    if kind in ("png", "webp", "jpg"):
        with Image.open(value) as picture:
            middle = picture.convert("RGBA").getpixel((picture.width // 2, picture.height // 2))
            return {"name": name, "size": list(picture.size), "middle": list(middle)}
    if kind == "wav":
        with wave.open(value) as sound:
            return {"name": name, "seconds": round(sound.getnframes() / sound.getframerate(), 2)}
    return {"name": name, "bytes": os.path.getsize(value)}


COLORS = {"person": "#ff8800", "place": "#0088ff"}
CITIES = [(f"City {number:02}", number) for number in range(60)]


def endpoints() -> dict[str, list[Any]]:
    by_path = {"type": "filepath"}
    return {
        "scalars": [
            gr.Textbox(label="Prompt", lines=2, max_length=80, info="what to draw", placeholder="a lighthouse"),
            gr.Number(label="Seed", precision=0, value=0, minimum=0, maximum=2**31 - 1),
            gr.Slider(0, 20, 4, step=1, label="Steps"),
            gr.Dropdown(CITIES, label="City", value=3),
            gr.Dropdown(CITIES, label="Cities", value=[1, 2], multiselect=True),
            gr.ColorPicker(label="Colour", value="#c2410c"),
            gr.DateTime(label="Moment", type="string"),
            gr.Code(label="Code", language="python", value="def double(x):\n    return 2 * x  # twice"),
            gr.JSON(label="Data", value={"a": [1, 2]}),
        ],
        "person": [PersonCard(label="Person")],
        "table": [gr.Dataframe(label="Table", headers=["name", "age"], datatype=["str", "number"], type="array")],
        "picture": [gr.Image(label="Picture", **by_path)],
        "pictures": [gr.Gallery(label="Pictures", type="filepath")],
        "editor": [gr.ImageEditor(label="Drawing", canvas_size=(400, 300), **by_path)],
        "sound": [gr.Audio(label="Sound", **by_path)],
        "film": [gr.Video(label="Film")],
        "body": [gr.Model3D(label="Body")],
        "folder": [gr.File(label="Folder", file_count="directory", **by_path)],
        "ask": [gr.MultimodalTextbox(label="Question", file_count="multiple")],
        "talk": [gr.Chatbot(label="Talk")],
        "marked": [
            gr.HighlightedText(
                [("Ada", "person"), (" was here", None)], label="Marked", color_map=COLORS, interactive=True
            )
        ],
        "speech": [gr.Dialogue(label="Speech", speakers=["Ada", "Grace"], type="list")],
        "masks": [gr.AnnotatedImage(label="Masks", color_map=COLORS)],
        "guess": [gr.Label(label="Guess")],
        "paths": [gr.FileExplorer(label="Paths", root_dir=os.path.dirname(__file__))],
        "sides": [gr.ImageSlider(label="Sides", **by_path)],
        "sample": [gr.Dataset(components=["textbox"], samples=[["a pond"], ["a frog"]], label="Sample", type="index")],
    }


def build() -> gr.Blocks:
    with gr.Blocks(title="Controls") as app:
        out = gr.JSON(label="Arrived")
        for name, inputs in endpoints().items():

            def tell(*values: Any, labels: tuple[str, ...] = tuple(i.label for i in inputs)) -> dict[str, Any]:
                return {label: told(value) for label, value in zip(labels, values, strict=True)}

            gr.Button(name).click(tell, inputs, out, api_name=name)
        with_menus(out)
    return app


PLACES = {"north": ["Oslo", "Bergen"], "south": ["Rome", "Naples", "Bari"]}


def with_menus(out: gr.JSON) -> None:
    """Add a menu that another endpoint fills, and a field that it hides."""
    region = gr.Radio(list(PLACES), label="Region", value="north")
    place = gr.Dropdown(PLACES["north"], label="Place", value="Oslo")
    note = gr.Textbox(label="Note", value="")

    def fill(region: str) -> tuple[Any, Any]:
        choices = PLACES[region]
        return gr.update(choices=choices, value=choices[0], label=f"Place in the {region}"), gr.update(visible=False)

    gr.Button("fill").click(fill, region, [place, note], api_name="fill")
    gr.Button("visit").click(lambda place, note: {"place": place, "note": note}, [place, note], out, api_name="visit")


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    build().launch(server_port=options.port, quiet=True, show_error=True, ssr_mode=False)


if __name__ == "__main__":
    main()
