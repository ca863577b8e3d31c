"""What a caller allows a job: more tries, and how much time; and what is worth another try."""

from __future__ import annotations

from ... import errors
from ...frozen import Frozen
from ...protocol.schema import Endpoint

FIRST_RETRY_DELAY, MAX_RETRY_DELAY = 1.0, 60.0

_RETRYABLE = (errors.ConnectionLost, errors.NotReachable, errors.TimedOut, errors.RateLimited, errors.QueueFull)


class StateKey:
    """Stands for a session apart from the client's own, which lasts as long as somebody holds this."""


class CallOptions(Frozen):
    """What a caller allows a job.

    Attributes
    ----------
    retries : int
        Tries after the first.
    time_limit : float or None
        Seconds in all, with every try and the time between them.
    session : StateKey or None
        The session of a job with State; the client's own without it.
    download_retries : int
        Tries after the first to download a file of a result; as many as `retries` if not given.
    """

    retries: int
    time_limit: float | None
    session: StateKey | None
    download_retries: int

    def __init__(
        self,
        retries: int = 0,
        time_limit: float | None = None,
        session: StateKey | None = None,
        download_retries: int | None = None,
    ) -> None:
        if retries < 0:
            raise errors.UsageError("retries has to be 0 or more.", hint="Leave it out for a single try.")
        if time_limit is not None and not time_limit > 0:
            raise errors.UsageError("time_limit has to be more than 0.", hint="Leave it out for no limit.")
        super().__init__(retries, time_limit, session, retries if download_retries is None else download_retries)


DEFAULT_OPTIONS = CallOptions()
"""One try, and as long as it takes."""


def terms(
    spec: Endpoint, given: int, names: frozenset[str] | set[str], retries: int | None, time_limit: float | None
) -> CallOptions:
    """Make the terms of a call out of its options.

    Parameters
    ----------
    spec : Endpoint
    given : int
        Number of values that were given by position.
    names : set of str
        Parameters that were given by name.
    retries, time_limit
        None where the caller says nothing.

    Raises
    ------
    BadArgument
        For an option that is also a parameter of the endpoint, which was not given: it may be meant.
    """
    options = {"retries": retries, "time_limit": time_limit}
    for place, parameter in enumerate(spec.parameters):
        name = parameter.name
        if options.get(name) is not None and name not in names and place >= given:
            raise errors.BadArgument(
                f"{name} is a parameter of {spec.name}, and an option of every call.",
                parameter=name,
                hint=f"Give the app's own as inputs={{{name!r}: …}}; where both are given, {name}= is the option.",
            )
    return CallOptions(retries or 0, time_limit)


def is_retryable(error: BaseException | None) -> bool:
    """Whether a failure may go by: the line broke, or the server was too busy or out of order.

    What an app says of itself is no such thing, nor is a refusal, a wrong login or a quota that is used up:
    the same again would end the same. Nor is a lost answer to the sending itself: the job may be under way, and
    two tries at once are never wanted.
    """
    if isinstance(error, errors.GradioNbError) and error.beyond_recall:
        return False
    if isinstance(error, errors.UploadFailed):
        return is_retryable(error.__cause__)
    if isinstance(error, errors.Refused):
        return error.status is not None and error.status >= 500
    return isinstance(error, _RETRYABLE)


def delay(error: BaseException, attempt: int, first: float | None = None) -> float:
    """Seconds to wait after try number `attempt`: what the server asks for, or twice as long each time."""
    retry_after = error.retry_after if isinstance(error, errors.RateLimited | errors.Refused) else None
    first = FIRST_RETRY_DELAY if first is None else first
    return min(first * 2 ** (attempt - 1), MAX_RETRY_DELAY) if retry_after is None else retry_after
