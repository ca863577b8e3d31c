"""Readers of a job's events get the same partial results, however far behind they are."""

import threading

import pytest

from gradio_nb.client.jobs.event_log import Cursor, EventLog
from gradio_nb.protocol.events import Completed, Ended, Logged, Partial, Retrying, State

EVENTS = [
    Partial(0.0, [["a"], "x"], True),
    Partial(0.1, [[["add", [1], "b"]], [["append", [], "y"]]], True),
    Logged(0.2, "info", "half-way"),
    Partial(0.3, [[["replace", [0], "c"]], []], True),
    Partial(0.4, [[], [["append", [], "z"]]], True),
]
PARTIALS = [[["a"], "x"], [["a", "b"], "xy"], [["c", "b"], "xy"], [["c", "b"], "xyz"]]


@pytest.mark.parametrize("looks", [{0, 1, 2, 3, 4}, {4}, {0, 4}, {1, 3, 4}, {2, 4}])
def test_a_reader_may_look_after_every_event_or_seldom(looks):
    log = EventLog()
    cursor, read = Cursor(log), []
    for number, event in enumerate(EVENTS):
        log.add(event)
        if number in looks:
            read += cursor.new_values()
    assert read == PARTIALS
    log.add(Completed(0.5, [["c", "b"], "xyz"]))
    assert list(cursor.new_values()) == []
    assert not cursor.has_final_value


def test_readers_do_not_disturb_each_other():
    log = EventLog()
    eager, late = Cursor(log), Cursor(log)
    read = []
    for event in EVENTS:
        log.add(event)
        read += eager.new_values()
    assert list(late.new_values()) == read == PARTIALS
    assert log.values() == PARTIALS[-1]


def test_who_waits_for_the_end_is_not_woken_by_what_comes_before():
    log = EventLog()
    ended = threading.Event()

    def wait():
        assert log.wait_for_end(60)
        ended.set()

    waiter = threading.Thread(target=wait)
    waiter.start()
    for event in EVENTS:
        log.add(event)
    assert not ended.is_set()
    assert not log.wait_for_end(0)
    log.add(Ended(0.6, State.DONE))
    assert ended.wait(60)
    waiter.join(60)
    assert log.wait_for_end(0)


def test_a_listener_that_fails_keeps_the_end_from_nobody_else(caplog):
    log, told = EventLog(), []
    log.listen(lambda: 1 / 0)
    log.listen(lambda: told.append(log.ended))
    end = Ended(0.6, State.DONE)
    assert log.add(end)
    assert told == [end]
    assert "ZeroDivisionError" in caplog.text


def test_who_asks_how_it_stands_does_not_wait_until_two_results_are_compared(monkeypatch):
    log, comparing, go_on = EventLog(), threading.Event(), threading.Event()

    def compare(before, data):
        comparing.set()
        assert go_on.wait(60)

    log.add(Partial(0.0, ["a"], False))
    monkeypatch.setattr("gradio_nb.client.jobs.event_log.edits_to", compare)
    reader = threading.Thread(target=log.add, args=(Partial(0.1, ["ab"], False),))
    reader.start()
    assert comparing.wait(60)
    assert log.status().state is State.RUNNING
    assert log.values() == ["a"]
    go_on.set()
    reader.join(60)
    assert log.values() == ["ab"]


def test_a_result_that_was_compared_with_one_that_is_gone_is_kept_whole(monkeypatch):
    """Another try may begin while a result of the one before is compared."""
    log = EventLog()
    log.add(Partial(0.0, ["a"], False))

    def compare(before, data):
        monkeypatch.undo()
        log.add(Retrying(0.1, 2, 3, 0.0, ValueError()))
        return [[["append", [], "b"]]]

    monkeypatch.setattr("gradio_nb.client.jobs.event_log.edits_to", compare)
    log.add(Partial(0.2, ["ab"], False))
    assert list(Cursor(log).new_values()) == [["a"], ["ab"]]
