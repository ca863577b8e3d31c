"""The figures as a Markdown table, for people and for the README."""

from __future__ import annotations

import datetime
import os
import platform
from importlib.metadata import version
from pathlib import Path

from .aims import LINES
from .arena import Samples

BEGIN, END = "<!-- speed: made by `make bench ARGS=--readme` -->\n", "<!-- /speed -->\n"
HEAD = "| | gradio_nb | bare requests | gradio_client | times requests | times better than gradio_client |"


def table(samples: Samples) -> str:
    """Say what was measured, where, and whether the aims are met."""
    lines = [where(), "", HEAD, "|---|---|---|---|---|---|"]
    for line in LINES:
        found = line.values(samples)
        figures = [f"{found[name]:,.1f} {line.unit}" for name in ("gradio_nb", "requests", "gradio_client")]
        verdicts = [str(line.to_requests(samples)), str(line.to_gradio_client(samples))]
        lines.append(f"| {' | '.join([line.title, *figures, *verdicts])} |")
    return "\n".join(lines) + "\n"


def where() -> str:
    today = datetime.date.today().isoformat()
    return (
        f"{today}, {os.cpu_count()} cores, Python {platform.python_version()}, Gradio {version('gradio')}, "
        f"gradio_client {version('gradio_client')}, requests {version('requests')}; all on one machine."
    )


def put_into(readme: Path, text: str) -> None:
    """Replace what stands between the two marks."""
    before, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    if not end:
        raise ValueError(f"{readme} has no {BEGIN.strip()} … {END.strip()}")
    readme.write_text(f"{before}{BEGIN}\n{text}\n{END}{after}", encoding="utf-8")
