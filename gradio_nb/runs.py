"""The runs of an app: what was asked, how it went, what came of it."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, overload

from .protocol.events import Ended, Logged, State

if TYPE_CHECKING:
    from .client import Job, Status


class Run:
    """One call of an endpoint, with everything that belongs to it.

    Attributes
    ----------
    id : int
        Counted from 1 in each app.
    job : Job
    inputs : dict
        What was given, by parameter name.
    variables : dict
        Parameter name to the names of the notebook variables that its value was read from.
    """

    def __init__(self, id: int, job: Job) -> None:
        self.id, self.job = id, job
        self.inputs: dict[str, Any] = job.inputs
        self.variables: dict[str, tuple[str, ...]] = {}

    @property
    def endpoint(self) -> str:
        return self.job.endpoint.name

    @property
    def status(self) -> Status:
        return self.job.status()

    @property
    def state(self) -> State:
        return self.job.status().state

    @property
    def value(self) -> Any:
        """The result, or None where there is none (yet)."""
        return self.job.result() if self.state is State.DONE else None

    @property
    def outputs(self) -> list[Any]:
        """All results in order, partial ones first."""
        return self.job.outputs()

    @property
    def logs(self) -> list[Logged]:
        return self.job.logs

    @property
    def duration(self) -> float:
        """Seconds from the call to its end, or to now."""
        return self.job.status().elapsed

    @property
    def error(self) -> BaseException | None:
        """The error that it ended with, or None."""
        return self.job.exception() if self.job.done() else None

    @property
    def finished(self) -> float | None:
        """When it ended, on the clock of `time.monotonic`; None while it goes on."""
        last = self.job.last_event
        return self.job.began + last.time if isinstance(last, Ended) else None

    def __repr__(self) -> str:
        return f"<Run {self.id} {self.endpoint} {self.state} {self.duration:.1f} s>"


class Runs(Sequence[Run]):
    """The runs of an app, oldest first; `runs[-1]` is the newest."""

    def __init__(self) -> None:
        self._runs: list[Run] = []
        self._lock = threading.Lock()

    def add(self, job: Job) -> Run:
        """Number a job and keep it."""
        with self._lock:
            run = Run(len(self._runs) + 1, job)
            self._runs.append(run)
            return run

    def by_id(self, id: int) -> Run:
        """Find a run by its number. Raises LookupError."""
        if not 1 <= id <= len(self._runs):
            raise LookupError(f"There is no run {id}.")
        return self._runs[id - 1]

    @property
    def newest_done(self) -> Run | None:
        """The run that finished well last."""
        done = [r for r in self._runs if r.state is State.DONE]
        return max(done, key=lambda r: r.finished or 0.0, default=None)

    def __len__(self) -> int:
        return len(self._runs)

    @overload
    def __getitem__(self, index: int) -> Run: ...
    @overload
    def __getitem__(self, index: slice) -> list[Run]: ...
    def __getitem__(self, index: int | slice) -> Run | list[Run]:
        return self._runs[index]

    def __iter__(self) -> Iterator[Run]:
        return iter(list(self._runs))

    def __repr__(self) -> str:
        return "\n".join(map(repr, self._runs)) or "<no runs>"
