"""A Gradio 6 app with what real apps do that no manual shows: `python tests/apps/odd.py --port 7860`."""

from __future__ import annotations

import argparse
import itertools
import os
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr
from PIL import Image

FOLDER = Path(os.environ["GRADIO_TEMP_DIR"]) / "odd"
loads = itertools.count(1)


def taken(
    headers: str, api_name: str, fn_index: str, timeout: str, self: str, inputs: str, result_callbacks: str
) -> str:
    return " ".join((headers, api_name, fn_index, timeout, self, inputs, result_callbacks))


def paths(text: str) -> dict[str, Any]:
    """Give JSON that looks like files."""
    return {
        "path": f"/no/such/{text}",
        "list": [{"path": "https://files.invalid/a.png", "url": "https://files.invalid/a.png"}],
        "link": "https://files.invalid/b.png",
    }


def size(file: str | None) -> str:
    return "nothing" if file is None else f"{os.path.getsize(file)} bytes"


def width(picture: Any) -> int:
    return int(picture.shape[1])


def visitor(request: gr.Request, text: str) -> str:
    return f"{text} from {request.client.host}"


def hidden(text: str, button: str, unseen: str, total: int, note: str) -> str:
    return f"{text} {button} {unseen} {total} {note}"


def empty() -> None:
    return None


def live(picture: str | None, said: str) -> Iterator[str]:
    """Take pictures of a camera until the time is over."""
    yield f"{said} frame"


def halfway(text: str) -> Iterator[str]:
    yield f"{text} 1"
    time.sleep(0.05)
    yield f"{text} 2"
    raise gr.Error("and that is that")


def judged(first: float, second: float) -> float:
    return first + second


def judge(first: float, second: float) -> Any:
    return [gr.validate(first < 5, "must be under 5"), gr.validate(second < 5, "must be under 5, too")]


def moving(number: float) -> float:
    return number


def nested(text: str) -> list[Any]:
    return [gr.update(value=text), [gr.update(value=text)]]


def batched(texts: list[str]) -> list[list[Any]]:
    return [[gr.update(value=text.upper(), label="Loud") for text in texts]]


def größe(größe: str, имя: str, 名前: str) -> str:
    return f"{größe} {имя} {名前}"


def twice(*values: str) -> tuple[str, ...]:
    return values


def build() -> gr.Blocks:
    FOLDER.mkdir(parents=True, exist_ok=True)
    default, example, red = FOLDER / "default.txt", FOLDER / "example.txt", FOLDER / "red.png"
    default.write_text("default")
    example.write_text("an example")
    Image.new("RGB", (40, 30), (255, 0, 0)).save(red)
    with gr.Blocks(title="Odd") as app:
        text, out, json = gr.Textbox(label="Text"), gr.Textbox(label="Out"), gr.JSON(label="Json")

        def on(function: Any, inputs: Any, outputs: Any, **more: Any) -> None:
            gr.Button().click(function, inputs, outputs, **{"api_name": function.__name__, **more})

        on(taken, [gr.Textbox() for _ in range(7)], out)
        on(paths, text, json)
        file = gr.File(str(default), label="File", type="filepath")
        on(size, file, out)
        gr.Examples([[str(example)]], [file])
        picture = gr.Image(label="Picture")
        on(width, picture, gr.Number(label="Width"))
        gr.Examples([[str(red)]], [picture])
        button, unseen = gr.Button("pressed"), gr.Textbox("invisible", visible=False, label="Unseen")
        on(hidden, [text, button, unseen, gr.State(7), gr.Textbox("noted", label="Note")], out)
        on(empty, None, None)
        on(visitor, text, out)
        camera = gr.Image(label="Camera", streaming=True, type="filepath", sources="webcam")
        camera.stream(live, [camera, text], out, time_limit=1, stream_every=0.1, api_name="live")
        on(halfway, text, out)
        on(judged, [gr.Number(label="First"), gr.Number(label="Second")], gr.Number(label="Sum"), validator=judge)
        on(moving, gr.Number(lambda: next(loads), label="Number"), gr.Number(label="Same"))
        on(nested, text, [out, json])
        on(batched, text, out, batch=True, max_batch_size=2)
        on(größe, [text, text, text], out, api_name="größe 名前 1")
        on(lambda text: f"first {text}", text, out, api_name="same")
        on(lambda text: f"second {text}", text, out, api_name="same")
        same = [gr.Textbox(label=label) for label in ("First name", "First name", "Имя", "1st", "class", "")]
        on(twice, same, [gr.Textbox(label=label) for label in ("Out", "Out", "Имя", "1st", "class", "")])
    return app


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    build().launch(server_port=parser.parse_args().port, quiet=True, ssr_mode=False, show_error=True)
