"""Run all checks, some side by side, and end with one summary of them.

::

    python tools/check.py                  # everything
    python tools/check.py client widget    # only these parts
    python tools/check.py --at-once 1      # one after the other

Each part is a process of its own, so the servers that its tests share end with it. Its output goes to a file in
`test-artifacts/checks/`; that of a part that fails is printed in full.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "test-artifacts" / "checks"
REPORT = "{report}"
"""Stands in a command for the file that takes its JUnit report."""

Command = Sequence[str]


@dataclass(frozen=True)
class Part:
    """Commands that are run one after the other; all of them, also when one has failed.

    A command that writes no report counts as one test.
    """

    name: str
    commands: tuple[Command, ...]
    folder: Path = ROOT


@dataclass
class Outcome:
    """What came of a part."""

    part: Part
    log: Path
    seconds: float = 0
    passed: int = 0
    failed: list[str] = field(default_factory=list)
    skipped: Counter[str] = field(default_factory=Counter)


# ---- the parts


def python(*words: str) -> Command:
    return [sys.executable, *words]


def npm(*words: str) -> Command:
    return python("tools/bundle.py", "npm", "run", "--silent", *words)


def pytest(*words: str) -> Command:
    return python("-m", "pytest", "-q", f"--junit-xml={REPORT}", *words)


BROWSER: dict[str, tuple[str, ...]] = {
    "browser-access": ("access",),
    "browser-hosts": ("hosts",),
    "browser-views": ("outputs", "playing", "chat_view", "offline_plots"),
    "browser-safety": ("safety", "sandbox", "lab", "live", "keyboard"),
}
"""The tests of `tests/browser` in parts that take about as long as each other. The others are `browser-panel`."""


def browser_parts() -> Iterator[Part]:
    # What is named here and has another name by now is among the others.
    there = {path.stem.removeprefix("test_") for path in (ROOT / "tests/browser").glob("test_*.py")}
    named = {part: [name for name in names if name in there] for part, names in BROWSER.items()}
    others = there.difference(*named.values())
    for part, names in {**named, "browser-panel": sorted(others)}.items():
        yield Part(part, (pytest(*(f"tests/browser/test_{name}.py" for name in names)),))


def parts() -> list[Part]:
    """Give all parts, those that take longest first: the short ones fill the gaps at the end."""
    return [
        *browser_parts(),
        Part("client", (pytest("tests/client"),)),
        Part("matrix", (python("tools/matrix.py"), pytest("tests/matrix"))),
        Part("widget", (pytest("tests/widget"),)),
        Part("hostile", (pytest("tests/hostile"),)),
        Part("chaos", (pytest("tests/chaos"),)),
        Part("unit", (pytest("tests/unit"),)),
        Part("vitest", (npm("test", "--", "--reporter=default", "--reporter=junit", f"--outputFile.junit={REPORT}"),)),
        Part("mypy", (python("-m", "mypy"),)),
        Part("imports", (python("-c", "from importlinter.cli import lint_imports_command as run; run()"),)),
        Part("notebooks", (pytest("--nbval-lax", "notebooks"),)),
        Part("js", (npm("check"), npm("lint"))),
        Part("ruff", (python("-m", "ruff", "check"), python("-m", "ruff", "format", "--check"))),
    ]


# ---- running them


class Runner:
    """Runs parts, so many at once."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._running: set[subprocess.Popen[bytes]] = set()
        self._lock = threading.Lock()
        self._stopped = False

    def run(self, parts: Sequence[Part]) -> list[Outcome]:
        """Run parts, tell of each when it has ended, and give what came of them in the same order."""
        RESULTS.mkdir(parents=True, exist_ok=True)
        with ThreadPoolExecutor(self._at_once) as pool:
            return list(pool.map(self._run, parts))

    def stop(self) -> None:
        """Interrupt what runs, so that it ends what it has started, and begin nothing more."""
        with self._lock:
            self._stopped = True
            for process in self._running:
                process.send_signal(signal.SIGINT)

    def _run(self, part: Part) -> Outcome:
        outcome = Outcome(part, RESULTS / f"{part.name}.log")
        began = time.monotonic()
        with outcome.log.open("wb") as log:
            for number, command in enumerate(part.commands):
                report = RESULTS / f"{part.name}-{number}.xml"
                report.unlink(missing_ok=True)
                words = [word.replace(REPORT, str(report)) for word in command]
                self._add(outcome, words, self._call(words, part.folder, log.fileno()), report)
        outcome.seconds = time.monotonic() - began
        with self._lock:
            tell(outcome)
        return outcome

    def _call(self, command: Command, folder: Path, output: int) -> int:
        with self._lock:
            if self._stopped:
                return 1
            process = subprocess.Popen(
                command,
                cwd=folder,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for us, and we pass it on
            )
            self._running.add(process)
        status = process.wait()
        with self._lock:
            self._running.remove(process)
        return status

    def _add(self, outcome: Outcome, command: Command, status: int, report: Path) -> None:
        reports, before = any(str(report) in word for word in command), len(outcome.failed)
        if report.exists():
            for test, end, reason in read(report):
                if end == "passed":
                    outcome.passed += 1
                elif end == "skipped":
                    outcome.skipped[reason] += 1
                else:
                    outcome.failed.append(test)
        elif status == 0 and not reports:
            outcome.passed += 1
        if (status or (reports and not report.exists())) and len(outcome.failed) == before:
            # It failed over more than a test, or ended before it could report: all is not well.
            outcome.failed.append(f"{' '.join(command[:4])} … ended with {status}")


def read(report: Path) -> Iterator[tuple[str, str, str]]:
    """Yield each test of a JUnit report, how it ended, and why it was skipped."""
    for case in ET.parse(report).iter("testcase"):
        name = f"{case.get('classname')}::{case.get('name')}"
        kinds = {child.tag: child for child in case}
        if "failure" in kinds or "error" in kinds:
            yield name, "failed", ""
        elif "skipped" in kinds:
            yield name, "skipped", kinds["skipped"].get("message") or "no reason"
        else:
            yield name, "passed", ""


# ---- telling of them


def tell(outcome: Outcome) -> None:
    """Print a line about a part, and all of its output if it failed."""
    name = outcome.part.name
    if outcome.failed:
        print(f"\n======== {name} failed ========", flush=True)
        print(outcome.log.read_text(encoding="utf-8", errors="replace"))
        print(f"======== end of {name} ========\n", flush=True)
    else:
        print(f"{name}: {outcome.passed} passed in {clock(outcome.seconds)}", flush=True)


def summary(outcomes: Iterable[Outcome], seconds: float) -> Iterator[str]:
    """Yield the lines of the summary; the last is the sum."""
    outcomes = list(outcomes)
    skipped = sum((outcome.skipped for outcome in outcomes), Counter[str]())
    failed = [(outcome, test) for outcome in outcomes for test in outcome.failed]
    if skipped:
        yield "Skipped:"
        yield from (f"  {number} × {reason}" for reason, number in sorted(skipped.items()))
        yield ""
    if failed:
        yield f"Failed, see above or in {os.path.relpath(RESULTS, ROOT)}:"
        yield from (f"  {outcome.part.name}: {test}" for outcome, test in failed)
        yield ""
    yield f"{'part':16}{'passed':>8}{'failed':>8}{'skipped':>9}{'time':>8}"
    for outcome in outcomes:
        counts = f"{outcome.passed:8}{len(outcome.failed):8}{outcome.skipped.total():9}"
        yield f"{outcome.part.name:16}{counts}{clock(outcome.seconds):>8}"
    yield f"All of it took {clock(seconds)}."
    passed = sum(outcome.passed for outcome in outcomes)
    yield f"{passed} passed, {len(failed)} failed, {skipped.total()} skipped"


def clock(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


def main() -> int:
    known = {part.name: part for part in parts()}
    parser = argparse.ArgumentParser(description="Run all checks, some side by side, and end with one summary of them.")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"only these: {', '.join(known)}")
    parser.add_argument("--at-once", type=int, default=max(2, os.cpu_count() or 2), metavar="N", help="(%(default)s)")
    options = parser.parse_args()
    for name in options.parts:
        if name not in known:
            parser.error(f"no part {name}; there are {', '.join(known)}")
    runner = Runner(options.at_once)

    def stop(number: int, frame: FrameType | None) -> None:
        threading.Thread(target=runner.stop).start()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    began = time.monotonic()
    outcomes = runner.run([part for part in known.values() if part.name in options.parts or not options.parts])
    print(*summary(outcomes, time.monotonic() - began), sep="\n")
    return int(any(outcome.failed for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
