"""Reaching an app through what stands before it: redirects, proxies, logins, certificates."""

from __future__ import annotations

import json
import ssl
import subprocess
import threading
from urllib.parse import urlsplit

import pytest
from fake_server import FakeApp, begun, completed

from gradio_nb import Client, errors
from gradio_nb.client.hub.source import Source
from gradio_nb.widget.connection import Connection


def unauthorised(x):
    x.json({"detail": "Not authenticated"}, 401)


def page_of(config):
    return f"<html><script>window.gradio_config = {json.dumps(config)};</script></html>".encode()


@pytest.fixture
def other():
    """A second server."""
    with FakeApp() as app:
        yield app


# Where the app is.


@pytest.mark.parametrize("slash", ["", "/"])
def test_a_mounted_app_is_connected_with_and_without_slash(strict, slash):
    with Client(f"{strict}{slash}", auth=("user", "secret")) as client:
        assert client.url == strict
        assert client.predict("hi", api_name="/echo") == "hi"


def test_a_server_that_lies_about_its_address_is_asked_at_the_one_that_was_given(fake, tmp_path):
    lie = "https://inner.invalid:9/wrong"
    fake.config["root"] = lie
    file = {"path": "/tmp/a b#.txt", "url": f"{lie}/gradio_api/file=/tmp/a", "meta": {"_type": "gradio.FileData"}}
    fake.routes["GET /gradio_api/queue/data"] = lambda x: x.stream(
        *begun(fake.event_of(x)), completed(fake.event_of(x), file), {"msg": "close_stream", "event_id": None}
    )
    fake.routes["GET /gradio_api/file=/tmp/a%20b%23.txt"] = lambda x: x.send(b"text")
    with Client(fake.url, download_dir=tmp_path) as client:
        result = client.predict({"path": "/tmp/x", "meta": {"_type": "gradio.FileData"}}, api_name="/copy")
        assert client.url == fake.url
        assert result.read_bytes() == b"text"


def test_an_app_that_has_moved_is_used_where_it_is_now(fake, other):
    fake.routes["GET /config"] = lambda x: x.send(b"", 301, location=f"{other.url}/config")
    with Client(fake.url) as client:
        assert client.url == other.url
        assert client.predict("hi", api_name="/echo") == "done"
    assert [s.path for s in fake.seen] == ["/config"]


def test_an_app_that_has_moved_on_its_server_keeps_its_headers(fake):
    fake.routes["GET /old/config"] = lambda x: x.send(b"", 308, location="/config")
    with Client(f"{fake.url}/old", headers={"X-Key": "canary"}) as client:
        assert client.url == fake.url
        client.predict("hi", api_name="/echo")
    assert all(s.headers["x-key"] == "canary" for s in fake.seen)


@pytest.mark.parametrize("options", [{"headers": {"X": "canary"}}, {"auth": ("ada", "canary")}, {"token": "canary"}])
def test_an_app_that_has_moved_to_another_server_gets_no_secrets(fake, other, options):
    fake.routes["GET /config"] = lambda x: x.send(b"", 302, location=f"{other.url}/config")
    with pytest.raises(errors.NotReachable, match="sends on to") as caught:
        Client(fake.url, **options)
    assert other.url in caught.value.message
    assert not any("canary" in str(s) for s in other.seen)


def test_a_page_below_the_first_one_leads_to_the_app(fake):
    page = {**fake.config, "components": [], "dependencies": [], "current_page": "about"}
    fake.routes["GET /about/"] = lambda x: x.send(page_of(page))
    with Client(f"{fake.url}/about") as client:
        assert client.url == fake.url
        assert client.predict("hi", api_name="/echo") == "done"


def test_a_page_that_asks_for_a_login_is_no_app_without_endpoints(fake):
    page = {"auth_required": True, "auth_message": "Ask Ada.", "components": [], "dependencies": []}
    fake.routes["GET /about/"] = lambda x: x.send(page_of(page))
    with pytest.raises(errors.LoginRequired, match=r"Ask Ada\."):
        Client(f"{fake.url}/about")


def test_a_share_link_that_is_over_says_so(fake, monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", fake.url)
    monkeypatch.delenv("http_proxy", raising=False)
    fake.routes["GET /config"] = fake.routes["GET /"] = lambda x: x.send(b"<html>No interface is running", 404)
    with pytest.raises(errors.NotGradio) as caught:
        Client(Source("x", "http://0123456789.gradio.live"))
    assert "ask for a new one" in caught.value.hint


def test_the_replica_that_answered_first_is_asked_again(fake):
    replicas = iter("abcdef")

    def config(x):
        x.json(fake.config, set_cookie=f"replica={next(replicas)}; Path=/; HttpOnly")

    fake.routes["GET /config"] = config
    with Client(fake.url) as client:
        client.submit("/etc/hostname", api_name="/copy").exception(20)
        client.predict("hi", api_name="/echo")
    assert {s.headers.get("cookie") for s in fake.seen[1:]} == {"replica=a"}


# Through what.


@pytest.fixture
def proxied(monkeypatch):
    for name in ("NO_PROXY", "no_proxy", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
    return monkeypatch


def test_a_proxy_that_the_environment_names_is_used(proxied, fake):
    proxied.setenv("HTTP_PROXY", fake.url)
    with Client("http://app.invalid") as client:
        assert client.predict("hi", api_name="/echo") == "done"
    assert {s.headers["host"] for s in fake.seen} == {"app.invalid"}


def test_what_the_environment_excepts_goes_without_the_proxy(proxied, fake, other):
    proxied.setenv("HTTP_PROXY", other.url)
    proxied.setenv("NO_PROXY", "127.0.0.1")
    with Client(fake.url) as client:
        client.predict("hi", api_name="/echo")
    assert not other.seen


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate for localhost that nobody has signed, and its key."""
    folder = tmp_path_factory.mktemp("certificate")
    cert, key = folder / "cert.pem", folder / "key.pem"
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-days", "2"]
    subprocess.run([*command, *names, "-keyout", key, "-out", cert], check=True, capture_output=True, timeout=60)
    return cert, key


@pytest.fixture
def secure(certificate):
    """The fake app behind TLS."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    with FakeApp() as app:
        app._server.socket = context.wrap_socket(app._server.socket, server_side=True)
        app.url = app.url.replace("http:", "https:")
        yield app


def test_a_certificate_that_nobody_vouches_for_is_told(secure):
    with pytest.raises(errors.NotReachable, match=r"certificate of 127\.0\.0\.1:\d+ is not valid") as caught:
        Client(secure.url)
    assert "verify=" in caught.value.hint
    assert not secure.seen


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
def test_a_server_without_tls_is_not_blamed_for_its_certificate(fake):
    with pytest.raises(errors.NotReachable, match=r"secure connection to 127\.0\.0\.1:\d+ broke") as caught:
        Client(fake.url.replace("http:", "https:"))
    assert "http://" in caught.value.hint


def test_certificates_can_be_trusted_one_by_one_or_not_looked_at(secure, certificate):
    for verify in (str(certificate[0]), False):
        with Client(secure.url, verify=verify) as client:
            assert client.predict("hi", api_name="/echo") == "done"


def test_certificates_that_the_environment_names_are_trusted(secure, certificate, monkeypatch):
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate[0]))
    with Client(secure.url) as client:
        assert client.predict("hi", api_name="/echo") == "done"


# Logins.


class Login:
    """A login that a restart of the app makes invalid, with a gate that many can stand before."""

    def __init__(self, app):
        self.app = app
        self.number = 0
        self.valid = ""
        self.password = b"secret"
        inner = dict(app.routes)
        for route in ("GET /config", "POST /gradio_api/queue/join", "GET /gradio_api/queue/data"):
            app.routes[route] = self.guarded(inner[route])
        app.routes["POST /login"] = self.login

    def guarded(self, answer):
        def look(x):
            known = self.valid and self.valid in x.request.headers.get("cookie", "")
            answer(x) if known else unauthorised(x)

        return look

    def login(self, x):
        if self.password not in x.request.body:
            x.json({"detail": "Incorrect credentials."}, 400)
            return
        self.number += 1
        self.valid = f"access-token-unsecure-{self.number}=x"
        x.json({"success": True}, set_cookie=f"{self.valid}; Path=/")

    def restart(self):
        self.valid = ""


def test_a_login_that_is_lost_is_made_again_once_for_all_jobs(fake):
    login = Login(fake)
    with Client(fake.url, auth=("ada", "secret")) as client:
        assert client.predict("hi", api_name="/echo") == "done"
        login.restart()
        jobs = [client.submit("hi", api_name="/echo") for _ in range(20)]
        assert [job.result(60) for job in jobs] == ["done"] * 20
    assert len(fake.requests("POST /login")) == 2


def test_a_login_that_is_lost_and_refused_ends_the_job_and_not_the_client(fake):
    login = Login(fake)
    with Client(fake.url, auth=("ada", "secret")) as client:
        login.restart()
        login.password = b"changed"
        assert isinstance(client.submit("hi", api_name="/echo").exception(20), errors.LoginRefused)
        assert len(fake.requests("POST /login")) == 2
        login.password = b"secret"
        assert client.predict("hi", api_name="/echo") == "done"


def test_a_login_that_does_not_help_is_not_repeated(fake):
    fake.routes["POST /login"] = lambda x: x.json({"success": True})
    with Client(fake.url, auth=("ada", "secret")) as client:
        fake.routes["POST /gradio_api/queue/join"] = unauthorised
        error = client.submit("hi", api_name="/echo").exception(20)
    assert isinstance(error, errors.LoginRefused)
    assert len(fake.requests("POST /login")) == 1
    assert len(fake.requests("POST /gradio_api/queue/join")) == 2


@pytest.mark.parametrize("route", ["POST /gradio_api/queue/join", "GET /gradio_api/queue/data"])
def test_a_login_that_is_asked_for_in_the_middle_of_work_ends_the_job(fake, route):
    usual = fake.routes[route]
    with Client(fake.url) as client:
        fake.routes[route] = unauthorised
        assert isinstance(client.submit("hi", api_name="/echo").exception(20), errors.LoginRequired)
        fake.routes[route] = usual
        assert client.predict("hi", api_name="/echo") == "done"


def test_a_real_app_that_restarts_is_logged_into_again(start_basics):
    options = ["--auth=user:secret"]
    with start_basics(*options) as server:
        server.wait_until_up()
        port = urlsplit(server.url).port
        client = Client(server.url, auth=("user", "secret"))
        assert client.predict("hi", api_name="/echo") == "hi"
    with start_basics(*options, port=port) as server:
        server.wait_until_up()
        assert client.predict("again", api_name="/echo") == "again"
        client.close()


def test_waiting_for_a_client_is_over_when_its_connection_is_closed(fake):
    fake.routes["GET /config"] = fake.hang
    connection = Connection(fake.url, lambda: None)
    connection.start()
    raised = []

    def wait():
        try:
            connection.wait()
        except errors.NotReachable as e:
            raised.append(e.message)

    waiting = threading.Thread(target=wait)
    waiting.start()
    connection.close()
    waiting.join(5)
    assert raised == ["Closed before the app answered."]
    assert connection.state()["state"] == "closed"
