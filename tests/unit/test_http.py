"""What needs no server; the rest is in tests/client."""

import json
from datetime import datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
import requests

from gradio_nb import errors
from gradio_nb.client.http.base_url import normalise, same_server
from gradio_nb.client.http.errors import error_from_response


@pytest.mark.parametrize(
    ("given", "base"),
    [
        ("http://127.0.0.1:7860", "http://127.0.0.1:7860"),
        (" http://127.0.0.1:7860/ ", "http://127.0.0.1:7860"),
        ("https://example.org/a/b/?view=api#x", "https://example.org/a/b"),
        ("http://[::1]:7860/", "http://[::1]:7860"),
    ],
)
def test_an_address_keeps_its_path_and_nothing_behind_it(given, base):
    assert normalise(given) == base


@pytest.mark.parametrize(
    "given", ["127.0.0.1:7860", "localhost", "ftp://example.org", "http://", "", "file:///etc/passwd"]
)
def test_what_is_no_address_is_told_before_anything_is_sent(given):
    with pytest.raises(errors.UsageError, match="is not a valid URL"):
        normalise(given)


@pytest.mark.parametrize(
    ("base", "url", "same"),
    [
        ("http://a.org/x", "http://a.org/y", True),
        ("https://a.org", "https://a.org:443/x", True),
        ("http://A.org", "http://a.ORG/x", True),
        ("http://a.org", "https://a.org/x", True),
        ("https://a.org", "http://a.org/x", False),
        ("http://a.org:7860", "https://a.org/x", False),
        ("http://a.org:7860", "http://a.org:7861/x", False),
        ("https://a.org", "https://b.a.org/x", False),
        ("https://a.org", "https://a.org@b.org/x", False),
        ("https://a.org", "https://a.org.evil.org/x", False),
    ],
)
def test_only_the_same_server_may_see_private_headers(base, url, same):
    assert same_server(base, url) is same


def answer(status, body=b"", content_type="application/json", headers=()):
    response = requests.Response()
    response.status_code = status
    response._content = body if isinstance(body, bytes) else json.dumps(body).encode()
    response.headers.update({"Content-Type": content_type, **dict(headers)})
    return response


@pytest.mark.parametrize(
    ("response", "error", "text"),
    [
        (answer(401, {"detail": "Not authenticated"}), errors.LoginRequired, "wants a login"),
        (answer(401, {"detail": {"error": "x", "auth_message": "Ask Ada."}}), errors.LoginRequired, "Ask Ada."),
        (answer(413, b"File size exceeded maximum allowed size of 9 bytes.", "text/plain"),
         errors.UploadTooLarge, "9 bytes"),
        (answer(422, {"detail": [{"type": "missing", "loc": ["body", "data"], "msg": "Field required"}]}),
         errors.ProtocolError, "body.data: Field required"),
        (answer(422, b"<html>", "text/html"), errors.ProtocolError, "malformed"),
        (answer(429), errors.RateLimited, "Too many requests"),
        (answer(503, {"detail": "Queue is full. Max size is 1 and size is 1."}), errors.QueueFull, "Max size is 1"),
        (answer(503, b"<html>starting", "text/html"), errors.Refused, "not available"),
        (answer(500, b"Traceback (most recent call last)", "text/plain"), errors.Refused, "status 500"),
        (answer(500, {"error": "broken"}), errors.Refused, "broken"),
        (answer(403, {"detail": "File not allowed: /etc/passwd"}), errors.Refused, "File not allowed"),
        (answer(404, {"detail": "Not Found"}), errors.Refused, "404"),
        (answer(418, {"detail": {"x": [1]}}), errors.Refused, "418"),
    ],
)  # fmt: skip
def test_each_status_is_an_error_with_the_words_of_the_server(response, error, text):
    found = error_from_response(response)
    assert type(found) is error
    assert text in found.message
    assert found.hint
    assert "Traceback" not in str(found)
    assert "<html>" not in str(found)


def test_a_validator_names_the_inputs():
    detail = [
        {"__type__": "validate", "is_valid": False, "message": "must be under 5", "parameter_name": "seconds"},
        {"__type__": "validate", "is_valid": True, "message": "", "parameter_name": "other"},
    ]
    found = error_from_response(answer(422, {"detail": detail}))
    assert isinstance(found, errors.InvalidInput)
    assert found.fields == {"seconds": "must be under 5"}


def test_the_time_to_wait_may_be_a_date():
    date = format_datetime(datetime.now(timezone.utc) + timedelta(seconds=100), usegmt=True)
    assert 90 < error_from_response(answer(503, headers={"Retry-After": date})).retry_after <= 100
    assert error_from_response(answer(429, headers={"Retry-After": "Wed, 21 Oct 2015 07:28:00 GMT"})).retry_after == 0.0


@pytest.mark.parametrize(("header", "seconds"), [("7", 7.0), ("-3", 0.0), ("soon", None), ("", None)])
def test_the_time_to_wait_is_kept(header, seconds):
    assert error_from_response(answer(429, headers={"Retry-After": header})).retry_after == seconds


def test_a_login_that_is_over_is_another_error_than_one_that_was_never_given():
    assert isinstance(error_from_response(answer(401), logged_in=True), errors.LoginRefused)
