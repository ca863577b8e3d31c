"""The file of results of `batch`: what a full disk leaves of it, and what `--resume` makes of it."""

from __future__ import annotations

import json
import resource
import subprocess
import sys

import pytest
from fake_server import done
from scripted import Script

from gradio_nb import errors
from gradio_nb.cli import exit_codes, main
from gradio_nb.cli.rows import Results

TIMEOUT = 60


def run(*arguments, cwd, largest=None, stdout=subprocess.PIPE):
    """Run the command line in a process that can write no file larger than so many bytes."""

    def limit():
        if largest is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest, largest))

    command = [sys.executable, "-m", "gradio_nb", *arguments]
    done = subprocess.run(
        command, cwd=cwd, stdout=stdout, stderr=subprocess.PIPE, text=True, timeout=TIMEOUT, preexec_fn=limit
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("character", ["\u2028", "\u2029", "\u0085", "\x1c"])
def test_resume_leaves_out_rows_that_hold_line_separators_of_unicode(fake, tmp_path, monkeypatch, character):
    monkeypatch.chdir(tmp_path)
    script = Script(fake)
    fake.routes["GET /gradio_api/queue/data"] = lambda x: x.stream(*done(x.request.query["session_hash"], character))
    (tmp_path / "rows.jsonl").write_text(json.dumps(f"a{character}b") + "\n", encoding="utf-8")
    assert main(["batch", fake.url, "/echo", "rows.jsonl", "--json"]) == 0
    for _ in range(2):
        assert main(["batch", fake.url, "/echo", "rows.jsonl", "--resume"]) == 0
    assert len(script.joined) == 1
    (line,) = (tmp_path / "rows-results" / "results.jsonl").read_bytes().rstrip(b"\n").split(b"\n")
    assert json.loads(line)["value"] == character


def test_a_full_disk_ends_a_batch_with_one_message_and_resume_goes_on(fake, tmp_path):
    script = Script(fake)
    rows = [str(n) * 150 for n in range(4)]
    (tmp_path / "rows.jsonl").write_text("".join(f"{json.dumps(row)}\n" for row in rows))
    batch = ["batch", fake.url, "/echo", "rows.jsonl", "--concurrency", "1"]
    code, said = run(*batch, cwd=tmp_path, largest=600)
    assert code == 10
    assert "Traceback" not in said
    assert said.count("cannot be written") == 1
    assert "--resume" in said
    results = tmp_path / "rows-results" / "results.jsonl"
    written = [json.loads(line) for line in results.read_text().splitlines()]
    assert 0 < len(written) < 4
    script.joined.clear()
    assert run(*batch, "--resume", cwd=tmp_path)[0] == 0
    assert len(script.joined) == 4 - len(written)
    assert [json.loads(line)["ok"] for line in results.read_text().splitlines()] == [True] * 4


@pytest.mark.skipif(sys.platform != "linux", reason="needs /dev/full")
@pytest.mark.parametrize("command", [["batch", "/echo", "rows.jsonl"], ["call", "/echo", "--text", "a"]])
def test_output_that_cannot_be_written_is_told_in_one_message(fake, tmp_path, command):
    Script(fake)
    (tmp_path / "rows.jsonl").write_text('"a"\n')
    with open("/dev/full", "w") as full:
        code, said = run(command[0], fake.url, *command[1:], cwd=tmp_path, stdout=full)
    assert code == 10
    assert "Traceback" not in said
    assert "Exception ignored" not in said
    assert said.count("cannot be written") == 1


@pytest.mark.skipif(sys.platform == "win32", reason="needs a shell of POSIX")
@pytest.mark.parametrize("command", [["view"], ["call", "/echo", "--text", "a"], ["batch", "/echo", "rows.jsonl"]])
def test_closed_output_streams_are_no_error(fake, tmp_path, command):
    Script(fake)
    (tmp_path / "rows.jsonl").write_text('"a"\n')
    arguments = [sys.executable, "-m", "gradio_nb", command[0], fake.url, *command[1:]]
    closed = ["sh", "-c", '"$@" >&- 2>&-', "sh", *arguments]
    assert subprocess.run(closed, cwd=tmp_path, timeout=TIMEOUT).returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="modes of POSIX")
def test_folders_of_results_are_for_their_owner_only(tmp_path):
    Results(tmp_path / "a" / "b" / "results.jsonl").add({"key": "a", "ok": True})
    assert [(tmp_path / name).stat().st_mode & 0o777 for name in ("a", "a/b")] == [0o700, 0o700]


def test_a_line_that_was_cut_off_is_dropped_at_resume(tmp_path):
    results = Results(tmp_path / "results.jsonl")
    results.add({"key": "a", "ok": True})
    whole = results.path.read_bytes()
    results.path.write_bytes(whole + b'{"key": "b", "o')
    results.left([])
    assert results.path.read_bytes() == whole
    # Whole, and only without its end.
    results.path.write_bytes(whole.rstrip())
    results.left([])
    results.add({"key": "c", "ok": True})
    assert [json.loads(line)["key"] for line in results.path.read_text().splitlines()] == ["a", "c"]


def test_half_of_a_surrogate_pair_is_escaped(tmp_path):
    results = Results(tmp_path / "results.jsonl")
    results.add({"key": "a", "ok": True, "value": "\udc80"})
    assert json.loads(results.path.read_text())["value"] == "\udc80"


def test_results_that_cannot_be_written_are_an_error_of_this_package(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(errors.FileError, match="cannot be written"):
        Results(tmp_path / "file" / "results.jsonl").add({"key": "a"})
    assert exit_codes.code_of(errors.FileError("")) == 10
