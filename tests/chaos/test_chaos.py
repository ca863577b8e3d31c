"""Three hundred jobs through a connection that breaks at random: none runs twice, gets lost, is mixed up or hangs.

`GRADIO_NB_CHAOS_SEED` runs one seed of your choice in place of those that are fixed.
"""

from __future__ import annotations

import os
import random
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from servers import Server, free_port

from gradio_nb import Client, errors

sys.path.insert(0, str(Path(__file__).parent))
from faulty_proxy import FaultyProxy

SEEDS = [int(seed) for seed in os.environ.get("GRADIO_NB_CHAOS_SEED", "1 2 3").split()]
LIMIT = 100
"""Seconds within which all jobs end; far more than they need."""
LAST = 3  # step of the last result
JOBS = {"submit": 120, "map": 80, "iterate": 60, "cancel": 40}


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[str]:
    port, folder = free_port(0), tmp_path_factory.mktemp("chaos")
    env = {**os.environ, "GRADIO_TEMP_DIR": str(folder / "files")}
    command = [sys.executable, str(Path(__file__).with_name("app.py")), "--port", str(port)]
    with Server(command, f"http://127.0.0.1:{port}", folder / "app.log", env) as server:
        server.wait_until_up()
        yield server.url


class Run:
    """The jobs of a test, by their tags."""

    def __init__(self, client: Client, seed: int) -> None:
        self.client, self.rng, self.seed = client, random.Random(seed), seed
        self.values: dict[str, object] = {}
        self.raised: dict[str, BaseException] = {}
        self.partial: dict[str, list[str]] = {}
        self.tags = {kind: [f"{seed}-{kind}-{n}" for n in range(count)] for kind, count in JOBS.items()}

    def go(self) -> None:
        """Start them all, and wait for their ends."""
        threads = [threading.Thread(target=self._map, daemon=True)]
        for kind in ("submit", "iterate", "cancel"):
            for tag in self.tags[kind]:
                pause = self.rng.random() * 0.3
                threads.append(threading.Thread(target=getattr(self, f"_{kind}"), args=(tag, pause), daemon=True))
        end = time.monotonic() + LIMIT
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(max(0, end - time.monotonic()))
        assert not [thread for thread in threads if thread.is_alive()], "some jobs hang"

    def _submit(self, tag: str, _: float) -> None:
        self._keep(tag, lambda: self.client.submit(tag, api_name="/work").result())

    def _iterate(self, tag: str, _: float) -> None:
        seen = self.partial[tag] = []

        def iterate() -> object:
            job = self.client.submit(tag, api_name="/work")
            for value in job:
                seen.append(value)
            return job.result()

        self._keep(tag, iterate)

    def _cancel(self, tag: str, pause: float) -> None:
        def cancel() -> object:
            job = self.client.submit(tag, api_name="/work")
            threading.Event().wait(pause)  # any time is as good as another
            job.cancel()
            return job.result()

        self._keep(tag, cancel)

    def _map(self) -> None:
        for outcome in self.client.map("/work", self.tags["map"], concurrency=10):
            self._keep(outcome.row, outcome_of(outcome))

    def _keep(self, tag, call) -> None:
        try:
            self.values[tag] = call()
        except BaseException as e:
            self.raised[tag] = e


def outcome_of(outcome):
    def give() -> object:
        if outcome.error is not None:
            raise outcome.error
        return outcome.value

    return give


def settled_counts(url: str) -> dict[str, int]:
    """Ask the app, without the proxy, until it has done all that it took."""
    with Client(url) as client:
        before, counts = None, client.predict(api_name="/counts")
        end, pause = time.monotonic() + LIMIT, threading.Event()
        while counts != before:
            assert time.monotonic() < end
            pause.wait(0.5)
            before, counts = counts, client.predict(api_name="/counts")
    return counts


def threads_of_clients() -> set[threading.Thread]:
    return {thread for thread in threading.enumerate() if thread.name.startswith("gradio_nb")}


def sockets_to(url: str) -> int:
    """Count this process's open connections to an address, by the system's tables."""
    port = f":{int(url.rpartition(':')[2]):04X}"
    mine = {os.readlink(entry) for entry in Path("/proc/self/fd").iterdir() if entry.is_symlink()}
    rows = [line.split() for line in Path("/proc/self/net/tcp").read_text().splitlines()[1:]]
    return sum(row[2].endswith(port) and f"socket:[{row[9]}]" in mine for row in rows)


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.filterwarnings("ignore::gradio_nb.client.jobs.batch.BatchPaused")
@pytest.mark.parametrize("seed", SEEDS)
def test_no_job_runs_twice_gets_lost_is_mixed_up_or_hangs(server, seed, monkeypatch):
    monkeypatch.setattr("gradio_nb.client.jobs.batch.FIRST_PAUSE", 0.1)
    monkeypatch.setattr("gradio_nb.client.jobs.batch.LONGEST_PAUSE", 0.1)
    print(f"GRADIO_NB_CHAOS_SEED={seed}")  # pytest shows it with a failure
    before = threads_of_clients()
    with FaultyProxy(server, seed) as proxy:
        client = Client(proxy.url, silence=10)
        proxy.faulty.set()
        run = Run(client, seed)
        run.go()
        proxy.faulty.clear()
        client.close()
        end, pause = time.monotonic() + 20, threading.Event()
        while threads_of_clients() - before or sockets_to(proxy.url):
            assert time.monotonic() < end, (threads_of_clients() - before, sockets_to(proxy.url))
            pause.wait(0.05)
    counts = settled_counts(server)
    tags = [tag for kind in run.tags.values() for tag in kind]
    print(Counter(proxy.faults), Counter(type(e).__name__ for e in run.raised.values()))
    print(f"{len(run.values)} results, {len(run.raised)} errors, {len(proxy.faults)} faults")
    assert {tag: n for tag, n in counts.items() if tag in tags and n > 1} == {}, "doubled"
    assert sorted([*run.values, *run.raised]) == sorted(tags), "lost"
    assert {tag: value for tag, value in run.values.items() if value != f"{tag}:{LAST}"} == {}, "mixed up"
    assert {tag: counts.get(tag) for tag in run.values if counts.get(tag) != 1} == {}, "a result without a run"
    assert [e for e in run.raised.values() if not isinstance(e, errors.GradioNbError)] == []
    for tag, values in run.partial.items():
        steps = [f"{tag}:{step}" for step in range(LAST + 1)]
        assert [value for value in steps if value in values] == values, "partial results out of order"
    # Both happen, or the test shows nothing.
    assert proxy.faults
    assert len(run.values) > 100
