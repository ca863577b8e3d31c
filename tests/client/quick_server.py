"""The quickest server that speaks like Gradio 6, for tests of thousands of calls: an echo, of a text or in a file.

::

    python tests/client/quick_server.py 7860

A process of its own, so that its sockets and its memory are not those of the client.
"""

from __future__ import annotations

import asyncio
import json
import sys
from typing import Any
from urllib.parse import parse_qs, urlsplit

CONFIG = {
    "version": "6.31.0",
    "protocol": "sse_v3",
    "api_prefix": "/gradio_api",
    "components": [
        {"id": 1, "type": "textbox", "skip_api": False, "props": {"label": "Text"}},
        {"id": 2, "type": "textbox", "skip_api": False, "props": {"label": "Out"}},
        {"id": 3, "type": "file", "skip_api": False, "props": {"label": "File"}},
    ],
    "dependencies": [
        {"id": 0, "inputs": [1], "outputs": [2], "api_name": "echo", "targets": []},
        {"id": 1, "inputs": [1], "outputs": [3], "api_name": "file", "targets": []},
    ],
}

FILE = "/gradio_api/file="

_joined: dict[str, tuple[str, list[Any]]] = {}


def _answer(method: str, target: str, body: bytes) -> tuple[str, bytes]:
    """Give content type and body; a stream is short enough to be sent in one piece."""
    parts = urlsplit(target)
    if parts.path.endswith("/queue/join"):
        job = json.loads(body)
        event_id = f"event{job['session_hash']}"
        data = job["data"]
        if job["fn_index"] == 1:
            # Gradio too gives all pictures one name.
            data = [{"path": f"/tmp/{data[0]}/image.webp", "meta": {"_type": "gradio.FileData"}}]
        _joined[job["session_hash"]] = event_id, data
        return "application/json", json.dumps({"event_id": event_id}).encode()
    if parts.path.endswith("/queue/data"):
        event_id, data = _joined.pop(parse_qs(parts.query)["session_hash"][0])
        messages = [
            {"msg": "estimation", "event_id": event_id, "rank": 0, "queue_size": 1, "rank_eta": None},
            {"msg": "process_starts", "event_id": event_id, "eta": None},
            {"msg": "process_completed", "event_id": event_id, "output": {"data": data}, "success": True},
            {"msg": "close_stream", "event_id": None},
        ]
        return "text/event-stream", "".join(f"data: {json.dumps(m)}\n\n" for m in messages).encode()
    if parts.path.startswith(FILE):
        return "image/webp", parts.path.split("/")[-2].encode()
    if parts.path.endswith("/info"):
        return "application/json", b'{"named_endpoints": {}, "unnamed_endpoints": {}}'
    return "application/json", json.dumps(CONFIG).encode()


async def _serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        while True:
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            method, target, _ = head.split(" ", 2)
            headers = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            kind, answer = _answer(method, target, body)
            start = f"HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {len(answer)}\r\n\r\n"
            writer.write(start.encode() + answer)
            await writer.drain()
    except (asyncio.IncompleteReadError, ConnectionError):
        writer.close()


async def main() -> None:
    server = await asyncio.start_server(_serve, "127.0.0.1", int(sys.argv[1]), backlog=256)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
