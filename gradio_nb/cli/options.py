"""The options of the commands; those of `call` and of its help are made from the endpoint."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from .. import errors
from ..client.arguments import merge_inputs
from ..client.endpoint import annotation, details, short_repr
from ..protocol.schema import Endpoint, Parameter
from ..values import type_text
from .convert import item_kind, read_item, read_option
from .credentials import add_credentials


def add_common(parser: argparse.ArgumentParser) -> None:
    """Add the options that every command has."""
    group = parser.add_argument_group("general options")
    group.add_argument("--json", action="store_true", help="print JSON")
    add_credentials(group)
    group.add_argument("-q", "--quiet", action="store_true", help="tell only of errors")
    group.add_argument("-v", "--verbose", action="store_true", help="tell of every request")


def add_calling(parser: argparse.ArgumentParser) -> None:
    """Add the options of `call`, without those of the endpoint."""
    group = parser.add_argument_group("options of call")
    group.add_argument("--inputs", metavar="JSON", help="values by name; @FILE or - reads them from there")
    group.add_argument("--out", metavar="DIR", default=".", help="where files of the result go (default: here)")
    group.add_argument("--timeout", metavar="SECONDS", type=float, help="cancel when it takes longer")
    group.add_argument(
        "--retries", metavar="N", type=int, default=0, help="more tries when the line breaks or the server is busy"
    )
    add_common(parser)


def calling(prog: str) -> argparse.ArgumentParser:
    """Make a parser for what is known of a call before its endpoint is."""
    usage = f"{prog} call SRC [/ENDPOINT] [--PARAMETER VALUE ...] [options]"
    parser = argparse.ArgumentParser(prog, usage, add_help=False, allow_abbrev=False)
    add_calling(parser)
    return parser


def for_endpoint(prog: str, src: str, spec: Endpoint) -> argparse.ArgumentParser:
    """Make the parser of a call, with an option for each parameter."""
    parser = argparse.ArgumentParser(
        prog=prog,
        # No usage of argparse's own making: it stumbles over what people put into labels.
        usage=_escaped(f"{prog} call {src} {spec.name} [--PARAMETER VALUE ...] [options]"),
        description=_escaped(spec.description) or None,
        allow_abbrev=False,
    )
    group = parser.add_argument_group(_escaped(f"parameters of {spec.name}"))
    taken = set(calling(prog)._option_string_actions) | {"-h", "--help"}
    for parameter in spec.parameters:
        _add(group, parameter, taken)
    add_calling(parser)
    return parser


def values(spec: Endpoint, options: argparse.Namespace) -> dict[str, Any]:
    """Collect the values that were given, by parameter name.

    Raises
    ------
    UsageError
        When `--inputs` cannot be read, or has a value that is also given as an option.
    """
    given = {p.name: vars(options)[_dest(p)] for p in spec.parameters if _dest(p) in options}
    return merge_inputs(given, None if options.inputs is None else _object(options.inputs))


def _add(group: Any, parameter: Parameter, taken: set[str]) -> None:
    kind, item = annotation(parameter), item_kind(parameter)
    told: dict[str, Any] = {"dest": _dest(parameter), "default": argparse.SUPPRESS}
    names = _flags(parameter, taken)
    against = [f"--no-{name[2:]}" for name in names]
    taken.update(names, against)
    if kind is bool:
        group.add_argument(*names, action="store_const", const=True, help=_help(parameter), **told)
        group.add_argument(*against, action="store_const", const=False, help="the contrary", **told)
    elif item is not None:
        many = {"nargs": "+", "action": "extend", "type": _reader(parameter, read_item)}
        group.add_argument(*names, metavar=_metavar(item), help=_help(parameter), **many, **told)
    else:
        one = {"type": _reader(parameter, read_option)}
        group.add_argument(*names, metavar=_metavar(kind), help=_help(parameter), **one, **told)


def _dest(parameter: Parameter) -> str:
    return f"value of {parameter.name}"


def _flags(parameter: Parameter, taken: set[str]) -> list[str]:
    """Name the options of a parameter; one whose name is taken is `--input-NAME`."""
    name = re.sub(r"\s+", "-", parameter.name.strip())
    for prefix in ("--", "--input-", "--input-input-"):
        names = list(dict.fromkeys((f"{prefix}{name.replace('_', '-')}", f"{prefix}{name}")))
        if not taken.intersection([*names, *(f"--no-{n[2:]}" for n in names)]):
            return names
    raise errors.UsageError(f"There is no option left for {parameter.name!r}.", hint="Give it in --inputs.")


def _help(parameter: Parameter) -> str:
    needed = "required" if parameter.required else f"default: {short_repr(parameter.default, annotation(parameter))}"
    return _escaped(f"{details(parameter)} ({needed})".strip())


def _metavar(kind: Any) -> str:
    text = type_text(kind)
    return {"Any": "VALUE", "str": "TEXT", "file": "FILE"}.get(text, text if len(text) <= 40 else "VALUE")


def _escaped(text: str) -> str:
    return text.replace("%", "%%")


def _reader(parameter: Parameter, reader: Callable[[Parameter, str], Any]) -> Callable[[str], Any]:
    def typed(text: str) -> Any:
        try:
            return reader(parameter, text)
        except errors.BadArgument as e:
            raise argparse.ArgumentTypeError(e.fields.get(parameter.name, e.message)) from None

    return typed


def _object(text: str) -> Mapping[str, Any]:
    try:
        if text == "-":
            text = sys.stdin.read()
        elif text.startswith("@"):
            text = Path(text[1:]).read_text(encoding="utf-8")
        found = json.loads(text)
    except (OSError, ValueError) as e:
        raise errors.UsageError(f"--inputs cannot be read: {e}", hint='It is JSON such as {"text": "hi"}.') from None
    if not isinstance(found, dict):
        raise errors.UsageError("--inputs is no object.", hint='It is JSON such as {"text": "hi"}.')
    return found
