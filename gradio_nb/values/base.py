"""What a family of components has to say about its values.

A family is a subclass of `Codec` in a module of its own, registered for the names of its
components with `@register("textbox", ...)`. It is pure: files to be sent are put into the
wire value as `Upload`, files that came are asked for through `fetch`.
"""

from __future__ import annotations

import typing
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar

from ..errors import BadArgument
from ..frozen import Frozen
from ..protocol.filedata import FileData, is_file, replace_files
from ..protocol.filedata import parse as parse_file
from ..protocol.schema import Parameter, Return

Fetch = Callable[[FileData], Path]


_LOOKED_AT = 1000
"""Items of a list that are looked at to tell whether it fits."""


class FileLike:
    """Annotation of parameters that take a file.

    Taken are paths, URLs, bytes, open binary files, PIL images, numpy arrays (images and
    audio), and values that an earlier job gave.
    """


class Upload(Frozen):
    """A file to be sent before the job, standing in its wire value until it has been.

    Attributes
    ----------
    source : Path, bytes or binary file object
    name : str
    mime_type : str or None
    origin : FileData or None
        The file of an app that `source` was downloaded from: that app may still have it.
    """

    source: Any
    name: str
    mime_type: str | None = None
    origin: FileData | None = None


class GeneratedFile(Frozen):
    """A file that is made of a value when the panel asks for it.

    Attributes
    ----------
    name : str
    mime_type : str
    make : callable
        Gives its bytes.
    """

    name: str
    mime_type: str
    make: Callable[[], bytes]


class Codec:
    """How the values of one family of components travel.

    Attributes
    ----------
    control : str
        Name of the control that the panel draws; one of those registered in `js/src/inputs`.
    kind : str
        Name of the viewer that the panel draws; one of those registered in `js/src/outputs`.
    input_doc, output_doc : str
        What a caller may pass, and what the caller gets: for `docs/components.md`.
    wire : mapping of int to str
        How a value travels, by the generation of Gradio that began with it (docs/protocol.md §12).
    """

    control = "json"
    kind = "json"
    input_doc = output_doc = ""
    wire: ClassVar[Mapping[int, str]] = {}

    def control_of(self, parameter: Parameter) -> str:
        """Name the panel's control for this parameter."""
        return self.control

    def is_multiple(self, parameter: Parameter) -> bool:
        """Whether the control takes several files or choices."""
        return parameter.multiple

    def options(self, parameter: Parameter) -> dict[str, Any]:
        """Give whatever only this control wants to know; JSON."""
        return {}

    def annotation(self, parameter: Parameter) -> Any:
        """Give the Python type a caller should think of."""
        return Any

    def nullable(self, parameter: Parameter) -> bool:
        """Whether None is a value of it."""
        return True

    def accepts(self, parameter: Parameter, value: Any) -> bool:
        """Tell cheaply whether a variable of the notebook may be a value of it."""
        if isinstance(value, list | tuple | set | dict) and len(value) > _LOOKED_AT:
            return True
        try:
            self.encode(parameter, value)
        except BadArgument:
            return False
        return value is not None

    def encode(self, parameter: Parameter, value: Any) -> Any:
        """Check a value of the caller and turn it into its wire form.

        Parameters
        ----------
        parameter : Parameter
        value : object
            What the caller gave, or JSON that came from the panel.

        Returns
        -------
        object
            JSON, with an `Upload` where a local file is to stand. A `FileData` is already on
            the server and is sent as it is (`FileData.wire`).

        Raises
        ------
        BadArgument
            With `parameter` set, and a message that says what would be right.
        """
        return value

    def decode(self, output: Return, wire: Any, fetch: Fetch) -> Any:
        """Turn a wire value into what the caller gets.

        Parameters
        ----------
        output : Return
        wire : object
            Updates are unwrapped already. None is always given as None, without asking.
        fetch : callable
            Downloads a file, gives its local path. Raises DownloadFailed.
        """
        return replace_files(wire, lambda file: str(fetch(file)))

    def view(self, output: Return, wire: Any) -> dict[str, Any]:
        """Say how the panel draws a wire value, without fetching anything.

        Returns
        -------
        dict
            `kind`, `value` (JSON, with a FileData wherever a file stands) and whatever else
            the viewer of that kind wants.
        """
        return {"kind": self.kind, "value": replace_files(wire, lambda file: file)}

    def generated_files(self, output: Return, wire: Any) -> dict[str, GeneratedFile]:
        """Name the files that can be made of a wire value, by the key under which the viewer finds them."""
        return {}

    def to_form(self, parameter: Parameter, wire: Any) -> Any:
        """Turn a default or an example into what the panel's control holds.

        `encode` takes it back. JSON, with a FileData wherever a file stands.
        """
        return replace_files(wire, lambda file: file)


_families: dict[str, Codec] = {}


def registered() -> frozenset[str]:
    """Name all components that have a family on purpose."""
    return frozenset(_families)


def register(*components: str) -> Callable[[type[Codec]], type[Codec]]:
    """Make a family responsible for components, named in lower case."""

    def add(cls: type[Codec]) -> type[Codec]:
        family = cls()
        for name in components:
            _families[name] = family
        return cls

    return add


def family(component: str) -> Codec:
    """Find the family of a component; one nobody registered travels as JSON does."""
    return _families.get(component.lower()) or _families["json"]


def bad_value(parameter: Parameter, message: str, *, hint: str | None = None) -> BadArgument:
    """Make the error for a wrong value; the message goes on after the parameter's name."""
    return BadArgument(f"{parameter.name}: {message}", parameter=parameter.name, hint=hint)


def type_text(annotation: Any) -> str:
    """Print an annotation as people write it: `str`, `list[str]`, `'a' | 'b'`, `file`."""
    if annotation is FileLike:
        return "file"
    if annotation is type(None):
        return "None"
    origin, args = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is typing.Literal:
        return " | ".join(map(repr, args))
    if origin is not None and args:
        if str(origin) in ("typing.Union", "<class 'types.UnionType'>"):
            return " | ".join(map(type_text, args))
        return f"{origin.__name__}[{', '.join(map(type_text, args))}]"
    return getattr(annotation, "__name__", str(annotation))


__all__ = [
    "Codec", "Fetch", "FileData", "FileLike", "GeneratedFile", "Mapping", "Parameter", "Return", "Upload",
    "bad_value", "family", "is_file", "parse_file", "register", "replace_files", "type_text",
]  # fmt: skip
