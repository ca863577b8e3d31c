"""The arguments of a call into the data that is sent. Everything is checked before anything leaves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import BadArgument, UnknownEndpoint
from ..protocol.filedata import FileData, replace_files
from ..protocol.schema import Endpoint, Hidden, Parameter
from ..values import family


def bind(endpoint: Endpoint, args: Sequence[Any], kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """Match values to parameters.

    Returns
    -------
    dict
        By parameter name, in the order of the endpoint; those left out are not in it.

    Raises
    ------
    BadArgument
        For a name that does not exist, one given twice, too many values, or a missing one.
    """
    parameters = endpoint.parameters
    names = [p.name for p in parameters]
    if len(args) > len(names):
        raise BadArgument(
            f"{endpoint.name} takes {len(names)} values, got {len(args)}.",
            hint=f"Its parameters are: {_listed(names)}.",
        )
    given = dict(zip(names, args, strict=False))
    for name, value in kwargs.items():
        if name not in names:
            raise no_parameter(endpoint, name)
        if name in given:
            raise BadArgument(f"{name} is given twice, by position and by name.", parameter=name, hint="Give it once.")
        given[name] = value
    missing = [p.name for p in parameters if p.required and p.name not in given]
    if missing:
        raise BadArgument(
            f"{endpoint.name} needs {_listed(missing)}.",
            parameter=missing[0],
            fields=dict.fromkeys(missing, "needs a value"),
            hint=f"Call it as {endpoint.name.lstrip('/')}({', '.join(f'{n}=…' for n in missing)}).",
        )
    return {name: given[name] for name in names if name in given}


def no_parameter(endpoint: Endpoint, name: str) -> BadArgument:
    """Make the error for a name that is no parameter of an endpoint."""
    names = [p.name for p in endpoint.parameters]
    return BadArgument(
        f"{endpoint.name} has no parameter {name!r}.{did_you_mean(name, names)}",
        parameter=name,
        hint=f"Its parameters are: {_listed(names)}.",
    )


def merge_inputs(kwargs: Mapping[str, Any], inputs: Mapping[str, Any] | None) -> dict[str, Any]:
    """Join the two ways of giving values by name.

    Raises
    ------
    BadArgument
        For a name in both.
    """
    for name in inputs or ():
        if name in kwargs:
            raise BadArgument(f"{name} is given twice.", parameter=name, hint="Give it once.")
    return {**kwargs, **(inputs or {})}


def encode_arguments(endpoint: Endpoint, given: Mapping[str, Any]) -> list[Any]:
    """Check values and put them into the order of the wire, State and other hidden inputs among them.

    Raises
    ------
    BadArgument
        About all values that are wrong, not only the first.
    """
    data: list[Any] = []
    wrong: list[BadArgument] = []
    for slot in endpoint.inputs:
        try:
            data.append(_wire(endpoint, slot, given))
        except BadArgument as e:
            wrong.append(e)
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        fields = {name: text for e in wrong for name, text in e.fields.items()}
        raise BadArgument("; ".join(e.message for e in wrong), parameter=wrong[0].parameter, fields=fields)
    return data


def _wire(endpoint: Endpoint, slot: Parameter | Hidden, given: Mapping[str, Any]) -> Any:
    if isinstance(slot, Hidden):
        return slot.value
    if slot.name not in given:
        return slot.default
    value = _mark_server_files(endpoint, slot, given[slot.name])
    return _to_wire(family(slot.component).encode(slot, value))


def _mark_server_files(endpoint: Endpoint, slot: Parameter, value: Any) -> Any:
    """Mark the files in a value that come from a default or an example of the app.

    They are on the server. Taken for local paths, they would let an app ask for any file of this machine.
    """
    offered = _files_in([slot.default, *(example.values.get(slot.name) for example in endpoint.examples)])
    if not offered or not any(file in offered for file in _files_in(value)):
        return value
    return replace_files(value, lambda file: file if file in offered else file.wire)


def password_parameters(endpoint: Endpoint) -> set[str]:
    """Name the parameters that are typed unseen: textboxes for passwords."""
    return {p.name for p in endpoint.parameters if family(p.component).options(p).get("password")}


def _files_in(value: Any) -> list[FileData]:
    found: list[FileData] = []
    replace_files(value, found.append)
    return found


def _to_wire(value: Any) -> Any:
    if isinstance(value, FileData):
        return value.wire
    if isinstance(value, dict):
        return {k: _to_wire(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_to_wire(v) for v in value]
    return value


def find_endpoint(endpoints: Mapping[str, Any], name: str | None, fn_index: int | None = None) -> Any:
    """Find an endpoint by its name (with or without the slash), by its index, or as the only one.

    Raises
    ------
    UnknownEndpoint
    """
    names = list(endpoints)
    if fn_index is not None:
        for endpoint in endpoints.values():
            if endpoint.fn_index == fn_index:
                return endpoint
        raise UnknownEndpoint(f"The app has no endpoint with fn_index {fn_index}.", hint=f"It has {_listed(names)}.")
    if name is not None:
        found = endpoints.get(name) or endpoints.get(f"/{name.lstrip('/')}")
        if found is None:
            raise UnknownEndpoint(
                f"The app has no endpoint {name!r}.{did_you_mean(f'/{name.lstrip(chr(47))}', names)}",
                hint=f"It has {_listed(names)}.",
            )
        return found
    useful = [e for e in endpoints.values() if e.public and e.rank < 3]
    if len(useful) == 1:
        return useful[0]
    if "/predict" in endpoints:
        return endpoints["/predict"]
    if not useful:
        raise UnknownEndpoint("The app has no endpoint that can be called.")
    raise UnknownEndpoint(
        "The app has several endpoints.", hint=f"Choose with api_name=: {_listed(e.name for e in useful)}."
    )


def did_you_mean(name: str, names: Sequence[str]) -> str:
    """Suggest the nearest name, as a sentence with a blank before it; empty where nothing is near."""
    import difflib

    near = difflib.get_close_matches(name, names, n=1, cutoff=0.5)
    return f" Did you mean {near[0]!r}?" if near else ""


def _listed(names: Any) -> str:
    return ", ".join(map(str, names)) or "none"
