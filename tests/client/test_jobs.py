"""A job from its beginning to a good end."""

from __future__ import annotations

import asyncio
import threading

import pytest
from fake_server import CLOSE, begun, completed, partial

from gradio_nb import Client, Job, errors
from gradio_nb.protocol import events
from gradio_nb.protocol.events import State

TIMEOUT = 20


def test_one_output_is_the_value_and_several_are_a_named_tuple(client):
    assert client.predict("hi", api_name="/echo") == "hi"
    result = client.predict("hi", number=4, api_name="/two")
    assert result == ("HI", 8)
    assert (result.out, result.count) == ("HI", 8)
    assert client.predict("hi", api_name="/nothing") is None


def test_an_endpoint_is_a_function(client):
    assert client["/two"]("hi") == ("HI", 6)
    job = client["/two"].submit("hi", number=1)
    assert isinstance(job, Job)
    assert job.result(TIMEOUT).count == 2


def test_a_batch_function_takes_single_values(client):
    assert client.predict("hi", api_name="/shout") == "HI"


def test_submit_does_not_wait(client):
    job = client.submit(1, api_name="/slow")
    assert not job.done()
    assert not job.status().done
    job.cancel()


def test_a_result_that_takes_too_long_is_a_timeout_and_the_job_goes_on(client):
    job = client.submit(0.5, api_name="/slow")
    with pytest.raises(errors.TimedOut, match=r"/slow was not done after 0\.01 s") as caught:
        job.result(timeout=0.01)
    assert isinstance(caught.value, TimeoutError)
    with pytest.raises(errors.TimedOut):
        job.exception(timeout=0.01)
    assert job.result(timeout=TIMEOUT) == "done"


def test_a_job_that_ended_well_has_no_exception(client):
    job = client.submit("hi", api_name="/echo")
    assert job.exception(TIMEOUT) is None
    assert job.done()
    assert job.result() == "hi"
    assert job.cancel() is False
    assert job.status().state is State.DONE


def test_the_status_follows_the_events(client, wait_for):
    job = client.submit(5, api_name="/slow")
    wait_for(job, events.Partial)
    status = job.status()
    assert status.state is State.RUNNING
    assert (status.rank, status.queue_size) == (None, None)
    assert not status.done
    later = job.status()
    assert later.elapsed >= status.elapsed > 0
    job.cancel()
    ended = job.status()
    assert ended.done
    assert job.status().elapsed == ended.elapsed
    assert repr(job).startswith("<Job /slow cancelled ")


def test_rank_and_eta_of_a_job_that_waits(client, wait_for):
    client.predict(0.1, api_name="/slow")
    first = client.submit(20, api_name="/slow")
    wait_for(first, events.Partial)
    second = client.submit(0.1, api_name="/slow")
    queued = wait_for(second, events.Queued)
    assert queued.rank == 0
    assert queued.eta is not None
    status = second.status()
    assert (status.state, status.rank, status.queue_size) == (State.QUEUED, 0, 1)
    assert status.eta > 0
    assert status.eta_age <= status.elapsed
    third = client.submit(0.1, api_name="/slow")
    assert wait_for(third, events.Queued).rank == 1
    assert third.status().queue_size == 2
    for job in (third, second, first):
        job.cancel()


def test_events_only_grow_and_tell_the_whole_story(client):
    job = client.submit("a b c", 0.05, api_name="/stream")
    before: tuple = ()
    for _ in job:
        now = job.events
        assert now[: len(before)] == before
        before = now
    job.result(TIMEOUT)
    assert job.events[: len(before)] == before
    kinds = [type(e).__name__ for e in job.events if not isinstance(e, events.StreamClosed)]
    assert kinds[:3] == ["Connecting", "Queued", "Started"]
    assert kinds.count("Partial") >= 2
    assert kinds[-2:] == ["Completed", "Ended"]
    times = [e.time for e in job.events]
    assert times == sorted(times)
    assert job.events_since(2) == list(job.events[2:])
    assert job.last_event == job.events[-1]


def test_partial_results_come_each_once_and_in_order(client):
    job = client.submit("one two three", 0.1, api_name="/stream")
    assert list(job) == ["one ", "one two ", "one two three "]
    assert job.result() == "one two three "
    assert job.outputs() == ["one ", "one two ", "one two three "]


def test_two_iterators_are_independent(client):
    job = client.submit("one two three", 0.1, api_name="/stream")
    first, second = iter(job), iter(job)
    expected = ["one ", "one two ", "one two three "]
    assert next(first) == expected[0]
    assert list(second) == expected
    assert list(first) == expected[1:]
    assert list(job) == expected


def test_iterating_a_job_without_partial_results_gives_the_result(client):
    job = client.submit("hi", api_name="/echo")
    assert list(job) == ["hi"]


def test_outputs_are_what_came_so_far(client, wait_for):
    job = client.submit("one two", 1, api_name="/stream")
    wait_for(job, events.Partial)
    assert job.outputs() == ["one "]
    assert job.partial() == ["one "]
    job.cancel()
    assert job.outputs() == ["one "]


def test_async_iteration_and_await(client):
    async def use():
        streaming = client.submit("one two three", 0.1, api_name="/stream")
        partials = [partial async for partial in streaming]
        results = await asyncio.gather(*(client.submit(str(i), api_name="/echo") for i in range(5)))
        return partials, results, await streaming

    partials, results, last = asyncio.run(use())
    assert partials == ["one ", "one two ", "one two three "]
    assert results == ["0", "1", "2", "3", "4"]
    assert last == "one two three "


def test_async_use_raises_as_plain_use_does(client):
    async def wait():
        await client.submit("plain", api_name="/fail")

    async def iterate():
        return [p async for p in client.submit("midway", api_name="/fail")]

    for use in (wait, iterate):
        with pytest.raises(errors.AppError, match="broken"):
            asyncio.run(use())


def test_an_event_loop_is_not_held_up_by_a_job(client):
    async def use():
        job = client.submit(0.5, api_name="/slow")
        waiting, turns = asyncio.ensure_future(_awaited(job)), 0
        while not waiting.done():
            turns += 1
            await asyncio.sleep(0)
        return turns, waiting.result()

    async def _awaited(job):
        return await job

    turns, result = asyncio.run(use())
    assert result == "done"
    assert turns > 10


def test_a_job_whose_events_come_on_many_threads_is_awaited_without_losing_one(client):
    async def use():
        jobs = [client.submit("a b c d", 0.01, api_name="/stream") for _ in range(10)]

        async def read(job):
            return [partial async for partial in job]

        return await asyncio.gather(*map(read, jobs))

    assert asyncio.run(use()) == [["a ", "a b ", "a b c ", "a b c d "]] * 10


def test_a_job_goes_on_while_nobody_reads_on(client):
    job = client.submit("one two three", 0.05, api_name="/stream")
    reader = iter(job)
    assert next(reader) == "one "
    # The reader stands still in the middle, and holds nothing.
    assert job.result(TIMEOUT) == "one two three "
    assert job.status().state is State.DONE
    assert list(reader) == ["one two ", "one two three "]


def test_a_partial_result_that_cannot_be_fetched_is_an_error_and_no_result(fake):
    lost, kept = ({"path": f"/x/{n}", "orig_name": n, "meta": {"_type": "gradio.FileData"}} for n in ("lost", "kept"))
    fake.routes["GET /gradio_api/file=/x/kept"] = lambda x: x.send(b"kept", type="text/plain")
    fake.routes["GET /gradio_api/queue/data"] = lambda x: x.stream(
        *begun("event1"), partial("event1", lost), completed("event1", kept), CLOSE
    )
    with Client(fake.url) as client:
        job = client.submit(None, api_name="/copy")
        assert job.result(TIMEOUT).read_bytes() == b"kept"
        with pytest.raises(errors.DownloadFailed, match="lost could not be fetched"):
            job.outputs()
        with pytest.raises(errors.DownloadFailed):
            next(iter(job))
        assert job.status().state is State.DONE


def test_callbacks_come_in_order_on_a_thread_of_their_own(client):
    called, done = [], threading.Event()
    job = client.submit(
        "hi", api_name="/echo", result_callbacks=[called.append, lambda value: called.append(value * 2)]
    )
    job.add_done_callback(lambda job: called.append(job))
    job.add_done_callback(lambda job: called.append(threading.current_thread()))
    job.add_done_callback(lambda job: done.set())
    assert done.wait(TIMEOUT)
    *values, thread = called
    assert values == ["hi", "hihi", job]
    assert thread is not threading.main_thread()
    assert thread.name == "gradio_nb-callbacks"


def test_a_callback_after_the_end_is_called_all_the_same(client):
    job = client.submit("hi", api_name="/echo")
    job.result(TIMEOUT)
    called = threading.Event()
    job.add_done_callback(lambda job: called.set())
    assert called.wait(TIMEOUT)


def test_several_outputs_are_several_arguments_of_a_result_callback(client):
    called, done = [], threading.Event()

    def callback(*values):
        called.append(values)
        done.set()

    client.submit("hi", api_name="/two", result_callbacks=callback)
    assert done.wait(TIMEOUT)
    assert called == [("HI", 6)]


def test_a_result_callback_is_not_called_without_a_result(client):
    called, done = [], threading.Event()
    job = client.submit("plain", api_name="/fail", result_callbacks=called.append)
    job.add_done_callback(lambda job: done.set())
    assert done.wait(TIMEOUT)
    assert called == []


@pytest.mark.parametrize("kind", [SystemExit, KeyboardInterrupt, asyncio.CancelledError, GeneratorExit])
def test_a_callback_that_raises_what_is_not_an_exception_is_logged_like_any_other(client, caplog, kind):
    def fail(job):
        raise kind("said by the callback")

    for _ in range(2):
        done = threading.Event()
        job = client.submit("hi", api_name="/echo")
        job.add_done_callback(fail)
        job.listen(lambda job=job: fail(job))
        job.add_done_callback(lambda job, done=done: done.set())
        assert done.wait(TIMEOUT)
        assert job.result(TIMEOUT) == "hi"
    assert "said by the callback" in caplog.text


def test_a_callback_that_fails_or_waits_for_its_job_does_no_harm(client, caplog):
    results, done = [], threading.Event()
    job = client.submit("hi", api_name="/echo")
    job.add_done_callback(lambda job: 1 / 0)
    job.add_done_callback(lambda job: results.append(job.result()))
    job.add_done_callback(lambda job: done.set())
    assert done.wait(TIMEOUT)
    assert results == ["hi"]
    assert "ZeroDivisionError" in caplog.text


def test_the_inputs_of_a_job_are_kept(client):
    job = client.submit("hi", number=1, api_name="/two")
    assert job.inputs == {"text": "hi", "number": 1}
    assert job.data == ["hi", 1]
    assert job.endpoint.name == "/two"
    job.result(TIMEOUT)


def test_jobs_with_state_share_a_session_and_others_do_not(fake):
    with Client(fake.url) as client:
        for name in ("/remember", "/echo", "/remember", "/echo"):
            client.predict("x", api_name=name)
    first, one, second, other = (x.json["session_hash"] for x in fake.requests("POST /gradio_api/queue/join"))
    assert first == second
    assert len({first, one, other}) == 3


def test_a_session_has_one_reader_at_a_time(fake):
    reading, both, lock = {}, [], threading.Lock()

    def data(x):
        session = x.request.query["session_hash"]
        with lock:
            reading[session] = reading.get(session, 0) + 1
            both.append(reading[session])
        x.stream()
        served = set()
        while new := {f"event{n}" for n in range(1, fake.joins + 1)} - served:
            served |= new
            for event in sorted(new):
                x.more(*begun(event), completed(event, event))
        with lock:
            reading[session] -= 1
        x.more(CLOSE)

    fake.routes["GET /gradio_api/queue/data"] = data
    with Client(fake.url) as client:
        jobs = [client.submit("x", api_name="/remember") for _ in range(40)]
        assert {job.result(TIMEOUT) for job in jobs} == {f"event{n}" for n in range(1, 41)}
    assert max(both) == 1


def test_jobs_with_state_run_side_by_side_in_one_session(client):
    jobs = [client.submit(step, api_name="/remember") for step in (1, 10)]
    for job in jobs:
        assert len(list(job)) >= 50
    assert {job.event_id for job in jobs} != {None}


def test_a_job_with_state_after_another_needs_no_new_connection_of_the_client(client):
    assert [client.predict(1, api_name="/count") for _ in range(5)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize(
    "place", ["gradio_nb.client.transports.session.QueueSession._prepare_payload", "gradio_nb.client.jobs.job.decode"]
)
def test_a_job_ends_also_when_its_thread_is_to_be_ended(client, monkeypatch, place):
    """What is not an `Exception` may come from the caller's own objects, such as files; whoever waits must hear it."""

    def fail(*_):
        raise SystemExit("from an object of the caller")

    monkeypatch.setattr(place, fail)
    job = client.submit("hi", api_name="/echo")
    assert isinstance(job.exception(TIMEOUT), errors.ProtocolError)
    monkeypatch.undo()
    assert client.predict("next", api_name="/echo") == "next"
