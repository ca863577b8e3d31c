"""Files that cannot be moved: how the job ends, what is left behind, and what comes after."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from fake_server import CLOSE, begun, completed, done, partial
from job_watch import TIMEOUT, Watch

from gradio_nb import Client, errors
from gradio_nb.client.files import transfers
from gradio_nb.client.http.client import HttpClient
from gradio_nb.protocol.events import State
from gradio_nb.protocol.filedata import FileData

DATA, JOIN, UPLOAD = "GET /gradio_api/queue/data", "POST /gradio_api/queue/join", "POST /gradio_api/upload"
PATH = "/tmp/gradio/1/x.bin"
FILE = f"GET /gradio_api/file={PATH}"
KEEP = {"id": 3, "inputs": [4, 3], "outputs": [4, 3], "api_name": "keep", "targets": []}
"""A function that gives a file, and has State."""


@pytest.fixture
def letter(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("a")
    return path


# Up.


def says(status, body, type="application/json"):
    return lambda x: x.send(body, status, type)


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (says(413, b"File size exceeded 1024 bytes.", "text/plain"), errors.UploadTooLarge, "1024"),
        (says(413, b"<html>nginx", "text/html"), errors.UploadTooLarge, "larger than the app allows"),
        (says(500, b"Internal Server Error", "text/plain"), errors.UploadFailed, "500"),
        (says(400, b'{"detail": "no multipart"}'), errors.UploadFailed, "no multipart"),
        (says(200, b"<html>Welcome to our hotel", "text/html"), errors.UploadFailed, "no JSON"),
        (says(200, b"[]"), errors.UploadFailed, "did not keep it"),
        (says(200, b"{}"), errors.UploadFailed, "did not keep it"),
        (says(200, b"null"), errors.UploadFailed, "did not keep it"),
        (says(200, b"[7]"), errors.UploadFailed, "did not keep it"),
        (says(200, b'"path"'), errors.UploadFailed, "did not keep it"),
        (lambda x: (x.head(200, content_length="10"), x.write(b"["), x.cut()), errors.UploadFailed, "broke"),
        (says(429, b"<html>", "text/html"), errors.RateLimited, "Too many"),
    ],
)  # fmt: skip
def test_what_comes_instead_of_an_upload(fake, letter, answer, error, words):
    usual = fake.routes[UPLOAD]
    fake.routes[UPLOAD] = answer
    with Client(fake.url) as client:
        watch = Watch(client.submit(letter, api_name="/copy"))
        state = State.RATE_LIMITED if error is errors.RateLimited else State.REFUSED
        raised = watch.ended(state, error, [], [])
        assert words in raised.message
        assert "<html>" not in str(raised)
        assert not fake.joins
        fake.routes[UPLOAD] = usual
        fake.routes[DATA] = lambda x: x.stream(*done(fake.event_of(x), None))
        assert client.predict(letter, api_name="/copy") is None


def test_an_upload_that_nobody_answers_has_an_end(fake, letter, monkeypatch):
    monkeypatch.setitem(HttpClient.request.__kwdefaults__, "timeout", 0.3)
    fake.routes[UPLOAD] = fake.hang
    with Client(fake.url) as client:
        Watch(client.submit(letter, api_name="/copy")).ended(State.TIMED_OUT, errors.TimedOut, [], [])
        assert client.predict("next", api_name="/echo") == "done"


def test_a_real_app_that_finds_a_file_too_large_says_so_however_large_it_is(strict_client, gradio_version, tmp_path):
    if gradio_version < (5, 0):
        pytest.skip("Gradio 4 does not keep to the limit in mounted apps")
    path = tmp_path / "big.bin"
    path.write_bytes(b"x" * 30_000_000)
    strict_client._files.limit = None
    watch = Watch(strict_client.submit(path, api_name="/read_file"))
    assert "exceeded" in watch.ended(State.REFUSED, errors.UploadTooLarge, [], []).message
    assert strict_client.predict("next", api_name="/echo") == "next"


def test_a_file_that_is_gone_when_its_turn_comes_is_told(fake, letter):
    fake.routes[JOIN] = fake.hang
    with Client(fake.url, max_running=1) as client:
        first = client.submit("x", api_name="/echo")
        fake.until(lambda: fake.requests(JOIN))
        watch = Watch(client.submit(letter, api_name="/copy"))
        letter.unlink()
        first.cancel()
        fake.stop.set()
        raised = watch.ended(State.REFUSED, errors.UploadFailed, [], [])
        assert "No such file" in raised.message
        assert "still there" in raised.hint


# Down.


def file(name="x.bin", path=PATH):
    return {"path": path, "orig_name": name, "url": "http://inner:1/x", "meta": {"_type": "gradio.FileData"}}


def cut_short(x):
    x.head(200, content_length="100")
    x.write(b"data")
    x.cut()


def ends_short(x):
    x.head(200, content_length="100", connection="close")
    x.write(b"data")


def broken_chunk(x):
    x.head(200, transfer_encoding="chunked")
    x.write(b"4\r\ndata\r\nno number\r\n")
    x.cut()


def broken_packet(x):
    x.send(b"no gzip at all", content_encoding="gzip")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (cut_short, "broke"),
        (ends_short, "broke"),
        (broken_chunk, "broke"),
        (broken_packet, "broke"),
        (lambda x: x.head(200, content_length="4, 5"), "broke"),
        (says(403, b'{"detail": "File not allowed: /tmp/x."}'), "File not allowed"),
        (says(404, b"<html>gone", "text/html"), "does not know"),
        (says(500, b"Internal Server Error", "text/plain"), "500"),
        (lambda x: x.cut(), "broke"),
    ],
)
def test_a_download_that_fails_leaves_nothing_behind(fake, tmp_path, answer, words):
    fake.routes |= {DATA: lambda x: x.stream(*done(fake.event_of(x), file())), FILE: answer}
    with Client(fake.url, download_dir=tmp_path) as client:
        watch = Watch(client.submit(None, api_name="/copy"))
        raised = watch.ended(State.FAILED, errors.DownloadFailed, [], [])
        assert words in raised.message
        assert list(tmp_path.iterdir()) == []
        # What the server had said is there, and can be had when the line is better.
        fake.routes[FILE] = says(200, b"data", "text/plain")
        assert client.predict(None, api_name="/copy").read_bytes() == b"data"


def test_a_download_that_stops_has_an_end(fake, tmp_path, monkeypatch):
    def stops(x):
        x.head(200, content_length="100")
        x.write(b"data")
        fake.stop.wait()

    monkeypatch.setitem(HttpClient.request.__kwdefaults__, "timeout", 0.3)
    fake.routes |= {DATA: lambda x: x.stream(*done(fake.event_of(x), file())), FILE: stops}
    with Client(fake.url, download_dir=tmp_path) as client:
        raised = Watch(client.submit(None, api_name="/copy")).ended(State.FAILED, errors.DownloadFailed, [], [])
        assert "silent" in raised.message
        assert list(tmp_path.iterdir()) == []


def test_a_download_without_end_is_an_error_and_not_a_full_disk(fake, tmp_path):
    def endless(x):
        x.head(200, connection="close")
        while not fake.stop.is_set():
            x.write(b"x" * 65536)

    fake.routes |= {DATA: lambda x: x.stream(*done(fake.event_of(x), file())), FILE: endless}
    with Client(fake.url, download_dir=tmp_path) as client:
        client._files.max_download = 1_000_000
        raised = Watch(client.submit(None, api_name="/copy")).ended(State.FAILED, errors.DownloadFailed, [], [])
        assert "larger than 1,000,000 bytes" in raised.message
        assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_told_as_one(basics, tmp_path, monkeypatch):
    folder = tmp_path / "downloads"
    create = transfers.open_partial

    def on_a_full_device(target):
        monkeypatch.undo()  # the next one has room
        path, stream = create(target)
        stream.close()
        return path, open("/dev/full", "wb")

    monkeypatch.setattr(transfers, "open_partial", on_a_full_device)
    with Client(basics, download_dir=folder) as client:
        watch = Watch(client.submit(3_000_000, api_name="/big_file"))
        raised = watch.ended(State.FAILED, errors.DownloadFailed, [], [])
        assert "No space left on device" in raised.message
        assert "download_dir=" in raised.hint
        assert list(folder.iterdir()) == []
        assert client.predict(3_000_000, api_name="/big_file").stat().st_size == 3_000_000


@pytest.mark.parametrize("where", ["file", "below a file"])
def test_a_folder_that_cannot_be_written_to_is_told(fake, tmp_path, where):
    (tmp_path / "taken").write_text("mine")
    folder = tmp_path / "taken" if where == "file" else tmp_path / "taken" / "downloads"
    fake.routes |= {DATA: lambda x: x.stream(*done(fake.event_of(x), file())), FILE: says(200, b"data", "text/plain")}
    with Client(fake.url, download_dir=folder) as client:
        raised = Watch(client.submit(None, api_name="/copy")).ended(State.FAILED, errors.DownloadFailed, [], [])
        assert "could not be saved" in raised.message
        assert "download_dir=" in raised.hint
        assert (tmp_path / "taken").read_text() == "mine"


def test_a_result_of_which_one_file_fails_leaves_no_half_of_it(fake, tmp_path):
    other = "/tmp/gradio/1/y.bin"
    fake.routes |= {
        DATA: lambda x: x.stream(*done(fake.event_of(x), [file(), file("y.bin", other)])),
        FILE: says(200, b"data", "text/plain"),
        f"GET /gradio_api/file={other}": cut_short,
    }
    fake.config["components"][3]["props"]["file_count"] = "multiple"
    with Client(fake.url, download_dir=tmp_path) as client:
        watch = Watch(client.submit(None, api_name="/copy"))
        assert "y.bin" in watch.ended(State.FAILED, errors.DownloadFailed, [], []).message
        assert [path.name for path in tmp_path.iterdir()] == ["x.bin"]
        fake.routes[DATA] = fake.data
        assert client.submit("next", api_name="/remember").result(TIMEOUT) == "done"


def test_a_file_on_another_host_that_cannot_be_had_names_that_host(fake, tmp_path):
    with Client(fake.url, download_dir=tmp_path) as client, pytest.raises(errors.DownloadFailed) as raised:
        client.fetch(FileData("http://127.0.0.1:1/far.bin", "far.bin"))
    assert "127.0.0.1:1." in raised.value.message


def test_a_long_download_holds_up_no_job_of_the_same_session(fake, tmp_path):
    """Jobs that share State share a stream, which one of them reads for all."""
    asked, go_on = threading.Event(), threading.Event()

    def slow(x):
        asked.set()
        assert go_on.wait(TIMEOUT)
        x.send(b"data")

    def data(x):
        fake.until(lambda: fake.joins == 2)
        x.stream(*begun("event1"), *begun("event2"), completed("event1", file(), None))
        assert asked.wait(TIMEOUT)
        x.more(partial("event2", "a", None), partial("event2", [["append", [], "b"]], []))
        x.more(completed("event2", "abc", None), CLOSE)

    fake.config["dependencies"].append(KEEP)
    fake.routes |= {DATA: data, FILE: slow}
    with Client(fake.url, download_dir=tmp_path) as client:
        download = client.submit(None, api_name="/keep")
        fake.until(lambda: fake.joins == 1)
        other = Watch(client.submit("x", api_name="/remember"))
        other.ended(State.DONE, None, ["a", "ab", "abc"])
        assert not download.done()
        go_on.set()
        assert download.result(TIMEOUT).read_bytes() == b"data"


def test_a_job_with_state_whose_file_cannot_be_had_says_so_and_is_cancelled_while_it_comes(fake, tmp_path):
    asked = threading.Event()
    fake.config["dependencies"].append(KEEP)
    fake.routes |= {DATA: lambda x: x.stream(*done(fake.event_of(x), file(), None)), FILE: says(404, b"gone")}
    with Client(fake.url, download_dir=tmp_path) as client:
        Watch(client.submit(None, api_name="/keep")).ended(State.FAILED, errors.DownloadFailed, [])
        fake.routes[FILE] = lambda x: (asked.set(), fake.hang(x))
        watch = Watch(client.submit(None, api_name="/keep"))
        assert asked.wait(TIMEOUT)
        assert watch.job.cancel()
        watch.ended(State.CANCELLED, errors.Cancelled, [])


def test_a_file_whose_headers_are_cut_off_is_not_an_empty_file(fake):
    """Without the rest of its headers, the response has no length, and ends where it should begin."""

    def cut(x):
        x._handler.wfile.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/pl")
        x.cut()

    file = {"path": "/tmp/x", "meta": {"_type": "gradio.FileData"}}
    fake.routes["GET /gradio_api/queue/data"] = lambda x: x.stream(*done(fake.event_of(x), file))
    fake.routes["GET /gradio_api/file=/tmp/x"] = cut
    with Client(fake.url) as client, pytest.raises(errors.DownloadFailed):
        client.predict(None, api_name="/copy")
