"""Passwords that a form holds: a page knows them by a reference, so that neither its state nor a saved one has them."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Mapping
from typing import Any

from ...client.arguments import password_parameters
from ...protocol.schema import Endpoint

KEY = "__secret__"


class SecretRefs:
    """Give references for the values of password fields, and take them back.

    The kernel keeps the values in its memory, for `app.inputs` and to run an earlier run again.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._ids: dict[str, str] = {}
        self._values: dict[str, str] = {}

    def hidden(self, spec: Endpoint, values: Mapping[str, Any]) -> dict[str, Any]:
        """Copy the values of a form with a reference in place of each password; the same password has the same."""
        found = password_parameters(spec)
        return {name: self._ref(value) if name in found else value for name, value in values.items()}

    def revealed(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Copy the values of a form with the password in place of each reference; an unknown one is no value."""
        return {name: self._value(value) for name, value in values.items()}

    def _ref(self, value: Any) -> Any:
        if not isinstance(value, str) or not value:
            return value  # a variable, None, or the empty text
        with self._lock:
            id = self._ids.setdefault(value, secrets.token_hex(8))
            self._values[id] = value
        return {KEY: id}

    def _value(self, value: Any) -> Any:
        if isinstance(value, Mapping) and isinstance(value.get(KEY), str) and len(value) == 1:
            return self._values.get(value[KEY])
        return value
