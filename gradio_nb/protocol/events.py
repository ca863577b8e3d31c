"""What happens to a job, as values: each message of a server is one event (docs/protocol.md §6).

Unknown messages and unknown keys are nothing. Times are seconds since the job began.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from enum import Enum
from typing import Any

from ..control_characters import clean
from ..errors import ProtocolError
from ..frozen import Frozen


class State(str, Enum):
    """Where a job is.

    The last column is the exit code of the command line. A server that cannot be reached any more loses a
    job as well: then it is NotReachable, with code 3; what else is wrong with an answer is a ProtocolError (8).
    A Space that was paused or broken meanwhile refuses a job as SpaceNotRunning, with code 3.

    ==================  =====================================================  ==============  ====
    End                 Means                                                  `result()`      Exit
    ==================  =====================================================  ==============  ====
    ``DONE``            the result is there                                    (gives it)      0
    ``FAILED``          the app's function raised, or the answer is garbage    AppError        5
    ``CANCELLED``       cancelled, and the server was told or did it itself    Cancelled       12
    ``STOPPED``         nobody waits any more; the server may go on            Stopped         15
    ``LOST``            the line broke; the server may have finished           ConnectionLost  8
    ``TIMED_OUT``       its time was over, or nothing came for too long        TimedOut        9
    ``QUEUE_FULL``      the app's queue took no more                           QueueFull       6
    ``RATE_LIMITED``    a proxy or the Hub took no more (429)                  RateLimited     13
    ``QUOTA_EXCEEDED``  the GPU quota is used up                               QuotaExceeded   14
    ``REFUSED``         the server would not take the job, a login, or a file  Refused         7
    ==================  =====================================================  ==============  ====
    """

    WAITING = "waiting"
    CONNECTING = "connecting"
    UPLOADING = "uploading"
    QUEUED = "queued"
    RUNNING = "running"
    DOWNLOADING = "downloading"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"
    STOPPED = "stopped"
    LOST = "lost"
    TIMED_OUT = "timed_out"
    QUEUE_FULL = "queue_full"
    RATE_LIMITED = "rate_limited"
    QUOTA_EXCEEDED = "quota_exceeded"
    REFUSED = "refused"

    @property
    def ended(self) -> bool:
        return self not in _ACTIVE

    def __str__(self) -> str:
        return self.value


_ACTIVE = frozenset((State.WAITING, State.CONNECTING, State.UPLOADING, State.QUEUED, State.RUNNING, State.DOWNLOADING))


class Event(Frozen):
    """Base of all events; `time` is in seconds since the job began."""

    time: float


class Connecting(Event):
    """The job's turn has come, and it is being sent."""


class Resting(Event):
    """The server is too busy to be asked (429, 503); the same request goes out again after `seconds`."""

    seconds: float


class Waking(Event):
    """The Space does not run, and is woken; `doing` says how far that is: `waking up, 12 s`."""

    doing: str


class Retrying(Event):
    """A try has failed; number `attempt` of `attempts` begins after `seconds`. Its results begin anew."""

    attempt: int
    attempts: int
    seconds: float
    error: BaseException


class Uploading(Event):
    """Bytes sent so far, of `total`."""

    done: int
    total: int


class Downloading(Event):
    """Bytes fetched so far; `total` is None where the server does not say."""

    done: int
    total: int | None


class Queued(Event):
    """`rank` 0 is next; `eta` is the seconds to the *result*, None until the app has measured it."""

    rank: int
    queue_size: int
    eta: float | None


class Started(Event):
    """The app's function runs; `eta` in seconds or None."""

    eta: float | None


class Step(Frozen):
    """One bar of progress.

    Attributes
    ----------
    index, length : float or None
        `index` may exceed `length`.
    unit : str or None
    progress : float or None
        0 to 1, where there is no length.
    desc : str or None
    """

    index: float | None = None
    length: float | None = None
    unit: str | None = None
    progress: float | None = None
    desc: str | None = None

    @property
    def fraction(self) -> float | None:
        """0 to 1, or None where nobody knows."""
        if self.index is not None and self.length:
            return min(max(self.index / self.length, 0.0), 1.0)
        return None if self.progress is None else min(max(self.progress, 0.0), 1.0)


class Progressed(Event):
    """All bars that are open, the innermost last."""

    steps: tuple[Step, ...]


class Logged(Event):
    """A line that the app showed with gr.Info, gr.Warning or gr.Success. May hold HTML: plain text.

    Attributes
    ----------
    level : str
        info, warning or success.
    message, title : str
    duration : float or None
        Seconds for which a page shows it; None until it is dismissed, or where the server does not say (before 4.37).
    visible : bool
        Whether the app wants it shown at all.
    """

    level: str
    message: str
    title: str = ""
    duration: float | None = None
    visible: bool = True


class Partial(Event):
    """A partial result; with `diffs` every one but the first holds edits (docs/protocol.md §7)."""

    data: list[Any]
    diffs: bool


class Completed(Event):
    """The server is through: `data` are the raw values, None when it was cancelled (docs/protocol.md §9)."""

    data: list[Any] | None


class Failed(Event):
    """The app's function raised; `message` is None where the app hides its errors."""

    message: str | None
    title: str = "Error"


class Broken(Event):
    """`unexpected_error`: the session, and with it every job in it, is lost."""

    message: str
    session_lost: bool


class StreamClosed(Event):
    """The server has nothing more to say on this stream."""


class Ended(Event):
    """The last event of every job."""

    state: State
    error: BaseException | None = None


def read(message: Mapping[str, Any], time: float, diffs: bool = True) -> Event | None:
    """Read one message of a server.

    Parameters
    ----------
    message : mapping
    time : float
        Seconds since the job began.
    diffs : bool
        Whether this generation sends edits (`Dialect.diffs`).

    Returns
    -------
    Event or None
        None for heartbeats and for what is not known.

    Raises
    ------
    ProtocolError
        For a known message of a shape that no server sends.
    """
    name = message.get("msg")
    reader = _READERS.get(name) if isinstance(name, str) else None
    if reader is None:
        return None
    try:
        return reader(message, time, diffs)
    except (ArithmeticError, AttributeError, RecursionError, TypeError, ValueError) as e:
        raise ProtocolError(f"The server sent a {name} message that makes no sense.") from e


def _estimation(m: Mapping[str, Any], time: float, _: bool) -> Event:
    return Queued(time, int(m.get("rank") or 0), int(m.get("queue_size") or 1), _finite(m.get("rank_eta")))


def _progress(m: Mapping[str, Any], time: float, _: bool) -> Event:
    return Progressed(time, tuple(_step(s) for s in m.get("progress_data") or () if isinstance(s, Mapping)))


def _step(s: Mapping[str, Any]) -> Step:
    index, length, progress = (_finite(s.get(key)) for key in ("index", "length", "progress"))
    unit, desc = (None if s.get(key) is None else clean(s[key]) for key in ("unit", "desc"))
    return Step(index, length, unit, progress, desc)


def _finite(value: Any) -> float | None:
    """Let numbers pass, and nothing else: Python's JSON may hold NaN."""
    return value if isinstance(value, int | float) and math.isfinite(value) else None


_LOG = {"level": "info", "log": "", "title": ""}


def _log(m: Mapping[str, Any], time: float, _: bool) -> Event:
    level, text, title = (clean(m.get(key) or otherwise) for key, otherwise in _LOG.items())
    return Logged(time, level, text, title, _finite(m.get("duration")), m.get("visible") is not False)


def _generating(m: Mapping[str, Any], time: float, diffs: bool) -> Event | None:
    output = m.get("output") or {}
    if m.get("success") is False:
        return _failure(m, time)
    data = output.get("data")
    return Partial(time, data, diffs) if isinstance(data, list) else None


def _completed(m: Mapping[str, Any], time: float, _: bool) -> Event:
    if m.get("success") is False:
        return _failure(m, time)
    data = (m.get("output") or {}).get("data")
    if not isinstance(data, list | None):
        raise TypeError(type(data))
    return Completed(time, data)


def _failure(m: Mapping[str, Any], time: float) -> Event:
    output = m.get("output") or {}
    error = output.get("error")
    # In a generator the outer title is null, and the one of the output is right (docs/protocol.md §8).
    title = output.get("title") or m.get("title") or "Error"
    return Failed(time, None if error is None else clean(error), clean(title))


def _broken(m: Mapping[str, Any], time: float, _: bool) -> Event:
    text = clean(m.get("message") or "The server reported an error without a text.")
    # 5.38 says so in a key, the servers before it in the text only (docs/protocol.md §10).
    return Broken(time, text, bool(m.get("session_not_found")) or "session not found" in text.lower())


_READERS: dict[str, Callable[[Mapping[str, Any], float, bool], Event | None]] = {
    "estimation": _estimation,
    "process_starts": lambda m, time, _: Started(time, _finite(m.get("eta"))),
    "progress": _progress,
    "log": _log,
    "process_generating": _generating,
    # Live streams send whole values, never edits (docs/protocol.md §6).
    "process_streaming": lambda m, time, _: _generating(m, time, False),
    "process_completed": _completed,
    "unexpected_error": _broken,
    "close_stream": lambda m, time, _: StreamClosed(time),
}
