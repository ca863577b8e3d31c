"""Find a Chromium for the browser tests, and get one when there is none.

::

    python tools/chromium.py   # prints its path

In this order: $CHROMIUM, one on PATH, apt as root, Playwright's own download.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys

import apt

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def find() -> str | None:
    """Return the path of a Chromium that starts, or None."""
    wanted = os.environ.get("CHROMIUM")
    if wanted:
        return wanted if _starts(wanted) else None
    for name in NAMES:
        path = shutil.which(name)
        if path and _starts(path):
            return path
    path = _path_of_playwright()
    return path if _starts(path) else None


def get() -> str | None:
    """Return the path of a Chromium, installing one if need be; None when nothing worked."""
    path = find()
    if path is None and apt.install("chromium"):
        path = find()
    if path is None and apt.succeeds(sys.executable, "-m", "playwright", "install", "chromium"):
        path = find()
    return path


def _starts(path: str) -> bool:
    # Ubuntu's chromium-browser may be but a note that asks for a snap.
    try:
        return subprocess.run([path, "--version"], stdin=subprocess.DEVNULL, capture_output=True).returncode == 0
    except OSError:
        return False


def _path_of_playwright() -> str:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        return playwright.chromium.executable_path


def main() -> int:
    path = get()
    if path is None:
        print("No Chromium: install one, or name one with CHROMIUM=/path/to/chromium.", file=sys.stderr)
        return 1
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
