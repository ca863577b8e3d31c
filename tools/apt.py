"""Packages of Debian and Ubuntu, got where that can be done without asking anybody."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys


def install(package: str) -> bool:
    """Install a package with apt as root; False where there is no apt, or no right to use it."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        return False
    print(f"installing {package} with apt …", file=sys.stderr)
    os.environ.setdefault("DEBIAN_FRONTEND", "noninteractive")
    return succeeds("apt-get", "update", "-qq") and succeeds(
        "apt-get", "install", "-qq", "--yes", "--no-install-recommends", package
    )


def succeeds(*command: str) -> bool:
    """Run a command; what it says goes to stderr, so that a tool's own output is its own."""
    return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr).returncode == 0
