"""What is shipped: the bundle in every wheel and sdist, and nothing that has no business there."""

from __future__ import annotations

import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BUNDLE = "gradio_nb/widget/static/panel.js"
LIMIT = 150_000  # bytes: the bundle travels with every widget


def build(kind: str, source: Path, into: Path) -> Path:
    """Build a wheel or an sdist, with what is installed here."""
    command = [sys.executable, "-m", "build", f"--{kind}", "--no-isolation", "--outdir", str(into), str(source)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(into.iterdir())


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    return zipfile.ZipFile(build("wheel", ROOT, tmp_path_factory.mktemp("wheel")))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("sdist", ROOT, tmp_path_factory.mktemp("sdist"))


def test_the_wheel_holds_the_bundle_and_it_is_small(wheel: zipfile.ZipFile) -> None:
    assert 0 < wheel.getinfo(BUNDLE).file_size < LIMIT


def test_the_wheel_holds_every_lazy_module(wheel: zipfile.ZipFile) -> None:
    sources = (ROOT / "js/src").glob("**/lazy/*.ts*")
    names = {path.relative_to(ROOT / "js/src").with_suffix(".js").as_posix().replace("lazy/", "") for path in sources}
    assert "outputs/table.js" in names
    assert {f"gradio_nb/widget/static/lazy/{name}" for name in names} <= set(wheel.namelist())


def test_the_wheel_says_that_it_is_typed(wheel: zipfile.ZipFile) -> None:
    assert "gradio_nb/py.typed" in wheel.namelist()


def test_the_wheel_holds_the_package_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    names = [name for name in wheel.namelist() if ".dist-info/" not in name]
    assert {name.partition("/")[0] for name in names} == {"gradio_nb"}
    assert not [name for name in names if name.endswith((".ts", ".tsx", ".css", ".map", ".pyc"))]


def test_the_sdist_holds_the_bundle_and_its_sources(sdist: Path) -> None:
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {BUNDLE, "js/src/index.tsx", "js/package-lock.json", "hatch_build.py", "tools/bundle.py"} <= names
    assert not [name for name in names if "node_modules" in name]


def test_a_wheel_from_the_sdist_needs_no_node(
    sdist: Path, wheel: zipfile.ZipFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path / "source", filter="data")
    monkeypatch.setenv("PATH", "")
    rebuilt = build("wheel", next((tmp_path / "source").iterdir()), tmp_path / "wheel")
    assert zipfile.ZipFile(rebuilt).read(BUNDLE) == wheel.read(BUNDLE)
