"""Print, as JSON, the component classes of this Gradio, and what each is called in `/config`.

::

    python tests/apps/classes.py

Runs unchanged on Gradio 3.50 to 6.x; `tools/components.py --record` collects what each says.
"""

from __future__ import annotations

import inspect
import json
import os
import sys
import warnings
from typing import Any

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
os.environ["HF_HUB_OFFLINE"] = "1"

import gradio as gr
from gradio.components import Component

# Those that cannot be made without a word.
OPTIONS: dict[str, dict[str, Any]] = {"Dataset": {"components": ["textbox"], "samples": [["a"]]}}


def classes() -> dict[str, type]:
    """Give the components that people import, by the name of their class."""
    found = {name: getattr(gr, name) for name in dir(gr)}
    return {
        name: cls
        for name, cls in sorted(found.items())
        if inspect.isclass(cls) and issubclass(cls, Component) and cls is not Component and cls.__name__ == name
    }


def kind(name: str, cls: type) -> str | None:
    """Give a component's name in `/config`; None where it has no value that travels."""
    try:
        component: Any = cls(**OPTIONS.get(name, {}))
    except (TypeError, Warning):
        # What shows another component (Interpretation), or was given up (Carousel).
        return None
    found: str = component.get_block_name()
    without = getattr(component, "skip_api", False) or found in ("state", "statustracker")
    return None if without else found


def main() -> None:
    warnings.simplefilter("ignore")
    told = {name: kind(name, cls) for name, cls in classes().items()}
    json.dump({"version": gr.__version__, "classes": told}, sys.stdout)


if __name__ == "__main__":
    main()
