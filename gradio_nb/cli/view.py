"""`view`: what an app offers; and how each command connects."""

from __future__ import annotations

import argparse
import os
from typing import Any

from ..client import Client
from ..client.endpoint import annotation
from ..protocol.schema import Endpoint
from ..values import type_text
from .convert import to_json
from .credentials import auth_of, headers_of
from .terminal import Terminal


def connect(
    src: str, options: argparse.Namespace, terminal: Terminal, folder: str | os.PathLike[str] | None = None
) -> Client:
    """Connect to an app, and tell of it."""
    return Client(
        src,
        auth=auth_of(options),
        headers=headers_of(options),
        download_dir=folder,
        on_progress=terminal.status,
    )


def view(options: argparse.Namespace, terminal: Terminal) -> int:
    """Print the endpoints."""
    with connect(options.src, options, terminal) as client:
        terminal.clear()
        if options.json:
            shown = [e.spec for e in client.endpoints.values() if options.all or e.spec.public]
            app = {"name": client.source.name, "url": client.url, "gradio": client.app.version}
            print(to_json({**app, "endpoints": {e.name: _described(e) for e in shown}}, indent=2))
        else:
            print(client.view_api(options.all, return_format="str"))
    return 0


def _described(spec: Endpoint) -> dict[str, Any]:
    facts = ("name", "label", "info", "component", "required", "default", "minimum", "maximum", "step", "file_types")
    return {
        "description": spec.description,
        "parameters": [
            {
                "type": type_text(annotation(p)),
                **{fact: getattr(p, fact) for fact in facts},
                "choices": None if p.choices is None else [value for _, value in p.choices],
            }
            for p in spec.parameters
        ],
        "returns": [{"name": r.name, "label": r.label, "component": r.component} for r in spec.returns],
    }
