"""What each contender has to do: the same work, through its own door."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from pathlib import Path

# Jobs under way at the same time: what the app's server runs at once, and both clients by themselves.
AT_ONCE = 40


class Contender(ABC):
    """A way to talk to the app; made anew it connects.

    Parameters
    ----------
    url : str
    folder : Path
        Where downloads go.
    """

    @abstractmethod
    def __init__(self, url: str, folder: Path) -> None: ...

    @abstractmethod
    def echo(self, text: str) -> str: ...

    @abstractmethod
    def ticks(self, count: int, delay: float) -> Iterator[str]: ...

    @abstractmethod
    def grow(self, count: int) -> Iterator[str]: ...

    @abstractmethod
    def wait_often(self, count: int, seconds: float) -> None:
        """Have as many jobs done as fast as can be."""

    @abstractmethod
    def copy(self, path: Path) -> Path:
        """Send a file there, and fetch it back."""

    @abstractmethod
    def queue_up(self) -> Callable[[], object]:
        """Leave a job in the queue, and give what cancels it."""

    @abstractmethod
    def close(self) -> None: ...
