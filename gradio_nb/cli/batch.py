"""`batch`: one endpoint for each row of a file."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from .. import errors
from ..client.arguments import find_endpoint
from ..client.jobs.outcomes import Outcome
from ..control_characters import clean
from . import exit_codes
from .convert import jsonable, plain, to_json
from .rows import Results, Row, read_rows
from .terminal import Terminal, bar
from .view import connect

HOPELESS = 12
"""Failures in a row after which there is no point in going on."""


def batch(options: argparse.Namespace, terminal: Terminal) -> int:
    """Call the endpoint for each row; what went well before is left out when asked for."""
    path = Path(options.rows)
    folder = Path(options.out) if options.out else path.with_name(f"{path.stem}-results")
    results = Results(folder / "results.jsonl")
    if results.path.exists() and not options.resume:
        raise errors.UsageError(
            f"{results.path} is there already.", hint="--resume goes on with it; or give another --out."
        )
    with connect(options.src, options, terminal, folder) as client:
        spec = find_endpoint(client.app.endpoints, options.endpoint)
        rows = read_rows(path, spec)
        todo = results.left(rows)
        run = _Run(results, terminal, options.json, len(rows), len(rows) - len(todo))
        for row in todo:
            if row.error is not None:
                run.take(row, Outcome(0, row.inputs, error=row.error))
        todo = [row for row in todo if row.error is None]
        calls = client.map(
            spec.name,
            [r.inputs for r in todo],
            concurrency=options.concurrency,
            retries=options.retries,
            time_limit=options.timeout,
        )
        try:
            with calls:
                for outcome in calls:
                    run.take(todo[outcome.index], outcome)
                    if run.in_a_row >= HOPELESS:
                        terminal.line(f"Given up after {HOPELESS} failures in a row; --resume goes on.")
                        break
        except KeyboardInterrupt:
            # What is done has been paid for, and is not to be done again.
            for outcome in calls.results:
                if outcome.ok:
                    run.take(todo[outcome.index], outcome)
            run.end()
            raise
    return run.end()


class _Run:
    """Writes down and tells what becomes of the rows."""

    def __init__(self, results: Results, terminal: Terminal, as_json: bool, total: int, before: int) -> None:
        self._results, self._terminal, self._json = results, terminal, as_json
        self._total, self._before = total, before
        self._done = self._failed = self.in_a_row = 0
        self._taken: set[int] = set()
        self._last: BaseException | None = None
        self._tell()

    def take(self, row: Row, outcome: Outcome) -> None:
        """Take the outcome of a row, once."""
        if row.number in self._taken:
            return
        line = self._results.add(_line(row, outcome))
        self._taken.add(row.number)
        self._terminal.clear()
        if outcome.error is None:
            self._done += 1
            self.in_a_row = 0
        else:
            self._failed += 1
            self._last = outcome.error
            # A row that is wrong in itself says nothing of the app.
            self.in_a_row += not isinstance(outcome.error, errors.UsageError)
            self._terminal.line(f"row {row.number}: {_message(outcome.error)}")
        if self._json:
            print(line, flush=True)
        elif outcome.error is None:
            text = plain(outcome.value)
            text = to_json(outcome.value) if "\n" in text else text
            print(f"{row.number}\t{clean(text) if sys.stdout.isatty() else text}", flush=True)
        self._tell()

    def end(self) -> int:
        """Sum up, and give the exit code."""
        self._terminal.clear()
        before = f", {self._before} done before" if self._before else ""
        self._terminal.note(f"{self._done} done, {self._failed} failed{before}: {self._results.path}")
        if self._failed == 0:
            return exit_codes.FINE
        return exit_codes.code_of(self._last) if self._last and self.in_a_row >= HOPELESS else exit_codes.ROWS_FAILED

    def _tell(self) -> None:
        past = self._before + self._done + self._failed
        text = f"{bar(past / self._total if self._total else 1)} {past} of {self._total}"
        # Where lines stay, one for every tenth.
        self._terminal.status(
            text + (f", {self._failed} failed" if self._failed else ""), str(past * 10 // max(1, self._total))
        )


def _line(row: Row, outcome: Outcome) -> dict[str, Any]:
    result: dict[str, Any] = {"row": row.number, "key": row.key, "ok": outcome.ok, "attempts": outcome.attempts}
    if outcome.error is None:
        return {**result, "value": jsonable(outcome.value)}
    return {**result, "error": {"kind": type(outcome.error).__name__, "message": _message(outcome.error)}}


def _message(error: BaseException) -> str:
    return error.message if isinstance(error, errors.GradioNbError) else f"{type(error).__name__}: {error}"
