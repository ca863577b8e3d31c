"""The parameters of an endpoint as standard ipywidgets, for people who build dashboards of their own."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

import ipywidgets

from ...client import Endpoint
from ...client.arguments import no_parameter, password_parameters
from ...client.endpoint import annotation
from ...protocol.schema import Parameter
from ...values import FileLike, Upload, family
from ...values.base import bad_value
from ..password import PasswordField

_OPTIONS = {"manual": True, "manual_name": "Run", "auto_display": True}
_LAYOUT = {"width": "32em", "max_width": "100%"}

# Their value is text, and JSON within it.
_AS_JSON = ("json", "schema", "table", "chat", "model")
_FILES = {"image": "image/*", "audio": "audio/*", "video": "video/*", "file": ""}


class Controls(dict[str, Any]):
    """Widgets by the name of their parameter.

    Examples
    --------
    >>> controls = app["/paint"].controls()  # doctest: +SKIP
    >>> app["/paint"](**controls.read())  # doctest: +SKIP
    """

    def __init__(self, endpoint: Endpoint) -> None:
        super().__init__({name: control(parameter) for name, parameter in endpoint.parameters.items()})
        self._endpoint = endpoint

    def read(self) -> dict[str, Any]:
        """Give what the widgets hold as arguments of the endpoint; what is left empty is left out.

        Raises
        ------
        BadArgument
            Where a text should be JSON and is none.
        """
        return arguments(self._endpoint, {name: widget.value for name, widget in self.items()})


def interactive(
    endpoint: Endpoint, options: Mapping[str, Any] | None = None, /, **overrides: Any
) -> ipywidgets.interactive:
    """Make an `ipywidgets.interactive` that runs an endpoint and shows its result, and of several outputs each.

    Parameters
    ----------
    endpoint : Endpoint
    options : mapping, optional
        Those of `ipywidgets.interactive`. Unless `{"manual": False}` is among them, a button runs it: on a server
        with a queue, a run for each step of a slider would be too much.
    **overrides
        Widgets, abbreviations such as `(1, 50)`, `["a", "b"]` or a value, and `fixed(...)`, by parameter.

    Raises
    ------
    BadArgument
        For a name that is no parameter.
    """
    given = {name: widget for name, widget in Controls(endpoint).items() if name not in overrides}
    for name in overrides:
        if name not in endpoint.parameters:
            raise no_parameter(endpoint.spec, name)
    # ipywidgets would make a text field of a text, and its value would be saved with the notebook.
    for name in password_parameters(endpoint.spec) & overrides.keys():
        if isinstance(overrides[name], str):
            given[name] = control(endpoint.parameters[name])
            given[name].value = overrides.pop(name)
    # In the order of the app.
    widgets = {name: overrides.get(name, given.get(name)) for name in endpoint.parameters}

    chosen = {**_OPTIONS, **(options or {})}

    def run(**values: Any) -> Any:
        value = endpoint(**arguments(endpoint, values))
        if chosen["auto_display"]:
            _show_parts(value)
        return value

    made = ipywidgets.interactive(run, chosen, **widgets)
    for name, child in zip(widgets, made.kwargs_widgets, strict=True):
        if isinstance(child, ipywidgets.Widget) and child is not widgets[name]:  # made of an abbreviation
            _dress(child, endpoint.parameters[name])
        elif getattr(child, "description", None) == name:
            child.description = endpoint.parameters[name].label
    return made


def _show_parts(value: Any) -> None:
    """Show those of several outputs that are more than a text: of all together only the `repr` is shown."""
    from IPython.display import display

    for part in value if hasattr(value, "_fields") else ():
        if hasattr(part, "_repr_html_") or hasattr(part, "_repr_mimebundle_"):
            display(part)


def arguments(endpoint: Endpoint, held: Mapping[str, Any]) -> dict[str, Any]:
    """Turn values of widgets into arguments of an endpoint; those of None are left to their defaults."""
    read = {name: _read(endpoint.parameters[name], value) for name, value in held.items()}
    return {name: value for name, value in read.items() if value is not None}


def _read(parameter: Parameter, value: Any) -> Any:
    kind = family(parameter.component)
    if isinstance(value, tuple) and all(isinstance(item, Mapping) and "content" in item for item in value):
        if value:  # of a FileUpload
            files = [Upload(bytes(item["content"]), item["name"], item["type"] or None) for item in value]
            return files if kind.is_multiple(parameter) else files[0]
        return [] if kind.is_multiple(parameter) and kind.control_of(parameter) not in _FILES else None
    if isinstance(value, tuple | list) and kind.is_multiple(parameter):
        return [_choice(parameter, item) for item in value]
    if isinstance(value, str) and kind.control_of(parameter) in _AS_JSON:
        return _from_json(parameter, value)
    if value == "" and not parameter.required and parameter.default is None:
        return None
    return _choice(parameter, value)


def _choice(parameter: Parameter, value: Any) -> Any:
    """Give the value that a text stands for, where a widget of texts offers choices of other types."""
    texts = {str(choice): choice for _, choice in parameter.choices or ()} if parameter.custom_values else {}
    return texts.get(value, value) if isinstance(value, str) else value


def _from_json(parameter: Parameter, text: str) -> Any:
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except ValueError as error:
        raise bad_value(parameter, f"expected JSON: {error}") from None


def control(parameter: Parameter) -> ipywidgets.ValueWidget:
    """Make the widget of a parameter."""
    name = family(parameter.component).control_of(parameter)
    make = _CONTROLS.get(name, _json)
    made = make(parameter, _default(parameter))
    _dress(made, parameter)
    return made


def _dress(widget: Any, parameter: Parameter) -> None:
    """Give a widget the label and the size that all of them have."""
    widget.description = parameter.label
    widget.style.description_width = "10em"
    widget.tooltip = parameter.info or parameter.label
    if not isinstance(widget, ipywidgets.FileUpload | ipywidgets.Checkbox):
        widget.layout = ipywidgets.Layout(**_LAYOUT)


def _default(parameter: Parameter) -> Any:
    return None if parameter.required else parameter.default


def _text(parameter: Parameter, default: Any) -> Any:
    options = {"value": default if isinstance(default, str) else "", "placeholder": parameter.placeholder}
    if family(parameter.component).options(parameter).get("password"):
        return PasswordField(**options)
    return ipywidgets.Textarea(rows=parameter.lines, **options) if parameter.lines > 1 else ipywidgets.Text(**options)


def _code(parameter: Parameter, default: Any) -> Any:
    return ipywidgets.Textarea(default if isinstance(default, str) else "", rows=8)


def _json(parameter: Parameter, default: Any) -> Any:
    text = "" if default is None else json.dumps(default, ensure_ascii=False, indent=1)
    return ipywidgets.Textarea(text, placeholder="JSON", rows=4)


def _by_schema(parameter: Parameter, default: Any) -> Any:
    """Two pictures to compare are chosen as any files are."""
    return (
        _file(parameter, default) if annotation(parameter) == tuple[FileLike, FileLike] else _json(parameter, default)
    )


def _number(parameter: Parameter, default: Any) -> Any:
    low, high = parameter.minimum, parameter.maximum
    whole = annotation(parameter) is int
    value = default if isinstance(default, int | float) else low if low is not None else 0
    if low is not None and high is not None:
        bounded = ipywidgets.BoundedIntText if whole else ipywidgets.BoundedFloatText
        return bounded(value=_cast(whole, value), min=_cast(whole, low), max=_cast(whole, high))
    return ipywidgets.IntText(int(value)) if whole else ipywidgets.FloatText(value)


def _slider(parameter: Parameter, default: Any) -> Any:
    whole = annotation(parameter) is int
    low, high = (_cast(whole, bound) for bound in (parameter.minimum or 0, parameter.maximum or 100))
    value = _cast(whole, default) if isinstance(default, int | float) else low
    made = ipywidgets.IntSlider if whole else ipywidgets.FloatSlider
    return made(value=value, min=low, max=high, step=_cast(whole, parameter.step or (1 if whole else 0.01)))


def _cast(whole: bool, value: float) -> int | float:
    return int(value) if whole else float(value)


def _checkbox(parameter: Parameter, default: Any) -> Any:
    return ipywidgets.Checkbox(bool(default), indent=True)


def _choices(parameter: Parameter) -> list[tuple[str, Any]]:
    return list(parameter.choices or ())


def _one_of(widget: Callable[..., Any]) -> Callable[[Parameter, Any], Any]:
    def make(parameter: Parameter, default: Any) -> Any:
        options = _choices(parameter)
        return widget(options=options, value=default if default in [value for _, value in options] else None)

    return make


def _dropdown(parameter: Parameter, default: Any) -> Any:
    if family(parameter.component).is_multiple(parameter):
        if parameter.custom_values:
            return ipywidgets.TagsInput(value=list(map(str, default or ())))
        return _several(parameter, default)
    if parameter.custom_values:
        offered = [str(value) for _, value in _choices(parameter)]
        return ipywidgets.Combobox(value="" if default is None else str(default), options=offered)
    return _one_of(ipywidgets.Dropdown)(parameter, default)


def _several(parameter: Parameter, default: Any) -> Any:
    options = _choices(parameter)
    known = [value for _, value in options]
    chosen = [value for value in default if value in known] if isinstance(default, list) else []
    return ipywidgets.SelectMultiple(options=options, value=chosen, rows=min(max(len(options), 2), 8))


def _color(parameter: Parameter, default: Any) -> Any:
    hexadecimal = isinstance(default, str) and default.startswith("#")
    return ipywidgets.ColorPicker(value=default if hexadecimal else "black")


def _datetime(parameter: Parameter, default: Any) -> Any:
    timed = family(parameter.component).options(parameter).get("include_time")
    return ipywidgets.NaiveDatetimePicker() if timed else ipywidgets.DatePicker()


def _file(parameter: Parameter, default: Any) -> Any:
    kind = family(parameter.component)
    types = [f"{t}/*" if t in ("image", "audio", "video", "text") else t for t in parameter.file_types if t != "file"]
    accept = ",".join(types) or _FILES.get(kind.control_of(parameter), "")
    return ipywidgets.FileUpload(accept=accept, multiple=kind.is_multiple(parameter))


_CONTROLS: dict[str, Callable[[Parameter, Any], Any]] = {
    "schema": _by_schema,
    "text": _text,
    "code": _code,
    "multimodal": _text,
    "number": _number,
    "slider": _slider,
    "checkbox": _checkbox,
    "checkboxgroup": _several,
    "radio": _one_of(ipywidgets.RadioButtons),
    "dropdown": _dropdown,
    "color": _color,
    "datetime": _datetime,
    **dict.fromkeys(_FILES, _file),
}
