"""URLs are parsed strictly, and in one way only."""

from __future__ import annotations

import pytest
import requests
from urllib3.util import parse_url as urllib3_parse

from gradio_nb.protocol.urls import is_absolute, origin_of, parse_url, without_credentials


@pytest.mark.parametrize(
    ("text", "canonical"),
    [
        ("http://example.org", "http://example.org"),
        ("HTTPS://Example.ORG:443/A%20b?c=D#e", "https://example.org/A%20b?c=D#e"),
        ("http://127.0.0.1:7860/", "http://127.0.0.1:7860/"),
        ("http://[::1]:7860/a", "http://[::1]:7860/a"),
        ("http://[0:0::1]", "http://[::1]"),
        ("http://my_host-1.local.:80", "http://my_host-1.local."),
        ("http://ada:pw@host/x@y", "http://host/x@y"),
        ("http://müller.example/ü", "http://xn--mller-kva.example/ü"),
        ("http://host:/x", "http://host/x"),
    ],
)
def test_valid_urls_have_one_canonical_form(text, canonical):
    assert str(parse_url(text)) == canonical


@pytest.mark.parametrize(
    "text",
    [
        "",
        "example.org",
        "ftp://example.org",
        "http:example.org",
        "http:/example.org",
        "http://",
        "http:///x",
        "http://evil\\@app:7860/x",
        "http://app:7860/x\\y",
        "http://a b/",
        "http://ada @b/",
        "http://a\tb/",
        "http://a\nb/",
        "http://a\x00b/",
        "http://a\x85b/",
        "http://a\u2028b/",
        "http://a\u3000b/",
        "http://ev%69l/",
        "http://a..b/",
        "http://-a/",
        "http://a-/",
        "http://a/b@".replace("/b", ":b"),
        "http://host:99999/",
        "http://host:0/",
        "http://host:80a/",
        "http://host:-1/",
        "http://host:٣/",
        "http://[::1",
        "http://[::1]x/",
        "http://[127.0.0.1]/",
        "http://[::1%25eth0]/",
        "http://example.org\uff0f.hf.space/",
        f"http://{'a' * 64}/",
        f"http://{'a.' * 127}aaaa/",
        "http://a,b/",
        "http://a;b/",
        "http://a'b/",
        "http://a:b:c/",
    ],
)
def test_urls_that_could_be_read_differently_are_rejected(text):
    with pytest.raises(ValueError, match=r"^(it|its) ") as caught:
        parse_url(text)
    assert origin_of(text) is None
    assert "evil" not in str(caught.value)


def test_every_parser_on_the_way_reads_the_canonical_form_alike():
    # The one of requests, which makes the pool key of a connection, and that of urllib3.
    for text in ("http://ada:pw@Host.example:81/x?y@z", "https://[::1]/a", "http://müller.example/", "http://h./a:b@c"):
        url = parse_url(text)
        prepared = requests.Request("GET", str(url)).prepare().url
        for parsed in (urllib3_parse(str(url)), urllib3_parse(prepared)):
            assert (parsed.scheme, parsed.host.strip("[]")) == (url.scheme, url.host)
            assert (parsed.port or {"http": 80, "https": 443}[parsed.scheme]) == url.port
            assert parsed.auth is None


def test_a_url_in_a_message_has_no_credentials():
    for text in ("http://ada:secret@host/", "http://ada:sec#ret@host/", "https://ada:sec/ret@", " ada:secret@host"):
        assert "sec" not in without_credentials(text)
    assert without_credentials("http://host:port/x") == "http://host:port/x"


def test_a_path_that_is_meant_as_a_url():
    assert all(map(is_absolute, ("HTTPS://example.org", "http://evil\\@x")))
    assert not any(map(is_absolute, ("/tmp/http://x", "C:\\http.txt")))
