"""Compare gradio_nb with bare requests and with gradio_client, in one run and in turns.

::

    python benchmarks/run.py [--rounds 100] [--json FILE]

All times are in milliseconds and medians unless they say otherwise. What counts are the ratios:
every round asks each of the three, so that a busy machine slows all of them alike.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "tools")]

from contenders import CONTENDERS, IMPORTS, Contender  # noqa: E402
from servers import Server, free_port  # noqa: E402

# Measure, contender, samples in milliseconds or megabytes.
Samples = dict[str, dict[str, list[float]]]

TICKS, DELAY = 20, 0.01

IMPORT = "import time; began = time.perf_counter(); import {}; print((time.perf_counter() - began) * 1000)"
IDLE = """
import sys
sys.path.insert(0, {folder!r})
from contenders import CONTENDERS
contender = CONTENDERS[{name!r}]({url!r})
contender.echo("warm")
print(int(open("/proc/self/statm").read().split()[1]) * {page} / 1e6)
"""


def in_turns(rounds: int, measure: Callable[[str], dict[str, float]], samples: Samples) -> None:
    """Measure each contender once a round, beginning with another one each time."""
    names = list(CONTENDERS)
    for i in range(rounds):
        for name in names[i % 3 :] + names[: i % 3]:
            for what, value in measure(name).items():
                samples.setdefault(what, {}).setdefault(name, []).append(value)


def echo(contender: Contender) -> dict[str, float]:
    began = time.perf_counter()
    assert contender.echo("hello") == "hello"
    return {"echo": (time.perf_counter() - began) * 1000}


def stream(contender: Contender) -> dict[str, float]:
    began, late = time.time(), []
    first = 0.0
    for tick in contender.ticks(TICKS, DELAY):
        now = time.time()
        first = first or now - began
        late.append(now - float(tick))
    return {"first chunk": first * 1000, "chunk latency": statistics.median(late) * 1000}


def fresh(code: str, bytecode: Path) -> float:
    """Run code in a fresh interpreter, and read the number that it prints.

    Whatever the environment says, modules are compiled once and kept, as pip does it.
    """
    env = {**os.environ, "PYTHONPYCACHEPREFIX": str(bytecode)}
    env.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=env)
    return float(done.stdout)


def measure_all(url: str, rounds: int, bytecode: Path) -> Samples:
    samples: Samples = {}
    open_ = {name: contender(url) for name, contender in CONTENDERS.items()}
    in_turns(5, lambda name: echo(open_[name]), {})
    in_turns(rounds, lambda name: echo(open_[name]), samples)
    in_turns(max(3, rounds // 5), lambda name: stream(open_[name]), samples)
    for contender in open_.values():
        contender.close()
    imports = {name: IMPORT.format(module) for name, module in IMPORTS.items()}
    in_turns(1, lambda name: {"": fresh(imports[name], bytecode)}, {})
    in_turns(max(3, rounds // 10), lambda name: {"import": fresh(imports[name], bytecode)}, samples)
    if Path("/proc/self/statm").exists():
        idle = {
            name: IDLE.format(folder=str(HERE), name=name, url=url, page=os.sysconf("SC_PAGESIZE")) for name in open_
        }
        in_turns(3, lambda name: {"memory": fresh(idle[name], bytecode)}, samples)
    return samples


def summary(samples: Samples) -> dict[str, dict[str, float]]:
    """Give the median of each measure, and of echoes what one in twenty exceeds."""
    rows = {what: {name: statistics.median(values) for name, values in each.items()} for what, each in samples.items()}
    slow = {name: statistics.quantiles(values, n=20)[-1] for name, values in samples["echo"].items()}
    return {"echo": rows.pop("echo"), "echo p95": slow, **rows}


def aims(rows: dict[str, dict[str, float]]) -> list[tuple[str, float, bool]]:
    """Say what is aimed at, what came out, and whether that will do."""
    echo, import_ = rows["echo"], rows["import"]
    to_requests = echo["gradio_nb"] / echo["requests"]
    to_client = echo["gradio_client"] / echo["gradio_nb"]
    imported = import_["gradio_nb"] / import_["requests"]
    return [
        ("echo at most 1.5 times bare requests", to_requests, to_requests <= 1.5),
        ("echo at least 3 times faster than gradio_client", to_client, to_client >= 3),
        ("import at most 1.5 times requests", imported, imported <= 1.5),
    ]


def show(rows: dict[str, dict[str, float]]) -> None:
    print(f"{'':15}{'gradio_nb':>12}{'requests':>12}{'gradio_client':>15}{'to requests':>14}{'gradio_client to':>19}")
    for what, row in rows.items():
        ours, bare, theirs = (row[name] for name in ("gradio_nb", "requests", "gradio_client"))
        unit = "MB" if what == "memory" else "ms"
        figures = f"{ours:>9.1f} {unit}{bare:>9.1f} {unit}{theirs:>12.1f} {unit}"
        print(f"{what:15}{figures}{ours / bare:>13.2f}×{theirs / ours:>18.2f}×")
    print()
    for aim, ratio, met in aims(rows):
        print(f"{'met   ' if met else 'MISSED'}  {aim}: {ratio:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=100, help="echoes of each (default 100)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all samples there")
    options = parser.parse_args()
    port = free_port()
    command, url = [sys.executable, str(HERE / "app.py"), str(port)], f"http://127.0.0.1:{port}"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with Server(command, url, folder / "app.log") as app:
            app.wait_until_up()
            samples = measure_all(url, options.rounds, folder / "bytecode")
    rows = summary(samples)
    show(rows)
    if options.json:
        options.json.write_text(json.dumps({"summary": rows, "samples": samples}, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
