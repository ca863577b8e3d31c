"""Sounds and films that are being made, as Python sees them."""

from __future__ import annotations

import wave

import pytest
from fake_server import CLOSE, begun, completed, in_turn, partial

from gradio_nb import Client, errors

TIMEOUT = 20
STREAM = "/gradio_api/stream/abc/1f/4"
HEAD = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n"


def stream_of(name="audio.wav"):
    """The wire value of a stream; where its `url` leads is the server's belief."""
    return {
        "path": "abc/1f/4/playlist.m3u8",
        "orig_name": name,
        "url": "http://inner:1/elsewhere/playlist.m3u8",
        "is_stream": True,
        "meta": {"_type": "gradio.FileData"},
    }


def listing(*names, end=""):
    return lambda x: x.send((HEAD + "".join(f"#EXTINF:2.0,\n{name}\n" for name in names) + end).encode())


@pytest.fixture
def streaming(fake):
    """An app with a job that streams, and goes on until the test says so."""

    def answer(x):
        event = fake.event_of(x)
        x.stream(*begun(event), partial(event, stream_of()))
        fake.more = lambda: x.more(partial(event, []))
        fake.finish = lambda: x.more(completed(event, stream_of()), CLOSE)
        fake.stop.wait()

    fake.routes["GET /gradio_api/queue/data"] = answer
    fake.routes[f"GET {STREAM}/playlist-file"] = lambda x: x.send(b"whole")
    for letter in "abc":
        fake.routes[f"GET {STREAM}/{letter}.aac"] = lambda x: x.send(x.request.path[-5:-4].encode())
    return fake


def test_a_partial_result_is_the_stream_as_far_as_it_has_come_and_leaves_the_whole_alone(streaming):
    streaming.routes[f"GET {STREAM}/playlist.m3u8"] = in_turn(listing("a.aac"), listing("a.aac", "b.aac", "c.aac"))
    with Client(streaming.url) as client:
        job = client.submit(None, api_name="/copy")
        results = iter(job)
        first = next(results)
        assert (first.suffix, first.read_bytes()) == (".aac", b"a")
        streaming.more()
        assert next(results) == first
        assert first.read_bytes() == b"abc"
        assert [len(streaming.requests(f"GET {STREAM}/{letter}.aac")) for letter in "abc"] == [1, 1, 1]
        assert streaming.requests(f"GET {STREAM}/playlist-file") == []
        streaming.finish()
        assert job.result(TIMEOUT).read_bytes() == b"whole"
        assert (job.result().name, first.parent != job.result().parent) == ("audio.wav", True)


@pytest.mark.parametrize("name", ["../../../config", "http://127.0.0.1:1/a.aac", "/gradio_api/info", "a.exe"])
def test_a_list_of_other_addresses_is_followed_nowhere(streaming, name):
    streaming.routes[f"GET {STREAM}/playlist.m3u8"] = listing("a.aac", name)
    with Client(streaming.url) as client:
        job = client.submit(None, api_name="/copy")
        before = len(streaming.requests("GET /config") + streaming.requests("GET /gradio_api/info"))
        with pytest.raises(errors.DownloadFailed, match="could not be fetched"):
            next(iter(job))
        asked = [s.path for s in streaming.seen if "/stream/" in s.path]
        assert asked == [f"{STREAM}/playlist.m3u8"]
        assert len(streaming.requests("GET /config") + streaming.requests("GET /gradio_api/info")) == before
        streaming.finish()
        assert job.result(TIMEOUT).read_bytes() == b"whole"


def test_a_stream_that_is_larger_than_a_download_may_be_is_an_error(streaming):
    streaming.routes[f"GET {STREAM}/playlist.m3u8"] = listing("a.aac", "b.aac")
    with Client(streaming.url) as client:
        client.parts._limit = 1
        job = client.submit(None, api_name="/copy")
        with pytest.raises(errors.DownloadFailed, match="larger than 1 bytes"):
            next(iter(job))
        streaming.finish()


def test_a_stream_that_can_be_read_but_once_is_looked_at_when_it_is_whole(fake):
    whole = {**stream_of(), "path": "abc/1/4", "url": None}  # as before Gradio 4.1

    def answer(x):
        event = fake.event_of(x)
        x.stream(*begun(event), partial(event, whole))
        fake.finish = lambda: x.more(completed(event, whole), CLOSE)
        fake.stop.wait()

    fake.routes["GET /gradio_api/queue/data"] = answer
    fake.routes["GET /gradio_api/stream/abc/1/4"] = lambda x: x.send(b"whole")
    with Client(fake.url) as client:
        job = client.submit(None, api_name="/copy")
        fake.until(lambda: hasattr(fake, "finish"))
        assert fake.requests("GET /gradio_api/stream/abc/1/4") == []
        fake.finish()
        assert [value.read_bytes() for value in job] == [b"whole"]
        assert len(fake.requests("GET /gradio_api/stream/abc/1/4")) == 1


def test_a_real_stream_grows_and_its_result_is_whole(streams_url, tmp_path):
    with Client(streams_url) as client:
        job = client.submit(str(tmp_path), 3, api_name="/sound")
        sizes = []
        for number, part in zip(range(4), _released(job, tmp_path), strict=False):
            sizes.append(part.stat().st_size)
            assert number < 3
        assert len(sizes) == 3
        assert sizes == sorted(sizes)
        with wave.open(str(job.result(TIMEOUT))) as sound:
            assert abs(sound.getnframes() / sound.getframerate() - 6) < 0.3


def _released(job, folder):
    """Let the app make a part, and give the partial result that it leads to, one after the other."""
    (folder / "0").touch()
    for number, part in enumerate(job, 1):
        yield part
        (folder / str(number)).touch()
