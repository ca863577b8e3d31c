"""A password field that keeps its value out of the notebook."""

from __future__ import annotations

from typing import Any

import anywidget
import ipywidgets
import traitlets

from .comm.assets import STATIC


class PasswordField(anywidget.AnyWidget, ipywidgets.Password):  # type: ignore[misc]
    """An `ipywidgets.Password` whose value is not synchronized with the browser.

    Jupyter saves synchronized traits in the notebook, with the state of its widgets. Here the browser sends what is
    typed in a custom message, and only the kernel keeps it. The browser learns whether there is a value, but not which.

    Parameters
    ----------
    value : str
    **options
        Of `ipywidgets.Password`.
    """

    _esm = STATIC / "password.js"

    # Without `sync=True`, which the trait has in the base class.
    value = traitlets.Unicode(help="The password.")
    is_set = traitlets.Bool(help="Whether the value is not empty.").tag(sync=True)
    source_view = traitlets.Unicode(help="The view that the value was typed into, or '' for Python.").tag(sync=True)

    def __init__(self, value: str = "", **options: Any) -> None:
        super().__init__(**options)
        self.on_msg(_receive)
        self.value = value

    @traitlets.observe("value")
    def _describe_value(self, change: Any) -> None:
        if not self._typing_view:
            self.source_view = ""
        self.is_set = bool(self.value)

    _typing_view = ""
    _newest = ("", 0)

    def _take(self, view: str, number: int, value: str) -> None:
        """Take what was typed into a view, unless something newer of it has arrived already.

        JupyterLab sends the messages of a widget to the main thread of the kernel until it has made another one for
        them (a subshell), and to that one from then on, so the last words may overtake the first.
        """
        newest_view, newest_number = self._newest
        if view == newest_view and number <= newest_number:
            return
        self._newest = view, number
        self._typing_view = view
        try:
            self.source_view = view
            self.value = value
        finally:
            self._typing_view = ""


def _receive(widget: PasswordField, content: Any, _: Any) -> None:
    # A function and not a bound method: the widget would be part of a reference cycle with its own callbacks.
    view, number, value = (content.get(key) for key in ("view", "number", "value"))
    if content.get("event") != "password":
        return
    if isinstance(view, str) and isinstance(number, int) and isinstance(value, str):
        widget._take(view, number, value)
