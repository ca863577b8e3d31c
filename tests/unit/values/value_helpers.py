"""Short ways to make what the tests of the families need."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from gradio_nb.protocol.filedata import MARK
from gradio_nb.protocol.schema import Parameter, Return
from gradio_nb.values import family

RECORDINGS = Path(__file__).parents[2] / "fixtures" / "recordings"


def parameter(component: str, **more: Any) -> Parameter:
    return Parameter(name="x", label="X", component=component, **more)


def encode(component: str, value: Any, **more: Any) -> Any:
    return family(component).encode(parameter(component, **more), value)


def form(component: str, wire: Any, **more: Any) -> Any:
    return family(component).to_form(parameter(component, **more), wire)


def view(component: str, wire: Any, **props: Any) -> dict[str, Any]:
    return family(component).view(Return("y", "Y", component, props=props), wire)


def decode(component: str, wire: Any, fetch: Any = None, **props: Any) -> Any:
    return family(component).decode(Return("y", "Y", component, props=props), wire, fetch or no_fetch)


def no_fetch(file: Any) -> Path:
    raise AssertionError(f"{file} was asked for")


def wire_file(name: str = "cat.png", **more: Any) -> dict[str, Any]:
    """What servers of today send for a file."""
    return {"path": f"/srv/{name}", "url": f"http://h/file=/srv/{name}", "orig_name": name, "meta": dict(MARK), **more}


def recording(version: str) -> Any:
    return json.loads((RECORDINGS / version / "values.json").read_text(encoding="utf-8"))
