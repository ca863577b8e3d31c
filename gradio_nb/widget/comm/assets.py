"""The files that the build makes of `js/`: the bundle, and the modules that the panel asks for by name."""

from __future__ import annotations

import gzip
from functools import cache
from pathlib import Path
from typing import Any

from ...errors import ProtocolError
from .messages import CHUNK_SIZE

STATIC = Path(__file__).parent.parent / "static"


def read_chunk(name: str, offset: int) -> tuple[dict[str, Any], bytes]:
    """Give a piece of a lazy module, gzipped.

    Parameters
    ----------
    name : str
        Such as `outputs/table`: a file that `js/build.mjs` has made.
    offset : int
        Bytes.

    Returns
    -------
    dict
        offset, total.
    bytes

    Raises
    ------
    ProtocolError
        When there is no such module.
    """
    packed = _packed(name)
    return {"offset": offset, "total": len(packed)}, packed[max(offset, 0) :][:CHUNK_SIZE]


@cache
def _packed(name: str) -> bytes:
    # Looked up among what is there, so that a page cannot name any other file.
    for path in (STATIC / "lazy").rglob("*.js"):
        if path.relative_to(STATIC / "lazy").with_suffix("").as_posix() == name:
            return gzip.compress(path.read_bytes(), mtime=0)
    raise ProtocolError(f"This gradio_nb has no part called {name!r}.", hint="Restart the kernel and reload the page.")
