"""`/config` joined with `/info` into an `App` (docs/protocol.md §3, §4)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from keyword import iskeyword
from typing import Any

from ..control_characters import clean
from ..errors import ProtocolError, UnsupportedServer
from ..frozen import replace
from .examples import Examples
from .schema import App, Endpoint, Hidden, Parameter, Return

Json = Mapping[str, Any]

# Servers before 4.0 do not say which components are no values (`skip_api`).
LAYOUT = ("row", "column", "tab", "tabitem", "tabs", "accordion", "group", "form", "box", "sidebar")
BUTTONS = ("button", "clearbutton", "duplicatebutton")
NO_VALUES = frozenset((*LAYOUT, *BUTTONS, "state", "dataset", "interpretation", "statustracker", "timer"))
# What people do on purpose, as opposed to what happens by itself.
TRIGGERS = frozenset(
    ("click", "submit", "upload", "select", "like", "retry", "undo", "example_select", "stop_recording")
)

# Characters. Only this client uses the names of parameters: the server takes values by their position.
_LONGEST_NAME = 100


def describe(config: Json, info: Json | None = None) -> App:
    """Join what a server says of itself.

    Parameters
    ----------
    config : mapping
        Answer to `/config`, or the `window.gradio_config` of the page.
    info : mapping, optional
        Answer to `/info`; without it names and types are worked out from `config`.

    Raises
    ------
    UnsupportedServer
        For Gradio 2.
    ProtocolError
        When `config` lacks what every Gradio says.
    """
    if "allow_flagging" in config and "dependencies" not in config:
        raise UnsupportedServer("This app runs on Gradio 2, which has no API for today's clients.")
    try:
        return _app(config, info)
    except (AttributeError, KeyError, TypeError, ValueError) as e:
        if info:
            # A call needs nothing of /info.
            return describe(config)
        raise ProtocolError(f"The app's /config makes no sense ({type(e).__name__}: {e}).") from e


def _app(config: Json, info: Json | None) -> App:
    components, dependencies = config.get("components"), config.get("dependencies")
    if not isinstance(components, list) or not isinstance(dependencies, list):
        raise ProtocolError("The app's /config has no components or no dependencies.")
    by_id = {c["id"]: c for c in components if isinstance(c, Mapping) and "id" in c}
    named = (info or {}).get("named_endpoints") or {}
    unnamed = (info or {}).get("unnamed_endpoints") or {}
    examples = Examples(by_id, dependencies)
    cancelled_by = _cancelled_by(dependencies)
    changing = _changing(dependencies, by_id)
    endpoints: dict[str, Endpoint] = {}
    for position, dependency in enumerate(dependencies):
        fn_index = dependency.get("id", position)
        name = dependency.get("api_name")
        visibility = _visibility(dependency)
        if dependency.get("backend_fn") is False or visibility == "private":
            continue
        name = f"/{clean(name).lstrip('/')}" if name is not None else f"/fn_{fn_index}"
        told = named.get(name) or unnamed.get(str(fn_index)) or {}
        if name not in endpoints:
            endpoint = _endpoint(name, fn_index, dependency, by_id, told, examples, visibility == "public")
            endpoints[name] = replace(
                endpoint,
                queue=_queues(dependency, config),
                cancelled_by=cancelled_by.get(fn_index),
                shares_choices=not changing.isdisjoint(
                    [*(dependency.get("inputs") or ()), *(dependency.get("outputs") or ())]
                ),
            )
    limit = config.get("max_file_size")
    return App(
        version=clean(config.get("version")).strip(),
        protocol=str(config.get("protocol") or "ws"),
        api_prefix=str(config.get("api_prefix") or "").rstrip("/"),
        title=clean(config.get("title") or ""),
        space_id=clean(config.get("space_id") or "") or None,
        app_id=str(config.get("app_id", "")),
        max_file_size=limit if isinstance(limit, int) else None,
        heartbeat=bool(config.get("connect_heartbeat")),
        endpoints=endpoints,
    )


def _visibility(dependency: Json) -> str:
    """Tell "public", "undocumented" or "private": `api_visibility` since 6.0, two flags before."""
    if "api_visibility" in dependency:
        return str(dependency["api_visibility"])
    if dependency.get("api_name") is False:
        return "private"
    return "public" if dependency.get("show_api", True) else "undocumented"


def _queues(dependency: Json, config: Json) -> bool:
    """Tell whether jobs wait in the queue: in Gradio 3 an event may leave that to the app."""
    queue = dependency.get("queue")
    return bool(config.get("enable_queue", True) if queue is None else queue)


def _changing(dependencies: Sequence[Json], by_id: Mapping[int, Json]) -> set[int]:
    """Find the menus that an event of the app may fill anew; loading an example only sets their values."""

    def kind(id: Any) -> str:
        return str((by_id.get(id) or {}).get("type"))

    filled = {
        id
        for dependency in dependencies
        if dependency.get("backend_fn") is not False and "dataset" not in map(kind, dependency.get("inputs") or ())
        for id in dependency.get("outputs") or ()
    }
    return {id for id in filled if kind(id) in ("dropdown", "radio", "checkboxgroup")}


def _cancelled_by(dependencies: Sequence[Json]) -> dict[int, int]:
    """Find the events that only cancel others, hidden ones among them: fn_index of the other to theirs."""
    found: dict[int, int] = {}
    for position, dependency in enumerate(dependencies):
        if not dependency.get("inputs") and not dependency.get("outputs"):
            for fn_index in dependency.get("cancels") or ():
                found.setdefault(fn_index, dependency.get("id", position))
    return found


def _endpoint(
    name: str,
    fn_index: int,
    dependency: Json,
    by_id: Mapping[int, Json],
    told: Json,
    examples: Examples,
    public: bool,
) -> Endpoint:
    in_ids = [i for i in dependency.get("inputs", []) if i in by_id]
    out_ids = [i for i in dependency.get("outputs", []) if i in by_id]
    inputs = _inputs([by_id[i] for i in in_ids], told.get("parameters"))
    names = {i: slot.name for i, slot in zip(in_ids, inputs, strict=True) if isinstance(slot, Parameter)}
    parameters = [i for i in inputs if isinstance(i, Parameter)]
    return Endpoint(
        name=name,
        fn_index=fn_index,
        inputs=inputs,
        outputs=_outputs([by_id[i] for i in out_ids], told.get("returns")),
        description=clean(told.get("description") or dependency.get("api_description") or ""),
        examples=examples.of(names),
        public=public,
        rank=_rank(dependency, by_id, parameters, out_ids),
        generator=bool((dependency.get("types") or {}).get("generator")),
        cancels=tuple(dependency.get("cancels") or ()),
        oauth_token=clean(told.get("oauth_token") or ""),
    )


def _is_value(component: Json) -> bool:
    skip = component.get("skip_api")
    return not skip if skip is not None else component.get("type") not in NO_VALUES


def _inputs(components: Sequence[Json], told: Any) -> tuple[Parameter | Hidden, ...]:
    values = [c for c in components if _is_value(c)]
    # Where the two disagree on how many there are, only the order of /config is that of the wire.
    sure = told if isinstance(told, list) and len(told) == len(values) else [{}] * len(values)
    names = unique(_name(i, c, t) for i, (c, t) in enumerate(zip(values, sure, strict=True)))
    visible = iter([_parameter(n, c, t) for n, c, t in zip(names, values, sure, strict=True)])
    return tuple(next(visible) if _is_value(c) else _hidden(c) for c in components)


def _hidden(component: Json) -> Hidden:
    if component.get("type") == "state":
        return Hidden(None, is_state=True)
    return Hidden((component.get("props") or {}).get("value"))


def _name(position: int, component: Json, told: Json) -> str:
    given = clean(told.get("parameter_name"))[:_LONGEST_NAME]
    return given or slug(_label(component, told)) or f"param_{position}"


def _parameter(name: str, component: Json, told: Json) -> Parameter:
    props: Json = component.get("props") or {}
    kind = clean(component.get("type")).lower()
    schema = _schema(told.get("type"), component.get("api_info_as_input"), component.get("api_info"))
    has_default = told.get("parameter_has_default")
    default = told.get("parameter_default") if has_default else props.get("value")
    if has_default is None:
        has_default = default is not None
    lines = props.get("lines")
    return Parameter(
        name=name,
        label=_label(component, told) or name,
        component=kind,
        required=not has_default,
        default=default if has_default else None,
        info=words_of(props.get("info")),
        schema=schema,
        example=told.get("example_input", component.get("example_inputs")),
        choices=choices_of(props.get("choices")),
        minimum=number_of(props.get("minimum")),
        maximum=number_of(props.get("maximum")),
        step=number_of(props.get("step")),
        precision=props.get("precision") if isinstance(props.get("precision"), int) else None,
        lines=max(lines if isinstance(lines, int) else 1, 1),
        max_length=props.get("max_length") if isinstance(props.get("max_length"), int) else None,
        max_choices=props.get("max_choices") if isinstance(props.get("max_choices"), int) else None,
        placeholder=words_of(props.get("placeholder")),
        file_types=tuple(clean(t) for t in props.get("file_types") or ()),
        multiple=bool(props.get("multiselect"))
        or kind == "checkboxgroup"
        or props.get("file_count") in ("multiple", "directory"),
        custom_values=bool(props.get("allow_custom_value")),
        props=props,
        component_id=component.get("id"),
    )


def _outputs(components: Sequence[Json], told: Any) -> tuple[Return | None, ...]:
    values = [c for c in components if _is_value(c)]
    sure = told if isinstance(told, list) and len(told) == len(values) else [{}] * len(values)
    labels = [_label(c, t) for c, t in zip(values, sure, strict=True)]
    names = unique(_field(label) or _field(c.get("type")) or "value" for label, c in zip(labels, values, strict=True))
    visible = iter(
        Return(
            name=n,
            label=label or n,
            component=clean(c.get("type")).lower(),
            schema=_schema(t.get("type"), c.get("api_info_as_output"), c.get("api_info")),
            props=c.get("props") or {},
            component_id=c.get("id"),
        )
        for n, label, c, t in zip(names, labels, values, sure, strict=True)
    )
    return tuple(next(visible) if _is_value(c) else None for c in components)


def _field(label: Any) -> str:
    """Make the name of a field of a named tuple, which wants no leading underscore."""
    name = slug(label).lstrip("_")
    return f"value_{name}" if name[:1].isdigit() else name


def words_of(said: Any) -> str:
    """Give a text of the page; "" for what only Gradio's own page can translate (`gr.I18n`)."""
    text = clean(said or "")
    return "" if text.startswith("__i18n__") else text


def _label(component: Json, told: Json) -> str:
    label = (component.get("props") or {}).get("label") or told.get("label") or ""
    # /info numbers what has no label: `value_44`, `parameter_56`.
    return "" if re.fullmatch(r"(value|parameter)_\d+", str(label)) else clean(label)


def _rank(dependency: Json, by_id: Mapping[int, Json], parameters: Sequence[Parameter], outputs: Sequence[int]) -> int:
    """Order endpoints for a menu: 0 for what people come for, 3 for what only the page itself needs."""
    events, shown = set(), False
    for target in dependency.get("targets") or ():
        component, event = (*target, "click")[:2] if isinstance(target, list) else (target, "click")
        events.add(event)
        props = (by_id.get(component) or {}).get("props") or {}
        shown = shown or props.get("visible") is True or props.get("visible") is None
    fills = any((by_id.get(i) or {}).get("type") == "dataset" for i in dependency.get("inputs", []))
    clears = parameters == [] and all(o in dependency.get("inputs", []) for o in outputs) and bool(outputs)
    if fills or clears or (events and events <= {"load", "unload", "tick"}) or dependency.get("cancels"):
        return 3
    if not parameters:
        return 2
    # Chat interfaces and mcp tools register without a target: the name was made for callers.
    return 0 if (not events or (shown and events & TRIGGERS)) else 1


def _schema(*candidates: Any) -> Json:
    return next((c for c in candidates if isinstance(c, Mapping)), {})


def number_of(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def choices_of(raw: Any) -> tuple[tuple[str, Any], ...] | None:
    """Read `choices`: pairs of label and value, or bare values before 3.41/3.44."""
    if not isinstance(raw, list):
        return None
    return tuple((clean(c[0]), c[1]) if isinstance(c, list) and len(c) == 2 else (clean(c), c) for c in raw)


def slug(label: Any) -> str:
    """Make a Python name out of a label; empty where nothing is left of it."""
    name = re.sub(r"\W+", "_", str(label or "").strip()[:_LONGEST_NAME].lower()).strip("_")
    if not name:
        return ""
    return f"_{name}" if name[0].isdigit() else f"{name}_" if iskeyword(name) else name


def unique(names: Iterable[str]) -> list[str]:
    """Number the names that come again: `a`, `a_1`, `a_2`."""
    seen: set[str] = set()
    numbers: dict[str, int] = {}
    found = []
    for name in names:
        candidate = name
        while candidate in seen:
            numbers[name] = numbers.get(name, 0) + 1
            candidate = f"{name}_{numbers[name]}"
        seen.add(candidate)
        found.append(candidate)
    return found
