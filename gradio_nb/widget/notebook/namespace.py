"""Variables of the notebook."""

from __future__ import annotations

import builtins
from keyword import iskeyword
from typing import Any

from ...errors import BadArgument


def check_name(name: str | None) -> str:
    """Check that a name can be a variable; none is "".

    Raises
    ------
    BadArgument
    """
    name = (name or "").strip()
    if name and (not name.isidentifier() or iskeyword(name)):
        raise BadArgument(
            f"{name!r} is no name for a variable.", parameter="variable", hint="Use letters, digits and underscores."
        )
    if hasattr(builtins, name):
        raise BadArgument(f"{name} is a name of Python itself.", parameter="variable", hint="Choose another name.")
    return name


def can_store() -> bool:
    """Whether there are variables to set: not in marimo, where they belong to the cells, nor in a script."""
    from IPython import get_ipython

    return get_ipython() is not None


def names() -> list[str]:
    """List the variables that people made, the newest last."""
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None:
        return []
    hidden = getattr(shell, "user_ns_hidden", {})
    return [name for name in list(shell.user_ns) if not name.startswith("_") and name not in hidden]


def lookup(name: str) -> Any:
    """Read a variable of the notebook.

    Raises
    ------
    LookupError
    """
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None:
        raise LookupError(name)
    return shell.user_ns[name]


def store(name: str, value: Any) -> bool:
    """Set a variable of the notebook; False outside of one."""
    from IPython import get_ipython

    shell = get_ipython()
    if shell is None:
        return False
    shell.user_ns[name] = value
    return True
