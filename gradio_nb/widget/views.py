"""Schema and runs as the browser takes them (`Endpoint`, `Parameter`, `Run` of `messages.ts`)."""

from __future__ import annotations

import json
import typing
from collections.abc import Callable, Mapping
from functools import reduce
from operator import or_
from typing import Any

from ..chat.endpoints import ChatEndpoint, talks_of
from ..client import Client
from ..client.arguments import password_parameters
from ..client.endpoint import annotation, signature_text
from ..protocol.events import Step
from ..protocol.schema import Endpoint, Parameter, Return
from ..runs import Run
from ..values import family, type_text
from ..values.base import GeneratedFile, Upload
from ..values.display import short
from .comm.file_refs import FileRefs
from .comm.json_safe import to_json_safe
from .comm.messages import failure
from .comm.text_limits import LABEL, LOG, PROSE, share
from .notebook import variables

FILE_CONTROLS = frozenset(("file", "image", "audio", "video"))
MOST = 500_000
"""Characters of a value that travel without being asked for; the state of a panel holds those of all its runs."""
SUMMARY_LENGTH = 120


def endpoint_view(spec: Endpoint, refs: FileRefs, talk: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Say what the browser has to know to draw the form of an endpoint."""
    by_name = {p.name: p for p in spec.parameters}
    room = share([text for p in spec.parameters for text in (p.label, p.info)])
    return {
        "name": spec.name,
        "signature": short(signature_text(spec), LOG),
        "description": short(spec.description, PROSE),
        "parameters": [parameter_view(p, refs, room) for p in spec.parameters],
        "returns": [{"name": r.name, "label": short(r.label, LABEL), "component": r.component} for r in spec.returns],
        "examples": [
            {
                "label": short(e.label, LABEL),
                "values": {n: form_value(by_name[n], v, refs) for n, v in e.values.items()},
            }
            for e in spec.examples
        ],
        "rank": spec.rank,
        "talk": talk,
    }


def parameter_view(p: Parameter, refs: FileRefs, room: int = PROSE) -> dict[str, Any]:
    """Say what the browser has to know to draw one control, whose texts have `room` characters."""
    kind = family(p.component)
    return {
        "name": p.name,
        "label": short(p.label, min(LABEL, room)),
        "info": short(p.info, min(PROSE, room)),
        "component": p.component,
        "control": kind.control_of(p),
        "type": short(type_text(plain(annotation(p))), LABEL),
        "required": p.required,
        "nullable": kind.nullable(p),
        "visible": p.visible,
        "default": None if p.required else form_value(p, p.default, refs),
        "example": variables.escaped(p, refs.dump(p.example)),
        "choices": None if p.choices is None else [[short(label, LABEL), value] for label, value in p.choices],
        "minimum": p.minimum,
        "maximum": p.maximum,
        "step": p.step,
        "precision": p.precision,
        "lines": p.lines,
        "max_length": p.max_length,
        "max_choices": p.max_choices,
        "placeholder": short(p.placeholder, LABEL),
        "file_types": list(p.file_types),
        "multiple": kind.is_multiple(p),
        "custom_values": p.custom_values,
        "options": _options(p),
    }


def _options(p: Parameter) -> dict[str, Any]:
    options = family(p.component).options(p)
    return {**options, "schema": variables.escaped_schema(options["schema"])} if "schema" in options else options


def plain(kind: Any) -> Any:
    """Put the type of the choices in place of the choices, which the control shows anyway."""
    if typing.get_origin(kind) is typing.Literal:
        kinds = [type(v) for v in typing.get_args(kind)]
        return reduce(or_, dict.fromkeys(kinds))
    if typing.get_origin(kind) is list:
        return list[plain(typing.get_args(kind)[0])]  # type: ignore[misc]
    return kind


def form_value(p: Parameter, wire: Any, refs: FileRefs) -> Any:
    """Turn a wire value into what the control of a parameter holds."""
    if family(p.component).control_of(p) in FILE_CONTROLS and (uploads := list(_uploads(wire))):
        return [refs.ref(u) for u in uploads] if family(p.component).is_multiple(p) else refs.ref(uploads[0])
    held = refs.dump(family(p.component).to_form(p, wire))
    return None if variables.is_variable(held) else variables.escaped(p, held)


def _uploads(wire: Any) -> list[Upload]:
    if isinstance(wire, Upload):
        return [wire]
    items = wire.values() if isinstance(wire, Mapping) else wire if isinstance(wire, list) else ()
    return [upload for item in items for upload in _uploads(item)]


def run_view(
    run: Run, inputs: Mapping[str, Any], refs: FileRefs, variable: str, prefix: Callable[[], str]
) -> dict[str, Any]:
    """Say how a run stands.

    Parameters
    ----------
    inputs : mapping
        What the form held.
    variable : str
        Name that the result has in the notebook.
    prefix : callable
        Gives what paths of downloads begin with, to be left out where the result is printed. Asked
        for a result only: the download folder is made by asking for it.
    """
    status = run.status
    error = run.error
    return {
        "id": run.id,
        "endpoint": run.endpoint,
        "state": str(status.state),
        "inputs": dict(inputs),
        "summary": summary(run.job.endpoint, run.inputs, inputs),
        "elapsed": round(status.elapsed, 3),
        "rank": status.rank,
        "queue_size": status.queue_size,
        "eta": None if status.eta is None else max(0.0, round(status.eta - status.eta_age, 3)),
        "note": status.notice,
        "transfer": None if status.transfer is None else {"done": status.transfer[0], "total": status.transfer[1]},
        "progress": [_step_view(step) for step in status.progress],
        "logs": [
            {"level": e.level, "title": short(e.title, LABEL), "message": short(e.message, LOG)}
            for e in run.logs
            if e.visible
        ],
        "outputs": _outputs(run, refs),
        "error": None if error is None else failure(error),
        "shown": f"{variable} = {_short(run.value).replace(prefix(), '')}" if status.state == "done" else "",
    }


def _step_view(step: Step) -> dict[str, Any]:
    return {
        "index": step.index,
        "length": step.length,
        "unit": step.unit and short(step.unit, LABEL),
        "progress": step.progress,
        "desc": step.desc and short(step.desc, LABEL),
    }


def _outputs(run: Run, refs: FileRefs) -> list[dict[str, Any]]:
    values = run.job.partial()
    if values is None:
        return []
    return [
        {"name": output.name, "label": short(output.label, LABEL), **_drawn(run, output, wire, refs)}
        for output, wire in zip(run.job.endpoint.outputs, values, strict=False)
        if output is not None
    ]


def _drawn(run: Run, output: Return, wire: Any, refs: FileRefs) -> dict[str, Any]:
    kind = family(output.component)
    try:
        view: dict[str, Any] = refs.dump(kind.view(output, wire))
        bounded = _bounded(view)
    except RecursionError:
        return {"kind": "text", "value": "Nested too deep to be shown here; the variable has it."}
    files = kind.generated_files(output, wire)
    if bounded is not view:
        end, mime = (".txt", "text/plain") if isinstance(view["value"], str) else (".json", "application/json")
        files["whole"] = GeneratedFile(
            output.name + end, mime, lambda: _written(refs.dump(kind.view(output, wire)["value"]))
        )
    if run.state.ended:  # until then they would change with each partial result
        bounded |= {key: refs.ref_made(file, (run.id, output.name, key)) for key, file in files.items()}
    return bounded


def _written(value: Any) -> bytes:
    return (value if isinstance(value, str) else json.dumps(to_json_safe(value))).encode(errors="replace")


def _bounded(view: dict[str, Any]) -> dict[str, Any]:
    """Leave away what is too much to be sent unasked; text keeps its beginning."""
    value = view.get("value")
    if isinstance(value, list | dict) and (size := len(json.dumps(value, default=str))) > MOST:
        return {**view, "value": "", "cut": size}
    if isinstance(value, str) and len(value) > MOST and not value.startswith("data:"):
        return {**view, "value": value[:MOST], "cut": MOST}
    return view


def summary(spec: Endpoint, inputs: Mapping[str, Any], form: Mapping[str, Any]) -> str:
    """Say in a few words what a run was given: texts as they are, the others with their names, or their variables'."""
    secret = password_parameters(spec)
    words = []
    for name, value in inputs.items():
        if value is None or (isinstance(value, str | list) and not value) or name in secret:
            continue
        if variables.is_variable(form.get(name)):
            words.append(f"{name} ← {form[name][variables.KEY]}")
        elif isinstance(value, str):
            words.append(" ".join(value.split()))
        elif isinstance(value, bool | int | float):
            words.append(f"{name} {value}")
        else:
            words.append(f"{name} {getattr(value, 'name', None) or _short(value, 40)}")
    text = " · ".join(words)
    return text if len(text) <= SUMMARY_LENGTH else f"{text[: SUMMARY_LENGTH - 1]}…"


def _short(value: Any, length: int = 300) -> str:
    try:
        text = repr(value)
    except Exception:
        text = f"<{type(value).__name__}>"
    return text if len(text) <= length else f"{text[: length - 1]}…"


def talk_view(talk: ChatEndpoint | None) -> dict[str, Any] | None:
    """Say which parts of an endpoint make it a conversation."""
    if talk is None:
        return None
    return {"message": talk.message, "history": talk.history, "answer": talk.output.name}


def talk_views(client: Client) -> dict[str, dict[str, Any] | None]:
    """The same for all endpoints of an app that are one."""
    return {name: talk_view(talk) for name, talk in talks_of(client.app.endpoints).items()}
