"""Many jobs on a real server, ten thousand calls in a row, long streams: what is left of them."""

from __future__ import annotations

import gc
import os
import sys
import threading
import tracemalloc
from collections import deque
from pathlib import Path

import pytest
from fake_server import CLOSE, begun, completed
from servers import Server, free_port

from gradio_nb import Client
from gradio_nb.protocol import events
from gradio_nb.protocol.events import State

QUICK = Path(__file__).parent / "quick_server.py"
IN_FLIGHT = 20


def own_threads():
    return {t for t in threading.enumerate() if t.name.startswith("gradio_nb")}


def test_five_hundred_jobs_on_a_real_server_finish_in_the_order_of_their_events(basics):
    most, before = 0, own_threads()
    order = [events.Connecting, events.Queued, events.Started, events.Completed, events.Ended]

    def watch():
        nonlocal most
        most = max(most, len(own_threads() - before))

    with Client(basics) as client:
        jobs = [client.submit(f"text {i}", api_name="/echo") for i in range(500)]
        for job in jobs:
            job.listen(watch)
        assert [job.result(120) for job in jobs] == [f"text {i}" for i in range(500)]
    for job in jobs:
        kinds = [type(event) for event in job.events]
        assert list(dict.fromkeys(kinds)) == order
        times = [event.time for event in job.events]
        assert times == sorted(times)
        assert job.status().state is State.DONE
    assert len({job.event_id for job in jobs}) == 500
    # Jobs, and one for callbacks.
    assert 0 < most <= 41


@pytest.fixture
def quick(tmp_path):
    port = free_port()
    with Server([sys.executable, str(QUICK), str(port)], f"http://127.0.0.1:{port}", tmp_path / "log") as server:
        server.wait_until_up()
        yield server.url


def call(client, texts, api_name="/echo", read=str):
    """Make short calls, some at the same time, and keep none."""
    jobs = deque()
    for i in texts:
        jobs.append((str(i), client.submit(str(i), api_name=api_name)))
        if len(jobs) == IN_FLIGHT:
            text, job = jobs.popleft()
            assert read(job.result(60)) == text
    for text, job in jobs:
        assert read(job.result(60)) == text


def settled(before):
    """Wait until the threads of ended jobs are gone."""
    for thread in own_threads() - before:
        thread.join(20)
    return own_threads() - before


def blocks():
    """Count what Python holds in memory, strings and all."""
    gc.collect()
    return sys.getallocatedblocks()


def resident():
    """Memory of this process in bytes, where the system tells."""
    try:
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return 0


def test_ten_thousand_short_calls_leave_nothing_behind(quick):
    """On a quick server of the tests: a real one does some 70 calls a second, and would take minutes."""
    threads, sockets = own_threads(), len(os.listdir("/dev/fd"))
    with Client(quick) as client:
        # The records of what was said with the server fill up first, and no further.
        call(client, range(1000))
        assert not settled(threads)
        before, held, kept = blocks(), resident(), len(os.listdir("/dev/fd"))
        call(client, range(10_000))
        assert not settled(threads)
        assert blocks() - before < 2000, "one thing is left behind by each fifth call, or more"
        assert resident() - held < 20e6
        # Connections are kept for use again, for as many jobs as may run at once.
        assert len(os.listdir("/dev/fd")) <= max(kept, sockets + IN_FLIGHT * 2)
    assert len(os.listdir("/dev/fd")) <= sockets


def test_files_that_were_fetched_are_not_remembered_for_ever(quick, tmp_path, monkeypatch):
    monkeypatch.setattr("gradio_nb.client.files.cache.KEPT", 100)
    threads = own_threads()
    with Client(quick, download_dir=tmp_path) as client:
        call(client, range(300), "/file", Path.read_text)
        assert not settled(threads)
        before = blocks()
        call(client, range(300, 1500), "/file", Path.read_text)
        assert not settled(threads)
        assert blocks() - before < 2000, "something is left behind by each file"
    assert len(list(tmp_path.glob("image*"))) == 1500


# ---- long streams


def growing(fake, chunks, size):
    """Let the app answer with a text that grows by a chunk with each partial result, as diffs tell it."""

    def stream(x):
        event_id = fake.event_of(x)
        x.stream(*begun(event_id))
        for i in range(chunks):
            chunk = f"{i:05}".ljust(size, ".")
            data = [chunk] if i == 0 else [[["append", [], chunk]]]
            x.more({"msg": "process_generating", "event_id": event_id, "output": {"data": data}, "success": True})
        x.more(completed(event_id, text_of(chunks, size)), CLOSE)

    fake.routes["GET /gradio_api/queue/data"] = stream


def text_of(chunks, size):
    return "".join(f"{i:05}".ljust(size, ".") for i in range(chunks))


@pytest.mark.parametrize("chunks", [2000])
def test_the_outputs_of_a_long_stream_are_all_there_and_in_order(fake, chunks):
    growing(fake, chunks, 50)
    whole = text_of(chunks, 50)
    with Client(fake.url) as client:
        job = client.submit("x", api_name="/echo")
        assert job.result(60) == whole
        expected = [whole[: 50 * (i + 1)] for i in range(chunks)]
        assert job.outputs() == expected
        assert list(job) == expected


def test_a_long_stream_takes_memory_in_proportion_to_its_text(fake):
    """Ten times the chunks of the same size: ten times the memory, and not a hundred times."""
    size, held = 200, {}
    with Client(fake.url) as client:
        for chunks in (200, 2000):
            growing(fake, chunks, size)
            client.submit("x", api_name="/echo").result(60)  # once, for what is kept of any stream
            gc.collect()
            tracemalloc.start()
            try:
                job = client.submit("x", api_name="/echo")
                job.result(60)
                for thread in own_threads():
                    thread.join(1)
                gc.collect()
                held[chunks] = tracemalloc.get_traced_memory()[0]
            finally:
                tracemalloc.stop()
            assert len(job.events) > chunks
    # The text itself is 400 kB; all its beginnings would be 400 MB.
    assert held[2000] < 12 * held[200]
    assert held[2000] < 5e6, held
