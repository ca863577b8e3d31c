"""A Hub on loopback that plays what the real one says of Spaces, asked by the real huggingface_hub."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fake_server import Exchange, FakeApp

Answer = Callable[[Exchange], None]


class FakeHub(FakeApp):
    """The Hub's API, as far as Spaces go; every request is kept in `seen`."""

    def __init__(self) -> None:
        super().__init__()
        self.routes = {}

    def space(
        self,
        id: str,
        *stages: str | Answer,
        host: str = "",
        sdk: str = "gradio",
        hardware: str = "cpu-basic",
        trouble: str = "",
    ) -> None:
        """Have a Space, which is at the next stage at each look and stays at the last.

        A stage may also be a function that answers in another way, once.
        """
        waiting = list(stages)

        def answer(x: Exchange) -> None:
            stage = waiting.pop(0) if len(waiting) > 1 else waiting[0]
            if callable(stage):
                stage(x)
                return
            runtime: dict[str, Any] = {"stage": stage, "hardware": {"current": hardware, "requested": hardware}}
            if trouble:
                runtime["errorMessage"] = trouble
            x.json({"id": id, "host": host, "sdk": sdk, "runtime": runtime, "private": False, "likes": 3})

        self.routes[f"GET /api/spaces/{id}"] = answer
        subdomain = id.replace("/", "-").lower()
        self.routes[f"GET /api/spaces/by-subdomain/{subdomain}"] = answer

    def looks(self, id: str) -> int:
        """How often somebody asked for a Space."""
        return len(self.requests(f"GET /api/spaces/{id}"))


def refused(status: int, code: str = "", message: str = "", **headers: str) -> Answer:
    """Answer as the Hub does when it says no."""
    said = {"x_error_code": code, "x_error_message": message, **headers}
    return lambda x: x.json({"error": message or "no"}, status, **{k: v for k, v in said.items() if v})


missing = refused(401, "RepoNotFound", "Repository not found")
"""What the Hub says to strangers, of private Spaces and of those that do not exist."""


def busy(seconds: str = "") -> Answer:
    """Answer that there were too many requests."""
    return refused(429, retry_after=seconds)
