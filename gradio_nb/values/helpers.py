"""Small things that the families need to look at a caller's value."""

from __future__ import annotations

import importlib
from os import PathLike
from typing import Any


def describe(value: Any) -> str:
    """Describe a wrong value for a message, such as `int 3` or `ndarray`."""
    if value is None:
        return "None"
    if isinstance(value, PathLike):
        return repr(value)
    name = type(value).__name__
    if not isinstance(value, str | int | float | list | tuple | dict):
        return name
    text = repr(value)
    return f"{name} {text if len(text) <= 60 else text[:57] + '...'}"


def plain(value: Any) -> Any:
    """Turn a scalar of numpy, pandas or torch into the Python value it stands for."""
    if getattr(value, "shape", None) == () and hasattr(value, "item"):
        return value.item()
    return value


def is_array(value: Any) -> bool:
    """Tell arrays (numpy, torch, …) from everything else, data frames and series too."""
    return all(hasattr(value, name) for name in ("__array__", "shape", "dtype")) and not hasattr(value, "index")


_MEDIA = {"PIL": "pillow", "numpy": "numpy", "pandas": "pandas"}
"""The packages of the extra `media`, by their modules."""


def import_optional(module: str, purpose: str) -> Any:
    """Import a module that not everybody has.

    Raises
    ------
    ImportError
        With the command that installs it.
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        top = module.split(".")[0]
        install = '"gradio_nb[media]"' if top in _MEDIA else top
        raise ImportError(f"{purpose} needs {_MEDIA.get(top, top)}: pip install {install}") from error
