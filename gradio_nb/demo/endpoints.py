"""What the demo app does: one plain function for each endpoint."""

from __future__ import annotations

import inspect
import os
import random
import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import gradio as gr
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from .art import PALETTES, Painting, Scene

Image = NDArray[np.uint8]
Message = dict[str, Any]

STROKE = 0.02  # s: a stroke of the brush, slow enough to watch


def known_to(function: Callable[..., Any], **arguments: Any) -> dict[str, Any]:
    """Keep the arguments that this version of Gradio has."""
    names = inspect.signature(function).parameters
    return {name: value for name, value in arguments.items() if name in names}


# ---- pictures and sound


def paint(
    prompt: str,
    palette: str,
    steps: int,
    width: int,
    seed: int,
    randomize_seed: bool,
    transparent: bool,
    progress: gr.Progress = gr.Progress(),
) -> tuple[Image, int]:
    """Paint a landscape, ridge by ridge. Words like lake, stars and storm are seen in it."""
    if randomize_seed:
        seed = random.randrange(2**31)
    painting = Painting(Scene.from_prompt(prompt, int(seed), palette, int(steps), int(width)))
    for ridge in progress.tqdm(range(int(steps)), desc="Painting", unit="ridges"):
        painting.ridge(ridge)
        for _ in progress.tqdm(range(5), desc="Brush", unit="strokes"):
            time.sleep(STROKE)
    return painting.picture(transparent=transparent), int(seed)


def palettes(prompt: str, seed: int) -> Iterator[list[tuple[Image, str]]]:
    """Paint the same place in every light. The pictures come one by one."""
    pictures: list[tuple[Image, str]] = []
    for name in PALETTES:
        painting = Painting(Scene.from_prompt(prompt, int(seed), name, ridges=6, width=384))
        for ridge in range(6):
            painting.ridge(ridge)
        pictures.append((painting.picture(), name))
        yield pictures


def filter_image(image: Image | None, effect: str, strength: float) -> Image:
    """Give a picture back changed."""
    if image is None:
        raise gr.Error("There is no picture to work on.")
    original = image[..., :3].astype(float)
    changed = {
        "invert": lambda: 255 - original,
        "grey": lambda: original.mean(axis=2, keepdims=True).repeat(3, axis=2),
        "poster": lambda: np.round(original / 255 * 3) * 85,
        "mirror": lambda: original[:, ::-1],
    }[effect]()
    mixed: Image = (original * (1 - strength) + changed * strength).astype(np.uint8)
    return mixed


def tone(frequency: float, waveform: str, seconds: float) -> tuple[int, NDArray[np.int16]]:
    """Make a sound that swells and fades."""
    rate = 22050
    time_axis = np.arange(int(rate * seconds)) / rate
    phase = frequency * time_axis % 1
    wave = {
        "sine": np.sin(2 * np.pi * phase),
        "triangle": 4 * np.abs(phase - 0.5) - 1,
        "square": np.where(phase < 0.5, 0.5, -0.5),
    }[waveform]
    swell = np.sin(np.pi * time_axis / seconds) ** 0.5
    return rate, (wave * swell * 20_000).astype(np.int16)


# ---- text


def haiku(topic: str, delay: float) -> Iterator[str]:
    """Write a haiku about the topic, word by word."""
    topic = topic.strip() or "silence"
    text = ""
    for word in re.findall(r"\S+\s?", f"{topic}, at first light\nthe notebook waits, cell by cell\nan answer arrives"):
        text += word
        yield text
        time.sleep(delay)


def classify(text: str) -> tuple[dict[str, float], list[tuple[str, str | None]]]:
    """Judge the mood of a text by the words in it, and show which words they were."""
    lexicon = {
        "joy": {"love", "happy", "great", "wonderful", "sun", "good", "best", "laugh"},
        "sorrow": {"sad", "rain", "lost", "cry", "alone", "bad", "worst"},
        "anger": {"hate", "angry", "fight", "broken", "never", "storm"},
    }
    tokens: list[tuple[str, str | None]] = []
    weights = dict.fromkeys(lexicon, 0.5)
    for token in re.findall(r"\w+|\W+", text):
        mood = next((mood for mood, words in lexicon.items() if token.lower() in words), None)
        tokens.append((token, mood))
        if mood:
            weights[mood] += 1
    total = sum(weights.values())
    return {mood: weight / total for mood, weight in weights.items()}, tokens


def chat(message: str, history: list[Message] | None) -> Iterator[list[Message]]:
    """Answer with a question, as ELIZA did, and stream it into the conversation."""
    turned = {"i": "you", "my": "your", "me": "you", "am": "are", "you": "I", "your": "my"}
    words = [turned.get(word.lower(), word) for word in re.findall(r"[\w']+", message)] or ["nothing"]
    conversation = [*(history or []), {"role": "user", "content": message}]
    answer = ""
    for word in f"Why do you say **{' '.join(words)}**?".split(" "):
        answer = f"{answer} {word}".strip()
        yield [*conversation, {"role": "assistant", "content": answer}]
        time.sleep(0.06)


# ---- data


def table(rows: int, order: str) -> tuple[pd.DataFrame, str]:
    """List invented weather stations, and say which one is the warmest."""
    random_ = np.random.default_rng(1)
    heights = random_.integers(0, 2400, int(rows))
    stations = pd.DataFrame(
        {
            "station": [f"Station {number:03}" for number in range(1, int(rows) + 1)],
            "height": heights,
            "temperature": (18 - heights * 0.0065 + random_.normal(0, 1.5, int(rows))).round(1),
            "staffed": random_.random(int(rows)) < 0.3,
        }
    )
    stations = stations.sort_values(order, ascending=order == "station", ignore_index=True)
    warmest = stations.loc[stations["temperature"].idxmax()]
    return stations, f"**{warmest['station']}** is the warmest: {warmest['temperature']} °C at {warmest['height']} m."


def count(step: int, total: int) -> tuple[int, int]:
    """Add to a total that the app remembers for you, and for nobody else."""
    total += int(step)
    return total, total


# ---- jobs that wait, talk and fail


def slow(seconds: float, progress: gr.Progress = gr.Progress()) -> str:
    """Take its time. One at a time: the others wait in the queue."""
    started = time.monotonic()
    for _ in progress.tqdm(range(max(1, round(seconds * 10))), desc="Waiting", unit="ticks"):
        time.sleep(0.1)
    return f"That took {time.monotonic() - started:.1f} s."


def logs(text: str) -> str:
    """Say something at every level while working."""
    gr.Info(f"Reading: {text}")
    time.sleep(0.3)
    gr.Warning("It is rather short.", **known_to(gr.Warning, title="Careful"))
    time.sleep(0.3)
    if hasattr(gr, "Success"):
        gr.Success("Read to the end.")
    return f"{len(text.split())} *words*, {len(text)} *characters*"


def fail(message: str, how: str) -> Iterator[str]:
    """Fail, in one of the ways in which apps do."""
    if how == "crash":
        raise ValueError(message)
    if how == "midway":
        yield "So far it went well."
        time.sleep(0.3)
    raise gr.Error(message, **known_to(gr.Error.__init__, title="No luck", print_exception=False))


# ---- one of every input


def form(
    text: str,
    lines: str,
    password: str,
    number: float | None,
    slider: float,
    checkbox: bool,
    checks: list[str],
    radio: str | None,
    choice: str | None,
    choices: list[str],
    custom: str | None,
    colour: str | None,
    moment: float | None,
    code: str | None,
    data: Any,
    file: str | None,
    files: list[str] | None,
    image: str | None,
    audio: str | None,
    video: str | None,
    table: pd.DataFrame,
) -> dict[str, Any]:
    """Tell what arrived: the Python type and value of each input, for a file its name and size."""
    return {name: _told(value) for name, value in locals().items()}


def _told(value: Any) -> dict[str, Any]:
    if isinstance(value, pd.DataFrame):
        told: Any = value.astype(object).to_numpy().tolist()
    elif isinstance(value, list):
        told = [_told(item)["value"] for item in value]
    elif isinstance(value, str) and os.path.isabs(value) and os.path.isfile(value):
        told = {"name": os.path.basename(value), "size": os.path.getsize(value)}
    else:
        told = value
    return {"type": type(value).__name__, "value": told}
