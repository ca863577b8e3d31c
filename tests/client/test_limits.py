"""What this computer runs out of: the error names it."""

from __future__ import annotations

import contextlib
import errno
import os
import resource
import socket
import sys
import threading
import time

import pytest
import requests

from gradio_nb import Client, errors
from gradio_nb.client.http.errors import error_from_exception
from gradio_nb.client.transports.websocket import _refused

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture
def no_files():
    """While this is held, no file and no socket can be opened."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    highest = max(int(name) for name in os.listdir("/proc/self/fd"))
    held = []
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(soft, highest + 20), hard))

    def take():
        with contextlib.suppress(OSError):
            while True:
                held.append(os.open(os.devnull, os.O_RDONLY))

    yield take
    for number in held:
        os.close(number)
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def open_files():
    return len(os.listdir("/proc/self/fd"))


@pytest.mark.parametrize("host", ["127.0.0.1", "app.invalid"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_too_many_open_files_are_named(no_files, host, scheme):
    no_files()
    with pytest.raises(errors.OutOfResources, match=r"too many open files \(EMFILE\)") as caught:
        Client(f"{scheme}://{host}:9/")
    assert "ulimit" in caught.value.hint


def test_a_job_that_finds_too_many_open_files_names_them(fake, no_files):
    before = open_files()
    client = Client(fake.url)
    client._http._session.close()  # it would use an open connection
    end, pause = time.monotonic() + 20, threading.Event()
    while open_files() > before:  # the server is in this process, and closes its end a little later
        assert time.monotonic() < end
        pause.wait(0.01)
    no_files()
    error = client.submit("x", api_name="/echo").exception(20)
    assert "(EMFILE)" in error.message
    assert isinstance(error, errors.OutOfResources)


@pytest.mark.parametrize("code", ["EMFILE", "ENFILE", "EADDRNOTAVAIL", "ENOMEM", "ENOBUFS"])
@pytest.mark.parametrize("way", ["http", "websocket"])
def test_each_limit_is_named(monkeypatch, code, way):
    """Most of them cannot be reached in a test."""

    def refuse(*args, **kwargs):
        raise OSError(getattr(errno, code), os.strerror(getattr(errno, code)))

    if way == "websocket":
        try:
            refuse()
        except OSError as e:
            error = _refused(e, "http://127.0.0.1:9")
    else:
        monkeypatch.setattr(socket.socket, "connect", refuse)
        with pytest.raises(errors.NotReachable) as caught:
            Client("http://127.0.0.1:9")
        error = caught.value
    assert type(error) is errors.OutOfResources
    assert f"({code})" in error.message


def test_a_limit_that_is_met_after_the_request_was_sent_is_a_lost_connection():
    """The job may run: it must not count as one that was never sent."""
    reason = OSError(errno.ENOBUFS, "no buffers")
    error = requests.ConnectionError("Connection aborted.")
    error.__cause__ = reason
    found = error_from_exception(error, "http://127.0.0.1:9")
    assert type(found) is errors.ConnectionLost
    assert "(ENOBUFS)" in found.message


def test_too_little_memory_is_named(fake, monkeypatch):
    def refuse(*_):
        raise MemoryError

    with Client(fake.url) as client:
        monkeypatch.setattr("gradio_nb.client.jobs.job.decode", refuse)
        error = client.submit("x", api_name="/echo").exception(20)
    assert type(error) is errors.OutOfResources
    assert "memory" in error.message
