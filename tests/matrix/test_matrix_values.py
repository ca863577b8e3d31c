"""Every form of value that Gradio has, there and back."""

from __future__ import annotations

from pathlib import Path

import pytest
from generations import RECEIVED, SENT, can, has
from kinds import CHAT, INPUTS, OUTPUTS

# Of these Gradio itself makes something else of nothing, or an error, and not always the same.
NEVER_NULL = {"slider", "checks", "table", "chat", "pairs"}


@pytest.fixture
def given(media, tmp_path):
    """A value for each input, and what is to arrive in the app."""
    model = tmp_path / "shape.obj"
    model.write_text("v 0 0 0\n")
    return {
        "text": ("one", "str 'one'"),
        "lines": ("two\nthree", "str 'two\\nthree'"),
        "markdown": ("# title", "str '# title'"),
        "html": ("<b>bold</b>", "str '<b>bold</b>'"),
        "number": (2.5, "float 2.5"),
        "integer": (7.0, "int 7"),
        "slider": (0.3, "float 0.3"),
        "checkbox": (True, "bool True"),
        "checks": (["b", 3], "list ['b', 3]"),
        "radio": (3, "int 3"),
        "dropdown": ("a", "str 'a'"),
        "several": (["a", 3], "list ['a', 3]"),
        "custom": ("anything", "str 'anything'"),
        "color": ("#00ff00", "str '#00ff00'"),
        "time": ("2024-01-02 03:04:05", "str '2024-01-02 03:04:05'"),
        "code": ("x = 1", "str 'x = 1'"),
        "json": ({"k": [1, None, True]}, "dict {'k': [1, None, True]}"),
        "table": ([[1, "a"], [2, "b"]], "list [[1, 'a'], [2, 'b']]"),
        "file": (media["text"], "str '<txt of 5 bytes>'"),
        "files": ([media["text"], media["picture"]], "list ['<txt of 5 bytes>', '<40x30 red>']"),
        "folder": ([media["text"], media["picture"]], "list ['<txt of 5 bytes>', '<40x30 red>']"),
        "upload": (media["text"], "str '<txt of 5 bytes>'"),
        "image": (media["picture"], "str '<40x30 red>'"),
        "audio": (media["sound"], "str '<800 frames>'"),
        "video": (media["film"], "str '<mp4 of 24 bytes>'"),
        "gallery": ([(media["picture"], "red")], "list [['<40x30 red>', 'red']]"),
        "films": ([media["film"]], "list [['<mp4 of 24 bytes>', None]]"),
        "model": (model, "str '<obj of 8 bytes>'"),
        "chat": (CHAT, "list ['user: hi', 'assistant: there']"),
        "pairs": (CHAT, "list ['user: hi', 'assistant: there']"),
        "multimodal": (
            {"text": "see", "files": [media["text"]]},
            "dict {'text': 'see', 'files': ['<txt of 5 bytes>']}",
        ),
        "editor": (
            media["picture"],
            "dict {'background': '<40x30 red>', 'layers': [], 'composite': '<40x30 red>'}",
        ),
        "layers": (
            {"background": media["picture"], "layers": [media["picture"]], "composite": media["picture"]},
            "dict {'background': '<40x30 red>', 'layers': ['<40x30 red>'], 'composite': '<40x30 red>'}",
        ),
        "compare": ([media["picture"]] * 2, "list ['<40x30 red>', '<40x30 red>']"),
    }


@pytest.mark.parametrize("kind", INPUTS)
def test_an_input_arrives_as_the_app_expects_it(client, version, needs, given, kind):
    if not has(version, kind):
        pytest.skip(f"not on Gradio {version}: {kind}")
    if kind in SENT:
        needs(SENT[kind])
    value, arrived = given[kind]
    assert client.predict(value, api_name=f"/take_{kind}") == arrived


def test_null_is_a_value_like_any_other(client, version):
    kinds = [kind for kind in INPUTS if has(version, kind) and kind not in NEVER_NULL]
    jobs = {kind: client.submit(None, api_name=f"/take_{kind}") for kind in kinds}
    assert {kind: job.result(60) for kind, job in jobs.items()} == dict.fromkeys(kinds, "NoneType None")


def test_whole_numbers_stay_whole(client, needs):
    needs("whole numbers")
    assert client.predict(2, api_name="/take_number") == "int 2"


def test_defaults_of_the_server_are_sent_when_nothing_is_given(client):
    assert client.predict(api_name="/take_lines") == "str 'some\\nlines'"
    assert client.predict(api_name="/take_checks") == "list ['a']"


@pytest.mark.parametrize("kind", OUTPUTS)
def test_an_output_is_given_as_python_expects_it(client, version, needs, kind):
    if not has(version, kind):
        pytest.skip(f"not on Gradio {version}: {kind}")
    if kind in RECEIVED:
        needs(RECEIVED[kind])
    value = seen(client.predict(api_name=f"/give_{kind}"))
    assert value == OUTPUTS[kind]
    assert isinstance(value, type(OUTPUTS[kind])) or not can(version, "whole numbers")


def test_nothing_comes_as_nothing_from_every_output(client):
    kinds = [name.removeprefix("/give_") for name in client.endpoints if name.startswith("/give_")]
    values = client.predict(api_name="/give_nothings")
    assert len(values) == len(kinds) - 1
    assert [kind for kind, value in zip(kinds, values, strict=False) if not is_nothing(value)] == []


def is_nothing(value):
    """None, or what some versions make of it: no items, zero, parts without content, a table of one empty row."""
    if isinstance(value, dict):
        return not any(value.values())
    return not value or (hasattr(value, "headers") and not any(any(row) for row in value))


def seen(value):
    """What can be compared: files by kind and size."""
    if isinstance(value, Path):
        name = type(value).__name__
        if hasattr(value, "to_pil"):
            return "{} {}x{}".format(name, *value.to_pil().size)
        if hasattr(value, "to_numpy"):
            return f"{name} {len(value.to_numpy()[1])} samples"
        more = " with subtitles" if getattr(value, "subtitles", None) else ""
        return f"{name} of {value.stat().st_size} bytes{more}"
    if isinstance(value, dict):
        return {key: seen(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(map(seen, value))
    if hasattr(value, "headers"):
        return list(value)
    return f"Plot of {value.type}" if hasattr(value, "type") else value
