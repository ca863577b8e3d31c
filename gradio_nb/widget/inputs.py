"""The form as attributes: `app.inputs.prompt = "a cat"`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from typing import Any

from ..client.arguments import no_parameter
from ..client.endpoint import annotation, short_repr
from ..errors import BadArgument
from ..protocol.filedata import FileData
from ..protocol.schema import Endpoint, Parameter
from ..values import family
from ..values.base import Upload
from .comm.file_refs import KEY, FileRefs
from .notebook import variables
from .notebook.namespace import lookup
from .views import form_value


def fetched(value: Any, fetch: Callable[[FileData], Any]) -> Any:
    """Copy a value with what `fetch` gives in place of each file of a server, and its source in place of an upload."""
    if isinstance(value, FileData):
        return fetch(value)
    if isinstance(value, Upload):
        return value.source
    if isinstance(value, list):
        return [fetched(v, fetch) for v in value]
    if isinstance(value, Mapping):
        return {k: fetched(v, fetch) for k, v in value.items()}
    return value


class Inputs(MutableMapping[str, Any]):
    """What the form of an endpoint holds, both ways.

    Read and set by attribute or by key; deleting one puts its default back. Values are checked
    when they are set.
    """

    _spec: Endpoint
    _draft: dict[str, Any]

    def __init__(
        self,
        spec: Endpoint,
        draft: dict[str, Any],
        refs: FileRefs,
        fetch: Callable[[FileData], Any],
        changed: Callable[[], None],
    ) -> None:
        vars(self).update(_spec=spec, _draft=draft, _refs=refs, _fetch=fetch, _changed=changed)

    def _parameter(self, name: str) -> Parameter:
        found = {p.name: p for p in self._spec.parameters}
        if name not in found:
            raise no_parameter(self._spec, name)
        return found[name]

    def __getitem__(self, name: str) -> Any:
        parameter = self._parameter(name)
        if name in self._draft:
            held = self._draft[name]
            if variables.is_variable(held):
                return lookup(held[variables.KEY])
            if variables.is_template(parameter):
                held = variables.each(held, variables.plain)
            return fetched(self._refs.load(held), self._fetch)
        return fetched(family(parameter.component).to_form(parameter, parameter.default), self._fetch)

    def __setitem__(self, name: str, value: Any) -> None:
        parameter = self._parameter(name)
        wire = family(parameter.component).encode(parameter, value)
        self._draft[name] = form_value(parameter, wire, self._refs)
        self._changed()

    def __delitem__(self, name: str) -> None:
        self._parameter(name)
        self._draft.pop(name, None)
        self._changed()

    def __iter__(self) -> Iterator[str]:
        return iter([p.name for p in self._spec.parameters])

    def __len__(self) -> int:
        return len(self._spec.parameters)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        try:
            return self[name]
        except BadArgument as e:
            raise AttributeError(str(e)) from None

    def __setattr__(self, name: str, value: Any) -> None:
        self[name] = value

    def __delattr__(self, name: str) -> None:
        del self[name]

    def __dir__(self) -> list[str]:
        return [p.name for p in self._spec.parameters]

    def __repr__(self) -> str:
        return f"Inputs({', '.join(f'{p.name}={self._shown(p)}' for p in self._spec.parameters)})"

    def _shown(self, parameter: Parameter) -> str:
        """Print a value without fetching a file or telling a password."""
        if family(parameter.component).options(parameter).get("password"):
            return "'…'"
        held = self._draft.get(parameter.name, parameter.default)
        return (
            repr(held["name"]) if isinstance(held, Mapping) and KEY in held else short_repr(held, annotation(parameter))
        )
