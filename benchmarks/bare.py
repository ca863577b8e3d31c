"""The work done by hand, with requests: what somebody would write who knows the protocol and wants only the result."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import requests
from requests.adapters import HTTPAdapter

from .contender import AT_ONCE, Contender


class BareRequests(Contender):
    def __init__(self, url: str, folder: Path) -> None:
        self.folder = folder
        self.session = requests.Session()
        self.session.mount(url, HTTPAdapter(pool_maxsize=AT_ONCE))
        config = self.session.get(f"{url}/config").json()
        self.root = url + config.get("api_prefix", "")
        self.functions = {d["api_name"]: d["id"] for d in config["dependencies"]}
        self.info = self.session.get(f"{self.root}/info").json()["named_endpoints"]

    def join(self, name: str, data: tuple[Any, ...]) -> dict[str, Any]:
        body = {"data": data, "fn_index": self.functions[name], "session_hash": uuid.uuid4().hex}
        answer = self.session.post(f"{self.root}/queue/join", json=body)
        answer.raise_for_status()
        return {**body, **answer.json()}

    def messages(self, name: str, *data: Any) -> Iterator[dict[str, Any]]:
        params = {"session_hash": self.join(name, data)["session_hash"]}
        with self.session.get(f"{self.root}/queue/data", params=params, stream=True) as stream:
            for line in stream.iter_lines(chunk_size=None):
                if line.startswith(b"data:"):
                    yield json.loads(line[5:])

    def call(self, name: str, *data: Any) -> Any:
        result = None
        for message in self.messages(name, *data):
            if message["msg"] == "process_completed":
                (result,) = message["output"]["data"]
        return result

    def parts(self, name: str, *data: Any) -> Iterator[str]:
        value = ""
        for message in self.messages(name, *data):
            if message["msg"] == "process_generating":
                (part,) = message["output"]["data"]
                value = part if isinstance(part, str) else edited(value, part)
                yield value

    def echo(self, text: str) -> str:
        return str(self.call("echo", text))

    def ticks(self, count: int, delay: float) -> Iterator[str]:
        return self.parts("ticks", count, delay)

    def grow(self, count: int) -> Iterator[str]:
        return self.parts("grow", count)

    def wait_often(self, count: int, seconds: float) -> None:
        with ThreadPoolExecutor(AT_ONCE) as pool:
            list(pool.map(lambda _: self.call("wait", seconds), range(count)))

    def copy(self, path: Path) -> Path:
        with path.open("rb") as file:
            (there,) = self.session.post(f"{self.root}/upload", files={"files": file}).json()
        file_data = self.call("copy", {"path": there, "orig_name": path.name, "meta": {"_type": "gradio.FileData"}})
        target = self.folder / path.name
        with (
            self.session.get(f"{self.root}/file={quote(file_data['path'])}", stream=True) as answer,
            target.open("wb") as out,
        ):
            for piece in answer.iter_content(1 << 18):
                out.write(piece)
        return target

    def queue_up(self) -> Callable[[], object]:
        body = self.join("hold", (3600,))
        return lambda: self.session.post(f"{self.root}/cancel", json=body).raise_for_status()

    def close(self) -> None:
        self.session.close()


def edited(value: str, edits: list[Any]) -> str:
    for action, _, text in edits:
        value = value + text if action == "append" else text
    return value
