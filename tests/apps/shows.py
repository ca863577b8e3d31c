"""A Gradio app whose outputs want a good look: long tables, large pictures, sounds, plots, models.

::

    python tests/apps/shows.py --port 7860
"""

from __future__ import annotations

import argparse
import base64
import json
import math
import os
import struct
import tempfile
import wave
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"

import altair
import gradio as gr
import numpy
import pandas
import plotly.graph_objects
from bokeh.plotting import figure
from PIL import Image

FOLDER = Path(os.environ.get("GRADIO_TEMP_DIR") or tempfile.mkdtemp()) / "shows"
NAMES = ("Ada", "Berta", "Carl", "Dora", "Emil", "Frida", "Georg")

DELIMITERS = [{"left": "$$", "right": "$$", "display": True}, {"left": "$", "right": "$", "display": False}]

PROSE = r"""# Mass and light

The energy of a mass is $E = mc^2$, and the sum of the first numbers is

$$\sum_{k=1}^{n} k = \frac{n(n+1)}{2}$$

```python
def area(radius: float) -> float:
    # of a circle
    return 3.14159 * radius ** 2
```

It costs $5 here and $6 there.

![a remote picture](https://pictures.example/a.png)
"""

CODE = '''import math


class Circle:
    """A round thing."""

    def __init__(self, radius: float = 1.5) -> None:
        self.radius = radius

    def area(self) -> float:
        return math.pi * self.radius**2  # square units
'''


# ---- tables and texts


def people(count: int) -> pandas.DataFrame:
    """Rows of people, in no order."""
    i = numpy.arange(int(count))
    return pandas.DataFrame(
        {
            "name": [f"{NAMES[k % len(NAMES)]} {k}" for k in i],
            "age": (i * 37) % 91,
            "height": ((i * 7919) % 500) / 1000 + 1.5,
            "note": [None if k % 5 else "a longer remark about this person" for k in i],
        }
    )


def styled() -> Any:
    frame = pandas.DataFrame({"month": ["May", "June", "July"], "sun": [0.31, 0.52, 0.87], "rain": [12.5, 3.25, 0.0]})
    style = frame.style.format({"sun": "{:.0%}", "rain": "{:.1f} mm"})
    return style.highlight_max(subset=["sun"], color="yellow").map(lambda v: "color: teal", subset=["rain"])


def text(count: int) -> str:
    return "".join(f"line {i} of a text that goes on and on\n" for i in range(int(count)))


def tree(count: int) -> dict[str, Any]:
    return {
        "model": {"name": "tiny", "layers": [{"kind": "dense", "size": 8 * k} for k in range(1, 4)]},
        "scores": [{"id": i, "score": i / 7, "tags": ["even" if i % 2 == 0 else "odd"]} for i in range(int(count))],
        "done": True,
        "note": None,
    }


# ---- pictures


def landscape(width: int, height: int, shift: float = 0.0) -> Image.Image:
    x, y = numpy.meshgrid(numpy.linspace(0, 1, width), numpy.linspace(0, 1, height))
    ridge = 0.6 + 0.1 * numpy.sin(9 * x + shift) + 0.05 * numpy.sin(31 * x + 2 * shift)
    sky = numpy.stack([250 - 150 * y, 190 - 60 * y + 20 * math.sin(shift), 120 + 80 * y], axis=-1)
    land = numpy.stack([60 - 40 * y, 90 * x + 30, 60 + 30 * numpy.cos(40 * x)], axis=-1)
    return Image.fromarray(numpy.where((y > ridge)[..., None], land, sky).clip(0, 255).astype("uint8"))


def picture() -> Image.Image:
    return landscape(1600, 900)


def compare() -> tuple[Image.Image, Image.Image]:
    return landscape(800, 500), landscape(800, 500).convert("L")


def gallery() -> list[tuple[Image.Image, str]]:
    return [(landscape(400, 300, shift), f"Hills, number {shift + 1}") for shift in range(7)]


def developing(count: int) -> Iterator[Image.Image]:
    for step in range(int(count)):
        yield landscape(64, 36, step / 2)


# ---- sounds and models


def sound() -> str:
    path = FOLDER / "chirp.wav"
    t = numpy.arange(3 * 16000) / 16000
    samples = 0.8 * numpy.sin(2 * math.pi * (200 + 150 * t) * t) * (0.3 + 0.7 * numpy.abs(numpy.sin(3 * t)))
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 16000, 0, "NONE", ""))
        file.writeframes((samples * 32767).astype("<i2").tobytes())
    return str(path)


CORNERS = [(x, y, z) for x in (-1, 1) for y in (-1, 1) for z in (-1, 1)]
SIDES = [(0, 1, 3, 2), (4, 6, 7, 5), (0, 4, 5, 1), (2, 3, 7, 6), (0, 2, 6, 4), (1, 5, 7, 3)]
TRIANGLES = [(a, b, c) for s in SIDES for a, b, c in ((s[0], s[1], s[2]), (s[0], s[2], s[3]))]


def model(kind: str) -> str:
    """A cube, as a file of a kind."""
    path = FOLDER / f"cube.{kind}"
    if kind == "glb":
        path.write_bytes(_glb())
    elif kind == "gltf":
        path.write_text(json.dumps(_gltf(embedded=True)))
    elif kind == "obj":
        lines = [f"v {x} {y} {z}" for x, y, z in CORNERS] + [f"f {a + 1} {b + 1} {c + 1}" for a, b, c in TRIANGLES]
        path.write_text("\n".join(lines) + "\n")
    elif kind == "stl":
        faces = [b"\0" * 12 + b"".join(struct.pack("<3f", *CORNERS[i]) for i in t) + b"\0\0" for t in TRIANGLES]
        path.write_bytes(b"\0" * 80 + struct.pack("<I", len(faces)) + b"".join(faces))
    else:
        path.write_text("ply\nformat ascii 1.0\nelement vertex 0\nend_header\n")
    return str(path)


def _binary() -> bytes:
    indices = b"".join(struct.pack("<3H", *t) for t in TRIANGLES)
    return indices + b"".join(struct.pack("<3f", *corner) for corner in CORNERS)


def _gltf(embedded: bool) -> dict[str, Any]:
    data, cut = _binary(), 6 * len(TRIANGLES)
    uri = {"uri": "data:application/octet-stream;base64," + base64.b64encode(data).decode()} if embedded else {}
    metal = {"baseColorFactor": [0.76, 0.25, 0.05, 1], "metallicFactor": 0.1, "roughnessFactor": 0.6}
    return {
        "asset": {"version": "2.0"},
        "scene": 0,
        "scenes": [{"nodes": [0]}],
        "nodes": [{"mesh": 0}],
        "materials": [{"pbrMetallicRoughness": metal, "doubleSided": True}],
        "meshes": [{"primitives": [{"attributes": {"POSITION": 1}, "indices": 0, "material": 0}]}],
        "buffers": [{"byteLength": len(data), **uri}],
        "bufferViews": [
            {"buffer": 0, "byteOffset": 0, "byteLength": cut},
            {"buffer": 0, "byteOffset": cut, "byteLength": len(data) - cut},
        ],
        "accessors": [
            {"bufferView": 0, "componentType": 5123, "count": 3 * len(TRIANGLES), "type": "SCALAR"},
            {"bufferView": 1, "componentType": 5126, "count": 8, "type": "VEC3", "min": [-1] * 3, "max": [1] * 3},
        ],
    }


def _glb() -> bytes:
    head = json.dumps(_gltf(embedded=False)).encode()
    chunks = b""
    for kind, data, fill in ((b"JSON", head, b" "), (b"BIN\0", _binary(), b"\0")):
        data += fill * (-len(data) % 4)
        chunks += struct.pack("<I", len(data)) + kind + data
    return b"glTF" + struct.pack("<2I", 2, 12 + len(chunks)) + chunks


# ---- plots


def plotted(kind: str) -> Any:
    frame = people(40)
    if kind == "plotly":
        points = {"x": frame.age.tolist(), "y": frame.height.tolist(), "mode": "markers"}
        return plotly.graph_objects.Figure({"data": [{"type": "scatter", **points}], "layout": {"title": "People"}})
    if kind == "altair":
        return (
            altair.Chart(frame).mark_circle().encode(x="age", y="height", tooltip=["name"]).properties(title="People")
        )
    plot = figure(title="People")
    plot.scatter(frame.age.tolist(), frame.height.tolist())
    return plot


def prices() -> pandas.DataFrame:
    days = pandas.date_range("2024-01-01", periods=60)
    waves = {"tea": numpy.arange(60), "rice": 40 - numpy.arange(60) / 2}
    parts = [
        pandas.DataFrame({"day": days, "price": 50 + base + 8 * numpy.sin(base / 5), "good": good})
        for good, base in waves.items()
    ]
    return pandas.concat(parts)


def build() -> gr.Blocks:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with gr.Blocks(title="Shows") as app:
        count = gr.Number(10, label="Count", precision=0)
        mesh = gr.Radio(["glb", "gltf", "obj", "stl", "ply"], value="glb", label="Kind")
        library = gr.Radio(["plotly", "altair", "bokeh"], value="plotly", label="Kind")

        def on(function: Any, inputs: Any, output: Any, name: str = "") -> None:
            gr.Button(name or function.__name__).click(function, inputs, output, api_name=name or function.__name__)

        on(people, count, gr.Dataframe(label="People"))
        on(styled, None, gr.Dataframe(label="Weather"))
        on(text, count, gr.Textbox(label="Text"))
        on(tree, count, gr.JSON(label="Tree"))
        on(lambda: CODE, None, gr.Code(language="python", label="Code"), "code")
        on(lambda: PROSE, None, gr.Markdown(latex_delimiters=DELIMITERS), "prose")
        on(picture, None, gr.Image(label="Picture", format="png"))
        on(compare, None, gr.ImageSlider(label="Compare"))
        on(gallery, None, gr.Gallery(label="Gallery"))
        on(developing, count, gr.Image(label="Picture", format="png"))
        on(sound, None, gr.Audio(label="Sound"))
        on(model, mesh, gr.Model3D(label="Model"))
        on(plotted, library, gr.Plot(label="Plot"))
        on(prices, None, gr.LinePlot(x="day", y="price", color="good", title="Prices", label="Lines"), "lines")
        on(prices, None, gr.ScatterPlot(x="day", y="price", color="good", label="Points"), "points")
        on(prices, None, gr.BarPlot(x="good", y="price", y_aggregate="mean", label="Bars"), "bars")
    return app


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    build().queue().launch(server_port=options.port, quiet=True, ssr_mode=False, allowed_paths=[str(FOLDER)])


if __name__ == "__main__":
    main()
