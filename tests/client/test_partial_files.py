"""Partial results that are files, and a server that sends a byte now and then: whoever reads them ends with the job."""

from __future__ import annotations

import asyncio
import threading

import pytest
from fake_server import begun, completed, in_turn, partial

from gradio_nb import Client, errors

TIMEOUT = 20
DATA, FILE = "GET /gradio_api/queue/data", "GET /gradio_api/file=/tmp/x"
JOIN = "POST /gradio_api/queue/join"
X = {"path": "/tmp/x", "meta": {"_type": "gradio.FileData"}}


@pytest.fixture
def trickling(fake):
    """The fake app gives a file as a partial result, and never comes to the end of it; set when that has begun."""
    reached = threading.Event()

    def data(x):
        x.stream(*begun(fake.event_of(x)), partial(fake.event_of(x), X))
        fake.stop.wait()

    def trickle(x):
        # Without a length: an early end looks like the end of the file.
        x.head(200, content_type="text/plain", connection="close")
        while not fake.stop.wait(0.05):
            x.write(b".")
            reached.set()

    fake.routes |= {DATA: data, FILE: trickle}
    return reached


def iterate(job):
    for _ in job:
        pass


def iterate_async(job):
    async def run():
        async for _ in job:
            pass

    asyncio.run(run())


def outputs(job):
    while not job.partial():
        job.events_since(0)
    job.outputs()
    job.result()


ENDS = {
    "time limit": (lambda client, job: None, errors.TimedOut),
    "cancel": (lambda client, job: job.cancel(), errors.Cancelled),
    "close": (lambda client, job: client.close(), errors.Cancelled),
}


@pytest.mark.parametrize("end", ENDS)
@pytest.mark.parametrize("read", [iterate, iterate_async, outputs])
def test_reading_partial_files_ends_with_the_job(fake, trickling, read, end):
    act, error = ENDS[end]
    raised = []

    def run():
        try:
            read(job)
        except BaseException as e:
            raised.append(e)

    with Client(fake.url) as client:
        job = client.submit(None, api_name="/copy", time_limit=1 if end == "time limit" else None)
        readers = [threading.Thread(target=run, daemon=True) for _ in range(2)]
        for reader in readers:
            reader.start()
        assert trickling.wait(TIMEOUT)
        act(client, job)
        for reader in readers:
            reader.join(TIMEOUT)
            assert not reader.is_alive()
    assert type(job.exception(TIMEOUT)) is error
    assert [e is job.exception() for e in raised] == [True] * 2


def test_a_cancelled_task_of_asyncio_does_not_wait_for_a_download(fake, trickling):
    def run():
        async def read():
            async for _ in job:
                pass

        async def main():
            task = asyncio.create_task(read())
            await asyncio.to_thread(trickling.wait, TIMEOUT)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

        asyncio.run(main())

    with Client(fake.url) as client:
        job = client.submit(None, api_name="/copy")
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        thread.join(TIMEOUT)
        assert not thread.is_alive()
        assert not job.done()


def test_partial_files_of_a_job_that_failed_can_still_be_read(fake):
    def data(x):
        event = fake.event_of(x)
        x.stream(*begun(event), partial(event, X), {**completed(event), "output": {"error": "no"}, "success": False})

    fake.routes |= {DATA: data, FILE: lambda x: x.send(b"content")}
    with Client(fake.url) as client:
        job = client.submit(None, api_name="/copy")
        assert isinstance(job.exception(TIMEOUT), errors.AppError)
        assert [path.read_text() for path in job.outputs()] == ["content"]
        assert next(iter(job)).read_text() == "content"


# Downloads that break, and `retries=`.


def broken(x):
    x.head(200, content_length="7")
    x.write(b"con")
    x.cut()


@pytest.fixture
def result(fake, monkeypatch):
    monkeypatch.setattr("gradio_nb.client.jobs.options.FIRST_RETRY_DELAY", 0.01)
    fake.routes[DATA] = lambda x: x.stream(*begun(fake.event_of(x)), completed(fake.event_of(x), X))
    return fake


@pytest.mark.parametrize("fault", [broken, lambda x: x.cut(), lambda x: x.send(b"", 502)])
@pytest.mark.parametrize("way", ["predict", "map"])
def test_retries_cover_the_download_of_a_result_without_running_the_job_again(result, fault, way):
    result.routes[FILE] = in_turn(fault, fault, lambda x: x.send(b"content"))
    with Client(result.url) as client:
        if way == "predict":
            path = client.predict(None, api_name="/copy", retries=2)
        else:
            (outcome,) = client.map("/copy", [None], retries=2)
            path = outcome.value
            assert outcome.attempts == 1
        assert path.read_text() == "content"
    assert len(result.requests(JOIN)) == 1


def test_a_download_is_not_tried_more_often_than_allowed_and_not_without_retries(result):
    result.routes[FILE] = broken
    with Client(result.url) as client:
        for retries in (None, 2):
            before = len(result.requests(FILE))
            with pytest.raises(errors.DownloadFailed):
                client.predict(None, api_name="/copy", retries=retries)
            assert len(result.requests(FILE)) - before == 1 + (retries or 0)
    assert len(result.requests(JOIN)) == 2


def test_what_will_not_get_better_is_not_downloaded_again(result):
    result.routes[FILE] = lambda x: x.json({"detail": "File not allowed"}, 403)
    with Client(result.url) as client, pytest.raises(errors.DownloadFailed):
        client.predict(None, api_name="/copy", retries=3)
    assert len(result.requests(FILE)) == 1
