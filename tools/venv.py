"""Make a virtual environment: `python tools/venv.py .venv`.

Debian's python3 comes without ensurepip, so that its `venv` fails. Then virtualenv does it,
fetched by pip into a folder of its own, or apt adds what is missing.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

CACHE = Path(__file__).resolve().parent.parent / ".cache" / "virtualenv"


def make(folder: str) -> bool:
    if importlib.util.find_spec("ensurepip"):
        return _succeeds(sys.executable, "-m", "venv", "--clear", folder)
    if importlib.util.find_spec("pip") and _succeeds(
        sys.executable, "-m", "pip", "install", "--quiet", "--target", str(CACHE), "virtualenv"
    ):
        os.environ["PYTHONPATH"] = str(CACHE)
        return _succeeds(sys.executable, "-m", "virtualenv", "--quiet", "--clear", folder)
    if shutil.which("apt-get") and os.geteuid() == 0:
        package = f"python3.{sys.version_info.minor}-venv"
        return (
            _succeeds("apt-get", "update", "-qq")
            and _succeeds("apt-get", "install", "-qq", "--yes", package)
            and _succeeds(sys.executable, "-m", "venv", "--clear", folder)
        )
    return False


def _succeeds(*command: str) -> bool:
    return subprocess.run(command, stdin=subprocess.DEVNULL).returncode == 0


if __name__ == "__main__":
    if not make(sys.argv[1]):
        sys.exit(f"{sys.executable} cannot make a virtual environment: install its venv module (Debian: python3-venv).")
