"""Connecting: addresses, login, and what may be wrong with a server."""

from __future__ import annotations

import contextlib
import json
import socket
import threading

import pytest

from gradio_nb import Client, errors


def test_an_app_is_connected_by_its_address(basics):
    with Client(f" {basics}/?view=api#x ") as client:
        assert client.url == basics
        assert client.app.title == "Basics"
        assert client.predict("hi", api_name="/echo") == "hi"
        host = basics.removeprefix("http://")
        assert repr(client).startswith(f"<Client {host} · Gradio {client.app.version} · ")


def test_an_app_under_a_path_is_connected_with_that_path(strict, strict_client):
    assert strict_client.url == strict
    assert strict_client.predict("hi", api_name="/echo") == "hi"


def test_a_login_that_is_needed_is_told(strict):
    with pytest.raises(errors.LoginRequired, match=r"login|authenticated") as caught:
        Client(strict)
    assert "auth=" in caught.value.hint


@pytest.mark.parametrize("auth", [("user", "wrong"), ("nobody", "secret")])
def test_a_login_that_is_refused_is_told_without_the_password(strict, auth):
    with pytest.raises(errors.LoginRefused, match=auth[0]) as caught:
        Client(strict, auth=auth)
    assert auth[1] not in str(caught.value)


def test_a_restarted_app_is_logged_into_again(fake):
    logged_in = []

    def config(x):
        x.json(fake.config) if len(logged_in) == 1 else x.json({"detail": "Not authenticated"}, 401)

    def join(x):
        fake.join(x) if len(logged_in) == 2 else x.json({"detail": "Not authenticated"}, 401)

    def login(x):
        logged_in.append(x.request.body)
        x.json({"success": True})

    fake.routes |= {"GET /config": config, "POST /login": login, "POST /gradio_api/queue/join": join}
    with Client(fake.url, auth=("ada", "s&cret")) as client:
        assert client.predict("hi", api_name="/echo") == "done"
    assert logged_in == [b"username=ada&password=s%26cret"] * 2


def test_a_file_is_sent_from_its_beginning_again_after_a_login(fake, tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(b"abc" * 100_000)
    logged_in = []

    def upload(x):
        x.json(["/tmp/gradio/1/a.txt"]) if logged_in else x.json({"detail": "Not authenticated"}, 401)

    def login(x):
        logged_in.append(1)
        x.json({"success": True})

    fake.routes |= {"POST /gradio_api/upload": upload, "POST /login": login}
    with Client(fake.url, auth=("ada", "secret")) as client:
        client.submit(path, api_name="/copy").exception(10)
    bodies = [r.body for r in fake.requests("POST /gradio_api/upload")]
    assert len(bodies) == 2
    assert bodies[0] == bodies[1]
    assert b"abc" * 100_000 in bodies[0]


@pytest.mark.parametrize("version", ["6.31.0", "4.0.2", "3.23.0"])
def test_nobody_but_the_app_is_asked(fake, monkeypatch, version):
    """No telemetry, no third party that reads old schemas, no heartbeat that somebody would have to keep up."""
    import socket

    if version < "6":
        fake.config["version"] = version
        fake.config.pop("api_prefix")
        if version < "4":
            fake.config.pop("protocol")
        fake.routes = {route.replace("/gradio_api", ""): answer for route, answer in fake.routes.items()}
        del fake.routes["GET /info"]
    asked, resolve = set(), socket.getaddrinfo
    monkeypatch.setattr(socket, "getaddrinfo", lambda host, *more, **o: (asked.add(host), resolve(host, *more, **o))[1])
    with Client(fake.url) as client:
        if version >= "6":
            assert client.predict("x", api_name="/remember") == "done"
    assert asked == {"127.0.0.1"}
    assert not [s.path for s in fake.seen if "heartbeat" in s.path]


def test_calls_work_without_info(fake):
    fake.routes["GET /gradio_api/info"] = lambda x: x.send(b"Internal Server Error", 500, "text/plain")
    with Client(fake.url) as client:
        assert list(client.endpoints) == ["/echo", "/remember", "/copy"]
        assert client.predict(text="hi", api_name="/echo") == "done"


@pytest.mark.parametrize("status", [404, 500, 200])
def test_without_config_the_page_is_read(fake, status):
    page = f"<html><script>window.gradio_config = {json.dumps(fake.config)}; </script><p>;</script></html>"
    fake.routes["GET /config"] = lambda x: x.send(b"<html>", status)
    fake.routes["GET /"] = lambda x: x.send(page.encode())
    with Client(fake.url) as client:
        assert client.predict("hi", api_name="/echo") == "done"


@pytest.mark.parametrize(
    "answer",
    [
        lambda x: x.send(b"<html>hello</html>"),
        lambda x: x.json({"hello": "world"}),
        lambda x: x.json([1, 2]),
        lambda x: x.send(b"{broken", type="application/json"),
        lambda x: x.send(b"[" * 100_000, type="application/json"),
        lambda x: x.json({"detail": "Not Found"}, 404),
        lambda x: x.json({"detail": "Forbidden"}, 403),
    ],
)
def test_a_server_that_is_no_gradio_app_is_told(fake, answer):
    fake.routes["GET /config"] = answer
    with pytest.raises(errors.NotGradio, match="not as a Gradio app") as caught:
        Client(fake.url)
    assert caught.value.hint


@pytest.mark.parametrize("answer", [lambda x: x.send(b"<html>", 503), lambda x: x.cut(), lambda x: x.send(b"", 418)])
def test_a_server_that_does_not_answer_as_it_should_is_not_reachable(fake, restless, answer):
    fake.routes["GET /config"] = answer
    with pytest.raises(errors.NotReachable):
        Client(fake.url)


def test_nothing_at_the_address_is_not_reachable():
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(errors.NotReachable, match=r"Nothing answers at 127\.0\.0\.1"):
            Client(f"http://127.0.0.1:{taken.getsockname()[1]}")


def test_a_host_that_does_not_exist_is_not_reachable():
    with pytest.raises(errors.NotReachable, match=r"no host named no-such-host\.invalid"):
        Client("http://no-such-host.invalid")


def test_a_server_that_speaks_no_http_is_not_reachable():
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet():
            with contextlib.suppress(OSError):  # the end of the test
                while True:
                    connection, _ = server.accept()
                    connection.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
                    connection.recv(1)
                    connection.close()

        threading.Thread(target=greet, daemon=True).start()
        with pytest.raises(errors.ConnectError):
            Client(f"http://127.0.0.1:{server.getsockname()[1]}")


@pytest.mark.parametrize("busy", [lambda x: x.send(b"<html>", 503), lambda x: x.send(b"", 429, retry_after="0")])
def test_a_busy_server_is_asked_again_and_the_waiting_is_told(fake, monkeypatch, busy):
    monkeypatch.setattr("gradio_nb.client.deadline.BACKOFF_DELAYS", (0.01, 0.02))
    answers, told = [busy, busy, fake.routes["GET /config"]], []
    fake.routes["GET /config"] = lambda x: answers.pop(0)(x)
    with Client(fake.url, on_progress=told.append) as client:
        assert client.predict("x", api_name="/echo") == "done"
    assert [text[:27] for text in told[-2:]] == ["server busy, trying again i"] * 2


def test_waiting_for_a_busy_server_can_be_ended(fake):
    fake.routes["GET /config"] = lambda x: x.send(b"", 429, retry_after="20")
    stop = threading.Event()

    def told(text):
        if text.startswith("server busy, trying again in 20 s"):
            stop.set()

    with pytest.raises(errors.NotReachable, match="was stopped"):
        Client(fake.url, on_progress=told, stop=stop)


def test_too_many_requests_is_told_with_the_time_to_wait(fake, restless):
    fake.routes["GET /config"] = lambda x: x.send(b"<html>slow down", 429, retry_after="12")
    with pytest.raises(errors.RateLimited) as caught:
        Client(fake.url)
    assert caught.value.retry_after == 12


@pytest.mark.parametrize("protocol", ["sse_v9", "carrier pigeon"])
def test_a_generation_that_is_not_spoken_is_refused(fake, protocol):
    fake.config["protocol"] = protocol
    with pytest.raises(errors.UnsupportedServer):
        Client(fake.url)


def test_a_config_that_makes_no_sense_is_a_protocol_error(fake):
    fake.config["dependencies"] = [{"inputs": 7}]
    with pytest.raises(errors.ProtocolError, match="makes no sense"):
        Client(fake.url)


def test_an_answer_without_end_is_an_error_and_not_a_full_memory(fake, monkeypatch):
    monkeypatch.setattr("gradio_nb.client.http.response.MAX_BODY", 1_000_000)

    def endless(x):
        x.head(200, content_type="application/json", connection="close")
        while not fake.stop.is_set():
            x.write(b" " * 65536)

    fake.routes["GET /config"] = endless
    with pytest.raises(errors.ProtocolError, match="larger than"):
        Client(fake.url)


@pytest.mark.parametrize("src", [7, None, b"http://x", ["http://x"]])
def test_what_is_no_app_is_a_usage_error(src):
    with pytest.raises(errors.UsageError, match="is no app"):
        Client(src)


@pytest.mark.parametrize("src", ["ftp://x/y", "http://", ""])
def test_what_is_no_address_is_a_usage_error(src):
    with pytest.raises(errors.UsageError, match="is not a valid URL"):
        Client(src)


def test_headers_go_with_every_request_and_are_not_changed(client, basics):
    headers = {"X-Test": "yes"}
    with Client(basics, headers=headers) as client:
        told = client.predict(api_name="/ask")["headers"]
    assert told["x-test"] == "yes"
    assert "authorization" not in told
    assert headers == {"X-Test": "yes"}


def test_a_password_in_the_address_is_used_and_never_shown(fake):
    with Client(fake.url.replace("//", "//ada:s%40cret@")) as client:
        client.predict("hi", api_name="/echo")
        assert client.url == fake.url
        assert "cret" not in repr(client) + repr(client.source) + repr(client._http)
    assert {s.headers["authorization"] for s in fake.seen} == {"Basic YWRhOnNAY3JldA=="}


def test_private_headers_do_not_follow_a_redirect_to_another_server(fake, tmp_path):
    from fake_server import FakeApp

    with FakeApp() as elsewhere:
        elsewhere.routes["GET /x"] = lambda x: x.send(b"data")
        fake.routes["GET /gradio_api/file=/a/x"] = lambda x: x.send(b"", 302, location=f"{elsewhere.url}/x")
        fake.routes["GET /gradio_api/file=/a/y"] = lambda x: x.send(b"", 302, location="/gradio_api/file=/a/z")
        fake.routes["GET /gradio_api/file=/a/z"] = lambda x: x.send(b"data")
        with Client(fake.url, headers={"X-Api-Key": "canary"}, download_dir=tmp_path) as client:
            from gradio_nb.protocol.filedata import FileData

            assert client.fetch(FileData("/a/x", "x")).read_bytes() == b"data"
            assert client.fetch(FileData("/a/y", "y")).read_bytes() == b"data"
            assert client.fetch(FileData(f"{elsewhere.url}/x", "x")).read_bytes() == b"data"
        assert len(elsewhere.seen) == 2
        assert not any("x-api-key" in s.headers for s in elsewhere.seen)
        assert all(s.headers["x-api-key"] == "canary" for s in fake.seen)


@pytest.mark.parametrize("status", [307, 308])
def test_no_values_and_no_login_follow_a_redirect_to_another_server(fake, status):
    from fake_server import FakeApp

    with FakeApp() as elsewhere:
        elsewhere.routes |= {"POST /gradio_api/queue/join": elsewhere.join, "POST /login": lambda x: x.json({})}
        fake.routes |= {
            route: lambda x: x.send(b"", status, location=f"{elsewhere.url}{x.request.path}")
            for route in ("POST /gradio_api/queue/join", "POST /login")
        }
        with Client(fake.url, auth=("ada", "canary")) as client:
            with pytest.raises(errors.Refused, match=r"redirects to 127\.0\.0\.1"):
                client.predict("canary", api_name="/echo")
            fake.routes["POST /gradio_api/queue/join"] = lambda x: x.json({"detail": "Not authenticated"}, 401)
            with pytest.raises(errors.Refused, match="redirects to"):
                client.predict("canary", api_name="/echo")
        assert elsewhere.seen == []


def test_the_cookies_of_the_first_answer_stick(fake):
    fake.routes["GET /config"] = lambda x: x.json(fake.config, set_cookie="replica=3; Path=/")
    with Client(fake.url) as client:
        client.predict("hi", api_name="/echo")
    assert all(s.headers["cookie"] == "replica=3" for s in fake.seen[1:])


def test_a_closed_client_says_so(basics):
    client = Client(basics)
    client.close()
    client.close()
    with pytest.raises(errors.UsageError, match="closed"):
        client.submit("hi", api_name="/echo")


def test_progress_of_connecting_is_told(fake):
    told = []
    Client(fake.url, on_progress=told.append).close()
    assert told == ["connecting"]
