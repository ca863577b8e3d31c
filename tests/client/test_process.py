"""Ctrl-C, and the end of the interpreter."""

from __future__ import annotations

import signal
import subprocess
import sys
import time

import pytest

from gradio_nb import Client

PRELUDE = """
import sys
from gradio_nb import Client
from gradio_nb.protocol.events import Partial
client = Client(sys.argv[1])
job = client.submit(25, api_name="/slow")
partials = iter(job)
next(partials)
print("running", flush=True)
"""


def start(url, code):
    return subprocess.Popen(
        [sys.executable, "-c", PRELUDE + code, url], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


@pytest.fixture
def run(basics):
    """Start a program with a job that runs; `end` sends it a signal and gives what it printed."""
    process = None

    def started(code):
        nonlocal process
        process = start(basics, code)
        assert process.stdout.readline() == "running\n", process.communicate()
        return process

    yield started
    process.kill()
    process.communicate()


@pytest.mark.parametrize(
    "waiting", ["job.result()", "list(partials)", "list(job)", "job.exception()"], ids=lambda code: code.split("(")[0]
)
def test_ctrl_c_cancels_the_job_and_leaves_the_client_usable(run, basics, waiting):
    process = run(f"""
try:
    {waiting}
except KeyboardInterrupt:
    print(job.status().state, flush=True)
print(client.predict("alive", api_name="/echo"), flush=True)
""")
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=20)
    assert out.split() == ["cancelled", "alive"], err
    with Client(basics) as client:
        # One at a time: the other has stopped.
        assert client.submit(0.1, api_name="/slow").result(10) == "done"


def test_ctrl_c_in_predict_cancels_it(basics):
    code = """
import sys, threading, signal
from gradio_nb import Client
from gradio_nb.protocol.events import Partial
client = Client(sys.argv[1])

def interrupt(job):
    if any(isinstance(e, Partial) for e in job.events) and not job.done():
        signal.raise_signal(signal.SIGINT) if False else __import__("os").kill(__import__("os").getpid(), signal.SIGINT)
"""
    del code
    code = """
import os, signal, sys
from gradio_nb import Client
from gradio_nb.protocol.events import Partial
client = Client(sys.argv[1])
jobs = []
start = client.start

def watched(*args):
    job = start(*args)
    jobs.append(job)
    sent = []
    def look():
        if not sent and isinstance(job.last_event, Partial):
            sent.append(os.kill(os.getpid(), signal.SIGINT))
    job.listen(look)
    return job

client.start = watched
try:
    client.predict(25, api_name="/slow")
except KeyboardInterrupt:
    print(jobs[0].status().state)
"""
    done = subprocess.run([sys.executable, "-c", code, basics], capture_output=True, text=True, timeout=20)
    assert done.stdout.split() == ["cancelled"], done.stderr


@pytest.mark.parametrize("last", ["", "sys.exit(3)", "raise ValueError('boom')"], ids=["end", "exit", "error"])
def test_the_interpreter_does_not_wait_for_jobs(run, last):
    process = run(f"more = [client.submit(25, api_name='/slow') for _ in range(60)]\n{last}")
    began = time.monotonic()
    _, err = process.communicate(timeout=20)
    assert time.monotonic() - began < 2
    assert ("boom" in err) == ("boom" in last)
    if not last:
        assert err == ""


def test_a_job_that_the_program_forgets_is_not_printed_about(basics):
    code = """
import sys
from gradio_nb import Client
Client(sys.argv[1]).submit("plain", api_name="/fail").exception()
"""
    done = subprocess.run([sys.executable, "-c", code, basics], capture_output=True, text=True, timeout=20)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
