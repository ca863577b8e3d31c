"""The contenders' processes, and how they are asked in turns."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType

from servers import Server, free_port

from . import HERE, ROOT
from .rows import ROWS, Figures, Place
from .worker import CONTENDERS

# Measure, contender, one figure for each round.
Samples = dict[str, dict[str, list[float]]]

IMPORTED = {"gradio_nb": "gradio_nb.client", "requests": "requests", "gradio_client": "gradio_client"}
IMPORT = "import time; began = time.perf_counter(); import {}; print((time.perf_counter() - began) * 1000)"
IMPORT_ROUNDS = 15


class Worker:
    """A contender in a process of its own."""

    def __init__(self, name: str, place: Place) -> None:
        command = [sys.executable, "-m", "benchmarks.worker", name, place.url, str(place.folder)]
        self._process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment(place.folder)
        )

    def measure(self, row: str) -> Figures:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{row}\n")
        self._process.stdin.flush()
        figures: Figures = json.loads(self._process.stdout.readline())
        return figures

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.communicate()


def environment(folder: Path) -> dict[str, str]:
    """Give the contenders' environment: modules are compiled once and kept, as pip does it, whatever ours says."""
    paths = [str(ROOT), os.environ.get("PYTHONPATH", "")]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, paths)), "PYTHONPYCACHEPREFIX": str(folder / "pyc")}
    env["GRADIO_ANALYTICS_ENABLED"] = "False"
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    return env


def measure_all(place: Place, say: Callable[[str], object]) -> Samples:
    """Measure every row."""
    samples: Samples = {}
    with ExitStack() as stack:
        workers = {name: stack.enter_context(Worker(name, place)) for name in CONTENDERS}
        for name, row in ROWS.items():
            say(name)
            measure = (lambda c, n=name: fresh(c, place, n)) if row.fresh else (lambda c, n=name: workers[c].measure(n))
            if name == "cancel":
                block(place.url)
            in_turns(row.warm_up, measure, {})
            in_turns(row.rounds, measure, samples)
    say("import")
    in_turns(1, lambda c: import_(c, place), {})
    in_turns(IMPORT_ROUNDS, lambda c: import_(c, place), samples)
    return samples


def in_turns(rounds: int, measure: Callable[[str], Figures], samples: Samples) -> None:
    """Measure each contender once a round, beginning with another one each time."""
    names = list(CONTENDERS)
    for i in range(rounds):
        for name in names[i % 3 :] + names[: i % 3]:
            for what, value in measure(name).items():
                samples.setdefault(what, {}).setdefault(name, []).append(value)


def fresh(contender: str, place: Place, row: str) -> Figures:
    with Worker(contender, place) as worker:
        return worker.measure(row)


def import_(contender: str, place: Place) -> Figures:
    code = IMPORT.format(IMPORTED[contender])
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment(place.folder)
    )
    return {"import": float(done.stdout)}


def block(url: str) -> None:
    """Have the function that runs one at a time busy for the rest of the app's life."""
    with urllib.request.urlopen(f"{url}/config") as answer:
        functions = {d["api_name"]: d["id"] for d in json.load(answer)["dependencies"]}
    body = {"data": [3600], "fn_index": functions["hold"], "session_hash": "block"}
    request = urllib.request.Request(
        f"{url}/gradio_api/queue/join", json.dumps(body).encode(), {"Content-Type": "application/json"}
    )
    urllib.request.urlopen(request).close()


@contextmanager
def app(folder: Path) -> Iterator[Place]:
    """Run the app."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    env = {**os.environ, "GRADIO_TEMP_DIR": str(folder / "gradio")}
    with Server([sys.executable, str(HERE / "app.py"), str(port)], url, folder / "app.log", env) as server:
        server.wait_until_up()
        yield Place(url, folder)
