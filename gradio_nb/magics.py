"""`%gradio` and `%%gradio`, after `%load_ext gradio_nb`."""

from __future__ import annotations

import ast
import shlex
from typing import Any

from IPython.core.error import UsageError as MagicError
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.magic import Magics, line_cell_magic, magics_class

from .client.arguments import find_endpoint
from .client.endpoint import annotation
from .errors import GradioNbError
from .protocol.schema import Endpoint
from .widget import Space, connect
from .widget.notebook.namespace import check_name


@magics_class
class GradioMagics(Magics):
    """The magics; one connection per source is kept for the notebook."""

    shell: InteractiveShell

    def __init__(self, shell: InteractiveShell) -> None:
        super().__init__(shell)
        self._spaces: dict[str, Space] = {}

    @line_cell_magic
    def gradio(self, line: str, cell: str | None = None) -> Any:
        """Use a Gradio app.

        ::

            %gradio SRC [--as NAME]
                the panel of the app; each result also goes to the variable NAME

            %%gradio SRC [/ENDPOINT] [--as NAME] [--PARAMETER VALUE ...]
            text of the cell
                calls the endpoint with the text of the cell as its first text parameter,
                shows the result, and puts it into the variable NAME

        SRC is an address, the name of a Space (owner/name), or a variable that holds an app.
        VALUE is text for a parameter that takes text, else a Python value such as 4, 0.5, True
        or [1,2]; {name} is a variable of the notebook.

        Examples
        --------
        ::

            %gradio http://127.0.0.1:7860

            %%gradio owner/name /infer --as picture --steps 4 --seed {seed}
            a lighthouse in a storm
        """
        try:
            if cell is None:
                return self._panel(line)
            return self._call(line, cell)
        except GradioNbError as e:
            # What went wrong is said in two lines; a traceback of this file helps nobody.
            raise MagicError(str(e)) from e

    def _panel(self, line: str) -> Space:
        source, endpoint, name, values = _parse(line)
        if endpoint or values:
            raise MagicError("%gradio shows the panel and takes SRC and --as only; use %%gradio to call an endpoint.")
        space = self._space(source)
        if name:
            space.variable = name
        return space

    def _call(self, line: str, cell: str) -> Any:
        source, endpoint, name, values = _parse(line)
        name = check_name(name)
        space = self._space(source)
        client = space.client
        spec: Endpoint = find_endpoint(client.app.endpoints, endpoint or space.first_endpoint)
        texts = {p.name for p in spec.parameters if annotation(p) is str}
        given = {n: self._value(v, n in texts) for n, v in values.items()}
        text = cell.rstrip("\n")
        if text:
            given = {_text_parameter(spec, given): text, **given}
        result = space.predict(api_name=spec.name, inputs=given)
        if name:
            self.shell.user_ns[name] = result
        if isinstance(result, str):
            # The repr of a text of many lines is no pleasure to read.
            print(result)
            return None
        return result

    def _space(self, source: str) -> Space:
        src = self._source(source)
        if isinstance(src, Space):
            return src
        key = source if isinstance(src, str) else f"{source}:{id(src)}"
        if key not in self._spaces:
            self._spaces[key] = connect(src)
        return self._spaces[key]

    def _source(self, source: str) -> Any:
        return self.shell.user_ns.get(source, source) if source.isidentifier() else source

    def _value(self, text: str, is_text: bool) -> Any:
        if text[:1] == "{" and text[-1:] == "}" and text[1:-1].strip() in self.shell.user_ns:
            return self.shell.user_ns[text[1:-1].strip()]
        if is_text:
            return text
        try:
            return ast.literal_eval(text)
        except (ValueError, SyntaxError):
            return text


def _parse(line: str) -> tuple[str, str, str, dict[str, str]]:
    """Read `SRC /endpoint --as NAME --param value`."""
    try:
        words = shlex.split(line)
    except ValueError as e:
        raise MagicError(f"The line cannot be read: {e}.") from None
    places: list[str] = []
    values: dict[str, str] = {}
    while words:
        word = words.pop(0)
        if not word.startswith("--"):
            places.append(word)
            continue
        key, equals, value = word[2:].partition("=")
        if not equals:
            if not words:
                raise MagicError(f"--{key} wants a value.")
            value = words.pop(0)
        values[key] = value
    if not places:
        raise MagicError("Name an app: %gradio SRC. %gradio? tells more.")
    if len(places) > 2:
        raise MagicError(f"What is {places[2]!r} for? Put values that have blanks into quotes.")
    return places[0], places[1] if len(places) > 1 else "", values.pop("as", ""), values


def _text_parameter(spec: Endpoint, given: dict[str, Any]) -> str:
    """Find the parameter that the text of the cell is for."""
    texts = [p for p in spec.parameters if p.component in ("textbox", "code", "multimodaltextbox", "markdown")]
    free = next((p.name for p in texts if p.name not in given), None)
    if free is None:
        raise MagicError(f"{spec.name} has no text parameter for the text of the cell: leave the cell empty.")
    return free


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Add the magics; called by `%load_ext gradio_nb`."""
    shell.register_magics(GradioMagics)
