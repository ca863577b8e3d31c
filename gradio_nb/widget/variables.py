r"""Variables of the notebook as values of a form.

A field holds `{"__variable__": name}`, or text with `{{name}}` in it; both are read when the run
begins. `\{{name}}` is the text `{{name}}` itself. Texts of an app are escaped before the page gets
them (`literal`), so that no default or example of an app reads a variable.
"""

from __future__ import annotations

import re
import reprlib
from collections.abc import Mapping
from keyword import iskeyword
from types import FunctionType, ModuleType
from typing import Any

from ..errors import BadArgument
from ..protocol.schema import Endpoint, Parameter
from ..values import family
from .namespace import lookup, names

KEY = "__variable__"

_TEMPLATE = re.compile(r"(\\*)\{\{\s*([^\W\d]\w*)\s*\}\}")
_SECRET = re.compile(r"token|secret|passw|api_?key|credential", re.IGNORECASE)
_LISTED = 200
_SHORT = 60


def literal(text: str) -> str:
    """Escape a text, so that `fill` gives it back as it is."""
    return _TEMPLATE.sub(lambda m: "\\" + m[0], text)


def plain(text: str) -> str:
    """Undo `literal`; what stands for a variable stays."""
    return _TEMPLATE.sub(lambda m: m[0][1:] if m[1] else m[0], text)


def fill(parameter: Parameter, text: str) -> tuple[str, list[str]]:
    """Put variables into a text.

    Returns
    -------
    str
    list of str
        Names of the variables that were read.

    Raises
    ------
    BadArgument
        There is no such variable, or it is neither text nor a number.
    """
    used: list[str] = []

    def one(m: re.Match[str]) -> str:
        if m[1]:
            return m[0][1:]
        try:
            value = lookup(m[2])
        except LookupError:
            advice = f"write \\{m[0]} to send these very letters"
            raise _wrong(parameter, f"the notebook has no variable {m[2]!r}; {advice}") from None
        if not isinstance(value, str | int | float):
            raise _wrong(parameter, f"{m[2]} is a {type(value).__name__}; a text takes text and numbers")
        used.append(m[2])
        return str(value)

    return _TEMPLATE.sub(one, text), used


def read(
    spec: Endpoint, values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any], dict[str, tuple[str, ...]]]:
    """Find the values of a form that stand for variables.

    Returns
    -------
    dict
        The wire values of those parameters.
    dict
        What the caller would have given for them.
    dict
        The names of the variables that they came from.

    Raises
    ------
    BadArgument
        About all that are wrong.
    """
    wires: dict[str, Any] = {}
    given: dict[str, Any] = {}
    used: dict[str, tuple[str, ...]] = {}
    wrong: dict[str, str] = {}
    for parameter in spec.parameters:
        held, name = values.get(parameter.name), parameter.name
        try:
            if isinstance(held, Mapping) and is_variable(held):
                used[name], given[name] = (held[KEY],), _value(parameter, held[KEY])
            elif isinstance(held, str) and is_template(parameter):
                given[name], found = fill(parameter, held)
                used |= {name: tuple(dict.fromkeys(found))} if found else {}
            else:
                continue
            wires[name] = family(parameter.component).encode(parameter, given[name])
        except BadArgument as e:
            wrong[name] = e.fields.get(name, e.message)
    if wrong:
        raise BadArgument("; ".join(wrong.values()), parameter=next(iter(wrong)), fields=wrong)
    return wires, given, used


def is_variable(held: Any) -> bool:
    """Tell whether a form value stands for a variable."""
    return isinstance(held, Mapping) and isinstance(held.get(KEY), str)


def is_template(parameter: Parameter) -> bool:
    """Tell whether `{{name}}` means something in a parameter: in code and Markdown it may be part of it."""
    kind = family(parameter.component)
    return kind.control_of(parameter) == "text" and not kind.options(parameter).get("password")


def fitting(parameter: Parameter) -> list[dict[str, str]]:
    """List the variables that a parameter takes, with what they are in a few letters."""
    kind = family(parameter.component)
    listed: list[dict[str, str]] = []
    for name in names():
        try:
            value = lookup(name)
        except LookupError:  # gone meanwhile
            continue
        if not isinstance(value, ModuleType | FunctionType | type) and kind.fits(parameter, value):
            listed.append({"name": name, "shown": shown(name, value)})
        if len(listed) == _LISTED:
            break
    return listed


def shown(name: str, value: Any) -> str:
    """Print a variable in a few letters; nothing of what may be a secret."""
    if isinstance(value, str) and (_SECRET.search(name) or value.startswith("hf_")):
        return "'…'"
    kind, shape, size = type(value).__name__, getattr(value, "shape", None), getattr(value, "size", None)
    if isinstance(shape, tuple) and shape:
        return f"{kind} {' × '.join(map(str, shape))}"
    if kind == "Image" or type(value).__module__.startswith("PIL."):
        return f"{kind} {' × '.join(map(str, size))}" if isinstance(size, tuple) else kind
    text = " ".join(_SHORTLY.repr(value).split())
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"


_SHORTLY = reprlib.Repr()
_SHORTLY.maxstring = _SHORTLY.maxother = _SHORT
_SHORTLY.maxlevel = 2


def _value(parameter: Parameter, name: str) -> Any:
    if not name.isidentifier() or iskeyword(name):
        raise _wrong(parameter, f"{name!r} is no name of a variable")
    try:
        return lookup(name)
    except LookupError:
        raise _wrong(parameter, f"the notebook has no variable {name!r}") from None


def _wrong(parameter: Parameter, message: str) -> BadArgument:
    return BadArgument(f"{parameter.name}: {message}.", parameter=parameter.name, fields={parameter.name: message})
