"""The Gradio servers of the test matrix: an environment for each, made once and kept.

::

    python tools/matrix.py            # make those that are missing
    python tools/matrix.py 4.44.1     # this one only

They lie in .cache/matrix/<version>-<hash of what is in them>. The newest Gradio is that of the
environment which runs the tests, if that has one.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / ".cache" / "matrix"
REQUIREMENTS = ROOT / "tests" / "matrix"

# More than two at a time only wait for the disk.
AT_ONCE = 2


@dataclass(frozen=True)
class Release:
    """A version of Gradio, and the Pythons that it and its pinned requirements run on."""

    version: str
    oldest: tuple[int, int]
    newest: tuple[int, int]

    @property
    def major(self) -> int:
        return int(self.version.partition(".")[0])

    @property
    def pythons(self) -> str:
        return f"Python {'.'.join(map(str, self.oldest))} to {'.'.join(map(str, self.newest))}"


RELEASES = (
    Release("3.50.2", (3, 10), (3, 11)),
    Release("4.0.2", (3, 10), (3, 11)),
    Release("4.44.1", (3, 10), (3, 12)),
    Release("5.50.0", (3, 10), (3, 13)),
    Release("6.31.0", (3, 11), (3, 13)),
)


def python_of(release: Release) -> Path | None:
    """Give the Python that has this Gradio; None where there is none yet."""
    if release is RELEASES[-1] and _own_major() == release.major:
        return Path(sys.executable)
    host = host_of(release)
    folder = host and _folder(release, host)
    return _python(folder) if folder and _ready(folder).exists() else None


def host_of(release: Release) -> str | None:
    """Find a Python that can host a release: the running one if it can, else any on this machine."""
    fit = [found for found in _interpreters().items() if release.oldest <= found[1] <= release.newest]
    return fit[0][0] if fit else None


def make(release: Release) -> str:
    """Make the environment of a release unless it is there, and say in a line what came of it.

    Raises
    ------
    subprocess.CalledProcessError
    """
    if found := python_of(release):
        return f"Gradio {release.version}: {found}"
    host = host_of(release)
    if host is None:
        return f"Gradio {release.version}: SKIPPED, it needs {release.pythons} and none is on this machine"
    folder = _folder(release, host)
    print(f"Gradio {release.version}: building its environment; this is done once and takes a minute or so", flush=True)
    for outdated in CACHE.glob(f"{release.version}-*"):
        shutil.rmtree(outdated)
    subprocess.run([host, "-m", "venv", "--without-pip", str(folder)], check=True)
    # Twice quiet: its warnings would bury what other checks say meanwhile; errors it tells all the same.
    pip = [sys.executable, "-m", "pip", "--python", str(_python(folder)), "install", "-qq", "--no-input"]
    # With everything pinned there is nothing to resolve, which is what takes pip its time.
    pinned = ["--no-deps", "--no-compile", "--only-binary", ":all:", "-r", str(_requirements(release))]
    subprocess.run([*pip, *pinned], check=True)
    _ready(folder).touch()
    return f"Gradio {release.version}: {_python(folder)}"


@cache
def _interpreters() -> dict[str, tuple[int, int]]:
    """Find the Pythons of this machine, the running one first."""
    minors = range(13, 9, -1)
    named = [shutil.which(f"python3.{minor}") for minor in minors]
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    candidates = [sys.executable, *filter(None, named), *map(str, sorted(pyenv.glob("3.*/bin/python3")))]
    return {path: version for path in dict.fromkeys(candidates) if (version := _version(path))}


def _version(python: str) -> tuple[int, int] | None:
    """Ask a Python for its version; None where it cannot make environments, or is an empty shim."""
    code = "import sys, venv; print(*sys.version_info[:2])"
    try:
        asked = subprocess.run([python, "-c", code], capture_output=True, text=True, timeout=60)
        major, minor = map(int, asked.stdout.split())
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None
    return major, minor


def _own_major() -> int | None:
    try:
        return int(metadata.version("gradio").partition(".")[0])
    except metadata.PackageNotFoundError:
        return None


def _requirements(release: Release) -> Path:
    return REQUIREMENTS / f"requirements-{release.version}.txt"


def _folder(release: Release, host: str) -> Path:
    inside = _requirements(release).read_bytes() + str(_interpreters()[host]).encode()
    return CACHE / f"{release.version}-{hashlib.sha256(inside).hexdigest()[:12]}"


def _python(folder: Path) -> Path:
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _ready(folder: Path) -> Path:
    """What says that an environment is complete: pip may have been stopped half-way."""
    return folder / "ready"


def main() -> int:
    wanted = [r for r in RELEASES if r.version in sys.argv[1:] or not sys.argv[1:]]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        made = {release: pool.submit(make, release) for release in wanted}
    failed = False
    for release, result in made.items():
        try:
            print(result.result())
        except subprocess.CalledProcessError:
            print(f"Gradio {release.version}: its environment could not be built, see above", file=sys.stderr)
            failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
