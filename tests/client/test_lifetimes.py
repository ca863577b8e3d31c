"""Clients and jobs that are dropped, and processes that are copied while they are in use."""

from __future__ import annotations

import copy
import gc
import os
import pickle
import subprocess
import sys
import threading
import weakref
from pathlib import Path

import pytest
from fake_server import begun, completed

from gradio_nb import Client, errors
from gradio_nb.chat.conversation import Conversation

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


MAKE = {
    "Client": lambda client: client,
    "Job": lambda client: client.submit("x", api_name="/echo"),
    "Batch": lambda client: client.map("/echo", ["x"]),
    "Endpoint": lambda client: client["/echo"],
    "Conversation": lambda client: Conversation(client),
}


@pytest.mark.parametrize("copied", [pickle.dumps, copy.deepcopy])
@pytest.mark.parametrize("kind", MAKE)
def test_what_belongs_to_one_process_says_so_when_it_is_pickled_or_copied(client, chat_url, copied, kind):
    made = MAKE[kind](Client(chat_url) if kind == "Conversation" else client)
    with pytest.raises(errors.UsageError, match="cannot be pickled or copied") as caught:
        copied(made)
    assert caught.value.hint.endswith(".")


def test_what_belongs_to_one_process_is_not_copied_in_part(client):
    for make in ("Client", "Job", "Batch"):
        with pytest.raises(errors.UsageError, match="cannot be pickled or copied"):
            copy.copy(MAKE[make](client))


@pytest.fixture
def endless():
    """Rows without end; `taken` is released for each of them, and `gone` set when nobody wants any more."""

    class Endless:
        def __init__(self):
            self.taken, self.gone = threading.Semaphore(0), threading.Event()

        def rows(self):
            try:
                while True:
                    self.taken.release()
                    yield "x"
            finally:
                self.gone.set()

    return Endless()


@pytest.mark.parametrize("read", [lambda batch: None, lambda batch: next(iter(batch))])
def test_a_batch_of_endless_rows_ends_with_its_last_reference(fake, endless, read):
    with Client(fake.url) as client:
        batch = client.map("/echo", endless.rows())
        read(batch)
        for _ in range(8):
            assert endless.taken.acquire(timeout=TIMEOUT)
        del batch
        gc.collect()
        assert endless.gone.wait(TIMEOUT)
        joins = len(fake.requests("POST /gradio_api/queue/join"))
        assert client.predict("next", api_name="/echo") == "done"
        # Those that were under way have gone on, and no other.
        assert len(fake.requests("POST /gradio_api/queue/join")) <= joins + 1 + 4


def test_a_batch_that_only_waits_ends_with_its_last_reference(fake, endless):
    """Nothing happens that would wake its thread."""
    fake.routes[DATA] = lambda x: (x.stream(*begun(fake.event_of(x))), fake.stop.wait())
    with Client(fake.url) as client:
        batch = client.map("/echo", endless.rows(), concurrency=1)
        assert endless.taken.acquire(timeout=TIMEOUT)
        fake.until(lambda: fake.requests(DATA))
        del batch
        gc.collect()
        assert endless.gone.wait(TIMEOUT)


def test_an_iterator_keeps_its_batch(fake):
    with Client(fake.url) as client:
        assert [outcome.value for outcome in client.map("/echo", iter(["x"] * 10))] == ["done"] * 10


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
