"""Wire values of all outputs into the one value that a caller gets."""

from __future__ import annotations

import collections
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from ... import errors
from ...protocol.schema import Endpoint
from ...values import family
from ...values.base import Fetch
from ..http.errors import unexpected


def decode(endpoint: Endpoint, values: Sequence[Any], fetch: Fetch) -> Any:
    """Give what a call returns.

    Parameters
    ----------
    endpoint : Endpoint
    values : sequence
        Wire values, one an output, those that no caller sees among them.
    fetch : callable
        Downloads a file and gives its local path.

    Returns
    -------
    object
        None without outputs, the value of a single one, a named tuple of several.

    Raises
    ------
    ProtocolError
        For a value that no server sends.
    FileError
    """
    # A server may send fewer than it declared, when the app was reloaded half-way.
    padded = [*values, *[None] * (len(endpoint.outputs) - len(values))]
    pairs = [(o, w) for o, w in zip(endpoint.outputs, padded, strict=False) if o is not None]
    try:
        made = [None if w is None else family(o.component).decode(o, w, fetch) for o, w in pairs]
    except errors.GradioNbError:
        raise
    except RecursionError as e:
        raise errors.ProtocolError("The result is nested too deep to be read.") from e
    except Exception as e:
        raise unexpected(e, "The result could not be read") from e
    if len(made) <= 1:
        return made[0] if made else None
    return _tuple_class(tuple(o.name for o, _ in pairs))(*made)


@lru_cache(maxsize=512)
def _tuple_class(names: tuple[str, ...]) -> Any:
    make: Any = collections.namedtuple
    made = make("Result", names, rename=True)
    # The class is made at run time: pickle and copy have to be told how.
    made.__reduce__ = lambda self: (_restore, (names, tuple(self)))
    return made


def _restore(names: tuple[str, ...], values: tuple[Any, ...]) -> Any:
    return _tuple_class(names)(*values)
