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
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr
from every_values import FOLDER, MAJOR, MESSAGES, chat_of, giving, inputs, known, outputs, samples, taking


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
        given = {kind: pair for kind, pair in outputs(samples()).items() if pair[0] is not None}
        for kind, (component, value) in given.items():
            on(giving(value), None, component, api_name=f"give_{kind}")
        on(lambda: [None] * len(given), None, [component for component, _ in given.values()], api_name="give_nothings")
        gr.Examples([["Ada"], ["Grace"]], [name])
        if not queued:
            return app
        on(stream, [number, seconds], out)
        on(talk, text, [chat_of(label="Chat"), json])
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
