import json
from base64 import b64encode
from urllib.parse import quote

import pytest

from gradio_nb.client.recording.redact import redact
from gradio_nb.secret import REDACTED


def test_a_known_secret_is_blanked_in_every_form():
    secret = 'pa"ss wörd/1'
    for form in (secret, json.dumps(secret), quote(secret), quote(secret, safe="")):
        assert redact(f"before {form} after", [secret]).replace('"', "") == f"before {REDACTED} after"


def test_the_parts_of_an_authorization_header_are_secret():
    basic = b64encode(b"user:open sesame").decode()
    text = f"token abcdef123456, {basic}, open sesame"
    assert redact(text, ["Bearer abcdef123456", f"Basic {basic}"]) == f"token {REDACTED}, {REDACTED}, {REDACTED}"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("http://user:open@host/path", f"http://{REDACTED}@host/path"),
        ("/?__sign=abc.def&page=1", f"/?__sign={REDACTED}&page=1"),
        ("/?a=1&access_token=abc", f"/?a=1&access_token={REDACTED}"),
        ('{"oauth_token": "a\\"b", "n": 1}', f'{{"oauth_token": "{REDACTED}", "n": 1}}'),
        ('{"X-Api-Key":"abc"}', f'{{"X-Api-Key":"{REDACTED}"}}'),
        ("Authorization: Bearer abcdefgh", f"Authorization: Bearer {REDACTED}"),
        ("it is hf_abcdefghijkl.", f"it is {REDACTED}."),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.sig", REDACTED),
    ],
)
def test_what_looks_like_a_secret_is_blanked(text, seen):
    assert redact(text) == seen


@pytest.mark.parametrize(
    "text",
    [
        "http://host:80/gradio_api/queue/data?session_hash=abc",
        '{"token": "word", "class_or_confidence": null}',
        "a basic text about bearers",
        "mail me@example.org",
    ],
)
def test_what_is_no_secret_stays(text):
    assert redact(text) == text


def test_short_values_are_no_secrets():
    assert redact("1 and on", ["1", "on", ""]) == "1 and on"


def test_short_values_are_blanked_where_they_are_all_of_a_value():
    assert redact('{"data": ["ab", "about", 1]}', ["ab"]) == f'{{"data": ["{REDACTED}", "about", 1]}}'


def test_the_beginning_of_a_secret_at_the_end_of_a_cut_text_is_blanked():
    assert redact("so it is canary-se", ["canary-secret"], cut=True) == f"so it is {REDACTED}"
    assert redact("so it is canary-se", ["canary-secret"]) == "so it is canary-se"
