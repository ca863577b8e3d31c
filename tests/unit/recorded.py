"""What real servers said, kept in `tests/fixtures/recordings`."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

VERSIONS = ("4.26.0", "4.44.1", "5.50.0", "6.31.0")

_FOLDER = Path(__file__).parent.parent / "fixtures" / "recordings"


@lru_cache
def _read(version: str, name: str) -> str:
    return (_FOLDER / version / f"{name}.json").read_text(encoding="utf-8")


def schema(version: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Answers to `/config` and `/info`, without what nobody reads."""
    both = json.loads(_read(version, "schema"))
    return both["config"], both["info"]


def messages(version: str, job: str) -> list[dict[str, Any]]:
    """All messages of the stream of one job."""
    found: list[dict[str, Any]] = json.loads(_read(version, "jobs"))[job]
    return found
