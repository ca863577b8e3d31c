"""The exchanges between a client and its server, as people read them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from .recorder import PendingExchange
from .redact import redact


@dataclass(frozen=True)
class Message:
    """A message of an event stream.

    Attributes
    ----------
    seconds : float
        Since the request for the stream was sent.
    size : int
        Bytes.
    text : str
        As it came, cut when it is long.
    """

    seconds: float
    size: int
    text: str = field(repr=False)


@dataclass(frozen=True)
class Exchange:
    """A request and what came back. Tokens, cookies and logins are redacted.

    Attributes
    ----------
    method, url : str
    began : float
        As `time.time()` counts.
    seconds : float or None
        To the end of the answer; None while it is under way.
    status : int or None
        None when no answer came.
    sent, received : str
        The bodies, cut when they are long; empty for files and logins.
    sent_size, received_size : int or None
        Bytes; None where nobody knows.
    messages : tuple of Message
        The newest ones of an event stream.
    error : str or None
        How the line broke.
    """

    method: str
    url: str
    began: float
    seconds: float | None
    status: int | None
    sent: str = field(repr=False)
    sent_size: int | None
    received: str = field(repr=False)
    received_size: int | None
    messages: tuple[Message, ...] = field(default=(), repr=False)
    error: str | None = None


def read(
    calls: Iterable[PendingExchange],
    messages: Iterable[tuple[PendingExchange, float, int, bytes]],
    epoch: float,
    secrets: list[str],
) -> tuple[Exchange, ...]:
    """Make exchanges of what a recorder has written down.

    Parameters
    ----------
    calls, messages : iterable
    epoch : float
        Between the clock of the recorder and that of `time.time`.
    secrets : list of str
        To be redacted.
    """
    said: dict[PendingExchange, list[Message]] = {}
    for call, when, size, data in messages:
        said.setdefault(call, []).append(Message(when - call.began, size, _text(data, size, secrets)))
    return tuple(_exchange(call, said.get(call, ()), epoch, secrets) for call in calls)


def _exchange(call: PendingExchange, said: Iterable[Message], epoch: float, secrets: list[str]) -> Exchange:
    return Exchange(
        method=call.method,
        url=redact(call.url, secrets),
        began=call.began + epoch,
        seconds=None if call.ended is None else call.ended - call.began,
        status=call.status,
        sent=_text(call.sent, call.sent_size, secrets),
        sent_size=call.sent_size,
        received=_text(call.received, call.received_size, secrets),
        received_size=call.received_size,
        messages=tuple(said),
        error=None if call.error is None else redact(call.error, secrets, cut=True),
    )


def _text(data: bytes, size: int | None, secrets: list[str]) -> str:
    cut = bool(data) and size is not None and len(data) < size
    text = redact(data.decode(errors="replace"), secrets, cut=cut)
    return f"{text}… ({size:,} bytes)" if cut else text
