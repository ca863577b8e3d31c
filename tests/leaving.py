"""How an interpreter leaves, and how long that takes it."""

from __future__ import annotations

import subprocess
import sys
import time
from dataclasses import dataclass

LONGEST = 2.0
"""Seconds that leaving may take with jobs under way, beside what it takes without."""
TRIES = 3
TIMEOUT = 60


@dataclass
class Left:
    """A process that has ended, so many seconds after it said `running`."""

    seconds: float
    code: int
    errors: str


def leave(script: str, url: str) -> Left:
    """Run a script that prints `running` and nothing more, and comes to its end then."""
    command = [sys.executable, "-c", script, url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            said = process.stdout.readline()
            began = time.monotonic()
            out, errors = process.communicate(timeout=TIMEOUT)
            seconds = time.monotonic() - began
        finally:
            process.kill()
    assert (said, out) == ("running\n", ""), errors
    return Left(seconds, process.returncode, errors)


def leave_at_once(script: str, idle: str, url: str) -> Left:
    """Run a script with jobs under way, and assert that it leaves as soon as an idle one, within `LONGEST`.

    On a busy machine either may have to wait for the processor: what waits for a job does so at every try.
    """
    later = []
    for _ in range(TRIES):
        left = leave(script, url)
        later.append(left.seconds - leave(idle, url).seconds)
        if later[-1] < LONGEST:
            return left
    raise AssertionError(f"It left so many seconds later than an idle one: {later}")
