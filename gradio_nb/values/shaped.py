"""The common frame of families whose wire values have a shape of their own."""

from __future__ import annotations

from typing import Any

from .base import Codec, Fetch, Parameter, Return

MISSHAPEN = (LookupError, TypeError, ValueError, AttributeError)


class ShapedCodec(Codec):
    """A family that reads a wire value once, for the panel and for Python alike.

    Apps may send anything through any component: a value of another shape is given and drawn
    as the plain JSON it is.
    """

    def normalise(self, wire: Any) -> Any:
        """Read a wire value, which is not None, into what the viewer `kind` draws.

        Raises
        ------
        LookupError, TypeError, ValueError, AttributeError
            The value is not of this family's shape.
        """
        raise NotImplementedError

    def to_python(self, shaped: Any, wire: Any, fetch: Fetch) -> Any:
        """Make the caller's value of a value that has the right shape."""
        return shaped

    def decode(self, output: Return, wire: Any, fetch: Fetch) -> Any:
        if wire is None:
            return None
        try:
            shaped = self.normalise(wire)
        except MISSHAPEN:
            return super().decode(output, wire, fetch)
        return self.to_python(shaped, wire, fetch)

    def view(self, output: Return, wire: Any) -> dict[str, Any]:
        try:
            return {"kind": self.kind, "value": None if wire is None else self.normalise(wire)}
        except MISSHAPEN:
            return {**super().view(output, wire), "kind": "json"}


class FormCodec(ShapedCodec):
    """A family whose control holds what `normalise` reads, or something made of it."""

    def form_value(self, parameter: Parameter, shaped: Any) -> Any:
        """Give what the control holds of a value that has the right shape."""
        return shaped

    def to_form(self, parameter: Parameter, wire: Any) -> Any:
        try:
            return None if wire is None else self.form_value(parameter, self.normalise(wire))
        except MISSHAPEN:
            return super().to_form(parameter, wire)


def want(fits: bool, what: str) -> None:
    """Raise ValueError unless a wire value fits."""
    if not fits:
        raise ValueError(f"the wire value is no {what}")
