"""Jobs that end because somebody wants it."""

from __future__ import annotations

import threading
import time

import pytest
from fake_server import begun, in_turn
from job_watch import TIMEOUT, Watch

from gradio_nb import Client, errors
from gradio_nb.protocol import events
from gradio_nb.protocol.events import State


def assert_free(client):
    """The app runs one at a time: this one begins because the others have stopped."""
    assert client.submit(0.1, api_name="/slow").result(10) == "done"


def test_a_running_job_is_cancelled_on_the_server(client, wait_for):
    watch = Watch(client.submit(25, api_name="/slow"))
    wait_for(watch.job, events.Partial)
    assert watch.job.cancel() is True
    watch.ended(State.CANCELLED, errors.Cancelled, logs=["taking a while"])
    assert watch.job.outputs() == watch.seen["iteration"] == watch.seen["async for"] != []
    assert_free(client)


@pytest.mark.parametrize("milliseconds", [0, 5, 20, 60])
def test_a_job_is_cancelled_at_any_time_after_its_beginning(client, milliseconds):
    for _ in range(3):
        watch = Watch(client.submit(25, api_name="/slow"))
        threading.Event().wait(milliseconds / 1000)
        assert watch.job.cancel()
        watch.ended(State.CANCELLED, errors.Cancelled)
    assert_free(client)


def test_a_job_that_many_cancel_at_once_is_cancelled_by_one_of_them(client, wait_for):
    watch = Watch(client.submit(25, api_name="/slow"))
    wait_for(watch.job, events.Partial)
    ready, said = threading.Barrier(8), []

    def cancel():
        ready.wait(TIMEOUT)
        said.append(watch.job.cancel())

    threads = [threading.Thread(target=cancel) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(TIMEOUT)
    assert sorted(said) == [False] * 7 + [True]
    watch.ended(State.CANCELLED, errors.Cancelled)
    # Gradio 6.31 fails on some of those that it hears at the same time.
    assert len([x for x in client.exchanges if x.url.endswith("/cancel")]) == 1
    assert_free(client)


def test_a_job_that_has_ended_is_not_cancelled_and_the_server_hears_nothing_of_it(client):
    watch = Watch(client.submit("hi", api_name="/echo"))
    watch.ended(State.DONE, None, ["hi"], [])
    assert watch.job.cancel() is False
    watch.ended(State.DONE, None, ["hi"], [])
    assert not [x for x in client.exchanges if x.url.endswith("/cancel")]


def test_a_queued_job_is_cancelled_and_never_begins(client, wait_for):
    first = client.submit(20, api_name="/slow")
    wait_for(first, events.Partial)
    # A short one: servers before 6.14 run it in spite of the cancel (docs/protocol.md §9).
    second = client.submit(0.1, api_name="/slow")
    watch = Watch(second)
    wait_for(second, events.Queued)
    assert second.cancel() is True
    watch.ended(State.CANCELLED, errors.Cancelled, [], [])
    assert not any(isinstance(e, events.Started) for e in second.events)
    assert first.status().state is State.RUNNING
    first.cancel()
    assert_free(client)


def test_a_cancelled_job_tells_everybody_who_waits(client, wait_for):
    job = client.submit(20, api_name="/slow")
    wait_for(job, events.Partial)
    caught, called = [], threading.Event()
    job.add_done_callback(lambda job: called.set())

    def wait():
        try:
            job.result(TIMEOUT)
        except errors.Cancelled as e:
            caught.append(e)

    waiters = [threading.Thread(target=wait) for _ in range(3)]
    for waiter in waiters:
        waiter.start()
    job.cancel()
    for waiter in waiters:
        waiter.join(TIMEOUT)
    assert len(caught) == 3
    assert called.wait(TIMEOUT)


def test_a_cancel_leaves_jobs_of_the_same_function_alone(client, wait_for):
    jobs = [client.submit("a b c d", 0.1, api_name="/stream") for _ in range(3)]
    for job in jobs:
        wait_for(job, events.Partial)
    jobs[1].cancel()
    assert [jobs[i].result(TIMEOUT) for i in (0, 2)] == ["a b c d ", "a b c d "]


def test_a_cancel_ends_the_siblings_that_the_server_kills_with_it(client, wait_for):
    watches = [Watch(client.submit(1, api_name="/remember")) for _ in range(3)]
    for watch in watches:
        wait_for(watch.job, events.Partial)
    watches[0].job.cancel()
    for watch in watches:
        error = watch.ended(State.CANCELLED, errors.Cancelled, logs=[])
        assert ("together with another" in error.message) is (watch is not watches[0])
        assert watch.job.outputs() == watch.seen["iteration"] == watch.seen["async for"] != []
    assert client.submit(1, api_name="/count").result(TIMEOUT) > 0


def test_a_cancel_leaves_jobs_of_other_functions_in_the_session_alone(client, wait_for):
    """Its session is shared, and its stream goes on."""
    killed, other = (client.submit(1, api_name=name) for name in ("/remember", "/recall"))
    for job in (killed, other):
        wait_for(job, events.Partial)
    killed.cancel()
    Watch(other).ended(State.DONE, logs=[])
    assert len(other.outputs()) == 50


def test_a_job_that_waits_for_a_free_thread_is_cancelled_without_a_word(fake):
    fake.routes["POST /gradio_api/queue/join"] = fake.hang
    with Client(fake.url, max_running=1) as client:
        first, second = (client.submit("x", api_name="/echo") for _ in range(2))
        assert second.status().state is State.WAITING
        assert second.cancel()
        assert first.cancel()
        fake.stop.set()
    assert len(fake.requests("POST /gradio_api/queue/join")) <= 1


def test_a_job_that_is_cancelled_while_it_joins_is_cancelled_on_the_server_afterwards(fake):
    joining, go_on, cancelled = threading.Event(), threading.Event(), threading.Event()

    def join(x):
        joining.set()
        go_on.wait(TIMEOUT)
        fake.join(x)

    def cancel(x):
        x.json({"success": True})
        cancelled.set()

    fake.routes |= {"POST /gradio_api/queue/join": join, "POST /gradio_api/cancel": cancel}
    with Client(fake.url) as client:
        job = client.submit("x", api_name="/echo")
        assert joining.wait(TIMEOUT)
        assert job.cancel()
        assert job.status().state is State.CANCELLED
        go_on.set()
        assert cancelled.wait(TIMEOUT)
    (sent,) = fake.requests("POST /gradio_api/cancel")
    assert sent.json == {"session_hash": job.session.hash, "fn_index": 0, "event_id": "event1"}


def test_a_job_waits_until_one_that_was_cancelled_while_it_joined_is_off_the_server(fake):
    """Gradio also kills other jobs of the same function and session (docs/protocol.md §9): here the next one."""
    joining, go_on = threading.Event(), threading.Event()

    def join(x):
        joining.set()
        assert go_on.wait(TIMEOUT)
        fake.join(x)

    fake.routes["POST /gradio_api/queue/join"] = in_turn(join, fake.join)
    with Client(fake.url) as client:
        first = client.submit("x", api_name="/remember")
        assert joining.wait(TIMEOUT)
        assert first.cancel()
        following = client.submit("x", api_name="/remember")
        other = client.submit("x", api_name="/echo")
        assert other.result(TIMEOUT) == "done"
        go_on.set()
        assert following.result(TIMEOUT) == "done"
    sent = [s for s in fake.seen if s.method == "POST" and s.json["session_hash"] == first.session.hash]
    said = [s.path.rpartition("/")[2] for s in sent]
    assert said == ["join", "cancel", "join"]


def test_a_job_does_not_wait_for_ever_for_one_that_was_cancelled_while_it_joined(fake, monkeypatch):
    monkeypatch.setattr("gradio_nb.client.transports.session_stream.SIBLING_CANCEL_TIMEOUT", 0.1)
    joining = threading.Event()
    fake.routes["POST /gradio_api/queue/join"] = in_turn(lambda x: (joining.set(), fake.hang(x)), fake.join)
    with Client(fake.url) as client:
        first = client.submit("x", api_name="/remember")
        assert joining.wait(TIMEOUT)
        assert first.cancel()
        assert client.submit("x", api_name="/remember").result(TIMEOUT) == "done"
        fake.stop.set()


@pytest.mark.parametrize("milliseconds", [0, 1, 2, 4, 8])
def test_the_next_job_of_the_session_outlives_a_cancel_at_any_time(client, milliseconds):
    cancelled = client.submit(1, api_name="/remember")
    threading.Event().wait(milliseconds / 1000)
    cancelled.cancel()
    following = client.submit(1, api_name="/remember")
    following.result(TIMEOUT)
    assert len(following.outputs()) == 50


def hanging_stream(fake):
    def answer(x):
        x.stream(*begun(fake.event_of(x)))
        fake.stop.wait()

    return answer


def test_a_server_that_cannot_be_told_is_no_longer_waited_for(fake, wait_for):
    fake.routes["GET /gradio_api/queue/data"] = hanging_stream(fake)
    fake.routes["POST /gradio_api/cancel"] = lambda x: x.send(b"", 500)
    with Client(fake.url) as client:
        watch = Watch(client.submit("x", api_name="/echo"))
        wait_for(watch.job, events.Started)
        assert watch.job.cancel()
        error = watch.ended(State.STOPPED, errors.Stopped, [], [])
        assert "server may go on" in error.message
        fake.routes["GET /gradio_api/queue/data"] = fake.data
        assert client.predict("next", api_name="/echo") == "done"


def test_a_server_before_cancelling_is_not_even_asked(fake, wait_for):
    fake.config["version"] = "4.26.0"
    fake.routes["GET /gradio_api/queue/data"] = hanging_stream(fake)
    with Client(fake.url) as client:
        job = client.submit("x", api_name="/echo")
        wait_for(job, events.Started)
        assert job.cancel()
        assert job.status().state is State.STOPPED
    assert fake.requests("POST /gradio_api/cancel") == []


def test_a_job_that_the_server_cancels_by_itself_is_cancelled(fake):
    empty = {"msg": "process_completed", "event_id": "event1", "output": {}, "success": True}
    fake.routes["GET /gradio_api/queue/data"] = lambda x: x.stream(*begun("event1"), empty)
    with Client(fake.url) as client:
        error = Watch(client.submit("x", api_name="/echo")).ended(State.CANCELLED, errors.Cancelled, [], [])
        assert "on the server" in error.message
        fake.routes["GET /gradio_api/queue/data"] = fake.data
        assert client.predict("next", api_name="/echo") == "done"


def test_closing_a_client_cancels_what_runs(basics, wait_for):
    client = Client(basics)
    running = Watch(client.submit(25, api_name="/slow"))
    wait_for(running.job, events.Partial)
    queued = Watch(client.submit(0.1, api_name="/slow"))
    wait_for(queued.job, events.Queued)
    done = Watch(client.submit("hi", api_name="/echo"))
    done.job.result(TIMEOUT)
    client.close()
    running.ended(State.CANCELLED, errors.Cancelled, logs=["taking a while"])
    assert running.job.outputs()
    queued.ended(State.CANCELLED, errors.Cancelled, [], [])
    done.ended(State.DONE, None, ["hi"], [])
    with Client(basics) as other:
        assert_free(other)


def test_a_client_is_closed_when_the_server_knows_of_a_job_that_was_cancelled_while_it_joined(fake):
    """Who closes it may leave Python next, and the server would go on with the job."""
    go_on = threading.Event()

    def join(x):
        go_on.wait(TIMEOUT)
        fake.join(x)

    fake.routes["POST /gradio_api/queue/join"] = join
    client = Client(fake.url)
    watch = Watch(client.submit("x", api_name="/echo"))
    fake.until(lambda: fake.requests("POST /gradio_api/queue/join"))
    assert watch.job.cancel()
    watch.ended(State.CANCELLED, errors.Cancelled, [], [])
    closing = threading.Thread(target=client.close)
    closing.start()
    closing.join(0.2)
    assert closing.is_alive()
    go_on.set()
    closing.join(TIMEOUT)
    assert [request.json["event_id"] for request in fake.requests("POST /gradio_api/cancel")] == ["event1"]


def test_closing_a_client_does_not_wait_for_a_server_that_hangs(fake, wait_for, monkeypatch):
    monkeypatch.setattr("gradio_nb.client.transports.base.CANCEL_TIMEOUT", 1)
    fake.routes["GET /gradio_api/queue/data"] = hanging_stream(fake)
    fake.routes["POST /gradio_api/cancel"] = fake.hang
    client = Client(fake.url)
    watches = [Watch(client.submit("x", api_name="/echo")) for _ in range(8)]
    for watch in watches:
        wait_for(watch.job, events.Started)
    began = time.monotonic()
    client.close()
    assert time.monotonic() - began < 5  # and not 8
    for watch in watches:
        watch.ended(State.STOPPED, errors.Stopped, [], [])
    fake.routes["GET /gradio_api/queue/data"] = fake.data
    with Client(fake.url) as other:
        assert other.predict("next", api_name="/echo") == "done"


def test_waiting_without_an_end_for_a_cancelled_task_of_asyncio_leaves_the_job_alone(client):
    import asyncio

    job = client.submit("a b", 0.2, api_name="/stream")

    async def give_up():
        with pytest.raises(asyncio.TimeoutError):
            await asyncio.wait_for(_awaited(job), 0.01)

    async def _awaited(job):
        return await job

    asyncio.run(give_up())
    assert job.result(TIMEOUT) == "a b "


def test_a_job_that_starts_while_the_client_is_closed_does_not_outlive_it(fake, monkeypatch):
    client = Client(fake.url)

    def close_meanwhile(spec, given):
        client.close()
        return ["x"]

    monkeypatch.setattr("gradio_nb.client.client.encode_arguments", close_meanwhile)
    with pytest.raises(errors.UsageError, match="closed"):
        client.submit("x", api_name="/echo")
    assert fake.joins == 0
