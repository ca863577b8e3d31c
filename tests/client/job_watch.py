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
        """Wait for the end, and assert that it is this one for everybody and for good; gives the error.

        What is asserted:

        * The job ends in `state`, with an error of exactly this type, or with none.
        * `result()`, `await`, iteration and `async for` all end, with this very error; the callback is called.
        * Both iterators got what `outputs()` gives: each partial result once, and the last one if there is one.
        * The end is the last event. A cancel, and what comes late, changes nothing any more.

        Parameters
        ----------
        state : State
        error : type, optional
        outputs : list, optional
            Assert that these were the results, partial ones first.
        logs : list of str, optional
            Assert that the app had shown these lines.
        """
        raised = self.job.exception(TIMEOUT)
        assert (self.job.status().state, type(raised)) == (state, error or type(None)), repr(raised)
        self._assert_told_to_all(raised)
        self._assert_nothing_got_lost(outputs, logs)
        self._assert_over_for_good()
        return raised

    def _assert_told_to_all(self, raised: BaseException | None) -> None:
        for name, thread in self._threads.items():
            thread.join(TIMEOUT)
            assert not thread.is_alive(), f"{name} still waits"
            assert self.raised[name] is raised, f"{name} ended with {self.raised[name]!r}"
        assert self._called.wait(TIMEOUT), "nobody called the callback"

    def _assert_nothing_got_lost(self, outputs: list[Any] | None, logs: list[str] | None) -> None:
        made = self.job.outputs()
        assert outputs is None or made == outputs
        assert self.seen["iteration"] == made
        assert self.seen["async for"] == made
        assert logs is None or [line.message for line in self.job.logs] == logs

    def _assert_over_for_good(self) -> None:
        job = self.job
        assert job.done()
        assert job.status().state.ended
        assert isinstance(job.last_event, Ended)
        before = job.events
        assert not job.cancel(), "an ended job was cancelled"
        assert not job.add(Logged(job.age, "info", "too late"))
        assert job.events == before
