"""Compare gradio_nb with bare requests and with gradio_client, in one run and in turns.

::

    python -m benchmarks [--readme] [--json FILE]

What counts are the ratios: every round asks each of the three, so that a busy machine slows all alike.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from . import ROOT
from .arena import app, measure_all
from .table import put_into, table


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.split("\n")[0])
    parser.add_argument("--readme", action="store_true", help="put the table into the README")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all samples there")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, app(Path(folder)) as place:
        samples = measure_all(place, lambda row: print(row, file=sys.stderr))
    if options.json:
        options.json.write_text(json.dumps(samples, indent=1), encoding="utf-8")
    text = table(samples)
    print(text)
    if options.readme:
        put_into(ROOT / "README.md", text)


main()
