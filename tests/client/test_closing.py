"""A closed client leaves no connection and no thread behind, whoever still holds its jobs and their errors."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from fake_server import begun, completed

from gradio_nb import Client, errors

TIMEOUT = 20
JOIN, DATA, FILES = "POST /gradio_api/queue/join", "GET /gradio_api/queue/data", "GET /gradio_api/file="
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


def open_sockets(url):
    """Count this process's connections to a server, by the system's tables."""
    mine = set()
    for name in os.listdir("/proc/self/fd"):
        with contextlib.suppress(OSError):
            mine.add(os.readlink(f"/proc/self/fd/{name}"))
    rows = [line.split() for line in Path("/proc/self/net/tcp").read_text().splitlines()[1:]]
    port = f":{urlsplit(url).port:04X}"
    return sum(row[2].endswith(port) and f"socket:[{row[9]}]" in mine for row in rows)


def threads():
    return {t for t in threading.enumerate() if t.name.startswith("gradio_nb")}


def nothing_left(url, before):
    end, pause = time.monotonic() + TIMEOUT, threading.Event()
    while open_sockets(url) or threads() - before:
        assert time.monotonic() < end, (open_sockets(url), threads() - before)
        pause.wait(0.02)


@pytest.mark.parametrize("silent", [JOIN, DATA, f"{FILES}/tmp/silent", f"{FILES}/tmp/trickle"])
def test_closing_a_client_closes_its_connections(fake, monkeypatch, silent):
    monkeypatch.setattr("gradio_nb.client.jobs.scheduler.SUBMIT_TIMEOUT", 0.5)
    reached = threading.Semaphore(0)
    path = silent.partition("=")[2] or "/tmp/y"

    def hang(x):
        if silent == DATA:
            x.stream(*begun(fake.event_of(x)))
        elif "trickle" in silent:
            x.head(200, content_length="1000")
            x.write(b"some")
        reached.release()
        fake.stop.wait()

    file = {"path": path, "meta": {"_type": "gradio.FileData"}}
    fake.routes[DATA] = lambda x: x.stream(*begun(fake.event_of(x)), completed(fake.event_of(x), file))
    fake.routes[silent] = hang
    before = threads()
    client = Client(fake.url)
    held = [client.submit(None, api_name="/copy") for _ in range(10)]
    # A file is downloaded once; the other jobs wait for that.
    for _ in held[:1] if silent.startswith(FILES) else held:
        assert reached.acquire(timeout=TIMEOUT)
    assert open_sockets(fake.url)
    client.close()
    held += [job.exception(TIMEOUT) for job in held]
    assert all(isinstance(error, errors.Cancelled) for error in held[10:])
    nothing_left(fake.url, before)


def test_a_request_after_the_end_leaves_no_connection_open(fake):
    client = Client(fake.url)
    client.close()
    client._http.get_json(f"{fake.url}/config")
    assert open_sockets(fake.url) == 0
