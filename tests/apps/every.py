"""One Gradio app that runs unchanged on Gradio 3.50 to 6.x, for the tests of the matrix.

::

    python tests/apps/every.py --port 7860 --strict-port 7861 --unqueued-port 7862

It runs twice: as it is, and strictly, under the path `/behind/a path`, with a login
(user, secret), a queue of one, files of 1 kB at most, and hidden errors. On Gradio 3 a third time,
with its queue off.

Each input that this Gradio has is an endpoint `/take_…`, which says what arrived; each output is
an endpoint `/give_…`. What a version does not know is left out, be it a component or an option.
"""

from __future__ import annotations

import argparse
import inspect
import os
import tempfile
import time
import wave
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"

import gradio as gr
from PIL import Image

MAJOR = int(gr.__version__.split(".")[0])
FOLDER = Path(os.environ.get("GRADIO_TEMP_DIR") or tempfile.mkdtemp()) / "every"
CHOICES = [("First", "a"), ("Second", "b"), ("Third", 3)]
MESSAGES = MAJOR >= 6 or "type" in inspect.signature(gr.Chatbot.__init__).parameters


def known(function: Callable[..., Any], options: dict[str, Any]) -> dict[str, Any]:
    """Keep the options that this version of Gradio has."""
    names = inspect.signature(function).parameters
    return {name: value for name, value in options.items() if name in names}


def made(kind: str, **options: Any) -> Any:
    """Make a component; None where this version does not have it."""
    cls = getattr(gr, kind, None)
    return cls and cls(**known(cls.__init__, options))


def on(function: Callable[..., Any] | None, inputs: Any, outputs: Any, **options: Any) -> Any:
    """Make an endpoint, and give its event."""
    if function is not None:
        options = {"api_name": function.__name__, **options}
    click = gr.Button(str(options["api_name"])).click
    return click(function, inputs, outputs, **known(click, options))


def hidden(how: str) -> dict[str, Any]:
    """Give the options of an endpoint that is "undocumented" or "private"."""
    if MAJOR >= 6:
        return {"api_visibility": how}
    return {"show_api": False} if how == "undocumented" else {"api_name": False}


# ---- files


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
    return {kind: str(path) for kind, path in files.items()}


NAMES = {
    "red": "red.png",
    "blue": "blue.png",
    "sound": "beep.wav",
    "film": "film.mp4",
    "note": "note.txt",
    "model": "shape.obj",
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

    if MESSAGES:
        return [f"{message['role']}: {text(message['content'])}" for message in chat]
    return [f"{who}: {what}" for pair in chat for who, what in zip(("user", "assistant"), pair)]  # noqa: B905


# ---- one of every input, one of every output


def inputs() -> dict[str, Any]:
    by_path = {"type": "filepath"}
    files = by_path if MAJOR > 3 else {}
    return {
        "text": made("Textbox", label="Value", max_length=20),
        "lines": made("Textbox", label="Value", lines=3, value="some\nlines"),
        "number": made("Number", label="Value", minimum=0, maximum=10),
        "integer": made("Number", label="Value", precision=0, value=5),
        "slider": made("Slider", label="Value", minimum=0, maximum=1, step=0.1, value=0.5),
        "checkbox": made("Checkbox", label="Value"),
        "checks": made("CheckboxGroup", label="Value", choices=CHOICES, value=["a"]),
        "radio": made("Radio", label="Value", choices=CHOICES),
        "dropdown": made("Dropdown", label="Value", choices=CHOICES, value="b"),
        "several": made("Dropdown", label="Value", choices=CHOICES, multiselect=True),
        "custom": made("Dropdown", label="Value", choices=CHOICES, allow_custom_value=True),
        "color": made("ColorPicker", label="Value"),
        "time": made("DateTime", label="Value", type="string"),
        "code": made("Code", label="Value", language="python"),
        "json": made("JSON", label="Value"),
        "table": made("Dataframe", label="Value", headers=["x", "y"], type="array", datatype=["number", "str"]),
        "file": made("File", label="Value", file_types=[".txt", "image"], **files),
        "files": made("File", label="Value", file_count="multiple", **files),
        "image": made("Image", label="Value", **by_path),
        "audio": made("Audio", label="Value", **by_path),
        "video": made("Video", label="Value"),
        "gallery": made("Gallery", label="Value", **files),
        "model": made("Model3D", label="Value"),
        "chat": made("Chatbot", label="Value", **({"type": "messages"} if MESSAGES else {})),
        "multimodal": made("MultimodalTextbox", label="Value"),
        "editor": made("ImageEditor", label="Value", **by_path),
    }


def taking(name: str) -> Callable[[Any], str]:
    def take(value: Any) -> str:
        seen = said(value) if name == "chat" else told(value)
        return f"{type(seen).__name__} {seen!r}"

    return take


class Figure:
    """A plot as plotly has them, as far as Gradio looks."""

    def to_json(self) -> str:
        return '{"data": []}'


def outputs(sample: dict[str, str]) -> dict[str, tuple[Any, Any]]:
    messages = [{"role": "user", "content": "hi"}, {"role": "assistant", "content": "there"}]
    return {
        "text": (made("Textbox"), "some text"),
        "number": (made("Number"), 4),
        "real": (made("Number"), 0.5),
        "flag": (made("Checkbox"), True),
        "html": (made("HTML"), "<b>bold</b>"),
        "markdown": (made("Markdown"), "# title"),
        "code": (made("Code", language="python"), "x = 1"),
        "json": (made("JSON"), {"a": [1, 2.5, None, True]}),
        "path": (made("JSON"), {"a": 1, "path": "/no/file/of/this/app"}),
        "label": (made("Label"), {"cat": 0.75, "dog": 0.25}),
        "highlight": (made("HighlightedText"), [("the ", None), ("cat", "N")]),
        "annotated": (made("AnnotatedImage"), (sample["red"], [((2, 2, 9, 9), "box")])),
        "table": (made("Dataframe", headers=["x", "y"]), [[1, "a"], [2, "b"]]),
        "image": (made("Image", type="filepath"), sample["red"]),
        "audio": (made("Audio", type="filepath"), sample["sound"]),
        "video": (made("Video"), sample["film"]),
        "gallery": (made("Gallery"), [(sample["red"], "red"), (sample["blue"], "blue")]),
        "file": (made("File"), sample["note"]),
        "files": (made("File", file_count="multiple"), [sample["note"], sample["red"]]),
        "model": (made("Model3D"), sample["model"]),
        "chat": (
            made("Chatbot", **({"type": "messages"} if MESSAGES else {})),
            messages if MESSAGES else [("hi", "there")],
        ),
        "plot": (made("Plot"), Figure()),
        "invisible": (made("Textbox", visible=False), "from an invisible box"),
        "nothing": (made("Image"), None),
    }


# ---- functions


def greet(name: str) -> str:
    """Say hello."""
    return f"Hello {name}!"


def both(text: str, times: int) -> tuple[str, int]:
    return text * times, times + 1


def nothing() -> None:
    return None


def stream(count: int, delay: float) -> Iterator[str]:
    text = ""
    for i in range(int(count)):
        text += f"w{i} "
        yield text
        time.sleep(delay)


def talk(text: str) -> Iterator[tuple[Any, dict[str, Any]]]:
    words: list[str] = []
    for word in ("One", "two", "three"):
        words.append(word)
        answer = " ".join(words)
        pair = [{"role": "user", "content": text}, {"role": "assistant", "content": answer}]
        yield pair if MESSAGES else [(text, answer)], {"words": list(words), "last": word}
        time.sleep(0.02)


def updates(text: str) -> Iterator[tuple[Any, Any]]:
    yield gr.update(value=f"{text} 1", label="One"), "begun"
    yield gr.update(label="Two"), gr.update()
    yield gr.update(value=f"{text} 3", label="Three"), "ended"


def progress(steps: int, bars: gr.Progress = gr.Progress()) -> str:
    for _ in bars.tqdm(range(int(steps)), desc="Outer", unit="rounds"):
        time.sleep(0.15)
    bars(0.5, desc="Half")
    time.sleep(0.15)
    return "through"


def logs(text: str) -> str:
    gr.Info(f"info: {text}")
    gr.Warning(f"warning: {text}", **known(gr.Warning, {"title": "Careful"}))
    return text


def fail(how: str) -> Iterator[str]:
    if how == "midway":
        yield "so far so good"
    if how == "bare":
        raise ValueError("bare words")
    raise gr.Error("it's <b>broken</b>\nfor good", **known(gr.Error.__init__, {"title": "Bad day"}))


def count(step: int, total: int) -> tuple[int, int]:
    return total + int(step), total + int(step)


def slow(seconds: float) -> Iterator[str]:
    """Take a while, one at a time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield f"{end - time.monotonic():.2f} s left"
        time.sleep(0.02)
    yield "done"


def copy_file(file: Any) -> str:
    copy = FOLDER / "copy of 100% #1 é.bin"
    copy.write_bytes(Path(getattr(file, "name", file)).read_bytes())
    return str(copy)


def shout(texts: list[str]) -> list[list[str]]:
    return [[text.upper() for text in texts]]


def who(request: gr.Request) -> dict[str, Any]:
    wanted = ("x-test", "cookie")
    headers = {key.lower(): value for key, value in dict(request.headers).items()}
    return {"user": getattr(request, "username", None), **{k: v for k, v in headers.items() if k in wanted}}


def validated(seconds: float) -> float:
    return seconds


def build(queued: bool = True) -> gr.Blocks:
    with gr.Blocks(title="Every") as app:
        name = gr.Textbox(label="Name", value="world", info="Who it is")
        text = gr.Textbox(label="Text")
        number = gr.Number(label="Times", value=2, precision=0, minimum=0, maximum=300)
        seconds = gr.Slider(0, 60, 0, step=0.01, label="Seconds")
        out, more = gr.Textbox(label="Out"), gr.Textbox(label="More")
        figure, json, total = gr.Number(label="Count"), gr.JSON(label="Json"), gr.State(0)
        on(greet, name, out)
        on(greet, name, out, api_name="direct", queue=False)
        on(greet, name, out, **{"api_name": "unlisted", **hidden("undocumented")})
        on(greet, name, out, **{"api_name": "private", **hidden("private")})
        on(both, [text, number], [out, figure])
        on(nothing, None, None)
        on(count, [number, total], [figure, total])
        on(copy_file, gr.File(label="File"), gr.File(label="Copy"))
        on(who, None, json)
        for kind, component in inputs().items():
            if component is not None:
                on(taking(kind), component, out, api_name=f"take_{kind}")
        for kind, (component, value) in outputs(samples()).items():
            on(lambda value=value: value, None, component, api_name=f"give_{kind}")
        gr.Examples([["Ada"], ["Grace"]], [name])
        if not queued:
            return app
        on(stream, [number, seconds], out)
        on(talk, text, [made("Chatbot", label="Chat", **({"type": "messages"} if MESSAGES else {})), json])
        on(updates, text, [out, more])
        on(progress, number, out)
        on(logs, text, out)
        on(fail, gr.Radio(["error", "bare", "midway"], label="How"), out)
        running = on(slow, seconds, out, concurrency_limit=1)
        on(None, None, None, cancels=[running], api_name="stop")
        on(shout, text, out, batch=True, max_batch_size=4)
        if hasattr(gr, "validate"):
            judge = lambda seconds: gr.validate(seconds < 5, "must be under 5")  # noqa: E731
            on(validated, seconds, figure, validator=judge)
    return app


def launch(app: gr.Blocks, port: int) -> None:
    options = {"server_port": port, "quiet": True, "ssr_mode": False, "show_error": True, "prevent_thread_lock": True}
    app.launch(**known(app.launch, options))


def mounted(app: gr.Blocks) -> Any:
    """Put the app under a path, with all that is in a caller's way."""
    from fastapi import FastAPI

    options = {"auth": ("user", "secret"), "max_file_size": "1kb", "show_error": False}
    # Early versions take these from the app itself.
    app.auth, app.show_error = [("user", "secret")], False
    return gr.mount_gradio_app(FastAPI(), app, path="/behind/a path", **known(gr.mount_gradio_app, options))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--unqueued-port", type=int, help="for Gradio 3")
    parser.add_argument("--strict-port", type=int, required=True)
    options = parser.parse_args()
    launch(build().queue(), options.port)
    if MAJOR == 3:
        launch(build(queued=False), options.unqueued_port)
    import uvicorn

    # The last one: once it answers, all do.
    uvicorn.run(mounted(build().queue(max_size=1)), host="127.0.0.1", port=options.strict_port, log_level="warning")


if __name__ == "__main__":
    main()
