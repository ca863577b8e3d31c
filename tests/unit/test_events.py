import math
import random

import pytest
import recorded

from gradio_nb.errors import ProtocolError
from gradio_nb.protocol import events
from gradio_nb.protocol.events import State, Step, read


@pytest.mark.parametrize(
    ("message", "event"),
    [
        (
            {"msg": "estimation", "rank": 2, "queue_size": 3, "rank_eta": 1.5},
            events.Queued(1.0, rank=2, queue_size=3, eta=1.5),
        ),
        ({"msg": "estimation", "rank_eta": None}, events.Queued(1.0, rank=0, queue_size=1, eta=None)),
        ({"msg": "process_starts", "eta": 0.3}, events.Started(1.0, 0.3)),
        ({"msg": "process_starts"}, events.Started(1.0, None)),
        ({"msg": "log", "log": "hi", "level": "warning", "title": "T"}, events.Logged(1.0, "warning", "hi", "T")),
        ({"msg": "log", "log": "hi", "level": "info"}, events.Logged(1.0, "info", "hi", "")),
        (
            {"msg": "log", "log": "hi", "level": "success", "duration": 2.5, "visible": False, "title": None},
            events.Logged(1.0, "success", "hi", "", 2.5, False),
        ),
        (
            {"msg": "log", "log": "hi", "level": None, "duration": None},
            events.Logged(1.0, "info", "hi", "", None, True),
        ),
        ({"msg": "process_generating", "output": {"data": ["a"]}, "success": True}, events.Partial(1.0, ["a"], True)),
        ({"msg": "process_streaming", "output": {"data": ["a"]}, "success": True}, events.Partial(1.0, ["a"], False)),
        ({"msg": "process_completed", "output": {"data": ["a"]}, "success": True}, events.Completed(1.0, ["a"])),
        ({"msg": "process_completed", "output": {}, "success": True}, events.Completed(1.0, None)),
        ({"msg": "process_completed", "output": {"error": None}, "success": False}, events.Failed(1.0, None, "Error")),
        (
            {"msg": "process_completed", "output": {"error": "no", "title": "Bad"}, "success": False, "title": None},
            events.Failed(1.0, "no", "Bad"),
        ),
        (
            {"msg": "process_generating", "output": {"error": "no"}, "success": False},
            events.Failed(1.0, "no", "Error"),
        ),
        ({"msg": "close_stream"}, events.StreamClosed(1.0)),
        ({"msg": "unexpected_error", "message": "boom"}, events.Broken(1.0, "boom", False)),
        (
            {"msg": "unexpected_error", "message": "404: Session not found."},
            events.Broken(1.0, "404: Session not found.", True),
        ),
        (
            {"msg": "unexpected_error", "message": "404: Not Found", "session_not_found": True},
            events.Broken(1.0, "404: Not Found", True),
        ),
    ],
)
def test_each_message_is_an_event(message, event):
    assert read(message, 1.0) == event


@pytest.mark.parametrize(
    "message", [{"msg": "heartbeat"}, {"msg": "send_newsletter"}, {}, {"msg": None}, {"msg": ["log"]}]
)
def test_heartbeats_and_unknown_messages_are_nothing(message):
    assert read(message, 1.0) is None


def test_unknown_keys_are_ignored():
    assert read({"msg": "log", "log": "hi", "level": "info", "colour": "red", "duration": None}, 1.0) == events.Logged(
        1.0, "info", "hi"
    )


def test_progress_is_a_stack_with_the_innermost_last():
    data = [
        {"index": 1, "length": 4, "unit": "rounds", "progress": None, "desc": "Outer"},
        {"index": None, "length": None, "unit": "steps", "progress": 0.5, "desc": None},
    ]
    event = read({"msg": "progress", "progress_data": data}, 1.0)
    assert event.steps == (Step(1, 4, "rounds", None, "Outer"), Step(None, None, "steps", 0.5, None))
    assert [step.fraction for step in event.steps] == [0.25, 0.5]


@pytest.mark.parametrize(
    ("step", "fraction"),
    [
        (Step(), None),
        (Step(index=3, length=None), None),
        (Step(index=3, length=0), None),
        (Step(index=7, length=5), 1.0),
        (Step(progress=1.5), 1.0),
        (Step(progress=-1), 0.0),
    ],
)
def test_a_fraction_is_never_out_of_bounds(step, fraction):
    assert step.fraction == fraction


@pytest.mark.parametrize("eta", [math.nan, math.inf, "soon", [], None])
def test_an_eta_that_is_no_time_is_none(eta):
    assert read({"msg": "estimation", "rank": 0, "queue_size": 1, "rank_eta": eta}, 1.0).eta is None
    assert read({"msg": "log", "log": "hi", "duration": eta}, 1.0).duration is None
    assert read({"msg": "process_starts", "eta": eta}, 1.0) == events.Started(1.0, None)


JOBS = ("greet", "progress", "logs", "updates", "stream_chat", "fail_error", "fail_midway")
JUNK = (None, 0, -1, math.nan, "", "x", [], [None], [1], {}, {"x": 1}, True)


@pytest.mark.parametrize("version", recorded.VERSIONS)
@pytest.mark.parametrize("job", JOBS)
def test_recorded_jobs_are_read_to_their_end(version, job):
    found = [read(m, 0.0) for m in recorded.messages(version, job)]
    kinds = [type(e).__name__ for e in found]
    assert kinds[0] == "Queued"
    assert kinds[-2:] == ["Failed" if job.startswith("fail") else "Completed", "StreamClosed"]


@pytest.mark.parametrize("version", recorded.VERSIONS)
def test_progress_of_every_generation_is_read(version):
    found = [read(m, 0.0) for m in recorded.messages(version, "progress")]
    assert any(e.steps[0].fraction is not None for e in found if isinstance(e, events.Progressed))


def test_broken_messages_are_protocol_errors_and_nothing_worse():
    dice = random.Random(5)
    for version in recorded.VERSIONS:
        for job in JOBS:
            for message in recorded.messages(version, job):
                for target in (message, message.get("output") or {}, *message.get("progress_data", ())):
                    for key in target:
                        junk = dice.choice(JUNK)
                        kept, target[key] = target[key], junk
                        try:
                            event = read(message, 0.0)
                        except ProtocolError:
                            event = None
                        assert event is None or isinstance(event, events.Event)
                        target[key] = kept


@pytest.mark.parametrize("state", State)
def test_every_state_is_an_end_or_not_and_prints_as_a_word(state):
    going = {"waiting", "connecting", "uploading", "queued", "running", "downloading"}
    assert state.ended == (str(state) not in going)
    assert f"{state}" == state.value
