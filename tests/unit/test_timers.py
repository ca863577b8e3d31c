import threading
import time

from gradio_nb.client.threads.timers import Timers

TIMEOUT = 10


def alarm_threads():
    return [t for t in threading.enumerate() if t.name == "gradio_nb-alarms"]


def wait_until_nobody_waits():
    for thread in alarm_threads():
        thread.join(TIMEOUT)
        assert not thread.is_alive()


def test_calls_come_in_the_order_of_their_times():
    alarms, called, done = Timers(), [], threading.Event()
    alarms.call_later(0.06, lambda: (called.append("late"), done.set()))
    alarms.call_later(0.02, lambda: called.append("early"))
    alarms.call_later(0.04, lambda: called.append("middle"))
    assert done.wait(TIMEOUT)
    assert called == ["early", "middle", "late"]
    wait_until_nobody_waits()


def test_what_is_called_off_is_not_called_and_holds_no_thread():
    alarms, called, done = Timers(), [], threading.Event()
    off = alarms.call_later(3600, lambda: called.append("far"))
    alarms.call_later(0.01, done.set)
    assert done.wait(TIMEOUT)
    assert len(alarm_threads()) == 1
    off()
    off()
    wait_until_nobody_waits()
    assert called == []


def test_an_alarm_after_the_thread_has_gone_makes_a_new_one():
    alarms = Timers()
    for _ in range(3):
        done = threading.Event()
        began = time.monotonic()
        alarms.call_later(0.01, done.set)
        assert done.wait(TIMEOUT)
        assert time.monotonic() - began >= 0.01
        wait_until_nobody_waits()


def test_a_function_that_was_called_off_is_let_go():
    import weakref

    class Call:
        def __call__(self):
            pass

    alarms, call = Timers(), Call()
    kept = alarms.call_later(3600, lambda: None)
    off, gone = alarms.call_later(3600, call), weakref.ref(call)
    off()
    del call, off
    assert gone() is None
    kept()


def test_a_call_that_fails_keeps_no_other_from_its_time(caplog):
    alarms, done = Timers(), threading.Event()
    alarms.call_later(0.01, lambda: 1 / 0)
    alarms.call_later(0.02, done.set)
    assert done.wait(TIMEOUT)
    assert "ZeroDivisionError" in caplog.text
    wait_until_nobody_waits()
