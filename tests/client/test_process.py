"""Ctrl-C, and the end of the interpreter."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from fake_server import begun, partial
from leaving import leave_at_once

from gradio_nb import Client

# Sends Ctrl-C as soon as the main thread waits for the job.
INTERRUPT = """
import os, signal, sys, threading, time
from gradio_nb import Client

client = Client(sys.argv[1])
start, jobs = client.start, []

def waits():
    frame = sys._current_frames()[threading.main_thread().ident]
    while frame and not frame.f_code.co_filename.endswith("event_log.py"):
        frame = frame.f_back
    return frame and frame.f_code.co_name.startswith("wait")

def interrupt(job):
    next(iter(job))
    while not waits():
        time.sleep(0.001)
    os.kill(os.getpid(), signal.SIGINT)

def watched(*args):
    jobs.append(start(*args))
    threading.Thread(target=interrupt, args=jobs, daemon=True).start()
    return jobs[0]

client.start = watched
"""


def run(code, url):
    return subprocess.run([sys.executable, "-c", code, url], capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("waiting", ["result()", "exception()", "__iter__()"])
def test_ctrl_c_cancels_the_job_and_leaves_the_client_usable(basics, waiting):
    code = f"""
{INTERRUPT}
job = client.submit(25, api_name="/slow")
try:
    for _ in job.{waiting}: pass
except KeyboardInterrupt:
    print(job.status().state)
client.start = start
print(client.predict("alive", api_name="/echo"))
"""
    done = run(code, basics)
    assert done.stdout.split() == ["cancelled", "alive"], done.stderr
    with Client(basics) as client:
        # One at a time: the other has stopped.
        assert client.submit(0.1, api_name="/slow").result(20) == "done"


def test_ctrl_c_ends_all_who_wait_for_the_job_and_keeps_what_there_was(basics):
    code = f"""
{INTERRUPT}
sys.path.insert(0, {str(Path(__file__).parent)!r})
from job_watch import Watch
from gradio_nb import errors
from gradio_nb.protocol.events import State

job = client.submit(25, api_name="/slow")
watch = Watch(job)
try:
    job.result()
except KeyboardInterrupt:
    print("interrupted")
watch.ended(State.CANCELLED, errors.Cancelled, logs=["taking a while"])
print(len(watch.seen["iteration"]) == len(job.outputs()) > 0)
"""
    done = run(code, basics)
    assert done.stdout.split() == ["interrupted", "True"], done.stderr


def test_ctrl_c_in_predict_cancels_its_job(basics):
    code = f"""
{INTERRUPT}
try:
    client.predict(25, api_name="/slow")
except KeyboardInterrupt:
    print(jobs[0].status().state)
"""
    done = run(code, basics)
    assert done.stdout.split() == ["cancelled"], done.stderr


@pytest.mark.parametrize("last", ["", "sys.exit(3)", "raise ValueError('boom')"], ids=["end", "exit", "error"])
def test_the_interpreter_does_not_wait_for_jobs(fake, last):
    def data(x):
        event_id = fake.event_of(x)
        x.stream(*begun(event_id), partial(event_id, "so far"))
        fake.stop.wait()

    # The jobs themselves never end.
    fake.routes["GET /gradio_api/queue/data"] = data
    connect = """
import sys
from gradio_nb import Client
client = Client(sys.argv[1])
"""
    jobs = """
jobs = [client.submit("x", api_name="/echo") for _ in range(60)]
next(iter(jobs[0]))
"""
    leave = f"""
print("running", flush=True)
{last}
"""
    left = leave_at_once(connect + jobs + leave, connect + leave, fake.url)
    assert left.code == {"": 0, "sys.exit(3)": 3}.get(last, 1)
    assert ("boom" in left.errors) == ("boom" in last)
    if "boom" not in last:
        assert left.errors == ""


def test_a_job_that_failed_unseen_prints_nothing(basics):
    code = """
import sys
from gradio_nb import Client
Client(sys.argv[1]).submit("plain", api_name="/fail").exception()
"""
    done = run(code, basics)
    assert (done.stdout, done.stderr, done.returncode) == ("", "", 0)
