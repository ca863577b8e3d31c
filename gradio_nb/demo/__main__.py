"""Serve the demo app: ``python -m gradio_nb.demo``."""

from __future__ import annotations

import argparse

from . import build


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m gradio_nb.demo", description="Serve the demo app.")
    parser.add_argument("--port", type=int, default=7860, help="port to listen on (7860)")
    options = parser.parse_args()
    build().launch(server_name="127.0.0.1", server_port=options.port, show_error=True)


if __name__ == "__main__":
    main()
