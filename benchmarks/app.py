"""The app that the benchmarks call: it does next to nothing."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"

import gradio as gr


def echo(text: str) -> str:
    return text


def ticks(count: float, delay: float) -> Iterator[str]:
    """Tell the time of the clock that all processes of this machine share, again and again."""
    for _ in range(int(count)):
        time.sleep(delay)
        yield repr(time.time())


def build() -> gr.Blocks:
    with gr.Blocks() as app:
        text, count, delay = gr.Textbox(), gr.Number(), gr.Number()
        gr.Button().click(echo, text, gr.Textbox(), api_name="echo", concurrency_limit=None)
        gr.Button().click(ticks, [count, delay], gr.Textbox(), api_name="ticks", concurrency_limit=None)
    return app


if __name__ == "__main__":
    build().launch(server_port=int(sys.argv[1]), quiet=True)
