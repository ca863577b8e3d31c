"""Apps at public and private addresses, in a network namespace of this process: run by `test_network.py`.

All addresses are on the loopback interface of the namespace, so no packet leaves it. Prints what each attempt led to.
"""

from __future__ import annotations

import contextlib
import json
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

from fake_server import FakeApp

from gradio_nb import Client, errors
from gradio_nb.protocol.filedata import FileData

PUBLIC, OTHER_PUBLIC, PRIVATE, OTHER_PRIVATE = "93.184.216.34", "1.1.1.1", "10.0.0.5", "192.168.1.1"
LOOPBACK, LINK_LOCAL = "127.0.0.1", "169.254.7.7"
METADATA = ("169.254.169.254", "168.63.129.16", "192.0.0.192", "100.100.100.200")
NAME, PORT = "app.example", 7860

names: dict[str, str] = {}
resolve: Callable[..., Any] = socket.getaddrinfo
socket.getaddrinfo = lambda host, *more, **options: resolve(names.get(host, host), *more, **options)


def url(address: str) -> str:
    return f"http://{address}:{PORT}"


@contextlib.contextmanager
def servers() -> Iterator[dict[str, FakeApp]]:
    """Serve the same app at every address."""
    with contextlib.ExitStack() as stack:
        found = {}
        for address in (PUBLIC, OTHER_PUBLIC, PRIVATE, OTHER_PRIVATE, LINK_LOCAL, LOOPBACK, *METADATA):
            subprocess.run(["ip", "address", "add", address, "dev", "lo"], check=False, capture_output=True)
            app = FakeApp(address, PORT)
            app.routes["GET /x"] = lambda x: x.send(b"keys")
            app.routes["GET /gradio_api/file=/a/x"] = lambda x: x.send(b"keys")
            found[address] = stack.enter_context(app)
        yield found


def fetched(client: Client, path: str) -> str:
    try:
        return client.fetch(FileData(path, "x.txt")).read_text()
    except errors.GradioNbError as e:
        return e.message


def from_app(base: str, apps: dict[str, FakeApp]) -> dict[str, Any]:
    """Say what an app at an address leads to, by file URLs and by redirects."""
    found: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder, Client(url(base), token="canary", download_dir=folder) as client:
        for target, app in apps.items():
            if target == base:
                continue
            before = len(app.seen)
            path = f"/to/{target}"
            apps[base].routes[f"GET /gradio_api/file={path}"] = lambda x, target=target: x.send(
                b"", 302, location=f"{url(target)}/x"
            )
            texts = {fetched(client, f"{url(target)}/x"), fetched(client, path)}
            leaked = any("canary" in str(request) for request in app.seen[before:])
            found[target] = {"fetched": "keys" in texts, "asked": len(app.seen) > before, "leaked": leaked}
    return found


def rebound(base: str, later: str, apps: dict[str, FakeApp]) -> dict[str, Any]:
    """Say what becomes of an app whose name resolves to another address after it was connected to."""
    names[NAME] = base
    with tempfile.TemporaryDirectory() as folder, Client(url(NAME), token="canary", download_dir=folder) as client:
        before = {address: len(app.seen) for address, app in apps.items()}
        names[NAME] = later
        client._http.reset_after_fork()  # no connection from before
        said = fetched(client, "/a/x")
        job = client.submit("secret", api_name="/echo").exception(20)
        names[NAME] = base
        beside = fetched(client, f"{url(LOOPBACK)}/x") if base != LOOPBACK else ""
        asked = [address for address, app in apps.items() if address != base and len(app.seen) > before[address]]
        return {"said": said, "job": type(job).__name__, "beside": beside, "asked": asked}


def connected(address: str, apps: dict[str, FakeApp]) -> dict[str, Any]:
    before = len(apps[address].seen)
    try:
        Client(url(address)).close()
    except errors.GradioNbError as e:
        return {"said": e.message, "asked": len(apps[address].seen) > before}
    return {"said": "", "asked": True}


def main() -> None:
    subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
    with servers() as apps:
        found = {
            "public": from_app(PUBLIC, apps),
            "private": from_app(PRIVATE, apps),
            "loopback": from_app(LOOPBACK, apps),
            "rebound": {f"{base} to {to}": rebound(base, to, apps) for base, to in REBINDINGS},
            "connected": {address: connected(address, apps) for address in (*METADATA, LINK_LOCAL, PUBLIC)},
        }
    print(json.dumps(found))


REBINDINGS = [
    (PUBLIC, PRIVATE),
    (PUBLIC, LOOPBACK),
    (PUBLIC, LINK_LOCAL),
    (PUBLIC, METADATA[0]),
    (PRIVATE, LOOPBACK),
    (PRIVATE, METADATA[3]),
    (LOOPBACK, METADATA[0]),
]

if __name__ == "__main__":
    main()
