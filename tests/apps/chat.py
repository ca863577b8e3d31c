"""Conversations of every sort, on Gradio 4 to 6: an interface made for them, and endpoints that amount to one.

::

    python tests/apps/chat.py --port 7860
"""

from __future__ import annotations

import argparse
import inspect
import os
import time
from collections.abc import Callable, Iterator
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"

import gradio as gr

MESSAGES = int(gr.__version__.split(".")[0]) >= 6 or "type" in inspect.signature(gr.Chatbot.__init__).parameters


def known(function: Callable[..., Any], **options: Any) -> dict[str, Any]:
    """Keep the options that this version of Gradio has."""
    names = inspect.signature(function).parameters
    return {name: value for name, value in options.items() if name in names}


def turns(history: Any) -> int:
    """Count what the user said before, in a history of any form."""
    return sum(item["role"] == "user" for item in history) if history and isinstance(history[0], dict) else len(history)


def answer(message: Any, history: list[Any], loud: bool = False) -> Iterator[str]:
    """Say word by word which message this is, and repeat it."""
    text = message if isinstance(message, str) else f"{message['text']} with {len(message['files'])} files"
    said = ""
    for word in f"{turns(history) + 1}: {text.upper() if loud else text}".split(" "):
        said = f"{said} {word}".strip()
        yield said
        time.sleep(0.01)


def plain(message: str, history: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    for said in answer(message, history):
        pair = [{"role": "user", "content": message}, {"role": "assistant", "content": said}]
        yield "", history + (pair if MESSAGES else [[message, said]])


def with_files(message: dict[str, Any], history: list[Any]) -> Iterator[list[Any]]:
    files = message["files"]
    for said in answer(message, history):
        if MESSAGES:
            asked = [
                {"role": "user", "content": content}
                for content in [*({"path": file} for file in files), message["text"]]
            ]
            yield [*history, *asked, {"role": "assistant", "content": said}]
        else:
            yield [*history, *([(file,), None] for file in files), [message["text"], said]]


def remembered(message: str, past: list[Any]) -> tuple[list[Any], list[Any]]:
    (*_, said) = answer(message, past)
    pair = [{"role": "user", "content": message}, {"role": "assistant", "content": said}]
    past = past + (pair if MESSAGES else [[message, said]])
    return past, past


def fails(message: str, history: list[Any]) -> list[Any]:
    raise gr.Error("no answer today")


def build() -> gr.Blocks:
    messages = {"type": "messages"}
    with gr.Blocks(title="Chat") as app:
        with gr.Tab("Interface"):
            gr.ChatInterface(
                answer,
                additional_inputs=[gr.Checkbox(label="Loud")],
                **known(gr.ChatInterface.__init__, **messages),
            )
        with gr.Tab("Blocks"):
            text = gr.Textbox(label="Message")
            history = gr.Chatbot(label="History", value=[], **known(gr.Chatbot.__init__, **messages))
            past = gr.State([])
            text.submit(plain, [text, history], [text, history], api_name="plain")
            if hasattr(gr, "MultimodalTextbox"):
                box = gr.MultimodalTextbox(label="Message with files")
                box.submit(with_files, [box, history], history, api_name="with_files")
            gr.Button("go").click(remembered, [text, past], [history, past], api_name="remembered")
            gr.Button("fail").click(fails, [text, history], history, api_name="fails")
    return app


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    options = parser.parse_args()
    app = build().queue()
    app.launch(server_port=options.port, quiet=True, **known(app.launch, ssr_mode=False, show_error=True))


if __name__ == "__main__":
    main()
