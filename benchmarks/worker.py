"""A process in which one contender works: `python -m benchmarks.worker CONTENDER URL FOLDER`.

It reads the names of rows, a line each, and answers each with its figures. So the contenders do not
share an interpreter, and one that is idle costs the others nothing.
"""

from __future__ import annotations

import json
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from .rows import ROWS, Place

CONTENDERS = {"gradio_nb": "ours.GradioNb", "requests": "bare.BareRequests", "gradio_client": "theirs.GradioClient"}


def main(name: str, url: str, folder: str) -> None:
    module, _, kind = CONTENDERS[name].partition(".")
    make: Any = getattr(import_module(f".{module}", __package__), kind)
    place = Place(url, Path(folder))
    contender = make(url, place.folder)
    contender.echo("warm")
    for line in sys.stdin:
        print(json.dumps(ROWS[line.strip()].measure(contender, place)), flush=True)
    contender.close()


if __name__ == "__main__":
    main(*sys.argv[1:])
