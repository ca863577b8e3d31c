"""A line under the cell that waits for a job."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from ...client import Job, Status

PATIENCE = 0.5
"""Seconds until the line appears: quick calls leave no trace."""
PAUSE = 0.2
TICK = 1.0
"""Seconds between two looks at a job that waits for its next try."""


def wait_with_status(job: Job) -> Any:
    """Wait for a job, with a line that says how it stands; gives its result.

    Ctrl-C cancels the job. Outside of a notebook it just waits.
    """
    woken = threading.Event()
    stop = job.listen(woken.set)
    try:
        if not _in_notebook() or _ended(job, PATIENCE):
            return job.result()
        _follow(job, woken)
        return job.result()
    except KeyboardInterrupt:
        job.cancel()
        raise
    finally:
        stop()


def _ended(job: Job, seconds: float) -> bool:
    from ...errors import TimedOut

    try:
        job.exception(seconds)
    except TimedOut:
        return job.done()
    return True


def _follow(job: Job, woken: threading.Event) -> None:
    write = _printed_line() if _in_output_widget() else _display_line()
    try:
        while not job.done():
            write(line(job.endpoint.name, job.status()), "")
            woken.wait(TICK if job.status().trouble else None)
            woken.clear()
            # Events may come by the thousand; the line need not.
            _ended(job, PAUSE)
    finally:
        write(line(job.endpoint.name, job.status()), "\n")


Write = Callable[[str, str], None]
"""Puts a text in place of the one before; the end is "\\n" for the last."""


def _display_line() -> Write:
    """A line that is an output of its own."""
    from IPython.display import display

    handle: Any = display({"text/plain": ""}, raw=True, display_id=True)
    return lambda text, end: handle.update({"text/plain": text}, raw=True)


def _printed_line() -> Write:
    """A line that is printed, over and over in the same place."""
    width = 0

    def write(text: str, end: str) -> None:
        nonlocal width
        text = " ".join(text.splitlines())
        width = max(width, len(text))
        print(f"\r{text.ljust(width)}", end=end, flush=True)

    return write


def line(name: str, status: Status) -> str:
    """Say in a line how a job stands."""
    words = [name, str(status.state).replace("_", " ")]
    if status.rank is not None and status.queue_size:
        words.append(f"{status.rank + 1} of {max(status.queue_size, status.rank + 1)}")
    if status.eta is not None and status.eta > status.eta_age:
        words.append(f"about {status.eta - status.eta_age:.0f} s")
    for step in status.progress:
        fraction = "" if step.fraction is None else f"{step.fraction:.0%}"
        words.append(" ".join(filter(None, (step.desc, fraction))))
    words.append(status.notice)
    if status.done:
        words.append(f"{status.elapsed:.1f} s")
    return " · ".join(w for w in words if w)


def _in_notebook() -> bool:
    from IPython import get_ipython

    return getattr(get_ipython(), "kernel", None) is not None


def _in_output_widget() -> bool:
    """Whether an `ipywidgets.Output` takes what is shown: it takes displays, but no updates of them."""
    import ipywidgets
    from IPython import get_ipython
    from ipywidgets.widgets import widget

    shell: Any = get_ipython()
    message = shell.get_parent().get("header", {}).get("msg_id")
    widgets = list(getattr(widget, "_instances", {}).values())  # private: without it the line stands still
    return any(isinstance(one, ipywidgets.Output) and one.msg_id == message for one in widgets)
