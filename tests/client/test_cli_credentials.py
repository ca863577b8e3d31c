"""Logins and headers of the command line, from places that the process list does not show."""

from __future__ import annotations

import io

import pytest

from gradio_nb.cli import main

SECRET = "canary-9f3a"


@pytest.fixture
def guarded(fake):
    """An app behind a login."""
    inside = fake.routes["GET /config"]

    def config(x):
        if "session=1" in x.request.headers.get("cookie", ""):
            inside(x)
        else:
            x.json({"detail": "Not authenticated"}, 401)

    def login(x):
        if x.request.body == f"username=ada&password={SECRET}".encode():
            x.json({"success": True}, set_cookie="session=1")
        else:
            x.json({"detail": "no"}, 400)

    fake.routes |= {"GET /config": config, "POST /login": login}
    return fake.url


@pytest.fixture
def run(monkeypatch, capsys):
    monkeypatch.delenv("GRADIO_NB_AUTH", raising=False)

    def main_of(*arguments, stdin=""):
        monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        code = main([*arguments])
        out, err = capsys.readouterr()
        assert SECRET not in out + err
        return code, out, err

    return main_of


def test_a_login_comes_from_a_file(run, guarded, tmp_path):
    (tmp_path / "login").write_text(f"ada:{SECRET}\n")
    assert run("view", guarded, "--auth", f"@{tmp_path / 'login'}")[0] == 0


def test_a_login_comes_from_stdin_and_leaves_the_rest_of_it(run, guarded):
    code, out, _ = run(
        "call", guarded, "/echo", "--inputs", "-", "--auth", "-", stdin=f'ada:{SECRET}\n{{"text": "hi"}}'
    )
    assert (code, out) == (0, "done\n")


def test_a_login_comes_from_the_environment(run, guarded, monkeypatch):
    assert run("view", guarded)[0] == 4
    monkeypatch.setenv("GRADIO_NB_AUTH", f"ada:{SECRET}")
    assert run("view", guarded)[0] == 0
    assert run("view", guarded, "--auth", "ada:wrong")[0] == 4  # what is given comes first


@pytest.mark.parametrize("source", ["argument", "file", "stdin", "environment"])
def test_headers_come_from_each_of_them(run, fake, tmp_path, monkeypatch, source):
    text = f"X-Key: {SECRET}\nX-Other: b: c\n"
    (tmp_path / "headers").write_text(text)
    options = {
        "argument": ["--header", f"X-Key: {SECRET}", "--header", "X-Other: b: c"],
        "file": ["--header", f"@{tmp_path / 'headers'}"],
        "stdin": ["--header", "-"],
        "environment": [],
    }[source]
    if source == "environment":
        monkeypatch.setenv("GRADIO_NB_HEADERS", text)
    assert run("view", fake.url, *options, stdin=text)[0] == 0
    assert fake.seen[0].headers["x-key"] == SECRET
    assert fake.seen[0].headers["x-other"] == "b: c"


@pytest.mark.parametrize(
    "options",
    [
        ["--auth", SECRET],
        ["--auth", "@/nowhere"],
        ["--header", SECRET],
        ["--header", f"X-Key: {SECRET}\x1b[0m"],
        ["--header", f"X Key: {SECRET}"],
    ],
)
def test_what_cannot_be_read_is_an_error_of_usage_that_does_not_repeat_it(run, fake, options):
    code, _, err = run("view", fake.url, *options)
    assert code == 2
    assert "--" in err or "header" in err
    assert fake.seen == []
