"""Outputs handed to inputs, of this app or of another one that is open in the notebook.

The page learns names and an opaque word for each input that an output fits; the kernel puts the
value there. In the same app a file goes as what the server calls it, without being fetched.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from ..errors import BadArgument, ProtocolError
from ..protocol.schema import Endpoint, Parameter, Return
from ..values import Label, Spans, Table, family
from ..values.uploads import takes_list, untrusted_paths
from . import open_panels
from .inputs import fetched
from .panel import Panel

_PICTURES = frozenset(("image", "editor", "gallery", "file", "multimodal"))
_TEXTS = frozenset(("text", "code", "multimodal"))

ACCEPTS: dict[str, frozenset[str]] = {
    "image": _PICTURES,
    "annotated": _PICTURES | {"annotated"},
    "gallery": _PICTURES | {"compare"},
    "compare": _PICTURES | {"compare"},
    "audio": frozenset(("audio", "file", "multimodal")),
    "video": frozenset(("video", "gallery", "file", "multimodal")),
    "model": frozenset(("model", "file", "multimodal")),
    "file": frozenset(("file", "multimodal")),
    "text": _TEXTS,
    "markdown": _TEXTS,
    "html": _TEXTS,
    "code": _TEXTS,
    "label": _TEXTS | {"label"},
    "highlight": _TEXTS | {"highlight"},
    "number": frozenset(("number", "slider", "text")),
    "json": frozenset(("json", "schema")),
    "table": frozenset(("table",)),
    "chat": frozenset(("chat",)),
}
"""What an output is drawn as, to the inputs that take it (`_slot`); whether this very value does is tried."""

_FILES = frozenset(kind for kind, slots in ACCEPTS.items() if "file" in slots)


def targets(panel: Panel, run: int, output: str) -> list[dict[str, str]]:
    """List the inputs that an output fits: this app's first, then those of the other open apps.

    Returns
    -------
    list of dict
        `target` (opaque), `app` ("" for this one), `endpoint`, `parameter`, `label`.
    """
    kind, value = _value(panel, run, output)
    return [
        {
            "target": json.dumps([other.number, spec.name, parameter.name]),
            "app": "" if other is panel else other.connection.state()["name"],
            "endpoint": spec.name,
            "parameter": parameter.name,
            "label": parameter.label or parameter.name,
        }
        for other in (panel, *_others(panel))
        for spec in other.endpoints()
        for parameter in spec.parameters
        if parameter.visible and _fits(parameter, _as_argument(kind, value, parameter))
    ]


def send(panel: Panel, run: int, output: str, target: str) -> dict[str, Any]:
    """Put an output into a form; that of this app opens. There is nothing to answer.

    Raises
    ------
    BadArgument
        It does not fit.
    ProtocolError
        There is no such input any more.
    """
    other, spec, parameter = _find(target)
    kind, value = _value(panel, run, output, panel.client.fetch if other is not panel else None)
    given = _as_argument(kind, value, parameter)
    if given is None:
        raise BadArgument(f"{parameter.name}: {output} does not fit.", parameter=parameter.name)
    # What it says of files came from an app, which never names one of this machine.
    with untrusted_paths():
        other.inputs(spec.name)[parameter.name] = given
    if other is panel:
        panel.open(spec.name)
    return {}


def _others(panel: Panel) -> list[Panel]:
    """Give the other apps that can be used, each once: a cell that is run again leaves its older panel behind."""
    panels: list[Panel] = open_panels.all_open()
    newest = {state["url"]: p for p in panels if (state := p.connection.state())["state"] == "ready"}
    own = panel.connection.state()["url"]
    return [other for url, other in newest.items() if url != own]


def _find(target: str) -> tuple[Panel, Endpoint, Parameter]:
    try:
        number, endpoint, name = json.loads(target)
        other: Panel = open_panels.by_number(number)
        spec = next(e for e in other.endpoints() if e.name == endpoint)
        return other, spec, next(p for p in spec.parameters if p.name == name)
    except (ValueError, TypeError, LookupError, StopIteration):
        raise ProtocolError("That input is not there any more.", hint="Open the menu again.") from None


def _value(panel: Panel, run: int, name: str, fetch: Callable[[Any], Any] | None = None) -> tuple[str, Any]:
    """Read an output: what it is drawn as and its value, in which `fetch` puts a local copy for each file."""
    output, wire = _output(panel, run, name)
    components = family(output.component)
    drawn = components.view(output, wire)
    kind: str = drawn["kind"]
    if kind in _FILES or kind == "chat":
        return kind, fetched(drawn["value"], fetch) if fetch else drawn["value"]
    if kind == "json" and not fetch:
        return kind, drawn["value"]
    return kind, components.decode(output, wire, panel.client.fetch)


def _output(panel: Panel, run: int, name: str) -> tuple[Return, Any]:
    job = panel.runs.by_id(run).job
    for output, wire in zip(job.endpoint.outputs, job.partial() or (), strict=False):
        if output is not None and output.name == name and wire is not None:
            return output, wire
    raise ProtocolError(f"Run {run} has given nothing for {name}.", hint="Wait until it is done.")


def _input_kind(parameter: Parameter) -> str:
    """Name what a parameter takes: its control, and of those for values of one sort the sort."""
    kind = family(parameter.component)
    control = kind.control_of(parameter)
    if kind.options(parameter).get("password"):
        return "password"
    return kind.kind if control in ("file", "schema") and kind.kind != "json" else control


def _as_argument(kind: str, value: Any, parameter: Parameter) -> Any:
    """Make of an output what a caller would give for a parameter; None where it does not fit."""
    slot = _input_kind(parameter)
    if slot not in ACCEPTS.get(kind, ()):
        return None
    if kind not in _FILES:
        return _text(value) if slot in _TEXTS else value
    if slot == "annotated":
        return value
    files = _files(kind, value)
    if slot == "gallery":
        return files
    if slot == "multimodal":
        return {"files": files} if parameter.multiple or len(files) == 1 else None
    if slot == "compare" or takes_list(parameter):
        return files
    return files[0] if len(files) == 1 else None


def _files(kind: str, value: Any) -> list[Any]:
    if kind == "annotated":
        return [value["image"]]
    if kind in ("gallery", "compare"):
        return [item["file"] for item in value]
    return value if isinstance(value, list) else [value]


def _text(value: Any) -> str | None:
    if isinstance(value, Label):
        return value.top
    return str(value) if isinstance(value, str | int | float | Spans) and not isinstance(value, bool) else None


def _fits(parameter: Parameter, given: Any) -> bool:
    if given is None:
        return False
    kind = family(parameter.component)
    if isinstance(given, Table):  # which may be long
        return kind.accepts(parameter, given)
    try:
        with untrusted_paths():
            return kind.encode(parameter, given) is not None
    except BadArgument:
        return False
