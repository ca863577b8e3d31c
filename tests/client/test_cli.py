"""`view`, `call` and `batch` from a shell."""

from __future__ import annotations

import io
import json
import os
import pty
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from scripted import DATA, Script

from gradio_nb import Client, errors
from gradio_nb.cli import batch as batch_command
from gradio_nb.cli import exit_codes, main
from gradio_nb.client.jobs import batch as batches

TIMEOUT = 60
pytestmark = pytest.mark.usefixtures("interruptible")


@pytest.fixture
def shell(capsys, monkeypatch, tmp_path):
    """Run a command line in an empty folder; gives exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments, stdin=""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin.encode())))
        capsys.readouterr()
        code = main([str(a) for a in arguments])
        out, err = capsys.readouterr()
        return code, out, err

    return run


def process(*arguments, **more):
    return subprocess.Popen(
        [sys.executable, "-m", "gradio_nb", *arguments],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **more,
    )  # fmt: skip


def lines(path):
    return [json.loads(line) for line in path.read_text().splitlines()]


# view


def test_view_lists_the_endpoints(shell, basics):
    code, out, err = shell("view", basics)
    assert code == 0
    assert "/two  two(text, number=3) -> (out, count)" in out
    assert "/secret" not in out
    assert err == "connecting\n"
    assert "/secret" in shell("view", basics, "--all", "-q")[1]


def test_view_as_json_tells_all_of_a_parameter(shell, basics):
    code, out, _ = shell("view", basics, "--json")
    two = json.loads(out)["endpoints"]["/two"]
    number = next(p for p in two["parameters"] if p["name"] == "number")
    assert code == 0
    assert (number["type"], number["required"], number["default"], number["maximum"]) == ("int", False, 3, 10)
    assert [r["name"] for r in two["returns"]] == ["out", "count"]


# call


def test_call_prints_the_value_and_nothing_else_on_stdout(shell, basics):
    assert shell("call", basics, "/echo", "--text", "two words")[:2] == (0, "two words\n")
    assert shell("call", basics, "/two", "--text", "a", "--number", "4")[:2] == (0, "out: A\ncount: 8\n")
    assert shell("call", basics, "/nothing", "--text", "a")[:2] == (0, "")


def test_call_as_json(shell, basics):
    _, out, _ = shell("call", basics, "/two", "--text", "a", "--json")
    assert json.loads(out) == {"out": "A", "count": 6}
    assert shell("call", basics, "/nothing", "--text", "a", "--json")[1] == "null\n"


def test_the_status_and_the_apps_own_lines_go_to_stderr(shell, basics):
    _, out, err = shell("call", basics, "/logs", "--text", "hi")
    assert out == "hi\n"
    assert {"connecting", "info: info: hi", "warning: warning: hi"} <= set(err.splitlines())
    assert "\x1b" not in err
    assert shell("call", basics, "/echo", "--text", "hi", "-q")[2] == ""


def test_values_have_the_types_of_their_parameters(shell, basics):
    numbers = ["--real=-1.5", "--whole", "7", "--slide", "55"]
    choices = [
        "--check",
        "--group",
        "a",
        "Third",
        "--radio",
        "Third",
        "--drop",
        "Second",
        "--many",
        "b",
        "--custom=mine",
    ]
    texts = ["--line=x", "--lines=y", "--colour=#ff0000", "--when=2024-01-02", "--source=pass", '--data={"a": [1]}']
    code, out, err = shell("call", basics, "/describe", *numbers, *choices, *texts, "--json", "-q")
    assert code == 0, err
    seen = {name: text.partition(" ") for name, text in json.loads(out).items()}
    assert seen["real"][2] == "-1.5"
    assert seen["whole"] == ("int", " ", "7")
    assert seen["check"][2] == "True"
    assert seen["group"][2] == "['a', 3]"
    assert seen["radio"][2] == "3"
    assert seen["drop"][2] == "'b'"
    assert seen["many"][2] == "['b']"
    assert seen["custom"][2] == "'mine'"
    assert seen["data"][2] == "{'a': [1]}"


def test_values_may_come_as_json_and_from_stdin(shell, basics, tmp_path):
    assert shell("call", basics, "/echo", "--text", "-", stdin="from afar\n")[1] == "from afar\n"
    assert shell("call", basics, "/two", "--inputs", '{"text": "a"}', "--number", "1")[1] == "out: A\ncount: 2\n"
    (tmp_path / "in.json").write_text('{"text": "b"}')
    assert shell("call", basics, "/two", "--inputs", "@in.json")[1] == "out: B\ncount: 6\n"
    assert shell("call", basics, "/two", "--inputs", "-", stdin='{"text": "c"}')[1] == "out: C\ncount: 6\n"


def test_files_are_given_by_path_and_come_into_a_folder(shell, basics, tmp_path):
    (tmp_path / "in.txt").write_text("some words")
    code, out, _ = shell("call", basics, "/read_file", "--file", "in.txt", "--out", "there")
    assert (code, out) == (0, "out: 10 bytes\ncopy: there/in.txt\n")
    assert (tmp_path / "there" / "in.txt").read_text() == "some words"
    _, out, _ = shell("call", basics, "/read_file", "--file", "-", "--json", "--out", "there", stdin="stdin")
    assert json.loads(out)["out"] == "5 bytes"


def test_a_call_has_a_help_of_its_own(shell, basics):
    code, out, _ = shell("call", basics, "/describe", "--help")
    assert code == 0
    assert "Say what of every simple component arrives." in out
    assert "--slide int" in out
    assert "0 to 100 in steps of 5 (default: 50)" in out
    assert "--no-check" in out


def test_general_help_has_the_exit_codes(shell):
    code, out, _ = shell("--help")
    assert code == 0
    assert exit_codes.table() in out
    assert shell("call", "--help")[0] == 0


def test_a_parameter_with_the_name_of_an_option_has_another(shell, fake):
    fake.config["components"][0]["props"]["label"] = "json"
    parameter = {"parameter_name": "json", "label": "json", "component": "Textbox", "type": {"type": "string"}}
    info = {"/echo": {"parameters": [parameter], "returns": [{"label": "Out", "component": "Textbox"}]}}
    fake.routes["GET /gradio_api/info"] = lambda x: x.json({"named_endpoints": info, "unnamed_endpoints": {}})
    code, out, _ = shell("call", fake.url, "/echo", "--input-json", "hi", "--json")
    assert (code, out) == (0, '"done"\n')
    assert json.loads(fake.requests("POST /gradio_api/queue/join")[0].body)["data"] == ["hi"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["/two"], "/two needs text"),
        (["/two", "--text", "a", "--number", "11"], "must be between 0 and 10, got 11"),
        (["/two", "--text", "a", "--number", "nine"], "expected a whole number, got 'nine'"),
        (["/two", "--txt", "a"], "unrecognized arguments: --txt"),
        (["/tow"], "Did you mean '/two'?"),
        ([], "Name one behind SRC: /echo"),
        (["/echo", "hi"], "Values are given by name"),
        (["/echo", "--inputs", "nope"], "--inputs cannot be read"),
        (["/echo", "--text", "a", "--inputs", '{"text": "b"}'], "text is given twice"),
    ],
)
def test_a_wrong_call_exits_with_2_and_says_why(shell, basics, arguments, said):
    code, out, err = shell("call", basics, *arguments)
    assert (code, out) == (2, "")
    assert said in err
    assert "Traceback" not in err


def test_each_kind_of_failure_has_its_exit_code(shell, basics, strict, fake):
    assert shell("call", basics, "/fail", "--how", "plain")[0] == 5
    assert shell("call", basics, "/fail", "--how", "quota")[0] == exit_codes.code_of(errors.QuotaExceeded("x")) == 14
    assert shell("view", "http://127.0.0.1:9")[0] == 3
    assert shell("view", strict)[0] == 4
    assert "--auth USER:PASSWORD" in shell("view", strict)[2]
    assert shell("view", strict, "--auth", "user:wrong")[0] == 4
    assert shell("view", strict, "--auth", "user:secret")[0] == 0
    fake.routes[DATA] = lambda x: x.cut()
    assert shell("call", fake.url, "/echo", "--text", "a")[0] == 8
    fake.routes["POST /gradio_api/queue/join"] = lambda x: x.json({"detail": "no"}, 403)
    assert shell("call", fake.url, "/echo", "--text", "a")[0] == 7


def test_every_error_has_an_exit_code_in_the_table():
    kinds = [e for e in vars(errors).values() if isinstance(e, type) and issubclass(e, errors.GradioNbError)]
    abstract = {errors.GradioNbError, errors.JobError}
    assert {exit_codes.code_of(kind("x")) for kind in set(kinds) - abstract} == set(range(2, 16)) - {
        exit_codes.ROWS_FAILED
    }
    assert all(f"\n  {code}" in exit_codes.table() for code in [*range(16), 130, 143])


def test_a_call_that_takes_too_long_is_cancelled(shell, basics):
    code, _, err = shell("call", basics, "/slow", "--seconds", "25", "--timeout", "0.5")
    assert code == 9
    assert "--timeout" in err
    # The app runs one of these at a time: this one would wait for the other.
    assert shell("call", basics, "/slow", "--seconds", "0", "--timeout", "15")[0] == 0


def test_an_app_cannot_play_with_the_terminal(shell, fake):
    nasty = {"msg": "log", "event_id": "event1", "log": "\x1b]0;title\x07red\x1b[31m", "level": "info"}
    end = {"msg": "process_completed", "event_id": "event1", "output": {"error": "\x1b[2Jgone"}, "success": False}
    fake.routes[DATA] = lambda x: x.stream(nasty, end)
    code, _, err = shell("call", fake.url, "/echo", "--text", "a")
    assert code == 5
    assert "gone" in err
    assert "\x1b" not in err
    assert "\x07" not in err


def test_ctrl_c_cancels_the_job(basics):
    with process("call", basics, "/slow", "--seconds", "28") as running:
        for line in running.stderr:
            if line == "running\n":
                break
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=TIMEOUT)
    assert (running.returncode, out) == (exit_codes.INTERRUPTED, "")
    assert "interrupted" in err
    assert "Traceback" not in err
    with process("call", basics, "/slow", "--seconds", "0", "--timeout", "20") as after:
        after.communicate(timeout=TIMEOUT)
    assert after.returncode == 0


def test_a_reader_who_leaves_is_no_failure_to_speak_of(basics):
    with process("call", basics, "/big_text", "--size", "1000000", "-q") as running:
        running.stdout.close()
        err = running.stderr.read()
        assert running.wait(TIMEOUT) == exit_codes.PIPE_CLOSED
    assert err == ""


def test_a_terminal_gets_one_line_that_changes(basics):
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "gradio_nb", "call", basics, "/progress", "--steps", "2"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs) as running:
        os.close(theirs)
        seen = []
        reader = threading.Thread(target=_read_all, args=(ours, seen))
        reader.start()
        out = running.communicate(timeout=TIMEOUT)[0]
        reader.join(TIMEOUT)
    os.close(ours)
    told = b"".join(seen).decode()
    assert out == b"through\n"
    assert "\n" not in told
    assert "\r\x1b[Krunning [" in told
    assert told.endswith("\r\x1b[K"), "the line is taken away in the end"


def _read_all(end, into):
    try:
        while piece := os.read(end, 4096):
            into.append(piece)
    except OSError:  # Linux says so when the other end is closed
        pass


def test_the_package_brings_the_command_along():
    project = (Path(__file__).parents[2] / "pyproject.toml").read_text()
    assert '[project.scripts]\ngradio-nb = "gradio_nb.cli:main"\n' in project


def test_values_that_no_terminal_and_no_json_can_hold_are_written_all_the_same(shell, fake, tmp_path):
    fake.config["components"][1]["type"] = "json"

    def odd(x):
        event = fake.event_of(x)
        said = '{"msg": "process_completed", "event_id": "%s", "success": true, "output": {"data": [["\\ud800", NaN]]}}'
        x.stream(f"data: {said % event}\n\n")

    fake.routes[DATA] = odd
    code, out, _ = shell("call", fake.url, "/echo", "--text", "a", "--json")
    assert (code, json.loads(out)) == (0, ["\ufffd", None])
    (tmp_path / "rows.jsonl").write_text('{"text": "a"}\n')
    assert shell("batch", fake.url, "/echo", "rows.jsonl", "--out", "there")[0] == 0
    (written,) = lines(tmp_path / "there" / "results.jsonl")
    assert written["value"] == ["\ufffd", None]


# batch


def test_batch_calls_for_each_row_and_writes_the_results_down(shell, basics, tmp_path):
    (tmp_path / "rows.csv").write_text('text,number\nada,1\n"gra,ce",\n')
    code, out, err = shell("batch", basics, "/two", "rows.csv")
    assert code == 0
    assert sorted(out.splitlines()) == ['1\t{"out": "ADA", "count": 2}', '2\t{"out": "GRA,CE", "count": 6}']
    assert "2 done, 0 failed: rows-results/results.jsonl" in err
    results = sorted(lines(tmp_path / "rows-results" / "results.jsonl"), key=lambda r: r["row"])
    assert [r["value"] for r in results] == [{"out": "ADA", "count": 2}, {"out": "GRA,CE", "count": 6}]


def test_rows_of_json_are_objects_lists_or_values(shell, basics, tmp_path):
    (tmp_path / "rows.jsonl").write_text('"a"\n\n["b", 1]\n{"text": "c", "number": 0}\n')
    code, out, _ = shell("batch", basics, "/two", "rows.jsonl", "--json", "--out", "there")
    assert code == 0
    found = {r["row"]: r["value"]["count"] for r in map(json.loads, out.splitlines())}
    assert found == {1: 6, 2: 2, 3: 0}
    assert (tmp_path / "there" / "results.jsonl").exists()


def test_files_of_a_batch_come_into_its_folder(shell, basics, tmp_path):
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(name)
    (tmp_path / "rows.csv").write_text("file\na.txt\nb.txt\n")
    assert shell("batch", basics, "/read_file", "rows.csv")[0] == 0
    folder = tmp_path / "rows-results"
    assert sorted(p.name for p in folder.iterdir()) == ["a.txt", "b.txt", "results.jsonl"]
    assert {r["value"]["copy"] for r in lines(folder / "results.jsonl")} == {
        "rows-results/a.txt", "rows-results/b.txt",
    }  # fmt: skip


def test_rows_that_fail_do_not_stop_the_others(shell, basics, tmp_path):
    (tmp_path / "rows.csv").write_text("text,number\na,99\nb,nine\nc,1,surplus\nd,4\n")
    code, out, err = shell("batch", basics, "/two", "rows.csv")
    assert code == exit_codes.ROWS_FAILED
    assert out == '4\t{"out": "D", "count": 8}\n'
    assert "row 1: number: must be between 0 and 10, got 99" in err
    assert "row 2: number: expected a whole number, got 'nine'" in err
    assert "row 3: The row has more cells than there are columns." in err
    kinds = {r["row"]: r["error"]["kind"] for r in lines(tmp_path / "rows-results" / "results.jsonl") if not r["ok"]}
    assert kinds == {1: "BadArgument", 2: "BadArgument", 3: "BadArgument"}


def test_resume_runs_what_failed_or_has_changed_only(shell, fake, tmp_path):
    script = Script(fake)
    rows, results = tmp_path / "rows.jsonl", tmp_path / "rows-results" / "results.jsonl"
    rows.write_text('"a"\n"fail"\n"b"\n')
    assert shell("batch", fake.url, "/echo", "rows.jsonl")[0] == exit_codes.ROWS_FAILED
    code, _, err = shell("batch", fake.url, "/echo", "rows.jsonl")
    assert code == 2
    assert "--resume" in err
    script.joined.clear()
    results.write_text(results.read_text() + '{"row": 3, "key"')  # as if it had been cut off
    rows.write_text('"a"\n"fine now"\n"b"\n"c"\n')
    code, _, err = shell("batch", fake.url, "/echo", "rows.jsonl", "--resume")
    assert code == 0
    assert sorted(script.joined) == ["c", "fine now"]
    assert "2 done, 0 failed, 2 done before" in err
    script.joined.clear()
    assert shell("batch", fake.url, "/echo", "rows.jsonl", "--resume")[0] == 0
    assert script.joined == []


def test_resume_knows_rows_by_what_is_in_them_and_not_by_where_they_stand(shell, fake, tmp_path):
    script = Script(fake)
    rows = tmp_path / "rows.jsonl"
    rows.write_text('"a"\n"b"\n"c"\n"b"\n')
    assert shell("batch", fake.url, "/echo", "rows.jsonl")[0] == 0
    script.joined.clear()
    rows.write_text('"new"\n"b"\n"c"\n"a"\n"b"\n')
    code, _, err = shell("batch", fake.url, "/echo", "rows.jsonl", "--resume")
    assert (code, script.joined) == (0, ["new"])
    assert "1 done, 0 failed, 4 done before" in err
    script.joined.clear()
    # One more of the same is one more.
    rows.write_text('"b"\n' * 3)
    assert shell("batch", fake.url, "/echo", "rows.jsonl", "--resume")[0] == 0
    assert script.joined == ["b"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("rows.csv", "txt\na\n", "has the column 'txt'; /echo has no such parameter. Did you mean 'text'?"),
        ("nowhere.csv", None, "cannot be read"),
    ],
)
def test_a_wrong_file_of_rows_is_told_before_anything_is_sent(shell, fake, tmp_path, name, text, said):
    if text is not None:
        (tmp_path / name).write_text(text)
    code, _, err = shell("batch", fake.url, "/echo", name)
    assert code == 2
    assert said in err
    assert fake.joins == 0


def test_a_batch_says_when_it_pauses_and_gives_up_in_the_end(shell, fake, tmp_path, monkeypatch):
    monkeypatch.setattr(batches, "FIRST_PAUSE", 0.01)
    script = Script(fake)
    (tmp_path / "rows.jsonl").write_text('"fail"\n' * 40)
    code, _, err = shell("batch", fake.url, "/echo", "rows.jsonl", "--concurrency", "1")
    assert code == 5
    assert "/echo: paused for 0.01 s after 3 failures in a row, the last: no" in err
    assert f"Given up after {batch_command.HOPELESS} failures in a row" in err
    assert batch_command.HOPELESS <= len(script.joined) < 40


def test_a_row_that_takes_too_long_is_cancelled(shell, basics, tmp_path):
    (tmp_path / "rows.jsonl").write_text("25\n")
    code, out, err = shell("batch", basics, "/slow", "rows.jsonl", "--timeout", "0.5")
    assert (code, out) == (exit_codes.ROWS_FAILED, "")
    assert "row 1: /slow was not done after 0.5 s" in err
    # The app runs one of these at a time: this one would wait for the other.
    assert shell("call", basics, "/slow", "--seconds", "0", "--timeout", "15")[0] == 0


def test_rows_that_are_done_when_a_batch_is_interrupted_are_written_down(shell, fake, tmp_path, monkeypatch):
    Script(fake)
    usual, batches_made, interrupts = Client.map, [], [KeyboardInterrupt]
    add = batch_command.Results.add

    def kept(*args, **kwargs):
        batches_made.append(usual(*args, **kwargs))
        return batches_made[0]

    def interrupted(results, result):
        if interrupts:
            with batches_made[0]._changed:
                assert batches_made[0]._changed.wait_for(batches_made[0].done, TIMEOUT)
            raise interrupts.pop()
        return add(results, result)

    monkeypatch.setattr(Client, "map", kept)
    monkeypatch.setattr(batch_command.Results, "add", interrupted)
    (tmp_path / "rows.jsonl").write_text('"a"\n"fail"\n"b"\n')
    code, _, err = shell("batch", fake.url, "/echo", "rows.jsonl")
    assert code == exit_codes.INTERRUPTED
    assert "2 done, 0 failed" in err
    assert sorted(r["value"] for r in lines(tmp_path / "rows-results" / "results.jsonl")) == ["a", "b"]


def test_sigterm_ends_a_batch_as_ctrl_c_does(fake, tmp_path):
    script = Script(fake)
    (tmp_path / "rows.jsonl").write_text('"a"\n"hang"\n"b"\n')
    with process("batch", fake.url, "/echo", "rows.jsonl", "--concurrency", "1", cwd=tmp_path) as running:
        fake.until(lambda: len(fake.requests(DATA)) == 2, TIMEOUT)
        running.send_signal(signal.SIGTERM)
        out, err = running.communicate(timeout=TIMEOUT)
    script.free.set()
    assert (running.returncode, out) == (exit_codes.TERMINATED, "1\ta\n")
    assert "Traceback" not in err
    assert err.endswith("1 done, 0 failed: rows-results/results.jsonl\nterminated\n")
    assert [r["row"] for r in lines(tmp_path / "rows-results" / "results.jsonl")] == [1]
    # What ran was cancelled, and nothing more was begun.
    (cancelled,) = fake.requests("POST /gradio_api/cancel")
    assert script.jobs[cancelled.json["event_id"]] == "hang"
    assert script.joined == ["a", "hang"]


def test_a_program_that_calls_the_command_line_keeps_its_own_way_to_end(shell, fake):
    ours = signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        assert shell("view", fake.url)[0] == 0
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_IGN
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        assert shell("view", fake.url)[0] == 0
        assert signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    finally:
        signal.signal(signal.SIGTERM, ours)


def test_ctrl_c_in_a_batch_keeps_what_is_done(basics, tmp_path):
    (tmp_path / "rows.jsonl").write_text("0\n28\n28\n")
    with process("batch", basics, "/slow", "rows.jsonl", "--concurrency", "1", cwd=tmp_path) as running:
        line = running.stdout.readline()
        assert line == "1\tdone\n", running.stderr.read()
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=TIMEOUT)
    assert running.returncode == exit_codes.INTERRUPTED
    assert "Traceback" not in err
    assert [r["row"] for r in lines(tmp_path / "rows-results" / "results.jsonl")] == [1]
