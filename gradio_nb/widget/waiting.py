"""A line under the cell that waits for a job."""

from __future__ import annotations

import threading
from typing import Any

from ..client import Job, Status

PATIENCE = 0.5
"""Seconds until the line appears: quick calls leave no trace."""
PAUSE = 0.2
TICK = 1.0
"""Seconds between two looks at a job that waits for its next try."""


def watch(job: Job) -> Any:
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
    from ..errors import TimedOut

    try:
        job.exception(seconds)
    except TimedOut:
        return job.done()
    return True


def _follow(job: Job, woken: threading.Event) -> None:
    from IPython.display import display

    def bundle() -> dict[str, str]:
        return {"text/plain": line(job.endpoint.name, job.status())}

    handle: Any = display(bundle(), raw=True, display_id=True)
    try:
        while not job.done():
            woken.wait(TICK if job.status().trouble else None)
            woken.clear()
            handle.update(bundle(), raw=True)
            # Events may come by the thousand; the line need not.
            _ended(job, PAUSE)
    finally:
        handle.update(bundle(), raw=True)


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
