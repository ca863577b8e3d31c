"""The same calls in three ways: with gradio_nb, with gradio_client, and by hand with requests."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from typing import Any, Protocol


class Contender(Protocol):
    """A way to talk to the app."""

    name: str

    def echo(self, text: str) -> str: ...

    def ticks(self, count: int, delay: float) -> Iterator[str]: ...

    def close(self) -> None: ...


class GradioNb:
    name = "gradio_nb"

    def __init__(self, url: str) -> None:
        from gradio_nb.client import Client

        self.client = Client(url)

    def echo(self, text: str) -> str:
        result: str = self.client.predict(text, api_name="/echo")
        return result

    def ticks(self, count: int, delay: float) -> Iterator[str]:
        return iter(self.client.submit(count, delay, api_name="/ticks"))

    def close(self) -> None:
        self.client.close()


class BareRequests:
    """What somebody would write who knows the protocol and wants nothing but the result."""

    name = "requests"

    def __init__(self, url: str) -> None:
        import requests

        self.session = requests.Session()
        config = self.session.get(f"{url}/config").json()
        self.root = url + config.get("api_prefix", "")
        self.functions = {d["api_name"]: d["id"] for d in config["dependencies"]}

    def messages(self, name: str, *data: Any) -> Iterator[dict[str, Any]]:
        session_hash = uuid.uuid4().hex
        body = {"data": data, "fn_index": self.functions[name], "session_hash": session_hash}
        self.session.post(f"{self.root}/queue/join", json=body).raise_for_status()
        with self.session.get(f"{self.root}/queue/data", params={"session_hash": session_hash}, stream=True) as stream:
            for line in stream.iter_lines(chunk_size=None):
                if line.startswith(b"data:"):
                    yield json.loads(line[5:])

    def echo(self, text: str) -> str:
        result = ""
        for message in self.messages("echo", text):
            if message["msg"] == "process_completed":
                result = message["output"]["data"][0]
        return result

    def ticks(self, count: int, delay: float) -> Iterator[str]:
        value = ""
        for message in self.messages("ticks", count, delay):
            if message["msg"] == "process_generating":
                (part,) = message["output"]["data"]
                value = part if isinstance(part, str) else edited(value, part)
                yield value

    def close(self) -> None:
        self.session.close()


def edited(value: str, edits: list[Any]) -> str:
    for action, _, text in edits:
        value = value + text if action == "append" else text
    return value


class GradioClient:
    name = "gradio_client"

    def __init__(self, url: str) -> None:
        from gradio_client import Client

        self.client = Client(url, verbose=False)

    def echo(self, text: str) -> str:
        result: str = self.client.predict(text, api_name="/echo")
        return result

    def ticks(self, count: int, delay: float) -> Iterator[str]:
        return iter(self.client.submit(count, delay, api_name="/ticks"))

    def close(self) -> None:
        self.client.close()


CONTENDERS: dict[str, type[Any]] = {c.name: c for c in (GradioNb, BareRequests, GradioClient)}
IMPORTS = {"gradio_nb": "gradio_nb.client", "requests": "requests", "gradio_client": "gradio_client"}
