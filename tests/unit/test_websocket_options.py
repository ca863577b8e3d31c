import ssl

import pytest
from requests.utils import DEFAULT_CA_BUNDLE_PATH
from websocket._url import get_proxy_info

from gradio_nb.client.http.client import HandshakeOptions, HttpClient
from gradio_nb.client.transports.websocket import _proxy, _tls


def test_certificates_are_checked_as_requests_does(tmp_path):
    assert _tls(True) == {"ca_certs": DEFAULT_CA_BUNDLE_PATH}
    assert _tls("/etc/our-ca.pem") == {"ca_certs": "/etc/our-ca.pem"}
    assert _tls(str(tmp_path)) == {"ca_cert_path": str(tmp_path)}
    assert _tls(False) == {"cert_reqs": ssl.CERT_NONE, "check_hostname": False}


def chosen(proxy):
    """The proxy that websocket-client takes for app.example.org."""
    options = {k.removeprefix("http_"): v for k, v in _proxy(HandshakeOptions({}, None, True, proxy)).items()}
    return get_proxy_info("app.example.org", False, **options)


@pytest.mark.parametrize(
    ("proxy", "taken"),
    [
        (None, (None, 0, None)),
        ("http://proxy:3128", ("proxy", 3128, None)),
        ("http://proxy", ("proxy", 80, None)),
        ("http://me:p%40ss@proxy:3128", ("proxy", 3128, ("me", "p@ss"))),
        ("socks5h://proxy", ("proxy", 1080, None)),
    ],
)
def test_the_proxy_is_the_one_that_requests_takes(monkeypatch, proxy, taken):
    monkeypatch.setenv("http_proxy", "http://of-the-environment:1")
    monkeypatch.setenv("no_proxy", "app.example.org")
    assert chosen(proxy) == taken


def test_proxies_of_the_environment_are_those_of_the_app(monkeypatch):
    monkeypatch.setenv("http_proxy", "http://proxy:3128")
    monkeypatch.setenv("no_proxy", "near.example.org")
    far, near = (HttpClient(f"http://{name}.example.org") for name in ("far", "near"))
    assert far.handshake_options(far.url("/queue/join")).proxy == "http://proxy:3128"
    assert near.handshake_options(near.url("/queue/join")).proxy is None
