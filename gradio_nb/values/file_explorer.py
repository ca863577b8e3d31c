"""Files among those of the app's own machine: FileExplorer."""

from __future__ import annotations

from typing import Any, ClassVar

from .base import Parameter, bad_value, register
from .helpers import describe
from .schema.forms import Schema, SchemaCodec, list_of
from .shaped import want


@register("fileexplorer")
class FileExplorer(SchemaCodec):
    """Taken and given are paths below the app's folder, as `"a/b.txt"`; these files stay where they are.

    On the wire a path is the list of its steps.
    """

    input_doc, output_doc = "paths below the folder of the app", "list of `str`"
    wire: ClassVar = {3: "list of paths, each a list of its steps"}

    def schema(self, parameter: Parameter) -> Schema:
        path: Schema = {"title": "Path", "type": "string", "minLength": 1}
        return path if _single(parameter) else list_of("Paths", path)

    def form_value(self, parameter: Parameter, shaped: Any) -> Any:
        return shaped[0] if _single(parameter) and len(shaped) == 1 else shaped

    def annotation(self, parameter: Parameter) -> Any:
        return str if _single(parameter) else list[str]

    def encode(self, parameter: Parameter, value: Any) -> Any:
        if value is None:
            return None
        paths = [value] if isinstance(value, str) else value
        if not isinstance(paths, list | tuple):
            raise bad_value(parameter, f"expected paths such as 'folder/file.txt', got {describe(value)}")
        if _single(parameter) and len(paths) > 1:
            raise bad_value(parameter, f"expected one path, got {len(paths)}")
        return [self._steps(parameter, path) for path in paths]

    def _steps(self, parameter: Parameter, path: Any) -> list[str]:
        steps = path.split("/") if isinstance(path, str) else path
        if not isinstance(steps, list) or not any(steps) or not all(isinstance(step, str) for step in steps):
            raise bad_value(parameter, f"expected a path such as 'folder/file.txt', got {describe(path)}")
        return [step for step in steps if step]

    def normalise(self, wire: Any) -> Any:
        want(isinstance(wire, list) and all(isinstance(path, list) for path in wire), "list of paths")
        return ["/".join(map(str, path)) for path in wire]


def _single(parameter: Parameter) -> bool:
    return parameter.props.get("file_count") == "single"
