"""What has to hold after every end of a job, however it came."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import Any

from gradio_nb import Job
from gradio_nb.protocol.events import Ended, Logged, State

TIMEOUT = 20
"""Seconds after which a test gives up; everything waits for an event, and none of it so long."""


class Watch:
    """Everybody who may wait for a job, each in another way; begins before the end comes."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.seen: dict[str, list[Any]] = {}
        self.raised: dict[str, BaseException | None] = {}
        self._called = threading.Event()
        job.add_done_callback(lambda job: self._called.set())
        ways: dict[str, Callable[[], Any]] = {
            "iteration": lambda: self._keep("iteration", job),
            "result": job.result,
            "await": lambda: asyncio.run(self._await()),
            "async for": lambda: asyncio.run(self._async_for()),
        }
        self._threads = {
            name: threading.Thread(target=self._wait, args=(name, way), daemon=True) for name, way in ways.items()
        }
        for thread in self._threads.values():
            thread.start()

    def _wait(self, name: str, way: Callable[[], Any]) -> None:
        self.seen[name] = []
        try:
            way()
        except BaseException as e:
            self.raised[name] = e
        else:
            self.raised[name] = None

    def _keep(self, name: str, partials: Any) -> None:
        for partial in partials:
            self.seen[name].append(partial)

    async def _await(self) -> None:
        await self.job

    async def _async_for(self) -> None:
        async for partial in self.job:
            self.seen["async for"].append(partial)

    def ended(
        self,
        state: State,
        error: type[BaseException] | None = None,
        outputs: list[Any] | None = None,
        logs: list[str] | None = None,
    ) -> BaseException | None:
        """Wait for the end, assert that it is this one for all, and that nothing got lost; gives the error.

        Parameters
        ----------
        state : State
            The end by its name.
        error : type, optional
            What it raises; exactly this.
        outputs : list, optional
            The results before the end, and the last one if there is one.
        logs : list of str, optional
            The lines that the app had shown.
        """
        job = self.job
        raised = job.exception(TIMEOUT)
        assert (job.status().state, type(raised)) == (state, error or type(None)), repr(raised)
        assert state.ended
        assert job.done()
        for name, thread in self._threads.items():
            thread.join(TIMEOUT)
            assert not thread.is_alive(), f"{name} still waits"
            assert self.raised[name] is raised, f"{name} ended with {self.raised[name]!r}"
        assert self._called.wait(TIMEOUT), "nobody called the callback"
        if logs is not None:
            assert [line.message for line in job.logs] == logs
        if outputs is not None:
            assert job.outputs() == outputs
            assert self.seen["iteration"] == outputs
            assert self.seen["async for"] == outputs
        assert isinstance(job.last_event, Ended)
        before = job.events
        assert not job.cancel(), "an ended job was cancelled"
        assert not job.add(Logged(job.age, "info", "too late"))
        assert job.events == before
        return raised
