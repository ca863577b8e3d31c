"""Use Gradio apps from a notebook.

>>> import gradio_nb as gnb
>>> app = gnb.connect("http://127.0.0.1:7860")  # doctest: +SKIP
>>> app  # doctest: +SKIP

Public names are loaded when they are first used (PEP 562), so that the client does without Jupyter.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ._version import __version__ as __version__

if TYPE_CHECKING:
    from . import errors as errors
    from .chat.conversation import Conversation as Conversation
    from .client import Client as Client
    from .client import Job as Job
    from .client import Status as Status
    from .client.hub.search import search_spaces as search_spaces
    from .errors import GradioNbError as GradioNbError
    from .magics import load_ipython_extension as load_ipython_extension
    from .widget import Space as Space
    from .widget import connect as connect
    from .widget import duplicate as duplicate

_HOMES = {
    "Client": ".client",
    "Conversation": ".chat.conversation",
    "GradioNbError": ".errors",
    "Job": ".client",
    "Space": ".widget",
    "Status": ".client",
    "connect": ".widget",
    "duplicate": ".widget",
    "errors": ".errors",
    "load_ipython_extension": ".magics",
    "search_spaces": ".client.hub.search",
}

__all__ = [
    "Client",
    "Conversation",
    "GradioNbError",
    "Job",
    "Space",
    "Status",
    "connect",
    "duplicate",
    "errors",
    "load_ipython_extension",
    "search_spaces",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    home = import_module(_HOMES[name], __name__)
    return home if name == "errors" else getattr(home, name)


def __dir__() -> list[str]:
    return sorted([*__all__, "__version__"])
