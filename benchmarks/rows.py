"""What is measured: a row is a function that has a contender work once, and gives figures by name."""

from __future__ import annotations

import http.client
import json
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from .contender import Contender
from .process import Usage

# Milliseconds and megabytes.
Figures = dict[str, float]

TICKS, PACE = 60, 0.005
CHUNKS = 2000
SECONDS = 0.2
FILE_SIZE = 50_000_000


@dataclass(frozen=True)
class Place:
    """Where a row is measured: the app, and a folder for files."""

    url: str
    folder: Path


@dataclass(frozen=True)
class Row:
    """A thing to measure.

    Attributes
    ----------
    measure : callable
    rounds : int
        How often each contender does it.
    warm_up : int
        How often before that.
    fresh : bool
        Each time in a new process, for what a process keeps after its first time.
    """

    measure: Callable[[Contender, Place], Figures]
    rounds: int
    warm_up: int = 0
    fresh: bool = False


def echo(contender: Contender, place: Place) -> Figures:
    began = time.perf_counter()
    assert contender.echo("hello") == "hello"
    return {"echo": since(began)}


def stream(contender: Contender, place: Place) -> Figures:
    began, first, late = time.time(), 0.0, []
    for tick in contender.ticks(TICKS, PACE):
        now = time.time()
        first = first or now - began
        late.append(now - float(tick))
    return {"first chunk": first * 1000, "chunk latency": statistics.median(late) * 1000}


def growing_text(contender: Contender, place: Place) -> Figures:
    last = ""
    with Usage() as usage:
        for text in contender.grow(CHUNKS):
            last = text
    assert last.endswith(f"word {CHUNKS - 1}, and then ")
    return {"stream CPU": usage.cpu, "stream memory": usage.memory}


def hundred_jobs(contender: Contender, place: Place) -> Figures:
    return {"100 jobs": many(contender, 100)}


def five_hundred_jobs(contender: Contender, place: Place) -> Figures:
    return {"500 jobs": many(contender, 500)}


def many(contender: Contender, count: int) -> float:
    began = time.perf_counter()
    contender.wait_often(count, SECONDS)
    return since(began)


def file(contender: Contender, place: Place) -> Figures:
    sent = place.folder / "file.bin"
    if not sent.exists():
        sent.write_bytes(os.urandom(FILE_SIZE))
    with Usage() as usage:
        fetched = contender.copy(sent)
    assert fetched.stat().st_size == FILE_SIZE
    fetched.unlink()
    return {"file": usage.wall, "file memory": usage.memory}


def connect(contender: Contender, place: Place) -> Figures:
    began = time.perf_counter()
    another = type(contender)(place.url, place.folder)
    taken = since(began)
    another.close()
    return {"connect": taken}


def cancel(contender: Contender, place: Place) -> Figures:
    """Take the time until the queue is empty; it has to be stuck already."""
    server = http.client.HTTPConnection(urlsplit(place.url).netloc)

    def queued() -> int:
        server.request("GET", "/gradio_api/queue/status")
        return int(json.load(server.getresponse())["queue_size"])

    stop = contender.queue_up()
    while not queued():
        time.sleep(0.01)
    time.sleep(0.2)  # a job that nobody is still busy with
    began = time.perf_counter()
    stop()
    while queued():
        pass
    taken = since(began)
    server.close()
    return {"cancel": taken}


def since(began: float) -> float:
    return (time.perf_counter() - began) * 1000


ROWS = {
    "echo": Row(echo, 150, warm_up=5),
    "stream": Row(stream, 8, warm_up=1),
    "growing text": Row(growing_text, 3, fresh=True),
    "100 jobs": Row(hundred_jobs, 4),
    "500 jobs": Row(five_hundred_jobs, 3),
    "file": Row(file, 5, fresh=True),
    "connect": Row(connect, 15, warm_up=1),
    "cancel": Row(cancel, 15, warm_up=1),
}
