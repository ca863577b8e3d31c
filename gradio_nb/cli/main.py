"""The command line: which command runs, and with which exit code it ends."""

from __future__ import annotations

import argparse
import errno
import logging
import os
import signal
import sys
import threading
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from .. import errors
from .._version import __version__
from ..control_characters import clean
from . import exit_codes
from .options import add_calling, add_common, calling
from .terminal import attach_terminal

_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command line.

    Parameters
    ----------
    arguments : sequence of str, optional
        Without one: those that Python was started with.

    Returns
    -------
    int
        The exit code.
    """
    _open_closed_streams()
    try:
        with _own_log(), _terminable(), warnings.catch_warnings():
            code = _run(list(sys.argv[1:] if arguments is None else arguments))
        sys.stdout.flush()
        return code
    except errors.GradioNbError as e:
        e.hint = exit_codes.HINTS.get(type(e), e.hint)
        print(clean(str(e)), file=sys.stderr)
        return exit_codes.code_of(e)
    except _Terminated:
        print("terminated", file=sys.stderr)
        return exit_codes.TERMINATED
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        return exit_codes.INTERRUPTED
    except BrokenPipeError:
        # Whoever read has seen enough; Python would complain once more when it flushes at its end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exit_codes.PIPE_CLOSED
    except OSError as e:
        if e.errno not in _NO_SPACE:
            raise
        # stdout goes to a file, for what the client itself writes has errors of its own.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        error = errors.FileError(f"The output cannot be written: {e.strerror}.", hint="Free some space there.")
        print(clean(str(error)), file=sys.stderr)
        return exit_codes.code_of(error)
    except SystemExit as e:  # of argparse: help and usage
        return e.code if isinstance(e.code, int) else exit_codes.USAGE


def _open_closed_streams() -> None:
    """Give streams that were closed before Python started (``>&-``) a file that takes everything."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: SIM115 - for as long as Python runs


def _run(arguments: list[str]) -> int:
    prog = "gradio-nb" if os.path.basename(sys.argv[0]).startswith("gradio-nb") else "python -m gradio_nb"
    # The options of a call are known when its app is.
    if arguments[:1] == ["call"] and len(arguments) > 1 and not arguments[1].startswith("-"):
        from .call import call

        return call(prog, arguments[1:])
    parser = _parser(prog)
    options = parser.parse_args(arguments)
    if options.command == "call":
        parser.error("call needs SRC, before its options")
    terminal = attach_terminal(options)
    if options.command == "view":
        from .view import view

        return view(options, terminal)
    from .batch import batch

    return batch(options, terminal)


@contextmanager
def _own_log() -> Iterator[None]:
    """Leave logging as it was: a program may call `main` and go on."""
    logger = logging.getLogger("gradio_nb")
    handlers, level = logger.handlers, logger.level
    try:
        yield
    finally:
        logger.handlers = handlers
        logger.setLevel(level)


class _Terminated(KeyboardInterrupt):
    """Somebody ends the program in order: what is done for Ctrl-C is done for this."""


@contextmanager
def _terminable() -> Iterator[None]:
    """Have SIGTERM end what runs as Ctrl-C does, unless the program has its own mind about it."""
    of_the_system = signal.getsignal(signal.SIGTERM) is signal.SIG_DFL
    if not of_the_system or threading.current_thread() is not threading.main_thread():
        yield
        return

    def terminate(*_: object) -> None:
        raise _Terminated

    signal.signal(signal.SIGTERM, terminate)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)


def _parser(prog: str) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=prog,
        description="Use Gradio apps from a shell. Spaces are entered with the token of HF_TOKEN or the saved login.",
        epilog=exit_codes.table(),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"gradio_nb {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    view = commands.add_parser("view", help="list the endpoints", allow_abbrev=False)
    _add_source(view)
    view.add_argument("--all", action="store_true", help="also those that the app does not list")
    add_common(view)

    call = commands.add_parser("call", help="call an endpoint", usage=calling(prog).usage, allow_abbrev=False)
    call.epilog = "SRC /ENDPOINT --help lists the parameters of an endpoint."
    add_calling(call)

    batch = commands.add_parser("batch", help="call an endpoint for each row of a file", allow_abbrev=False)
    _add_source(batch)
    batch.add_argument("endpoint", metavar="/ENDPOINT")
    batch.add_argument("rows", metavar="ROWS", help=".csv with a column for each parameter, or .jsonl")
    batch.add_argument("--out", metavar="DIR", help="for results.jsonl and files (default: named after ROWS)")
    batch.add_argument("--resume", action="store_true", help="leave out rows that went well before")
    batch.add_argument("--concurrency", metavar="N", type=int, default=4, help="rows at the same time (default: 4)")
    batch.add_argument("--timeout", metavar="SECONDS", type=float, help="cancel a row when a try of it takes longer")
    batch.add_argument("--retries", metavar="N", type=int, help="more tries of a row that failed, whatever it was")
    add_common(batch)
    return parser


def _add_source(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("src", metavar="SRC", help="address of the app, or name of a Space: owner/name")
