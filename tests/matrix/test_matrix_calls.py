"""Calls, streams, progress, logs, State and errors."""

from __future__ import annotations

import itertools

import pytest
from generations import can

from gradio_nb import Client, errors
from gradio_nb.protocol import events


def test_a_call_gives_the_value_of_one_output_and_a_named_tuple_of_several(client):
    assert client.predict("Ada", api_name="/greet") == "Hello Ada!"
    result = client["/both"]("ab", times=3)
    assert (result.out, result.count) == ("ababab", 4)
    assert client.predict(api_name="/nothing") is None


def test_an_endpoint_without_the_queue_is_called_like_any_other(client):
    assert client.predict("Ada", api_name="/direct") == "Hello Ada!"


def test_partial_results_come_one_by_one_and_in_order(client):
    expected = list(itertools.accumulate(f"w{i} " for i in range(20)))
    job = client.submit(20, 0.01, api_name="/stream")
    assert list(job) == expected
    assert (job.result(), job.outputs()) == (expected[-1], expected)


def test_a_chat_grows_word_by_word(client):
    job = client.submit("hi", api_name="/talk")
    answers = [(chat[-1]["content"], words) for chat, words in job]
    assert answers == [
        (" ".join(words), {"words": words, "last": words[-1]})
        for words in (["One"], ["One", "two"], ["One", "two", "three"])
    ]


def test_updates_of_properties_are_taken_for_what_they_say_of_the_value(client):
    job = client.submit("a", api_name="/updates")
    assert [tuple(values) for values in job] == [("a 1", "begun"), ("a 1", "begun"), ("a 3", "ended")]


def test_progress_is_told_while_it_happens(client):
    job = client.submit(3, api_name="/progress")
    assert job.result(60) == "through"
    steps = [step for e in job.events if isinstance(e, events.Progressed) for step in e.steps]
    outer = [step for step in steps if step.desc == "Outer"]
    assert {(step.length, step.unit) for step in outer} == {(3, "rounds")}
    assert [step.index for step in outer] == sorted(step.index for step in outer)
    assert [step.fraction for step in steps if step.desc == "Half"] == [0.5]


def test_logs_are_kept(client, version):
    job = client.submit("x", api_name="/logs")
    assert job.result() == "x"
    assert [(log.level, log.message) for log in job.logs] == [("info", "info: x"), ("warning", "warning: x")]
    assert job.logs[1].title == ("Careful" if can(version, "titles of errors and logs") else "")


def test_the_queue_and_the_start_are_told(client):
    job = client.submit("x", api_name="/logs")
    job.result()
    kinds = [type(e) for e in job.events]
    assert kinds.index(events.Queued) < kinds.index(events.Started) < kinds.index(events.Completed)


def test_state_is_kept_by_the_server_for_this_client_only(client, every):
    client.reset_session()
    count = client["/count"]
    assert [count(2), count(3), count(1)] == [2, 5, 6]
    with Client(every) as other:
        assert other.predict(1, api_name="/count") == 1
    client.reset_session()
    assert count(1) == 1


def test_a_batch_function_is_called_with_single_values(client, needs):
    needs("batches")
    assert client.predict("quiet", api_name="/shout") == "QUIET"


def test_headers_are_sent_with_every_job(every):
    with Client(every, headers={"X-Test": "yes"}) as client:
        assert client.predict(api_name="/who")["x-test"] == "yes"


def test_many_jobs_at_once_all_get_their_own_answer(client):
    jobs = [client.submit(str(i), api_name="/greet") for i in range(30)]
    assert [job.result(60) for job in jobs] == [f"Hello {i}!" for i in range(30)]


def test_a_job_that_ends_after_its_client_began_another_is_not_mixed_up(client):
    stream = client.submit(15, 0.02, api_name="/stream")
    assert client.predict("Ada", api_name="/greet") == "Hello Ada!"
    assert stream.result(30).endswith("w14 ")


def test_without_a_queue_all_is_one_request(unqueued):
    with Client(unqueued) as client:
        assert client.predict("Ada", api_name="/greet") == "Hello Ada!"
        assert client["/count"](2) == 2
        assert client["/count"](3) == 5
        assert client.predict(b"hello", api_name="/copy_file").read_bytes() == b"hello"


def test_the_error_of_the_app_is_told_in_its_words(client, version):
    with pytest.raises(errors.AppError) as caught:
        client.predict("error", api_name="/fail")
    assert caught.value.message == "it's <b>broken</b>\nfor good"
    assert caught.value.title == ("Bad day" if can(version, "titles of errors and logs") else "Error")


def test_other_exceptions_are_told_where_the_app_shows_them(client, strict_client):
    with pytest.raises(errors.AppError, match="bare words"):
        client.predict("bare", api_name="/fail")
    with pytest.raises(errors.AppError) as caught:
        strict_client.predict("bare", api_name="/fail")
    assert "bare words" not in str(caught.value)


def test_what_came_before_an_error_is_kept(client):
    job = client.submit("midway", api_name="/fail")
    assert isinstance(job.exception(60), errors.AppError)
    assert job.outputs() == ["so far so good"]
    assert client.predict("Ada", api_name="/greet") == "Hello Ada!"


def test_a_validator_names_the_parameter(client, needs):
    needs("validators")
    with pytest.raises(errors.InvalidInput) as caught:
        client.predict(7, api_name="/validated")
    assert caught.value.fields == {"seconds": "must be under 5"}
