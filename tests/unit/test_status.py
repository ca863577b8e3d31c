import pytest

from gradio_nb import errors
from gradio_nb.client.jobs.status import Status, apply
from gradio_nb.frozen import replace
from gradio_nb.protocol.events import Connecting, Ended, Logged, Queued, Resting, Retrying, Started, State, Waking

LOST = errors.ConnectionLost("gone")


def after(*events):
    status = Status(State.WAITING)
    for event in events:
        status = apply(status, event)
    return status


@pytest.mark.parametrize(
    ("events", "elapsed", "notice"),
    [
        ([], 0, ""),
        ([Connecting(0)], 0, ""),
        ([Resting(1, 3.0)], 1, "server busy, trying again in 3 s"),
        ([Resting(1, 3.0)], 2.5, "server busy, trying again in 2 s"),
        ([Resting(1, 3.0)], 4.5, "server busy, trying again"),
        ([Resting(1, 3.0), Queued(5, 0, 1, None)], 5, ""),
        ([Waking(1, "waking up, 12 s")], 1, "waking up, 12 s"),
        ([Waking(1, "waking up, 12 s"), Connecting(9)], 9, ""),
        ([Retrying(1, 2, 3, 4.0, LOST), Connecting(5), Waking(6, "starting, 2 s")], 6, "starting, 2 s, try 2 of 3"),
        ([Retrying(1, 2, 3, 4.0, LOST)], 1, "connection lost, try 2 of 3 in 4 s"),
        ([Retrying(1, 2, 3, 4.0, LOST), Connecting(5)], 5, "try 2 of 3"),
        ([Retrying(1, 2, 3, 4.0, LOST), Connecting(5), Resting(5, 2.0)], 5, "server busy, try 2 of 3 in 2 s"),
        ([Retrying(1, 2, 3, 4.0, errors.QueueFull("full"))], 1, "queue full, try 2 of 3 in 4 s"),
        ([Retrying(1, 2, 3, 4.0, errors.Refused("no", status=500))], 1, "server in trouble, try 2 of 3 in 4 s"),
        ([Retrying(1, 2, 3, 4.0, LOST), Ended(2, State.CANCELLED)], 2, "try 2 of 3"),
    ],
)
def test_what_is_out_of_the_ordinary_is_noticed(events, elapsed, notice):
    assert replace(after(*events), elapsed=elapsed).notice == notice


def test_a_log_line_does_not_end_a_rest():
    status = after(Resting(1, 3.0), Logged(2, "info", "still here"))
    assert replace(status, elapsed=2).notice == "server busy, trying again in 2 s"


def test_another_try_begins_with_a_clean_state():
    status = after(Queued(0, 3, 9, 5.0), Started(1, 4.0), Retrying(2, 2, 2, 1.0, LOST))
    assert (status.state, status.rank, status.eta, status.attempt) == (State.WAITING, None, None, 2)
