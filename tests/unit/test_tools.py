"""The tools behind make, where they decide something."""

from __future__ import annotations

import os
import select
import socket
import sys
from pathlib import Path

import bundle
import pytest
from servers import Server, free_port, is_free


def test_a_taken_port_is_told_and_another_is_given() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert not is_free(port)
        assert free_port(port) != port
    assert free_port(port) == port


def test_a_server_that_does_not_start_says_why(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "raise SystemExit('no such flag')"]
    server = Server(command, f"http://127.0.0.1:{free_port()}", tmp_path / "log")
    with server, pytest.raises(RuntimeError, match="no such flag"):
        server.wait_until_up()


def test_a_stopped_server_takes_its_children_along(tmp_path: Path) -> None:
    held = tmp_path / "held"  # open for writing as long as the grandchild lives
    os.mkfifo(held)
    gate = os.open(held, os.O_RDONLY | os.O_NONBLOCK)
    port = free_port()
    grandchild = (
        f"import http.server as h; held = open({str(held)!r}, 'w');"
        f"h.HTTPServer(('127.0.0.1', {port}), h.SimpleHTTPRequestHandler).serve_forever()"
    )
    child = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {grandchild!r}])"
    with Server([sys.executable, "-c", child], f"http://127.0.0.1:{port}", tmp_path / "log") as server:
        server.wait_until_up()
    closed, _, _ = select.select([gate], [], [], 10)
    assert closed
    assert os.read(gate, 1) == b""
    os.close(gate)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with one source, and a bundle that is newer."""
    for name, path in {"ROOT": tmp_path, "JS": tmp_path / "js", "BUNDLE": tmp_path / "panel.js"}.items():
        monkeypatch.setattr(bundle, name, path)
    source = tmp_path / "js" / "src" / "panel" / "index.tsx"
    source.parent.mkdir(parents=True)
    source.touch()
    bundle.BUNDLE.touch()
    for path in (source, *source.parents[:3]):
        os.utime(path, (100, 100))
    os.utime(bundle.BUNDLE, (200, 200))
    return source


def test_a_bundle_is_built_again_only_when_a_source_is_newer(checkout: Path) -> None:
    assert not bundle.is_stale()
    os.utime(checkout, (300, 300))
    assert bundle.is_stale()
    bundle.BUNDLE.unlink()
    assert bundle.is_stale()


def test_the_bundle_of_an_sdist_is_never_built(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.utime(checkout, (300, 300))
    monkeypatch.setenv("PATH", "")
    assert bundle.build_requirements() == [bundle.NODE_WHEEL]
    (bundle.ROOT / "PKG-INFO").touch()
    assert bundle.build_requirements() == []


@pytest.mark.parametrize(("version", "suits"), [("v18.20.4", False), ("v20.0.0", True), ("v24.1.0", True), ("", False)])
def test_node_is_used_only_if_it_is_new_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, version: str, suits: bool
) -> None:
    for name in ("node", "npm"):
        program = tmp_path / name
        program.write_text(f"#!/bin/sh\necho {version}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert (bundle._node_on_path() is not None) == suits
