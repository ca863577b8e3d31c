import json
from base64 import b64encode
from urllib.parse import quote

import pytest

from gradio_nb.client.blank import BLANK, blank


def test_a_known_secret_is_blanked_in_every_form():
    secret = 'pa"ss wörd/1'
    for form in (secret, json.dumps(secret), quote(secret), quote(secret, safe="")):
        assert blank(f"before {form} after", [secret]).replace('"', "") == f"before {BLANK} after"


def test_the_parts_of_an_authorization_header_are_secret():
    basic = b64encode(b"user:open sesame").decode()
    text = f"token abcdef123456, {basic}, open sesame"
    assert blank(text, ["Bearer abcdef123456", f"Basic {basic}"]) == f"token {BLANK}, {BLANK}, {BLANK}"


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("http://user:open@host/path", f"http://{BLANK}@host/path"),
        ("/?__sign=abc.def&page=1", f"/?__sign={BLANK}&page=1"),
        ("/?a=1&access_token=abc", f"/?a=1&access_token={BLANK}"),
        ('{"oauth_token": "a\\"b", "n": 1}', f'{{"oauth_token": "{BLANK}", "n": 1}}'),
        ('{"X-Api-Key":"abc"}', f'{{"X-Api-Key":"{BLANK}"}}'),
        ("Authorization: Bearer abcdefgh", f"Authorization: Bearer {BLANK}"),
        ("it is hf_abcdefghijkl.", f"it is {BLANK}."),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.sig", BLANK),
    ],
)
def test_what_looks_like_a_secret_is_blanked(text, seen):
    assert blank(text) == seen


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
    assert blank(text) == text


def test_short_values_are_no_secrets():
    assert blank("1 and on", ["1", "on", ""]) == "1 and on"


def test_short_values_are_blanked_where_they_are_all_of_a_value():
    assert blank('{"data": ["ab", "about", 1]}', ["ab"]) == f'{{"data": ["{BLANK}", "about", 1]}}'


def test_the_beginning_of_a_secret_at_the_end_of_a_cut_text_is_blanked():
    assert blank("so it is canary-se", ["canary-secret"], cut=True) == f"so it is {BLANK}"
    assert blank("so it is canary-se", ["canary-secret"]) == "so it is canary-se"
