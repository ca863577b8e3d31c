"""An app that leads elsewhere: to files on other hosts, by redirects, by names that mean something else."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from fake_server import FakeApp

from gradio_nb import Client, errors
from gradio_nb.client.http import guard
from gradio_nb.client.http.guard import AddressScope
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
    real = guard.scope_of
    monkeypatch.setattr(guard, "scope_of", lambda ip: AddressScope.PUBLIC if ip == "127.0.0.1" else real(ip))
    return fake


def fetched(app: FakeApp, path: str, folder: Path) -> bytes:
    with Client(app.url, download_dir=folder) as client:
        data: bytes = client.fetch(FileData(path, "x.txt")).read_bytes()
        return data


def test_a_file_of_an_app_on_the_internet_leads_to_no_server_here(far: FakeApp, inner: FakeApp, tmp_path: Path) -> None:
    with pytest.raises(errors.DownloadFailed, match=r"request to 127\.0\.0\.2, which is this computer"):
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
    with pytest.raises(errors.DownloadFailed, match=f"request to {NAME}, which is this computer"):
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


@pytest.fixture
def rebound(fake: FakeApp, inner: FakeApp, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[str, dict[str, str]]]:
    """URL of an app whose name resolves to 127.0.0.1, which counts as an address of the internet; and what resolves."""
    real: Callable[..., object] = socket.getaddrinfo
    scopes = guard.scope_of
    names = {NAME: "127.0.0.1"}
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *more: real(names.get(host, host), *more))
    monkeypatch.setattr(guard, "scope_of", lambda ip: AddressScope.PUBLIC if ip == "127.0.0.1" else scopes(ip))
    port = fake.url.rpartition(":")[2]
    # The same port there, as DNS rebinding needs it.
    with FakeApp("127.0.0.2", int(port)) as nearer:
        nearer.routes["GET /gradio_api/file=/a/x"] = lambda x: x.send(b"keys")
        yield f"http://{NAME}:{port}", names
        assert nearer.seen == []


def test_an_app_whose_name_resolves_nearer_later_is_not_asked_there(
    rebound: tuple[str, dict[str, str]], inner: FakeApp, tmp_path: Path
) -> None:
    url, names = rebound
    with Client(url, download_dir=tmp_path) as client:
        names[NAME] = "127.0.0.2"
        client._http.reset_after_fork()  # no connection from before
        with pytest.raises(errors.DownloadFailed, match="now resolves to an address that is this computer"):
            client.fetch(FileData("/a/x", "x.txt"))
        # Nor does it open the way to other servers there.
        with pytest.raises(errors.DownloadFailed, match="this computer"):
            client.fetch(FileData(inner.url + SECRET, "x.txt"))
    assert inner.seen == []


METADATA = ["169.254.169.254", "[fd00:ec2::254]", "168.63.129.16", "192.0.0.192", "100.100.100.200"]


@pytest.mark.parametrize("host", METADATA)
def test_a_metadata_service_is_never_asked(
    fake: FakeApp, host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The connection leads to this computer, and says that it leads there.
    address = host.strip("[]")
    real: Callable[..., object] = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda name, *more: real("127.0.0.1" if name.strip("[]") == address else name, *more)
    )
    scopes = guard.scope_of
    monkeypatch.setattr(guard, "scope_of", lambda ip: scopes(address))
    port = fake.url.rpartition(":")[2]
    with pytest.raises(errors.GradioNbError, match="not an address of an app"):
        Client(f"http://{host}:{port}")
    assert fake.seen == []


CONFUSING = [
    "http://{evil}\\@{app}/x",
    "http://{evil}\\\\@{app}/x",
    "http:\\\\{evil}/x",
    "http://{app}\\.{evil}/x",
    "http://{evil}\t@{app}/x",
    "http://{evil}\n/x",
    "http://{evil} @{app}/x",
    "http://{evil}\u3000@{app}/x",
    "http://{evil}#@{app}/x",
    "http://{evil}?@{app}/x",
    "http://{evil}/@{app}/x",
    "http://{app}@{evil}/x",
    "http://[{app}]@{evil}/x",
    "http://{app}%00@{evil}/x",
    "http://{app};@{evil}/x",
    "HTTP://{evil}\\@{app}/x",
]


@pytest.mark.parametrize("redirected", [False, True])
@pytest.mark.parametrize("pattern", CONFUSING)
def test_no_url_that_parsers_read_differently_takes_secrets_to_another_server(
    fake: FakeApp, inner: FakeApp, tmp_path: Path, pattern: str, redirected: bool
) -> None:
    url = pattern.format(evil=inner.url.removeprefix("http://"), app=fake.url.removeprefix("http://"))
    fake.routes["GET /gradio_api/file=/a/x"] = lambda x: x.send(b"", 302, location=url)
    inner.routes["GET /x"] = lambda x: x.send(b"data")
    headers = {"X-Key": "canary", "Authorization": "Bearer canary"}
    with (
        Client(fake.url, token="canary", headers=headers, download_dir=tmp_path) as client,
        # Some of them name the other server plainly, in every parser: that one may be asked, without secrets.
        contextlib.suppress(errors.DownloadFailed),
    ):
        client.fetch(FileData("/a/x" if redirected else url, "x.txt"))
    assert not any("canary" in str(request) for request in inner.seen)
    if not redirected:  # a redirect is percent-encoded first, and then leads to the app in every parser
        assert "/x" not in [request.path for request in fake.seen]


def test_cookies_stay_on_the_port_of_the_app(fake: FakeApp, tmp_path: Path) -> None:
    with FakeApp() as other:
        fake.routes["GET /config"] = lambda x: x.json(fake.config, set_cookie="session=canary")
        other.routes["GET /x"] = lambda x: x.send(b"data", set_cookie="session=stolen")
        fake.routes["GET /gradio_api/file=/a/x"] = lambda x: x.send(b"", 302, location=f"{other.url}/x")
        with Client(fake.url, download_dir=tmp_path) as client:
            client.fetch(FileData(f"{other.url}/x", "x.txt"))
            client.fetch(FileData("/a/x", "y.txt"))
            client.predict("hi", api_name="/echo")
        assert [request.headers.get("cookie") for request in other.seen] == [None, None]
        assert fake.seen[-1].headers["cookie"] == "session=canary"


@pytest.mark.parametrize("spelling", ["app.test.", "APP.test", "[0:0:0:0:0:ffff:7f00:1]", "[::FFFF:127.0.0.1]"])
def test_a_host_may_be_written_in_any_form(fake: FakeApp, monkeypatch: pytest.MonkeyPatch, spelling: str) -> None:
    real: Callable[..., object] = socket.getaddrinfo

    def resolve(host: str, *more: object) -> object:
        return real("127.0.0.1" if host.rstrip(".").lower() == "app.test" or ":" in host else host, *more)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    port = fake.url.rpartition(":")[2]
    fake.routes["GET /a/config"] = lambda x: x.send(b"", 302, location=f"http://{spelling}:{port}/config")
    for url in (f"http://{spelling}:{port}", f"{fake.url}/a"):
        with Client(url) as client:
            assert client.predict("x", api_name="/echo") == "done"


def test_no_tls_handshake_is_made_with_a_server_here(far: FakeApp, tmp_path: Path) -> None:
    accepted: list[bytes] = []
    with socket.create_server(("127.0.0.2", 0)) as server:

        def accept() -> None:
            connection, _ = server.accept()
            with connection:
                connection.settimeout(20)
                accepted.append(connection.recv(1))

        thread = threading.Thread(target=accept, daemon=True)
        thread.start()
        with pytest.raises(errors.DownloadFailed, match="this computer"):
            fetched(far, f"https://127.0.0.2:{server.getsockname()[1]}/x", tmp_path)
        thread.join(20)
    assert accepted == [b""]
