"""What is told on stderr while people wait: one line that changes on a terminal, plain lines elsewhere."""

from __future__ import annotations

import argparse
import logging
import shutil
import sys
import threading
import warnings
from typing import TextIO

from ..client.jobs.status import Status
from ..control_characters import clean
from ..protocol.events import State

BAR = 20


class Terminal(logging.Handler):
    """Tells how things go; also what the log of gradio_nb says.

    Parameters
    ----------
    quiet : bool
        Only errors and warnings.
    verbose : bool
        Also what is logged for debugging.
    """

    def __init__(self, quiet: bool = False, verbose: bool = False, out: TextIO | None = None) -> None:
        super().__init__(logging.DEBUG if verbose else logging.WARNING)
        self._out = out or sys.stderr
        self._quiet = quiet
        self._live = self._out.isatty()
        self._shown = ""
        # The log speaks on any thread.
        self._turn = threading.RLock()

    def status(self, text: str, step: str | None = None) -> None:
        """Show how things are. Where lines stay, only a new `step` is worth one."""
        step = text if step is None else step
        if self._quiet or (text if self._live else step) == self._shown:
            return
        with self._turn:
            if self._live:
                width = shutil.get_terminal_size().columns - 1
                self._write(f"\r\x1b[K{clean(text).replace(chr(10), ' ')[:width]}")
            else:
                self._write(f"{clean(text)}\n")
            self._shown = text if self._live else step

    def line(self, text: str) -> None:
        """Print a line that stays."""
        with self._turn:
            self.clear()
            self._write(f"{clean(text)}\n")

    def note(self, text: str) -> None:
        """Print a line that stays, unless all is to be quiet."""
        if not self._quiet:
            self.line(text)

    def clear(self) -> None:
        """Take the status away, before something else is printed."""
        with self._turn:
            if self._live and self._shown:
                self._write("\r\x1b[K")
                self._shown = ""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            self.line(record.getMessage())
        except Exception:
            self.handleError(record)  # as all handlers do: what is logged must not stop what logs

    def _write(self, text: str) -> None:
        self._out.write(text)
        self._out.flush()


def bar(fraction: float) -> str:
    """Draw a bar: `[#####···············]  25 %`."""
    full = round(BAR * min(max(fraction, 0.0), 1.0))
    return f"[{'#' * full}{'·' * (BAR - full)}] {fraction:4.0%}".replace("%", " %")


def describe(status: Status) -> tuple[str, str]:
    """Say how a job stands: all of it, and the step that it is in."""
    text = step = "sending" if status.state is State.CONNECTING else str(status.state).replace("_", " ")
    if status.state is State.QUEUED and status.rank is not None:
        text = step = f"queued, {status.rank + 1} of {status.queue_size}"
        if status.eta is not None:
            text += f", about {max(0.0, status.eta - status.eta_age):.0f} s"
    elif status.transfer is not None:
        done, total = status.transfer
        text += f" {bar(done / total)}" if total else f" {done:,} bytes"
    elif status.progress:
        inner = status.progress[-1]
        text += "" if inner.fraction is None else f" {bar(inner.fraction)}"
        text += f" {inner.desc}" if inner.desc else ""
    if status.trouble:
        # The waiting is counted down, but each is worth only one line.
        return status.notice, f"{status.trouble} {status.attempt} {status.resumes}"
    return (f"{text} · {status.notice}", step) if status.notice else (text, step)


def attach_terminal(options: argparse.Namespace) -> Terminal:
    """Make the terminal, and print to it what gradio_nb logs."""
    terminal = Terminal(options.quiet, options.verbose)
    logger = logging.getLogger("gradio_nb")
    logger.handlers = [terminal]
    logger.setLevel(terminal.level)
    # Everything that warns also logs.
    warnings.filterwarnings("ignore", module="gradio_nb")
    return terminal
