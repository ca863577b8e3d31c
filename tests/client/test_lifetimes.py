"""Clients and jobs that are dropped, and processes that are copied while they are in use."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import threading
import weakref
from pathlib import Path

import pytest
from fake_server import begun, completed

from gradio_nb import Client

TIMEOUT = 20
DATA = "GET /gradio_api/queue/data"

forks = pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot copy processes")


def test_a_job_goes_on_when_its_client_is_dropped(basics):
    job = Client(basics).submit("a b c", 0.1, api_name="/stream")
    gc.collect()
    assert list(job) == ["a ", "a b ", "a b c "]


def test_a_job_that_nobody_holds_goes_on_to_its_end_and_then_nothing_is_left(fake):
    go_on, called, gone = threading.Event(), threading.Event(), threading.Semaphore(0)

    def data(x):
        x.stream(*begun("event1"))
        go_on.wait(TIMEOUT)
        x.more(completed("event1", "late"))

    fake.routes[DATA] = data
    client = Client(fake.url)
    job = client.submit("x", api_name="/echo", result_callbacks=lambda value: called.set())
    for thing in (client._dispatcher, client._http, job):
        weakref.finalize(thing, gone.release)
    del client, job, thing
    gc.collect()
    assert not gone.acquire(blocking=False)
    go_on.set()
    assert called.wait(TIMEOUT)
    for _ in range(3):
        # Threads let go of the last of it a little after they have called back.
        while not gone.acquire(timeout=0.05):
            gc.collect()


def test_a_file_of_a_result_outlives_its_client(client, basics, picture):
    path = Client(basics).predict(picture, api_name="/invert")
    gc.collect()
    assert Path(path).exists()


def run(code, url):
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code, url], capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return done.stdout.split("\n")[:-1]


# What `child()` prints comes first: the parent waits for it.
FORK = """
import os, sys, threading
from gradio_nb import Client, errors

def copy(child):
    sys.stdout.flush()
    pid = os.fork()
    if pid == 0:
        try:
            child()
            sys.stdout.flush()
            os._exit(0)
        finally:
            os._exit(1)
    assert os.waitpid(pid, 0)[1] == 0

client = Client(sys.argv[1])
"""


@forks
def test_a_copy_of_the_process_works_anew_and_leaves_the_jobs_to_the_original(basics):
    assert run(
        FORK
        + """
job = client.submit("a b c d e f", 0.2, api_name="/stream")
count = [client.predict(1, api_name="/count")]
next(iter(job))

def child():
    print(job.status().state, type(job.exception(5)).__name__, "os.fork" in str(job.exception()))
    print(client.predict("alive", api_name="/echo"), client.predict(1, api_name="/count"))
    print(list(client.submit("x y", 0.01, api_name="/stream", time_limit=20))[-1])

copy(child)
print(job.result(20))
print(client.predict(1, api_name="/count"), [t.name for t in threading.enumerate() if "alarm" in t.name])
""",
        basics,
    ) == ["stopped Stopped True", "alive 1", "x y ", "a b c d e f ", "2 []"]


@forks
def test_a_copy_opens_connections_of_its_own(fake):
    ports = []
    fake.routes["POST /gradio_api/queue/join"] = lambda x: (ports.append(x._handler.client_address), fake.join(x))
    run(
        FORK
        + """
client.predict("x", api_name="/echo")
copy(lambda: [client.predict("x", api_name="/echo") for _ in range(3)])
client.predict("x", api_name="/echo")
""",
        fake.url,
    )
    parent, *child, again = ports
    assert len(child) == 3
    assert not {parent, again} & set(child)


@forks
def test_a_lock_that_was_held_when_the_process_was_copied_holds_up_nobody(fake):
    assert run(
        FORK
        + """
held = client._dispatcher
job = client.submit("x", api_name="/echo")
job.result(20)
with held._lock, client._http._login_lock, client._files._lock:
    copy(lambda: print(client.predict("x", api_name="/echo"), client.download_dir.exists()))
""",
        fake.url,
    ) == ["done True"]


@forks
def test_a_copy_that_ends_takes_no_files_of_the_original_along(basics, picture):
    code = (
        FORK.replace("os._exit(0)", "sys.exit(0)").replace("finally:", "except Exception:")
        + f"""
path = client.predict({picture!r}, api_name="/invert")
copy(lambda: print(os.path.exists(path)))
print(os.path.exists(path))
"""
    )
    assert run(code, basics) == ["True", "True"]


@forks
def test_a_batch_ends_in_a_copy_and_goes_on_in_the_original(basics):
    assert run(
        FORK
        + """
batch = client.map("/echo", ["a", "b", "c"], concurrency=1)
it = iter(batch)
first = next(it)

def child():
    try:
        list(batch)
    except errors.UsageError as e:
        print("os.fork" in str(e))

copy(child)
print(sorted([first.value, *(outcome.value for outcome in it)]))
""",
        basics,
    ) == ["True", "['a', 'b', 'c']"]
