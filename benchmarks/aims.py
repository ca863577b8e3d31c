"""The lines of the table: what is aimed at, against bare requests and against gradio_client."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from .arena import Samples

# Less memory than this is noise, and nothing to divide by.
LEAST = {"ms": 0.0, "MB": 0.1}


@dataclass(frozen=True)
class Verdict:
    """What came out, and whether it will do."""

    found: str
    aim: str
    met: bool

    def __str__(self) -> str:
        return f"{self.found} {'✓' if self.met else '✗'} ({self.aim})"


@dataclass(frozen=True)
class Line:
    """A line of the table.

    Attributes
    ----------
    title : str
    figure : str
        As the rows name it.
    unit : str
    times : float or None
        At most so many times what bare requests takes.
    faster : float
        At least so many times better than gradio_client.
    under : float or None
        Less than so much, whatever bare requests takes.
    of : callable
        Makes one of all samples.
    """

    title: str
    figure: str
    unit: str
    times: float | None
    faster: float
    under: float | None = None
    of: Callable[[Sequence[float]], float] = statistics.median

    def values(self, samples: Samples) -> dict[str, float]:
        return {name: self.of(values) for name, values in samples[self.figure].items()}

    def to_requests(self, samples: Samples) -> Verdict:
        found = self.values(samples)
        if self.under is not None:
            value = found["gradio_nb"]
            return Verdict(f"{value:.1f} {self.unit}", f"< {self.under:g} {self.unit}", value < self.under)
        assert self.times is not None
        ratio = found["gradio_nb"] / found["requests"]
        return Verdict(f"{ratio:.2f}", f"≤ {self.times:g}", ratio <= self.times)

    def to_gradio_client(self, samples: Samples) -> Verdict:
        found = self.values(samples)
        ratio = found["gradio_client"] / max(found["gradio_nb"], LEAST[self.unit])
        return Verdict(f"{ratio:.2f}", f"≥ {self.faster:g}", ratio >= self.faster)


def p95(values: Sequence[float]) -> float:
    return statistics.quantiles(values, n=20)[-1]


LINES = (
    Line("echo", "echo", "ms", 1.2, 4),
    Line("echo, 95th percentile", "echo", "ms", 1.2, 4, of=p95),
    Line("first chunk of a stream", "first chunk", "ms", 1.3, 5),
    Line("latency of a chunk, one every 5 ms", "chunk latency", "ms", 1.5, 10),
    Line("CPU for 2,000 chunks of growing text", "stream CPU", "ms", 1.5, 2),
    Line("memory added by them", "stream memory", "MB", None, 10, under=5),
    Line("100 jobs of 0.2 s", "100 jobs", "ms", 1.2, 3),
    Line("500 jobs of 0.2 s", "500 jobs", "ms", 1.2, 2),
    Line("50 MB up and down", "file", "ms", 1.1, 1),
    Line("memory added by them", "file memory", "MB", None, 1, under=5),
    Line("connect, warm", "connect", "ms", 2, 4),
    Line("import of the client", "import", "ms", 1.3, 1.5),
    Line("cancel a queued job, until it is gone", "cancel", "ms", 1.5, 4),
)
