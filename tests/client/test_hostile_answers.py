"""Answers that are made to send requests elsewhere, to fill the memory, or to hold the client up."""

from __future__ import annotations

import gzip
import resource
import threading
import zlib

import pytest
from fake_server import FakeApp, done

from gradio_nb import Client, errors
from gradio_nb.client.http import discovery
from gradio_nb.client.http.base_url import read_prefix
from gradio_nb.client.http.discovery import config_in
from gradio_nb.protocol.filedata import FileData

MB = 2**20
FILE = "GET /gradio_api/file=/a/x"


@pytest.fixture
def inner():
    with FakeApp("127.0.0.2") as server:
        yield server


@pytest.mark.parametrize(
    "pattern",
    [
        "@{evil}",
        "@{evil}\\@{app}",
        "\\@{evil}",
        ".{evil}",
        ":1@{evil}",
        "//{evil}",
        "/\\{evil}",
        "/x\r\nHost: {evil}",
        "/x?y",
        "/x#y",
        "/../..",
        "/./x",
        "/x//y",
        "/x y",
        "/%2e%2e",
        "x",
    ],
)
def test_an_api_prefix_that_is_not_a_path_is_refused(fake, inner, pattern):
    prefix = pattern.format(evil=inner.url.removeprefix("http://"), app=fake.url.removeprefix("http://"))
    fake.config["api_prefix"] = prefix
    with pytest.raises(errors.ProtocolError, match="API prefix that is not a path"):
        Client(fake.url, token="canary")
    assert inner.seen == []
    assert [request.path for request in fake.seen] == ["/config"]


@pytest.mark.parametrize("prefix", ["", "/", "/gradio_api", "/gradio_api/", "/a/b-c_d.e~f", None])
def test_prefixes_of_real_servers_are_taken(prefix):
    assert read_prefix(prefix) == (prefix or "").rstrip("/")


@pytest.mark.parametrize("key", ["root", "root_url", "api_name", "space_id", "current_page", "app_id", "version"])
def test_nothing_that_a_config_says_changes_the_host(fake, inner, key):
    evil = f"@{inner.url.removeprefix('http://')}"
    for value in (evil, f"{evil}\\@x", inner.url, f"/{evil}", f"//{evil}"):
        for dependency in fake.config["dependencies"] if key == "api_name" else (fake.config,):
            dependency[key] = value
        with Client(fake.url, token="canary", headers={"X-Key": "canary"}) as client:
            client.predict("x", fn_index=0)
            client.reset_session()
    assert inner.seen == []


def test_nothing_that_an_upload_answers_changes_the_host(fake, inner, tmp_path):
    evil = f"@{inner.url.removeprefix('http://')}"
    for answer in (evil, f"http://x{evil}/y", f"\\{evil}", f"/{'a' * 40}/{evil}"):
        fake.routes["POST /gradio_api/upload"] = lambda x, answer=answer: x.json([answer])
        marked = {"path": answer, "meta": {"_type": "gradio.FileData"}}
        fake.routes["GET /gradio_api/queue/data"] = lambda x, marked=marked: x.stream(*done(fake.event_of(x), marked))
        with Client(fake.url, token="canary", download_dir=tmp_path) as client:
            for _ in range(2):  # the second time the client may ask whether the server still has it
                job = client.submit(b"data", api_name="/copy")
                job.exception(20)
    assert not any("canary" in str(request) for request in inner.seen)


def peak_memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


BOMB = gzip.compress(bytes(400 * MB), 6)  # 400 kB on the wire


def use(url, folder):
    """Connect, call, and fetch the file of a result."""
    with Client(url, download_dir=folder, max_download=MB) as client:
        client.predict("x", api_name="/echo", time_limit=60)
        client.fetch(FileData("/a/x", "x"))


def coded(status, **headers):
    return lambda x: x.send(BOMB, status, "text/plain", content_encoding="gzip", **headers)


@pytest.mark.parametrize(
    ("route", "answer"),
    [
        (FILE, coded(302, location="/gradio_api/file=/b")),
        (FILE, coded(500)),
        (FILE, coded(404)),
        ("GET /config", coded(500)),
        ("GET /config", coded(302, location="/config2")),
        ("POST /gradio_api/queue/join", coded(500)),
        ("POST /gradio_api/queue/join", coded(307, location="/gradio_api/queue/join2")),
        ("POST /gradio_api/queue/join", coded(200)),
        ("GET /gradio_api/queue/data", coded(403)),
        ("GET /gradio_api/queue/data", coded(200)),
    ],
)
def test_a_compressed_body_is_counted_as_it_unpacks(fake, tmp_path, route, answer):
    fake.routes[route] = answer
    before = peak_memory()
    with pytest.raises(errors.GradioNbError):
        use(fake.url, tmp_path)
    # Unpacked as a whole it took several times 400 MB; the largest answer that is allowed has 256 MB.
    assert peak_memory() - before < 700 * MB


@pytest.mark.parametrize("coding", ["gzip, gzip", "gzip,deflate", "br", "zstd", "compress"])
def test_codings_that_were_not_asked_for_are_refused(fake, coding):
    body = gzip.compress(zlib.compress(b"{}"))
    fake.routes["GET /config"] = lambda x: x.send(body, 200, "application/json", content_encoding=coding)
    with pytest.raises(errors.ProtocolError, match="not asked for"):
        Client(fake.url)


def test_redirects_keep_their_connection_when_their_body_is_short(fake, tmp_path):
    peers = []
    fake.routes[FILE] = lambda x: (
        peers.append(x._handler.client_address),
        x.send(b"moved", 302, location="/gradio_api/file=/a/y"),
    )
    fake.routes["GET /gradio_api/file=/a/y"] = lambda x: (peers.append(x._handler.client_address), x.send(b"data"))
    with Client(fake.url, download_dir=tmp_path) as client:
        assert client.fetch(FileData("/a/x", "x")).read_bytes() == b"data"
    assert peers[0] == peers[1]


def test_the_config_of_a_page_is_found_in_linear_time():
    # The pattern that was used looked from each of these to the end: the interpreter stood still.
    page = "window.gradio_config={" * 200_000
    assert config_in(page) is None
    assert config_in(f"{page}</script>") is None
    assert config_in("window.gradio_config = " + "{" * 200_000) is None


@pytest.mark.parametrize(
    "page",
    [
        '<script>window.gradio_config = {"a": "};"};</script>',
        '<script>window.gradio_config={"a": "};"}\n;\n</script><script>x</script>',
        '<script>if (window.gradio_config) {}</script><script>window.gradio_config = {"a": "};"};</SCRIPT></script>',
    ],
)
def test_the_config_of_a_page_is_found(page):
    found = config_in(page)
    assert found == {"a": "};"} or "SCRIPT" in page


@pytest.mark.parametrize("where", ["/config", "/", "/gradio_api/info"])
@pytest.mark.parametrize("part", ["head", "body"])
def test_a_server_that_trickles_does_not_hold_the_client(fake, monkeypatch, where, part):
    monkeypatch.setattr(discovery, "ANSWER_TIMEOUT", 0.3)

    def trickle(x):
        if part == "body":
            x.head(200, content_type="application/json", content_length="1000000")
        else:
            x.write(b"HTTP/1.1 200 OK\r\nX-A: ")
        while not fake.stop.wait(0.05):
            x.write(b"1")

    if where == "/":
        fake.routes["GET /config"] = lambda x: x.send(b"", 404)
    fake.routes[f"GET {where}"] = trickle
    ended = threading.Event()
    outcome: list[object] = []

    def run():
        try:
            with Client(fake.url) as client:
                outcome.append(client.predict("x", api_name="/echo"))
        except errors.GradioNbError as e:
            outcome.append(e)
        ended.set()

    threading.Thread(target=run, daemon=True).start()
    assert ended.wait(20)
    if where == "/gradio_api/info":
        assert outcome == ["done"]  # calls do not need it
    else:
        assert isinstance(outcome[0], errors.NotReachable)
        assert "did not finish its answer" in outcome[0].message


def test_a_data_url_counts_against_the_limit_of_downloads(fake, tmp_path):
    for text in (f"data:text/plain;base64,{'QUFB' * 1000}", f"data:text/plain,{'%41' * 3000}"):
        with Client(fake.url, download_dir=tmp_path, max_download=2999) as client:
            with pytest.raises(errors.DownloadFailed, match=r"larger than 2,999 bytes") as caught:
                client.fetch(FileData(text, "x.txt"))
            assert "max_download=" in caught.value.hint
        with Client(fake.url, download_dir=tmp_path, max_download=3000) as client:
            assert client.fetch(FileData(text, "x.txt")).stat().st_size == 3000


def test_a_certificate_that_is_not_checked_for_the_app_is_checked_for_others(fake, tmp_path, monkeypatch):
    sent = []
    from requests.adapters import HTTPAdapter

    real = HTTPAdapter.send

    def send(self, request, **kwargs):
        sent.append((request.url.partition("/x")[0], kwargs["verify"]))
        return real(self, request, **kwargs)

    monkeypatch.setattr(HTTPAdapter, "send", send)
    with FakeApp() as other:
        other.routes["GET /x"] = lambda x: x.send(b"data")
        fake.routes[FILE] = lambda x: x.send(b"", 302, location=f"{other.url}/x")
        with Client(fake.url, verify=False, download_dir=tmp_path) as client:
            client.fetch(FileData(f"{other.url}/x", "x"))
            client.fetch(FileData("/a/x", "y"))
        checked = {verify for url, verify in sent if url == other.url}
        assert checked
        assert False not in checked
        assert {verify for url, verify in sent if url.startswith(fake.url)} == {False}
