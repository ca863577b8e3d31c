"""Which environments the test matrix has, and what is said of those that it has not."""

from __future__ import annotations

import sys

import matrix
import pytest

OLD = matrix.Release("1.2.3", (2, 6), (2, 7))
FITTING = matrix.Release("1.2.3", sys.version_info[:2], sys.version_info[:2])


@pytest.fixture
def cache(tmp_path, monkeypatch):
    (tmp_path / "requirements-1.2.3.txt").write_text("gradio==1.2.3\n")
    monkeypatch.setattr(matrix, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(matrix, "REQUIREMENTS", tmp_path)
    return tmp_path


def test_a_release_that_no_python_can_host_is_skipped_in_a_clear_line(cache):
    assert matrix.host_of(OLD) is None
    assert matrix.python_of(OLD) is None
    assert matrix.make(OLD) == "Gradio 1.2.3: SKIPPED, it needs Python 2.6 to 2.7 and none is on this machine"


def test_the_running_python_hosts_what_it_can():
    assert matrix.host_of(FITTING) == sys.executable


def test_an_environment_is_there_once_it_is_complete_and_as_long_as_its_requirements_stay(cache):
    folder = matrix._folder(FITTING, sys.executable)
    matrix._python(folder).parent.mkdir(parents=True)
    assert matrix.python_of(FITTING) is None
    (folder / "ready").touch()
    assert matrix.python_of(FITTING) == matrix._python(folder)
    assert matrix.make(FITTING) == f"Gradio 1.2.3: {matrix._python(folder)}"
    (cache / "requirements-1.2.3.txt").write_text("gradio==1.2.3\nnumpy==1.0\n")
    assert matrix.python_of(FITTING) is None


@pytest.mark.parametrize("release", matrix.RELEASES, ids=lambda release: release.version)
def test_requirements_are_complete_pins_of_the_release(release):
    lines = matrix._requirements(release).read_text(encoding="utf-8").splitlines()
    pins = [line.partition(";")[0].strip() for line in lines if not line.startswith("#")]
    assert f"gradio=={release.version}" in pins
    assert all(pin.count("==") == 1 for pin in pins)
