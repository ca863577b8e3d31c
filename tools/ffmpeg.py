"""Get the ffmpeg that Gradio streams sound and film with, when there is none.

::

    python tools/ffmpeg.py

Nothing else of the project needs it: where it cannot be had, the tests of streams are skipped.
"""

from __future__ import annotations

import shutil
import sys

import apt

MISSING = "No ffmpeg, which Gradio needs for streams: install it (ffprobe comes with it) and run the tests again."


def is_there() -> bool:
    """Tell whether ffmpeg can be called, and ffprobe, which Gradio asks how long a part is."""
    return all(map(shutil.which, ("ffmpeg", "ffprobe")))


def main() -> int:
    if not is_there() and not (apt.install("ffmpeg") and is_there()):
        print(f"{MISSING} Those that need it are skipped.", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
