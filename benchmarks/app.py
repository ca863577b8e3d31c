"""The app that the benchmarks call: it does next to nothing."""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Iterator

import gradio as gr


def echo(text: str) -> str:
    return text


def ticks(count: float, delay: float) -> Iterator[str]:
    """Tell the time of the clock that all processes of this machine share, again and again."""
    for _ in range(int(count)):
        time.sleep(delay)
        yield repr(time.time())


def grow(count: float) -> Iterator[str]:
    """Write a text, as a language model does."""
    text = ""
    for i in range(int(count)):
        text += f"word {i}, and then "
        yield text


async def wait(seconds: float) -> float:
    await asyncio.sleep(seconds)
    return seconds


async def hold(seconds: float) -> float:
    """Wait as well, but one at a time: the others queue."""
    return await wait(seconds)


def copy(path: str) -> str:
    return path


def build() -> gr.Blocks:
    app: gr.Blocks = gr.Blocks(analytics_enabled=False)
    with app:
        text, count, delay, file = gr.Textbox(), gr.Number(), gr.Number(), gr.File()
        shown, number, copied = gr.Textbox(), gr.Number(), gr.File()
        gr.Button().click(echo, text, shown, api_name="echo", concurrency_limit=None)
        gr.Button().click(ticks, [count, delay], shown, api_name="ticks", concurrency_limit=None)
        gr.Button().click(grow, count, shown, api_name="grow", concurrency_limit=None)
        gr.Button().click(wait, delay, number, api_name="wait", concurrency_limit=None)
        gr.Button().click(hold, delay, number, api_name="hold", concurrency_limit=1)
        gr.Button().click(copy, file, copied, api_name="copy", concurrency_limit=None)
    return app


if __name__ == "__main__":
    build().launch(server_port=int(sys.argv[1]), quiet=True)
