"""Texts of an app reach terminals, tracebacks and docstrings without control characters."""

from __future__ import annotations

import contextlib
import io
import json
import traceback
from typing import Any

import pytest
from fake_server import CONFIG

from gradio_nb import errors
from gradio_nb.client.endpoint import docstring, signature_text, summary
from gradio_nb.client.http.errors import error_from_response
from gradio_nb.client.recording.redact import redact
from gradio_nb.control_characters import clean
from gradio_nb.protocol import events
from gradio_nb.protocol.component_updates import adapted
from gradio_nb.protocol.config import describe

EVIL = "a\x1b]0;pwn\x07b\x9b31mc\rd\x00e\u202ef\u2066g\x7fh\u180ei\x85j"
FORBIDDEN = {chr(c) for c in (*range(9), *range(11, 32), *range(127, 160), 0x180E, *range(0x202A, 0x202F))}
FORBIDDEN |= {chr(c) for c in range(0x2066, 0x206A)}


def hostile(value: Any) -> Any:
    """Put the text into every text of a value."""
    if isinstance(value, dict):
        return {key: item if key in ("type", "protocol", "msg") else hostile(item) for key, item in value.items()}
    if isinstance(value, list):
        return [hostile(item) for item in value]
    return f"{value}{EVIL}" if isinstance(value, str) else value


def assert_clean(text: str) -> None:
    assert FORBIDDEN.isdisjoint(text), repr(text)


@pytest.fixture(scope="module")
def app():
    config = json.loads(json.dumps(CONFIG))
    config["components"][0]["props"] |= {"info": "x", "placeholder": "y", "value": "z"}
    config["components"][3] |= {
        "type": "dropdown",
        "props": {"label": "Menu", "choices": [["one", "1"], ["two", "2"]], "value": "1", "file_types": ["x"]},
    }
    parameter = {"label": "L", "parameter_name": "p", "parameter_has_default": True, "parameter_default": "d"}
    told = {"parameters": [parameter], "returns": [{"label": "R"}], "description": "D"}
    info = {"named_endpoints": {f"/echo{clean(EVIL)}": told}}
    return describe(hostile(config), hostile(info))


def test_no_text_of_a_schema_has_control_characters(app):
    for name, spec in app.endpoints.items():
        for text in (name, spec.description, signature_text(spec), docstring(spec), summary(spec), repr(spec)):
            assert_clean(text)
        for parameter in spec.parameters:
            assert_clean(parameter.name + parameter.label + parameter.info + parameter.placeholder)
            assert_clean("".join(label for label, _ in parameter.choices or ()))
    assert_clean(app.title + app.version + str(app.space_id))


def test_values_of_a_schema_stay_as_they_are(app):
    menu = app.endpoints[next(n for n in app.endpoints if "copy" in n)].parameters[0]
    assert menu.choices[0] == (clean(f"one{EVIL}"), f"1{EVIL}")
    assert menu.default == f"1{EVIL}"


def test_no_update_brings_them_in(app):
    spec = app.endpoints[next(n for n in app.endpoints if "copy" in n)]
    update = {"label": EVIL, "info": EVIL, "placeholder": EVIL, "choices": [[EVIL, 1]]}
    menu = adapted(spec, {spec.parameters[0].component_id: update}).parameters[0]
    assert_clean(menu.label + menu.info + menu.placeholder + menu.choices[0][0])


@pytest.mark.parametrize(
    "message",
    [
        {"msg": "log", "log": "x", "level": "info", "title": "t"},
        {"msg": "progress", "progress_data": [{"desc": "d", "unit": "u", "index": 1, "length": 2}]},
        {"msg": "process_completed", "success": False, "output": {"error": "e"}, "title": "t"},
        {"msg": "process_completed", "success": False, "output": {"error": "e", "title": "t"}},
        {"msg": "process_generating", "success": False, "output": {"error": "e"}},
        {"msg": "unexpected_error", "message": "m"},
    ],
)
def test_no_message_has_control_characters(message):
    event = events.read(hostile(message), 0.0)
    for text in vars_of(event):
        assert_clean(text)


def vars_of(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for item in value for text in vars_of(item)]
    return [text for name in getattr(value, "__annotations__", {}) for text in vars_of(getattr(value, name))]


def test_no_status_of_a_server_brings_them_in():
    import requests

    for status, body in (
        (403, {"detail": EVIL}),
        (429, {"detail": EVIL}),
        (422, {"detail": [{"__type__": "validate", "is_valid": False, "message": EVIL, "parameter_name": EVIL}]}),
        (422, {"detail": [{"loc": [EVIL], "msg": EVIL}]}),
    ):
        response = requests.Response()
        response.status_code, response._content = status, json.dumps(body).encode()
        response.headers["Content-Type"] = "application/json"
        error = error_from_response(response)
        assert_clean(str(error) + repr(error) + "".join(getattr(error, "fields", {}).values()))


def test_no_error_prints_them_whatever_it_quotes():
    error = errors.DownloadFailed(f"{EVIL} could not be fetched.")
    out = io.StringIO()
    with contextlib.redirect_stderr(out):
        traceback.print_exception(error)
    assert_clean(out.getvalue() + str(error) + repr(error))


def test_text_that_people_need_stays():
    for text in ("tab\tand\nline", "עברית\u200f (1)", "نص\u061c", "👩\u200d🔬 é 漢字"):
        assert clean(text) == text
    assert clean("a\r\nb\rc\u2028d\x85e") == "a\nb\nc\nd\ne"


@pytest.mark.parametrize(
    "text",
    [
        "?token" * 20_000,
        "&sign=" * 20_000,
        '"password' * 20_000,
        '"a":"' * 20_000,
        "//a" * 40_000,
        "bearer " * 20_000,
        "bearer" + " " * 100_000,
        "eyJ-" * 30_000,
        "hf_" * 40_000,
        "basic\t" * 20_000,
    ],
)
def test_redaction_takes_time_linear_in_the_length(text):
    # Quadratic, this took minutes for each of them: more than the runner allows a test.
    assert len(redact(text[:100_000], ["secret-value"])) <= 400_000
