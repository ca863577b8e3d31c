"""The work done with gradio_nb."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from gradio_nb.client import Client

from .contender import Contender


class GradioNb(Contender):
    def __init__(self, url: str, folder: Path) -> None:
        self.client = Client(url, download_dir=folder)

    def echo(self, text: str) -> str:
        result: str = self.client.predict(text, api_name="/echo")
        return result

    def ticks(self, count: int, delay: float) -> Iterator[str]:
        return iter(self.client.submit(count, delay, api_name="/ticks"))

    def grow(self, count: int) -> Iterator[str]:
        return iter(self.client.submit(count, api_name="/grow"))

    def wait_often(self, count: int, seconds: float) -> None:
        jobs = [self.client.submit(seconds, api_name="/wait") for _ in range(count)]
        for job in jobs:
            job.result()

    def copy(self, path: Path) -> Path:
        copied: Any = self.client.predict(path, api_name="/copy")
        return Path(copied)

    def queue_up(self) -> Callable[[], object]:
        return self.client.submit(3600, api_name="/hold").cancel

    def close(self) -> None:
        self.client.close()
