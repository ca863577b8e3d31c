"""A temporary folder."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from functools import partial
from pathlib import Path


class TemporaryFolder:
    """Lasts as long as Python: what is in it may be in use when nobody knows of the folder any more.

    It does not go with a copy of the process (`os.fork`).

    Attributes
    ----------
    path : Path
    """

    def __init__(self, prefix: str) -> None:
        self.path = Path(tempfile.mkdtemp(prefix=prefix))
        self._remove = partial(_remove, self.path, os.getpid())
        atexit.register(self._remove)

    def remove(self) -> None:
        """Take it away now."""
        atexit.unregister(self._remove)
        self._remove()


def _remove(path: Path, process: int) -> None:
    if os.getpid() == process:
        shutil.rmtree(path, ignore_errors=True)
