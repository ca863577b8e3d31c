"""Web servers as child processes: started, waited for, and stopped with all that they started."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

# What is on this machine is asked directly, whatever proxy the environment names.
_direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))


def is_free(port: int) -> bool:
    """Whether a server could listen on this port of 127.0.0.1."""
    with socket.socket() as probe:
        if os.name == "posix":  # a port that was just left is free; Windows means something else by it
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def free_port(wanted: int = 0) -> int:
    """Give the wanted port if it is free, else one that is."""
    if wanted and is_free(wanted):
        return wanted
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """A web server in a process group of its own.

    Parameters
    ----------
    command : sequence of str
        What to start.
    url : str
        An address that answers once the server is up.
    log : Path
        File for what the server prints.
    env : mapping, optional
        Its whole environment; that of this process if not given.
    """

    def __init__(self, command: Sequence[str], url: str, log: Path, env: Mapping[str, str] | None = None) -> None:
        self.url = url
        self.log = log
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("wb") as out:
            self.process = subprocess.Popen(
                command,
                env=env,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for us, and we stop it in order
            )

    def wait_until_up(self, timeout: float = 120) -> None:
        """Wait until the address answers; a server that ends instead is an error."""
        give_up = time.monotonic() + timeout
        while not self._answers():
            if self.process.poll() is not None:
                raise RuntimeError(f"{self.url} did not start:\n{self.tail()}")
            if time.monotonic() > give_up:
                raise TimeoutError(f"{self.url} is not up after {timeout:.0f} s:\n{self.tail()}")
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with _direct.open(self.url, timeout=5):
                return True
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def tail(self, characters: int = 3000) -> str:
        """Return the end of what it printed."""
        return self.log.read_text(encoding="utf-8", errors="replace")[-characters:]

    def stop(self, patience: float = 10) -> None:
        """End it: asked politely first, then with force, and whatever it leaves behind."""
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(patience)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        if hasattr(os, "killpg"):
            try:
                os.killpg(self.process.pid, signal.SIGKILL)
            except ProcessLookupError:
                return

    def __enter__(self) -> Server:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.stop()
