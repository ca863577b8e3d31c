r"""Variables of the notebook as values of a form.

A field holds `{"__variable__": name}`, or text with `{{name}}` in it, be that all of its value or a part;
both are read when the run begins. `\{{name}}` is the text `{{name}}` itself. Texts of an app are escaped
before the page gets them (`escaped`), so that no default, example or choice of an app reads a variable.
"""

from __future__ import annotations

import re
import reprlib
from collections.abc import Callable, Mapping
from keyword import iskeyword
from types import FunctionType, ModuleType
from typing import Any, TypeGuard

from ...errors import BadArgument
from ...protocol.schema import Endpoint, Parameter
from ...values import family
from ..comm.file_refs import KEY as FILE
from .namespace import lookup, names

KEY = "__variable__"

_WRITTEN = frozenset(("text", "code", "multimodal", "schema"))
"""Controls in which people write what is sent as text."""

_IN_SCHEMA = frozenset(("default", "enum", "const"))
"""Where a schema has values that its form may come to hold."""

# One backslash is enough to know that a name is escaped; to match a run of them would take quadratic time. The name is
# whatever Python accepts as an identifier, and only ASCII blanks may surround it, because `\s` differs between Python
# and JavaScript. `js/src/template.ts` has the same grammar; tests/fixtures/templates.json tests both.
_TEMPLATE = re.compile(r"(\\?)\{\{[ \t\r\n]*([^ \t\r\n{}\\]+)[ \t\r\n]*\}\}")
_SECRET = re.compile(r"token|secret|passw|api_?key|credential", re.IGNORECASE)
_LISTED = 200
_SHORT = 60


def literal(text: str) -> str:
    """Escape a text, so that `fill` gives it back as it is."""
    return _TEMPLATE.sub(lambda m: "\\" + m[0] if m[2].isidentifier() else m[0], text)


def plain(text: str) -> str:
    """Undo `literal`; what stands for a variable stays."""
    return _TEMPLATE.sub(lambda m: m[0][1:] if m[1] and m[2].isidentifier() else m[0], text)


def escaped(parameter: Parameter, held: Any) -> Any:
    """Escape what an app wants a control to hold."""
    return each(held, literal) if is_template(parameter) else held


def escaped_schema(schema: Any) -> Any:
    """Escape the values in a schema that its form may come to hold."""
    if isinstance(schema, Mapping):
        return {k: each(v, literal) if k in _IN_SCHEMA else escaped_schema(v) for k, v in schema.items()}
    return [escaped_schema(part) for part in schema] if isinstance(schema, list) else schema


def each(held: Any, change: Callable[[str], str]) -> Any:
    """Copy what a control holds with each of its texts changed; what is said of a file is none."""
    if isinstance(held, str):
        return change(held)
    if isinstance(held, Mapping):
        return held if FILE in held else {key: each(part, change) for key, part in held.items()}
    return [each(part, change) for part in held] if isinstance(held, list) else held


def fill(parameter: Parameter, held: Any) -> tuple[Any, list[str]]:
    """Put variables into the texts that a control holds.

    Returns
    -------
    object
    list of str
        Names of the variables that were read.

    Raises
    ------
    BadArgument
        There is no such variable, or it is neither text nor a number.
    """
    used: list[str] = []

    def one(m: re.Match[str]) -> str:
        if not m[2].isidentifier():
            return m[0]
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

    return each(held, lambda text: _TEMPLATE.sub(one, text)), used


def read(
    spec: Endpoint, values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any], dict[str, tuple[str, ...]]]:
    """Find the values of a form that stand for variables.

    Returns
    -------
    dict
        All that the form holds, with the texts as they are meant.
    dict
        The wire values of the parameters that are variables as a whole.
    dict
        What the caller would have given for these.
    dict
        The names of the variables that a parameter came from.

    Raises
    ------
    BadArgument
        About all that are wrong.
    """
    filled = dict(values)
    wires: dict[str, Any] = {}
    given: dict[str, Any] = {}
    used: dict[str, tuple[str, ...]] = {}
    wrong: dict[str, str] = {}
    for parameter in spec.parameters:
        held, name = values.get(parameter.name), parameter.name
        try:
            if is_variable(held):
                used[name], given[name] = (held[KEY],), _value(parameter, held[KEY])
                wires[name] = family(parameter.component).encode(parameter, given[name])
            elif held is not None and is_template(parameter):
                filled[name], found = fill(parameter, held)
                used |= {name: tuple(dict.fromkeys(found))} if found else {}
        except BadArgument as e:
            wrong[name] = e.fields.get(name, e.message)
    if wrong:
        raise BadArgument("; ".join(wrong.values()), parameter=next(iter(wrong)), fields=wrong)
    return filled, wires, given, used


def is_variable(held: Any) -> TypeGuard[Mapping[str, Any]]:
    """Tell whether a form value stands for a variable."""
    return isinstance(held, Mapping) and isinstance(held.get(KEY), str)


def is_template(parameter: Parameter) -> bool:
    """Tell whether `{{name}}` means something in the texts of a parameter, and not what its own language says."""
    kind = family(parameter.component)
    options = kind.options(parameter)
    is_ours = not options.get("password") and options.get("language") != "jinja2"
    return is_ours and kind.control_of(parameter) in _WRITTEN


def fitting(parameter: Parameter) -> list[dict[str, str]]:
    """List the variables that a parameter takes, with what they are in a few letters."""
    kind = family(parameter.component)
    listed: list[dict[str, str]] = []
    for name in names():
        try:
            value = lookup(name)
        except LookupError:  # gone meanwhile
            continue
        if not isinstance(value, ModuleType | FunctionType | type) and kind.accepts(parameter, value):
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
