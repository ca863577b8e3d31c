"""The work done with gradio_client."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import CancelledError
from pathlib import Path

from gradio_client import Client, handle_file

from .contender import Contender


class GradioClient(Contender):
    def __init__(self, url: str, folder: Path) -> None:
        self.client = Client(url, verbose=False, download_files=folder)

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
            try:
                job.result()
            except CancelledError:
                # It loses some jobs, the more the busier the machine is; done is what came back.
                self.client.predict(seconds, api_name="/wait")

    def copy(self, path: Path) -> Path:
        return Path(self.client.predict(handle_file(path), api_name="/copy"))

    def queue_up(self) -> Callable[[], object]:
        job = self.client.submit(3600, api_name="/hold")
        return lambda: job.cancel()

    def close(self) -> None:
        self.client.close()
