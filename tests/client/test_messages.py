"""What an app says while it runs."""

from __future__ import annotations

import pytest

from gradio_nb import errors
from gradio_nb.protocol import events
from gradio_nb.protocol.events import State

TIMEOUT = 20


def test_progress_is_a_stack_of_bars(client):
    job = client.submit(3, api_name="/progress")
    assert job.result(TIMEOUT) == "through"
    seen = [e.steps for e in job.events if isinstance(e, events.Progressed)]
    nested = [steps for steps in seen if len(steps) == 2]
    assert nested
    outer, inner = nested[-1]
    assert (outer.desc, outer.unit, outer.length) == ("Outer", "rounds", 3)
    assert (inner.desc, inner.unit, inner.length) == ("Inner", "turns", 2)
    assert 0 <= outer.fraction <= 1
    (half,) = seen[-1]
    assert (half.desc, half.fraction) == ("Half", 0.5)


def test_progress_is_in_the_status_while_it_lasts(client):
    job = client.submit(5, api_name="/progress")
    shown = []
    stop = job.listen(lambda: shown.append(job.status()))
    job.result(TIMEOUT)
    stop()
    assert any(s.progress and s.progress[0].desc == "Outer" for s in shown)
    assert job.status().progress == ()


def test_log_lines_keep_level_and_title(client, gradio_version):
    job = client.submit("hi", api_name="/logs")
    assert job.result(TIMEOUT) == "hi"
    info, warning = job.logs
    assert (info.level, info.message) == ("info", "info: hi")
    assert (warning.level, warning.message) == ("warning", "warning: hi")
    assert info.visible
    assert warning.visible
    assert info.duration == (10 if gradio_version >= (4, 37) else None)
    assert warning.title == ("Careful" if gradio_version >= (5, 2) else "")


def test_diffs_are_put_together(client):
    job = client.submit("hello", api_name="/talk")
    seen = list(job)
    texts = [chat[-1]["content"] for chat, _ in seen]
    assert texts == ["You", "You said", "You said hello"]
    assert [json for _, json in seen] == [
        {"words": ["You"], "ends": {"first": "You", "last": "You"}},
        {"words": ["You", "said"], "ends": {"first": "You", "last": "said"}},
        {"words": ["You", "said", "hello"], "ends": {"first": "You", "last": "hello"}},
    ]
    assert job.result() == seen[-1]
    assert any(isinstance(e, events.Partial) and e.diffs for e in job.events)


def test_updates_are_unwrapped_and_a_skip_keeps_the_value(client):
    job = client.submit("hi", api_name="/updates")
    assert list(job) == [("hi 1", "begun"), ("hi 1", "begun"), ("hi 3", "ended")]
    assert job.result() == ("hi 3", "ended")


def test_a_message_of_megabytes_arrives(client):
    assert client.predict(3_000_000, api_name="/big_text") == "é" * 3_000_000


def test_an_error_of_the_app_comes_with_its_own_title_and_words(client, gradio_version):
    job = client.submit("titled", api_name="/fail")
    with pytest.raises(errors.AppError) as caught:
        job.result(TIMEOUT)
    assert caught.value.message == "it's <b>broken</b>\nfor good"
    if gradio_version >= (5, 2):
        assert caught.value.title == "Bad day"
        assert str(caught.value).startswith("Bad day: it's <b>broken</b>")
    assert job.status().state is State.FAILED
    assert job.exception() is caught.value


def test_a_plain_exception_of_the_app_is_told_where_the_app_shows_errors(client):
    with pytest.raises(errors.AppError, match="bare words") as caught:
        client.predict("bare", api_name="/fail")
    assert caught.value.title == "Error"


def test_a_plain_exception_is_hidden_where_the_app_hides_errors(strict_client):
    with pytest.raises(errors.AppError, match="hides why") as caught:
        strict_client.predict("bare", api_name="/fail")
    assert "show_error=True" in caught.value.hint
    with pytest.raises(errors.AppError, match="broken"):
        strict_client.predict("plain", api_name="/fail")


def test_an_app_that_fails_midway_has_given_what_it_had(client):
    job = client.submit("midway", api_name="/fail")
    seen = []
    with pytest.raises(errors.AppError, match="broken"):
        seen.extend(job)
    for partial in iter(job):
        seen.append(partial)
        break
    assert seen[-1] == "so far so good"
    assert job.outputs() == ["so far so good"]


def test_a_gpu_quota_that_is_used_up_is_an_end_of_its_own(client):
    job = client.submit("quota", api_name="/fail")
    assert isinstance(job.exception(TIMEOUT), errors.QuotaExceeded)
    assert job.status().state is State.QUOTA_EXCEEDED


def test_a_validator_refuses_before_the_job_begins(client):
    if "/validated" not in client.endpoints:
        pytest.skip("this Gradio has no validators")
    job = client.submit(7, api_name="/validated")
    with pytest.raises(errors.InvalidInput, match="must be under 5") as caught:
        job.result(TIMEOUT)
    assert caught.value.fields == {"seconds": "must be under 5"}
    assert job.status().state is State.REFUSED
    assert client.predict(4, api_name="/validated") == 4


def test_a_full_queue_is_told(strict_client, wait_for):
    first = strict_client.submit(20, api_name="/slow")
    wait_for(first, events.Partial)
    second = strict_client.submit(0.1, api_name="/slow")
    wait_for(second, events.Queued)
    third = strict_client.submit(0.1, api_name="/slow")
    with pytest.raises(errors.QueueFull, match="full"):
        third.result(TIMEOUT)
    assert third.status().state is State.QUEUE_FULL
    second.cancel()
    first.cancel()
