"""A Gradio app whose values are too long to be drawn in one go.

::

    python tests/apps/long.py --port 7860
"""

from __future__ import annotations

import argparse
import os
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"

import gradio as gr


def text() -> str:
    """Give text of a script whose words a dictionary tells, then letters under a heap of accents, without a line."""
    return "สวัสดีชาวโลก " * 6_000 + ("a" + "\u0301" * 400) * 100


def tree() -> list[int]:
    return list(range(50_000))


def chat() -> list[dict[str, Any]]:
    return [{"role": "assistant", "content": f"message {n}: {'some **bold** words. ' * 400}"} for n in range(30)]


def build() -> gr.Blocks:
    with gr.Blocks(title="Long") as app:
        shown: list[tuple[Any, gr.components.Component]] = [
            (text, gr.Textbox()),
            (tree, gr.JSON()),
            (chat, gr.Chatbot()),
        ]
        for make, component in shown:
            gr.Button().click(make, None, component, api_name=make.__name__)
    return app


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    build().queue().launch(server_port=parser.parse_args().port, quiet=True, ssr_mode=False)
