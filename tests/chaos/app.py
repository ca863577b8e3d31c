"""An app that counts how often it was called with each tag."""

from __future__ import annotations

import argparse
import threading
import time
from collections import Counter
from collections.abc import Iterator

import gradio as gr

calls: Counter[str] = Counter()
lock = threading.Lock()


def work(tag: str) -> Iterator[str]:
    with lock:
        calls[tag] += 1
    for step in range(4):
        time.sleep(0.02)
        yield f"{tag}:{step}"


def counts() -> dict[str, int]:
    with lock:
        return dict(calls)


def build() -> gr.Blocks:
    with gr.Blocks() as app:
        tag, out, table = gr.Textbox(), gr.Textbox(), gr.JSON()
        gr.Button().click(work, tag, out, api_name="work", concurrency_limit=30)
        gr.Button().click(counts, None, table, api_name="counts", concurrency_limit=None)
    return app


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    build().queue().launch(server_port=parser.parse_args().port, quiet=True, ssr_mode=False)
