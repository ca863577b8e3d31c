import threading

import pytest

from gradio_nb import errors
from gradio_nb.client.threads.pool import DaemonThreadPool
from gradio_nb.client.threads.timers import Timers

TIMEOUT = 10


def test_no_more_threads_than_allowed_and_tasks_in_order():
    workers = DaemonThreadPool(3, "counted")
    release, all_done = threading.Event(), threading.Semaphore(0)
    begun, lock = [], threading.Lock()

    def task(i):
        with lock:
            begun.append(i)
        release.wait(TIMEOUT)
        all_done.release()

    for i in range(50):
        workers.run(lambda i=i: task(i))
    assert sum(t.name == "counted" for t in threading.enumerate()) == 3
    release.set()
    for _ in range(50):
        assert all_done.acquire(timeout=TIMEOUT)
    assert sorted(begun) == list(range(50))
    assert sorted(begun[:3]) == [0, 1, 2]


def test_one_worker_keeps_the_order():
    workers, seen, done = DaemonThreadPool(1), [], threading.Event()
    for i in range(100):
        workers.run(lambda i=i: seen.append(i))
    workers.run(done.set)
    assert done.wait(TIMEOUT)
    assert seen == list(range(100))


def test_no_thread_is_left_when_there_is_nothing_to_do():
    workers = DaemonThreadPool(2, "idle")
    threads = []
    for _ in range(4):
        workers.run(lambda: threads.append(threading.current_thread()))
    for thread in list(threads):
        thread.join(TIMEOUT)
        assert not thread.is_alive()
    done = threading.Event()
    workers.run(done.set)
    assert done.wait(TIMEOUT)


def test_a_task_that_fails_is_logged_and_the_next_ones_run(caplog):
    workers, done = DaemonThreadPool(1), threading.Event()

    def fail():
        raise ValueError("boom")

    workers.run(fail)
    workers.run(done.set)
    assert done.wait(TIMEOUT)
    assert "boom" in caplog.text


def test_threads_do_not_hold_up_the_end_of_python():
    workers, daemon = DaemonThreadPool(1), []
    done = threading.Event()
    workers.run(lambda: (daemon.append(threading.current_thread().daemon), done.set()))
    assert done.wait(TIMEOUT)
    assert daemon == [True]


@pytest.fixture
def no_threads(monkeypatch):
    """The system gives no thread any more; call it off by `undo`."""

    def start(thread):
        raise RuntimeError("can't start new thread")

    monkeypatch.setattr(threading.Thread, "start", start)
    return monkeypatch


def test_a_task_that_gets_no_thread_is_refused_and_counts_for_nothing(no_threads):
    workers, done = DaemonThreadPool(1), []
    for _ in range(3):
        with pytest.raises(errors.JobError, match="can't start new thread"):
            workers.run(lambda: done.append("refused"))
    no_threads.undo()
    finished = threading.Event()
    workers.run(lambda: (done.append("run"), finished.set()))
    assert finished.wait(TIMEOUT)
    assert done == ["run"]


def test_a_task_that_gets_no_thread_is_done_by_one_that_runs(request):
    workers, release, done = DaemonThreadPool(3), threading.Event(), threading.Event()
    workers.run(lambda: release.wait(TIMEOUT))
    request.getfixturevalue("no_threads")
    workers.run(done.set)
    assert not done.is_set()
    release.set()
    assert done.wait(TIMEOUT)


def test_a_task_that_must_be_done_is_done_here_when_there_is_no_thread_and_others_wait_for_it(no_threads):
    workers, done = DaemonThreadPool(1, inline_fallback=True), []
    workers.run(lambda: (workers.run(lambda: done.append("second")), done.append("first")))
    assert done == ["first", "second"]


def test_an_alarm_that_gets_no_thread_is_refused_and_the_next_one_rings(no_threads):
    alarms, rung = Timers(), threading.Event()
    with pytest.raises(errors.JobError):
        alarms.call_later(0, rung.set)
    no_threads.undo()
    alarms.call_later(0, rung.set)
    assert rung.wait(TIMEOUT)
