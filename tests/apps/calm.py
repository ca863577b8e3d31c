"""Run an app whose queue looks for work a hundred times a second; that of Gradio 6 does so a thousand times.

::

    python tests/apps/calm.py tests/apps/basics.py --port 7860
    python tests/apps/calm.py -m gradio_nb.demo --port 7860

Without it, an idle app takes a tenth of a core, and the tests have up to seven of them at a time. Gradio 3 to 5, and
Gradio 6 on Windows, look twenty times a second.
"""

from __future__ import annotations

import functools
import runpy
import sys
from pathlib import Path
from typing import Any

from gradio.queueing import Queue

PAUSE = 0.01  # s

_initialize = Queue.__init__


@functools.wraps(_initialize)
def _calmly(queue: Queue, *args: Any, **options: Any) -> None:
    _initialize(queue, *args, **options)
    queue.sleep_when_free = max(queue.sleep_when_free, PAUSE)


if __name__ == "__main__":
    Queue.__init__ = _calmly  # type: ignore[method-assign]
    del sys.argv[0]
    if sys.argv[0] == "-m":
        del sys.argv[0]
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    else:
        sys.path.insert(0, str(Path(sys.argv[0]).resolve().parent))
        runpy.run_path(sys.argv[0], run_name="__main__")
