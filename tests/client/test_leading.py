"""An app that leads elsewhere: to files on other hosts, by redirects, by names that mean something else."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_server import FakeApp

from gradio_nb import Client, errors
from gradio_nb.client import places
from gradio_nb.client.places import Place
from gradio_nb.protocol.filedata import FileData

SECRET = "/latest/meta-data"
NAME = "innocent.example"


@pytest.fixture
def inner() -> Iterator[FakeApp]:
    """A server that only this computer is meant to reach."""
    with FakeApp("127.0.0.2") as server:
        server.routes[f"GET {SECRET}"] = lambda x: x.send(b"keys")
        yield server


@pytest.fixture
def far(fake: FakeApp, monkeypatch: pytest.MonkeyPatch) -> FakeApp:
    """An app of the internet: all that is at 127.0.0.1 counts as that."""
    real = places.place_of
    monkeypatch.setattr(places, "place_of", lambda ip: Place.PUBLIC if ip == "127.0.0.1" else real(ip))
    return fake


def fetched(app: FakeApp, path: str, folder: Path) -> bytes:
    with Client(app.url, download_dir=folder) as client:
        data: bytes = client.fetch(FileData(path, "x.txt")).read_bytes()
        return data


def test_a_file_of_an_app_on_the_internet_leads_to_no_server_here(far: FakeApp, inner: FakeApp, tmp_path: Path) -> None:
    with pytest.raises(errors.DownloadFailed, match=r"leads to 127\.0\.0\.2, which is this computer"):
        fetched(far, inner.url + SECRET, tmp_path)
    assert inner.seen == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("steps", [1, 2])
def test_no_redirect_leads_there_either(far: FakeApp, inner: FakeApp, tmp_path: Path, steps: int) -> None:
    with FakeApp() as third:
        third.routes["GET /on"] = lambda x: x.send(b"", 302, location=inner.url + SECRET)
        target = third.url + "/on" if steps == 2 else inner.url + SECRET
        far.routes["GET /gradio_api/file=/a/x"] = lambda x: x.send(b"", 302, location=target)
        with pytest.raises(errors.DownloadFailed, match="this computer"):
            fetched(far, "/a/x", tmp_path)
        assert len(third.seen) == steps - 1
    assert inner.seen == []


def test_no_name_leads_there(far: FakeApp, inner: FakeApp, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real: Callable[..., object] = socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *more: real({NAME: "127.0.0.2"}.get(host, host), *more))
    with pytest.raises(errors.DownloadFailed, match=f"leads to {NAME}, which is this computer"):
        fetched(far, inner.url.replace("127.0.0.2", NAME) + SECRET, tmp_path)
    assert inner.seen == []


def test_the_config_is_read_from_no_server_here(far: FakeApp, inner: FakeApp) -> None:
    far.routes["GET /config"] = lambda x: x.send(b"", 302, location=f"{inner.url}/config")
    with pytest.raises(errors.GradioNbError, match="this computer"), Client(far.url):
        pass
    assert inner.seen == []


def test_an_app_of_this_computer_may_name_what_is_beside_it(fake: FakeApp, inner: FakeApp, tmp_path: Path) -> None:
    assert fetched(fake, inner.url + SECRET, tmp_path) == b"keys"


def test_an_app_of_the_internet_may_name_others_there(far: FakeApp, tmp_path: Path) -> None:
    with FakeApp() as other:
        other.routes["GET /x"] = lambda x: x.send(b"data")
        assert fetched(far, f"{other.url}/x", tmp_path) == b"data"


def test_behind_a_proxy_it_is_the_proxy_that_decides(
    far: FakeApp, inner: FakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", inner.url)
    monkeypatch.setenv("no_proxy", "")
    with Client(far.url):
        pass
    assert far.seen == []
    assert inner.seen[0].headers["host"] == far.url.removeprefix("http://")
