"""What becomes of the rows of a batch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple


@dataclass(frozen=True)
class Outcome:
    """What became of one row.

    Attributes
    ----------
    index : int
        Its place among the rows, from 0.
    row : object
        As it was given.
    value : object
        What `predict` would have given; None when it failed.
    error : Exception or None
    attempts : int
        How often it was tried.
    """

    index: int
    row: Any
    value: Any = None
    error: BaseException | None = None
    attempts: int = 1

    @property
    def ok(self) -> bool:
        return self.error is None


class Progress(NamedTuple):
    """How far a batch is; `total` is None while nobody knows how many rows there are."""

    done: int
    failed: int
    running: int
    total: int | None
