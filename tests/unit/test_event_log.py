"""Readers of a job's events get the same partial results, however far behind they are."""

import threading

import pytest

from gradio_nb.client.jobs.event_log import Cursor, Journal
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
    journal = Journal()
    cursor, read = Cursor(journal), []
    for number, event in enumerate(EVENTS):
        journal.add(event)
        if number in looks:
            read += cursor.fresh()
    assert read == PARTIALS
    journal.add(Completed(0.5, [["c", "b"], "xyz"]))
    assert list(cursor.fresh()) == []
    assert not cursor.news


def test_readers_do_not_disturb_each_other():
    journal = Journal()
    eager, late = Cursor(journal), Cursor(journal)
    read = []
    for event in EVENTS:
        journal.add(event)
        read += eager.fresh()
    assert list(late.fresh()) == read == PARTIALS
    assert journal.values() == PARTIALS[-1]


def test_who_waits_for_the_end_is_not_woken_by_what_comes_before():
    journal = Journal()
    ended = threading.Event()

    def wait():
        assert journal.wait_for_end(60)
        ended.set()

    waiter = threading.Thread(target=wait)
    waiter.start()
    for event in EVENTS:
        journal.add(event)
    assert not ended.is_set()
    assert not journal.wait_for_end(0)
    journal.add(Ended(0.6, State.DONE))
    assert ended.wait(60)
    waiter.join(60)
    assert journal.wait_for_end(0)


def test_a_listener_that_fails_keeps_the_end_from_nobody_else(caplog):
    journal, told = Journal(), []
    journal.listen(lambda: 1 / 0)
    journal.listen(lambda: told.append(journal.ended))
    end = Ended(0.6, State.DONE)
    assert journal.add(end)
    assert told == [end]
    assert "ZeroDivisionError" in caplog.text


def test_who_asks_how_it_stands_does_not_wait_until_two_results_are_compared(monkeypatch):
    journal, comparing, go_on = Journal(), threading.Event(), threading.Event()

    def compare(before, data):
        comparing.set()
        assert go_on.wait(60)

    journal.add(Partial(0.0, ["a"], False))
    monkeypatch.setattr("gradio_nb.client.jobs.event_log.edits_to", compare)
    reader = threading.Thread(target=journal.add, args=(Partial(0.1, ["ab"], False),))
    reader.start()
    assert comparing.wait(60)
    assert journal.status().state is State.RUNNING
    assert journal.values() == ["a"]
    go_on.set()
    reader.join(60)
    assert journal.values() == ["ab"]


def test_a_result_that_was_compared_with_one_that_is_gone_is_kept_whole(monkeypatch):
    """Another try may begin while a result of the one before is compared."""
    journal = Journal()
    journal.add(Partial(0.0, ["a"], False))

    def compare(before, data):
        monkeypatch.undo()
        journal.add(Retrying(0.1, 2, 3, 0.0, ValueError()))
        return [[["append", [], "b"]]]

    monkeypatch.setattr("gradio_nb.client.jobs.event_log.edits_to", compare)
    journal.add(Partial(0.2, ["ab"], False))
    assert list(Cursor(journal).fresh()) == [["a"], ["ab"]]
