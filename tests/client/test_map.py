"""One endpoint for many rows: order, failures, retries, pauses, the end."""

from __future__ import annotations

import asyncio
import gc
import logging
import queue
import threading
import weakref
from functools import partial

import pytest
from scripted import DATA, Script

from gradio_nb import Client, errors
from gradio_nb.client.jobs import batch as batches
from gradio_nb.client.jobs.batch import BatchPaused
from gradio_nb.client.jobs.outcomes import Progress

CANCEL = "POST /gradio_api/cancel"
TIMEOUT = 20
pytestmark = pytest.mark.filterwarnings("ignore::gradio_nb.client.jobs.batch.BatchPaused")


@pytest.fixture
def script(fake):
    script = Script(fake)
    yield script
    script.free.set()


@pytest.fixture
def fake_client(fake, script):
    with Client(fake.url) as client:
        yield client


@pytest.fixture
def quick(monkeypatch):
    """Make the times between tries short."""
    monkeypatch.setattr(batches, "FIRST_RETRY_DELAY", 0.001)


def test_rows_are_values_tuples_or_dicts(client):
    batch = client.map("/two", ["a", ("b", 1), {"text": "c", "number": 0}])
    outcomes = sorted(batch, key=lambda o: o.index)
    assert [o.value for o in outcomes] == [("A", 6), ("B", 2), ("C", 0)]
    assert [o.row for o in outcomes] == ["a", ("b", 1), {"text": "c", "number": 0}]
    assert all(o.ok and o.attempts == 1 for o in outcomes)
    assert batch.done()


def test_an_endpoint_may_be_given_itself(client):
    (outcome,) = client.map(client["/echo"], ["hi"])
    assert outcome.value == "hi"


def test_a_data_frame_gives_its_rows_by_name(client):
    pandas = pytest.importorskip("pandas")
    batch = client.map("/two", pandas.DataFrame({"text": ["a", "b"], "number": [1, 2]}))
    assert sorted(o.value for o in batch) == [("A", 2), ("B", 4)]
    assert batch.progress == Progress(2, 0, 0, 2)


def test_no_rows_are_done_at_once(client):
    batch = client.map("/echo", [])
    assert list(batch) == []
    assert batch.done()


@pytest.mark.parametrize("rows", ["text", {"a": 1}, b"bytes"])
def test_what_is_no_rows_is_refused(client, rows):
    with pytest.raises(errors.UsageError, match="is no rows"):
        client.map("/echo", rows)


def test_wrong_calls_are_refused(client):
    with pytest.raises(errors.UnknownEndpoint):
        client.map("/nowhere", [1])
    with pytest.raises(errors.UsageError, match="concurrency"):
        client.map("/echo", ["a"], concurrency=0)


def test_results_come_as_they_finish(fake_client, script):
    batch = fake_client.map("/echo", ["hang", "a"])
    outcomes = iter(batch)
    assert next(outcomes).value == "a"
    assert batch.progress == Progress(1, 0, 1, 2)
    assert repr(batch) == "<Batch /echo 1 of 2 done, 1 running>"
    script.free.set()
    assert next(outcomes).value == "hang"
    assert [o.index for o in batch.results] == [1, 0]
    assert [o.value for o in batch] == ["a", "hang"], "a second iterator sees all"


def test_no_more_rows_run_at_once_than_are_allowed(fake_client, script):
    assert len(list(fake_client.map("/echo", [str(n) for n in range(30)], concurrency=3))) == 30
    assert 1 <= script.most <= 3


def test_rows_are_taken_from_a_generator_when_their_turn_comes(fake_client, script):
    taken = []

    def rows():
        for _ in range(10):
            taken.append(script.free.is_set())
            yield "hang"

    batch = fake_client.map("/echo", rows(), concurrency=2)
    for _ in range(2):
        assert script.came.acquire(timeout=TIMEOUT)
    assert batch.progress.total is None
    script.free.set()
    assert len(list(batch)) == 10
    assert taken == [False] * 2 + [True] * 8


def test_a_generator_that_fails_ends_the_batch_and_is_told(fake_client):
    def rows():
        yield "a"
        raise OSError("disk gone")

    outcomes = iter(fake_client.map("/echo", rows()))
    assert next(outcomes).value == "a"
    with pytest.raises(OSError, match="disk gone"):
        next(outcomes)


@pytest.mark.parametrize("kind", [SystemExit, KeyboardInterrupt, GeneratorExit, asyncio.CancelledError])
def test_rows_that_raise_what_is_not_an_exception_end_the_batch_and_iterating_raises_it(fake_client, kind):
    def rows():
        yield "a"
        raise kind

    batch = fake_client.map("/echo", rows())
    raised = collected(batch)
    assert isinstance(raised.get(timeout=TIMEOUT), kind)
    assert [o.value for o in batch.results] == ["a"]


@pytest.mark.parametrize("kind", [SystemExit, KeyboardInterrupt])
def test_a_row_whose_values_raise_what_is_not_an_exception_ends_the_batch(fake_client, kind):
    class Row(dict):
        def items(self):
            raise kind

        keys = __iter__ = __getitem__ = items

    raised = collected(fake_client.map("/echo", ["a", Row(), "b"], concurrency=1))
    assert isinstance(raised.get(timeout=TIMEOUT), kind)


def test_a_fault_of_the_batch_itself_ends_the_iteration(fake_client, monkeypatch):
    def broken(self, turn):
        raise SystemExit

    monkeypatch.setattr(batches.Batch, "_begin", broken)
    raised = collected(fake_client.map("/echo", ["a"]))
    assert isinstance(raised.get(timeout=TIMEOUT), SystemExit)


def collected(batch):
    """Iterate on a thread, which may hang; gives a queue for what that raises."""
    raised = queue.Queue()

    def collect():
        try:
            list(batch)
        except BaseException as e:
            raised.put(e)

    threading.Thread(target=collect, daemon=True).start()
    return raised


def test_single_failures_do_not_stop_the_others(fake_client):
    rows = ["fail", "a", "fail", "b", "fail", "c"]
    batch = fake_client.map("/echo", rows, concurrency=1)
    outcomes = list(batch)
    assert [o.value for o in outcomes] == [None, "a", None, "b", None, "c"]
    assert {type(o.error) for o in outcomes if not o.ok} == {errors.AppError}
    assert batch.progress == Progress(3, 3, 0, 6)


def test_a_wrong_row_is_a_failure_of_its_own_and_no_reason_to_pause(fake_client, script):
    rows = [{"txt": "a"}, {"txt": "b"}, (1, 2, 3), {"txt": "c"}, "good"]
    outcomes = list(fake_client.map("/echo", rows, concurrency=1))
    assert [type(o.error) for o in outcomes] == [errors.BadArgument] * 4 + [type(None)]
    assert script.joined == ["good"]


@pytest.mark.parametrize("word", ["full", "busy"])
def test_what_the_server_did_not_take_is_tried_again(fake_client, script, quick, word):
    (outcome,) = fake_client.map("/echo", [f"{word} 2"])
    # A busy server is waited for within a try.
    assert (outcome.value, outcome.attempts) == (f"{word} 2", 3 if word == "full" else 1)
    assert len(script.joined) == 3


def test_it_is_not_tried_forever(fake_client, script, quick):
    (outcome,) = fake_client.map("/echo", ["full 100"])
    assert isinstance(outcome.error, errors.QueueFull)
    assert outcome.attempts == batches.SAFE_RETRIES + 1


def test_what_may_have_run_is_not_tried_again(fake, fake_client, script, quick):
    fake.routes[DATA] = lambda x: x.cut()
    (outcome,) = fake_client.map("/echo", ["a"])
    assert isinstance(outcome.error, errors.ConnectionLost)
    assert script.joined == ["a"]


def test_retries_are_for_every_failure_when_they_are_asked_for(fake_client, script, quick):
    (outcome,) = fake_client.map("/echo", ["fail"], retries=2)
    assert isinstance(outcome.error, errors.AppError)
    assert (outcome.attempts, script.joined) == (3, ["fail"] * 3)


def test_a_server_that_is_slow_to_drop_a_lost_row_holds_up_no_other(fake, fake_client, script, monkeypatch):
    monkeypatch.setattr(batches, "FIRST_RETRY_DELAY", 0)
    told, go_on = threading.Event(), threading.Event()

    def cancel(x):
        told.set()
        assert go_on.wait(TIMEOUT)
        x.json({"success": True})

    def data(x):
        lost = script.jobs[x.request.query["session_hash"]] == "lost" and script.joined.count("lost") == 1
        (x.cut if lost else partial(script.data, x))()

    fake.routes |= {CANCEL: cancel, DATA: data}
    outcomes = iter(fake_client.map("/echo", ["lost", "hang", "b"], concurrency=2, retries=1))
    assert told.wait(TIMEOUT)
    script.free.set()
    assert [next(outcomes).value for _ in range(2)] == ["hang", "b"]
    assert script.joined.count("lost") == 1
    go_on.set()
    assert [(o.value, o.attempts) for o in outcomes] == [("lost", 2)]


def test_a_row_that_is_to_be_tried_again_ends_with_a_cancel_also_while_the_server_drops_it(
    fake, fake_client, script, monkeypatch
):
    monkeypatch.setattr(batches, "FIRST_RETRY_DELAY", 0)
    told, go_on = threading.Event(), threading.Event()

    def cancel(x):
        told.set()
        assert go_on.wait(TIMEOUT)
        x.json({"success": True})

    fake.routes |= {CANCEL: cancel, DATA: lambda x: x.cut()}
    batch = fake_client.map("/echo", ["lost"], retries=1)
    assert told.wait(TIMEOUT)
    canceller = threading.Thread(target=batch.cancel)
    canceller.start()
    with batch._changed:
        assert batch._changed.wait_for(lambda: batch._cancelled, TIMEOUT)
    go_on.set()
    canceller.join(TIMEOUT)
    assert [(type(o.error), o.attempts) for o in batch] == [(errors.ConnectionLost, 1)]
    assert script.joined == ["lost"]


def test_no_retries_are_none(fake_client, script):
    (outcome,) = fake_client.map("/echo", ["full 1"], retries=0)
    assert isinstance(outcome.error, errors.QueueFull)
    assert script.joined == ["full 1"]


def test_three_failures_in_a_row_pause_and_it_says_so(fake_client, script, caplog):
    batch = fake_client.map("/echo", ["fail", "fail", "fail", "a", "b"], concurrency=1)
    outcomes = iter(batch)
    with pytest.warns(BatchPaused, match=r"/echo: paused for 5 s after 3 failures in a row, the last: no"):
        assert [next(outcomes).ok for _ in range(3)] == [False] * 3
    batch.resume()
    assert batch.paused is None
    assert [o.value for o in outcomes] == ["a", "b"]
    assert [(r.name, r.levelno) for r in caplog.records] == [("gradio_nb.batch", logging.WARNING)]


def test_nothing_is_begun_in_a_pause(fake_client, script):
    batch = fake_client.map("/echo", ["fail", "fail", "fail", "a"], concurrency=1)
    outcomes = iter(batch)
    for _ in range(3):
        next(outcomes)
    assert "3 failures in a row" in batch.paused
    assert repr(batch) == "<Batch /echo 0 of 4 done, 3 failed, paused>"
    assert script.joined == ["fail"] * 3
    batch.cancel()
    assert list(outcomes) == []
    assert script.joined == ["fail"] * 3


def test_a_pause_ends_by_itself_and_the_next_is_longer(fake_client, script, monkeypatch, caplog):
    monkeypatch.setattr(batches, "FIRST_PAUSE", 0.01)
    batch = fake_client.map("/echo", ["fail"] * 9 + ["a"] + ["fail"] * 3 + ["b"], concurrency=1)
    assert len(list(batch)) == 14
    said = [r.getMessage().partition(" s after")[0] for r in caplog.records]
    assert said == [f"/echo: paused for {s}" for s in ("0.01", "0.02", "0.04", "0.01")]


def test_failures_at_the_very_end_need_no_pause(fake_client):
    batch = fake_client.map("/echo", ["a", "fail", "fail", "fail"], concurrency=1)
    assert len(list(batch)) == 4
    assert batch.paused is None


def test_cancel_ends_what_runs_and_begins_nothing_more(fake, fake_client, script):
    batch = fake_client.map("/echo", ["a", "hang", "hang", "never", "never"], concurrency=2)
    outcomes = iter(batch)
    assert next(outcomes).value == "a"
    batch.cancel()
    rest = list(outcomes)
    assert [type(o.error) for o in rest] == [errors.Cancelled] * len(rest)
    assert len(rest) <= 2
    assert "never" not in script.joined
    assert batch.done()
    assert repr(batch).endswith("cancelled>")
    batch.cancel()


def test_rows_that_wait_for_another_try_end_with_a_cancel(fake_client, script, monkeypatch):
    monkeypatch.setattr(batches, "FIRST_RETRY_DELAY", 60)
    batch = fake_client.map("/echo", ["full 1", "a"], concurrency=1)
    assert next(iter(batch)).value == "a"
    batch.cancel()
    assert [(o.row, type(o.error)) for o in batch.results[1:]] == [("full 1", errors.QueueFull)]


def test_leaving_a_with_block_cancels_the_rest(fake_client, script):
    with fake_client.map("/echo", ["a", "hang", "never"], concurrency=1) as batch:
        for outcome in batch:
            assert outcome.value == "a"
            break
    assert batch.done()
    assert "never" not in script.joined


def test_a_closed_client_ends_the_batch(fake_client, script):
    batch = fake_client.map("/echo", ["hang"] * 10, concurrency=2)
    outcomes = iter(batch)
    fake_client.close()
    with pytest.raises(errors.UsageError, match="closed"):
        list(outcomes)
    assert batch.done()


def test_a_batch_that_is_over_leaves_no_thread(fake_client):
    before = set(threading.enumerate())
    batch = fake_client.map("/echo", ["a", "b"])
    list(batch)
    threads = [t for t in threading.enumerate() if t.name.startswith("gradio_nb") and t not in before]
    for thread in threads:
        thread.join(TIMEOUT)
    assert not any(t.is_alive() for t in threads)
    gone = weakref.ref(batch)
    del batch
    gc.collect()
    assert gone() is None


def test_ctrl_c_while_iterating_cancels_the_whole(fake_client, script, monkeypatch):
    batch = fake_client.map("/echo", ["hang"] * 5, concurrency=2)
    wait_for = batch._changed.wait_for

    def interrupted(*_):
        monkeypatch.setattr(batch._changed, "wait_for", wait_for)
        raise KeyboardInterrupt

    monkeypatch.setattr(batch._changed, "wait_for", interrupted)
    with pytest.raises(KeyboardInterrupt):
        list(batch)
    assert batch.done()
    assert batch.progress.done == 0
    assert {type(o.error) for o in batch.results} <= {errors.Cancelled}


def test_an_app_that_goes_away_and_comes_back(fake, fake_client, script, quick):
    """A connection that is refused is certainly no job."""
    tries = []
    start = fake_client.start

    def flaky(spec, args, kwargs, terms):
        tries.append(args)
        real = fake_client._http.base
        if len(tries) == 1:
            fake_client._http.base = "http://127.0.0.1:9"
        try:
            job = start(spec, args, kwargs, terms)
            job.exception(TIMEOUT)
        finally:
            fake_client._http.base = real
        return job

    fake_client.start = flaky
    (outcome,) = fake_client.map("/echo", ["a"])
    assert (outcome.value, outcome.attempts) == ("a", 2)


def test_each_try_of_a_row_has_its_own_time(script, fake_client, quick):
    (outcome,) = fake_client.map("/echo", ["hang"], retries=1, time_limit=0.1)
    assert (type(outcome.error), outcome.attempts) == (errors.TimedOut, 2)
    with pytest.raises(errors.UsageError, match="more than 0"):
        fake_client.map("/echo", ["a"], time_limit=0)
