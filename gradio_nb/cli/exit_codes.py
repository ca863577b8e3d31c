"""Exit codes: one for each kind of failure."""

from __future__ import annotations

from .. import errors

FINE, UNEXPECTED, USAGE, ROWS_FAILED, INTERRUPTED, PIPE_CLOSED, TERMINATED = 0, 1, 2, 11, 130, 141, 143

_KINDS: tuple[tuple[int, tuple[type[errors.GradioNbError], ...], str], ...] = (
    (2, (errors.UsageError,), "the call is wrong: options, endpoint or values; nothing was sent"),
    (3, (errors.ConnectError,), "the app cannot be reached, does not run, or is no Gradio app"),
    (4, (errors.LoginError,), "a login is needed, or was refused"),
    (5, (errors.AppError,), "the app's own function failed"),
    (6, (errors.QueueFull,), "the queue of the app is full"),
    (13, (errors.RateLimited,), "too many requests"),
    (14, (errors.QuotaExceeded,), "the GPU quota is used up"),
    (7, (errors.Refused,), "the server refused the job, or a validator of the app did"),
    (8, (errors.ConnectionLost, errors.ProtocolError), "the connection broke, or the answer made no sense"),
    (9, (errors.TimedOut,), "nothing came in time"),
    (10, (errors.FileError,), "a file could not be moved"),
    (15, (errors.Stopped,), "nobody waits for the job any more; the server may go on with it"),
    (12, (errors.Cancelled,), "the job was cancelled on the server"),
)

HINTS: dict[type[errors.GradioNbError], str] = {
    errors.LoginRequired: "Give --auth USER:PASSWORD, or --auth @FILE to keep it out of the process list.",
    errors.LoginRefused: "Check --auth USER:PASSWORD; an app with OAuth login cannot be entered by password.",
    errors.TimedOut: "Allow more time with --timeout SECONDS.",
}
"""In place of those that speak of Python."""

_OTHERS = {
    FINE: "all is well",
    UNEXPECTED: "something else",
    ROWS_FAILED: "batch: some rows failed",
    INTERRUPTED: "interrupted with Ctrl-C; what ran was cancelled",
    TERMINATED: "the same by SIGTERM, as of timeout, cron or systemd",
}


def code_of(error: BaseException) -> int:
    """Give the exit code of a failure."""
    return next((code for code, kinds, _ in _KINDS if isinstance(error, kinds)), UNEXPECTED)


def table() -> str:
    """Print the codes, for the help."""
    rows = {**_OTHERS, **{code: meaning for code, _, meaning in _KINDS}}
    return "exit codes:\n" + "\n".join(f"  {code:<5}{rows[code]}" for code in sorted(rows))
