"""A Gradio app whose sound and film are made part by part, each when the test wants it.

::

    python tests/apps/streams.py --port 7860

A part is held back until a file of its number is in the folder that the call names, and a file `end` there means that
no other comes: nothing here waits for the clock.
"""

from __future__ import annotations

import argparse
import inspect
import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"

import gradio as gr
import numpy

RATE = 24_000
SECONDS = 2
"""Of a part."""
END = "end"
FILMS = "streaming" in inspect.signature(gr.Video.__init__).parameters
"""Gradio 4 streams sounds only."""
FOLDER = Path(os.environ.get("GRADIO_TEMP_DIR") or tempfile.mkdtemp()) / "streams"


def released(folder: str, parts: float) -> Iterator[int]:
    """Give the numbers of the parts, each as soon as its file is there; a folder of no name holds nothing back."""
    for number in range(int(parts)):
        while folder and not (Path(folder) / str(number)).exists():
            if (Path(folder) / END).exists():
                return
            time.sleep(0.02)
        yield number


def tone(number: int) -> tuple[int, Any]:
    """A tone, one step higher than the part before."""
    at = numpy.arange(RATE * SECONDS) / RATE
    return RATE, (numpy.sin(2 * numpy.pi * 220 * 2 ** (number / 12) * at) * 8000).astype("int16")


def sound(folder: str, parts: float) -> Iterator[tuple[int, Any]]:
    for number in released(folder, parts):
        yield tone(number)


def picture(number: int) -> str:
    """A short film with a picture that moves and a tone; made once, for ffmpeg takes a second for it."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / f"{number}.mp4"
    if not path.exists():
        made = path.with_suffix(".part.mp4")
        command = ["ffmpeg", "-nostdin", "-loglevel", "error", "-y"]
        command += ["-f", "lavfi", "-i", f"testsrc2=size=320x180:rate=12:duration={SECONDS}"]
        command += ["-f", "lavfi", "-i", f"sine=frequency={220 + 40 * number}:duration={SECONDS}"]
        command += ["-c:v", "libx264", "-preset", "ultrafast", "-pix_fmt", "yuv420p", "-g", "12", "-c:a", "aac"]
        subprocess.run([*command, str(made)], check=True)
        made.rename(path)
    return str(path)


def film(folder: str, parts: float) -> Iterator[str]:
    for number in released(folder, parts):
        yield picture(number)


def failing(folder: str, parts: float) -> Iterator[tuple[int, Any]]:
    yield from sound(folder, parts)
    raise gr.Error("the band went home")


def build() -> gr.Blocks:
    with gr.Blocks(title="Streams") as app:
        inputs = [gr.Textbox("", label="Folder"), gr.Number(4, label="Parts", precision=0)]
        heard = gr.Audio(label="Heard", streaming=True)
        at_once = gr.Audio(label="Heard at once", streaming=True, autoplay=True)
        gr.Button("Sound").click(sound, inputs, heard, api_name="sound")
        gr.Button("At once").click(sound, inputs, at_once, api_name="at_once")
        gr.Button("Failing").click(failing, inputs, heard, api_name="failing")
        if FILMS:
            seen = gr.Video(label="Seen", streaming=True)
            gr.Button("Film").click(film, inputs, seen, api_name="film")
    return app


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, default=7860)
    build().queue().launch(server_port=parser.parse_args().port, quiet=True)


if __name__ == "__main__":
    main()
