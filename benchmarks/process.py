"""What a piece of work costs the process that does it."""

from __future__ import annotations

import gc
import time
from pathlib import Path

MEMORY = Path("/proc/self/status")
FORGET = Path("/proc/self/clear_refs")


class Usage:
    """Measures the work of a `with` block.

    Attributes
    ----------
    wall, cpu : float
        Milliseconds; those of all threads together.
    memory : float
        Megabytes that the process had at its peak more than before. Linux tells it, others do not: NaN.
    """

    def __enter__(self) -> Usage:
        gc.collect()
        self.wall = self.cpu = self.memory = float("nan")
        if FORGET.exists():
            FORGET.write_text("5")  # the peak begins anew: man 5 proc
        self._before = memory("VmRSS")
        self._wall, self._cpu = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall = (time.perf_counter() - self._wall) * 1000
        self.cpu = (time.process_time() - self._cpu) * 1000
        self.memory = memory("VmHWM") - self._before


def memory(kind: str) -> float:
    """Give a line of `/proc/self/status` in megabytes."""
    if not MEMORY.exists():
        return float("nan")
    (line,) = (line for line in MEMORY.read_text().splitlines() if line.startswith(f"{kind}:"))
    return int(line.split()[1]) * 1024 / 1e6
