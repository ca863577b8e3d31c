"""The tool behind `make test`: it runs everything once, and a failure of any kind fails the whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import check
import pytest
from check import REPORT, Outcome, Part, Runner

TESTS = Path(__file__).resolve().parents[1]


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """The plugins of this project take pytest seconds to import, and play no part here."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    monkeypatch.delenv("PYTEST_ADDOPTS", raising=False)


def words_of(part: Part) -> list[str]:
    return [word for command in part.commands for word in command]


def run(monkeypatch: pytest.MonkeyPatch, folder: Path, *commands: list[str]) -> Outcome:
    monkeypatch.setattr(check, "RESULTS", folder / "results")
    (outcome,) = Runner(2).run([Part("it", tuple(commands), folder)])
    return outcome


def test_every_test_file_is_in_one_part() -> None:
    named = Counter(word for part in check.parts() for word in words_of(part) if word.startswith("tests/"))
    for file in TESTS.rglob("test_*.py"):
        path = file.relative_to(TESTS.parent)
        assert named[path.as_posix()] + sum(named[above.as_posix()] for above in path.parents) == 1, path


def test_the_browser_tests_that_are_named_are_there() -> None:
    named = [name for names in check.BROWSER.values() for name in names]
    assert [name for name in named if not (TESTS / f"browser/test_{name}.py").exists()] == []


def test_what_pytest_reports_is_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "test_it.py").write_text(
        """import pytest
def test_good(): pass
def test_bad(): assert 1 == 2
@pytest.mark.skip(reason="not today")
def test_skipped(): pass
@pytest.fixture
def broken(): raise ValueError
def test_error(broken): pass
"""
    )
    outcome = run(monkeypatch, tmp_path, [sys.executable, "-m", "pytest", f"--junit-xml={REPORT}", "test_it.py"])
    assert outcome.passed == 1
    assert outcome.failed == ["test_it::test_bad", "test_it::test_error"]
    assert outcome.skipped == {"not today": 1}
    assert "assert 1 == 2" in outcome.log.read_text()
    *_, last = check.summary([outcome], 61)
    assert last == "1 passed, 2 failed, 1 skipped"


@pytest.mark.parametrize("source", ["def broken(:", "import no_such_module", "", "import os; os._exit(0)"])
def test_a_file_that_cannot_be_tested_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, source: str) -> None:
    (tmp_path / "test_it.py").write_text(source)
    outcome = run(monkeypatch, tmp_path, [sys.executable, "-m", "pytest", f"--junit-xml={REPORT}", "test_it.py"])
    assert outcome.passed == 0
    assert len(outcome.failed) == 1


def test_a_command_that_fails_over_no_test_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    fail = [sys.executable, "-c", "print('a reason'); raise SystemExit(3)"]
    outcome = run(monkeypatch, tmp_path, fail, [sys.executable, "-c", "print('goes on')"])
    assert outcome.passed == 1
    assert len(outcome.failed) == 1
    assert outcome.failed[0].endswith("ended with 3")
    assert "a reason\ngoes on\n" in capsys.readouterr().out


@pytest.mark.skipif(os.name != "posix", reason="sends signals")
def test_an_interrupted_check_ends_what_it_has_started(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(
        """import threading, pytest
@pytest.fixture
def server():
    yield
    open("ended", "w").close()
def test_it(server):
    open("begun", "w").close()
    threading.Event().wait()
"""
    )
    os.mkfifo(tmp_path / "begun")
    code = """import check, sys, pathlib
check.RESULTS = pathlib.Path("results").resolve()
check.parts = lambda: [
    check.Part("it", ((sys.executable, "-m", "pytest", "test_it.py"),), pathlib.Path.cwd()),
    check.Part("later", ((sys.executable, "-c", "open('later', 'w')"),), pathlib.Path.cwd()),
]
sys.argv[1:] = ["--at-once", "1"]
sys.exit(check.main())"""
    env = os.environ | {"PYTHONPATH": str(TESTS.parent / "tools")}
    process = subprocess.Popen([sys.executable, "-c", code], cwd=tmp_path, env=env, stdout=subprocess.PIPE, text=True)
    (tmp_path / "begun").read_text()  # returns once the test is running
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 1
    assert (tmp_path / "ended").exists()
    assert not (tmp_path / "later").exists()
    assert out.splitlines()[-1] == "0 passed, 2 failed, 0 skipped"
