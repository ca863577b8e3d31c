"""A Gradio app with one of everything that the client has to handle; runs on Gradio 4.44 to 6.x.

::

    python tests/apps/basics.py --port 7860 [--auth user:secret] [--mount /some/path] [--max-size 1]
                                [--max-file-size 1kb] [--hide-errors]
"""

from __future__ import annotations

import argparse
import inspect
import os
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr

MAJOR = int(gr.__version__.split(".")[0])
held: defaultdict[str, threading.Event] = defaultdict(threading.Event)
CHOICES: list[Any] = [("First", "a"), ("Second", "b"), ("Third", 3)]


def known_to(function: Callable[..., Any], **arguments: Any) -> dict[str, Any]:
    """Keep the arguments that this version of Gradio has."""
    names = inspect.signature(function).parameters
    return {name: value for name, value in arguments.items() if name in names}


def echo(text: str) -> str:
    """Give the text back."""
    return text


def two(text: str, number: int = 2) -> tuple[str, int]:
    return text.upper(), number * 2


def nothing(text: str) -> None:
    return None


def stream(text: str, delay: float) -> Iterator[str]:
    said = ""
    for word in text.split():
        said += word + " "
        yield said
        time.sleep(delay)


def talk(text: str) -> Iterator[tuple[list[dict[str, str]], dict[str, Any]]]:
    answer: list[str] = []
    for word in ("You", "said", text):
        answer.append(word)
        messages = [{"role": "user", "content": text}, {"role": "assistant", "content": " ".join(answer)}]
        yield messages, {"words": list(answer), "ends": {"first": answer[0], "last": word}}


def updates(text: str) -> Iterator[tuple[Any, Any]]:
    yield gr.update(value=f"{text} 1", label="One"), "begun"
    yield gr.update(label="Two"), gr.skip()
    yield gr.update(value=f"{text} 3", label="Three"), "ended"


def progress(steps: int, bars: gr.Progress = gr.Progress()) -> str:
    for _ in bars.tqdm(range(int(steps)), desc="Outer", unit="rounds"):
        for _ in bars.tqdm(range(2), desc="Inner", unit="turns"):
            time.sleep(0.12)
    bars(0.5, desc="Half")
    time.sleep(0.12)
    return "through"


def logs(text: str) -> str:
    gr.Info(f"info: {text}")
    gr.Warning(f"warning: {text}", **known_to(gr.Warning, title="Careful"))
    return text


def fail(how: str) -> Iterator[str]:
    if how == "midway":
        yield "so far so good"
    if how == "bare":
        raise ValueError("bare words")
    if how == "quota":
        raise gr.Error("You have exceeded your GPU quota.")
    title = {"title": "Bad day"} if how == "titled" else {}
    raise gr.Error("it's <b>broken</b>\nfor good", **known_to(gr.Error.__init__, **title))


def count(step: int, total: int) -> tuple[int, int]:
    return total + int(step), total + int(step)


def slow(seconds: float) -> Iterator[str]:
    """Take a while, one at a time."""
    gr.Info("taking a while")
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        yield f"{end - time.monotonic():.2f} s left"
        time.sleep(0.02)
    yield "done"


def hold(name: str) -> Iterator[str]:
    """Log, give a partial result, and wait to be released."""
    gr.Info(f"holding {name}")
    yield "so far"
    held[name].wait(60)
    yield f"so far, {name}"


def release(name: str) -> None:
    held[name].set()


def remember(step: float, total: float) -> Iterator[tuple[float, float]]:
    """Take a while, with State."""
    for _ in range(50):
        total += step
        yield total, total
        time.sleep(0.02)


def read_file(file: str | None) -> tuple[str, str | None]:
    if file is None:
        return "no file", None
    data = Path(file).read_bytes()
    return f"{len(data)} bytes", file


def read_files(files: list[str] | None) -> tuple[str, list[str] | None]:
    return ", ".join(sorted(Path(f).read_text() for f in files or ())), files


def big_file(size: int) -> str:
    path = Path(os.environ.get("GRADIO_TEMP_DIR", "/tmp")) / f"big {int(size)} #1.bin"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"x" * int(size))
    return str(path)


def big_text(size: int) -> str:
    return "é" * int(size)


def invert(picture: Any) -> Any:
    return 255 - picture


def ask(request: gr.Request) -> dict[str, Any]:
    wanted = ("x-test", "authorization", "x-hf-authorization", "user-agent")
    return {"session": request.session_hash, "headers": {k: v for k, v in request.headers.items() if k in wanted}}


def shout(texts: list[str]) -> list[list[str]]:
    return [[text.upper() for text in texts]]


def describe(
    line: Any, lines: Any, real: Any, whole: Any, slide: Any, check: Any, group: Any, radio: Any, drop: Any,
    many: Any, custom: Any, colour: Any, when: Any, source: Any, data: Any,
) -> dict[str, str]:  # fmt: skip
    """Say what of every simple component arrives."""
    return {name: f"{type(value).__name__} {value!r}" for name, value in locals().items()}


def press(text: str, button: str) -> str:
    return f"{text}: {button}"


def rows(table: list[list[Any]]) -> list[list[Any]]:
    return [row[::-1] for row in table]


def validated(seconds: float) -> float:
    return seconds


def build() -> gr.Blocks:
    visibility = (
        ({"api_visibility": "undocumented"}, {"api_visibility": "private"})
        if MAJOR >= 6
        else ({"show_api": False}, {"api_name": False})
    )
    chatbot = known_to(gr.Chatbot.__init__, type="messages")
    with gr.Blocks(title="Basics") as app:
        text = gr.Textbox(label="Text", info="What to say", placeholder="say something")
        number = gr.Number(3, label="How many?", precision=0, minimum=0, maximum=10, step=1)
        delay = gr.Slider(0, 1, 0.05, step=0.01, label="Delay")
        out = gr.Textbox(label="Out")
        other = gr.Textbox(label="Other")
        count_out = gr.Number(label="Count")
        json = gr.JSON(label="Json")
        steps = gr.Number(label="Steps", precision=0)

        def endpoint(function: Any, inputs: Any, outputs: Any, **more: Any) -> None:
            more = {"api_name": function.__name__, **more}
            gr.Button(function.__name__).click(function, inputs, outputs, **more)

        endpoint(echo, text, out, concurrency_limit=None)
        endpoint(two, [text, number], [out, count_out])
        endpoint(nothing, text, None)
        endpoint(stream, [text, delay], out, concurrency_limit=None)
        endpoint(talk, text, [gr.Chatbot(label="Chat", **chatbot), json])
        endpoint(updates, text, [out, other])
        endpoint(progress, number, out)
        endpoint(logs, text, out)
        endpoint(fail, gr.Radio(["titled", "plain", "bare", "midway", "quota"], label="How"), out)
        total = gr.State(0)
        endpoint(count, [steps, total], [count_out, total])
        endpoint(slow, delay_of(30), out, concurrency_limit=1)
        endpoint(hold, text, out, concurrency_limit=None)
        endpoint(release, text, None, concurrency_limit=None)
        endpoint(remember, [steps, total], [count_out, total], concurrency_limit=None)
        endpoint(remember, [steps, total], [count_out, total], concurrency_limit=None, **{"api_name": "recall"})
        endpoint(read_file, gr.File(label="File"), [out, gr.File(label="Copy")])
        endpoint(read_files, gr.File(label="Files", file_count="multiple", file_types=[".txt"]), [out, gr.File()])
        endpoint(big_file, steps, gr.File(label="Big"))
        endpoint(big_text, steps, out)
        endpoint(invert, gr.Image(label="Picture", image_mode="RGB"), gr.Image(label="Inverted", format="png"))
        endpoint(ask, None, json)
        endpoint(shout, text, out, batch=True, max_batch_size=4)
        endpoint(describe, simple_components(), json)
        endpoint(press, [text, gr.Button("the button")], out)
        table = gr.Dataframe(headers=["a", "b"], type="array", label="Table")
        endpoint(rows, table, gr.Dataframe(headers=["b", "a"], label="Turned"))
        endpoint(echo, text, out, **{"api_name": "secret", **visibility[0]})
        endpoint(echo, text, out, **{"api_name": "private", **visibility[1]})
        if "validator" in inspect.signature(gr.Button().click).parameters:
            judge = lambda seconds: gr.validate(seconds < 5, "must be under 5")  # noqa: E731
            endpoint(validated, delay_of(9), count_out, validator=judge)
        gr.Examples([["hello", 0.1], ["good bye", 0.2]], [text, delay])
    return app


def delay_of(longest: float) -> gr.Slider:
    return gr.Slider(0, longest, 1, label="Seconds")


def simple_components() -> list[Any]:
    return [
        gr.Textbox(label="Line", max_length=20),
        gr.Textbox(label="Lines", lines=3, value="some\nlines"),
        gr.Number(label="Real"),
        gr.Number(label="Whole", precision=0, value=5),
        gr.Slider(0, 100, 50, step=5, label="Slide"),
        gr.Checkbox(label="Check"),
        gr.CheckboxGroup(CHOICES, label="Group", value=["a"]),
        gr.Radio(CHOICES, label="Radio"),
        gr.Dropdown(CHOICES, label="Drop", value="b"),
        gr.Dropdown(CHOICES, label="Many", multiselect=True, max_choices=2),
        gr.Dropdown(CHOICES, label="Custom", allow_custom_value=True),
        gr.ColorPicker(label="Colour"),
        gr.DateTime(label="When"),
        gr.Code(label="Source", language="python"),
        gr.JSON(label="Data"),
    ]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--auth")
    parser.add_argument("--mount")
    parser.add_argument("--max-size", type=int)
    parser.add_argument("--max-file-size")
    parser.add_argument("--hide-errors", action="store_true")
    options = parser.parse_args()
    app = build().queue(max_size=options.max_size)
    auth = tuple(options.auth.split(":")) if options.auth else None
    common = {"auth": auth, "max_file_size": options.max_file_size, "show_error": not options.hide_errors}
    if not options.mount:
        app.launch(server_port=options.port, quiet=True, **known_to(app.launch, ssr_mode=False), **common)
        return
    import uvicorn
    from fastapi import FastAPI

    host = gr.mount_gradio_app(FastAPI(), app, path=options.mount, **common)
    uvicorn.run(host, port=options.port, log_level="warning")


if __name__ == "__main__":
    main()
