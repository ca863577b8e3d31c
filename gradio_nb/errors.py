"""Everything that can go wrong, as one tree.

::

    GradioNbError
    ├── ConnectError            nothing useful answered
    │   ├── NotReachable        no server at that address
    │   │   └── OutOfResources  this computer cannot open a connection: no files, ports or memory left
    │   ├── NotGradio           a server, but not a Gradio app
    │   ├── UnsupportedServer   a Gradio that no client of today can talk to
    │   └── SpaceError          the Hub knows no such Space, or it cannot run
    │       ├── SpaceNotFound   missing, or private and not yours
    │       ├── SpaceGated      its owner decides who may use it
    │       └── SpaceNotRunning paused, broken, or too long in building
    ├── LoginError              a user name and password are in the way
    │   ├── LoginRequired
    │   └── LoginRefused
    ├── UsageError              the call is wrong, nothing was sent
    │   ├── UnknownEndpoint
    │   └── BadArgument
    ├── JobError                a job was tried, and ended badly
    │   ├── AppError            the app itself raised an error
    │   ├── QueueFull
    │   ├── RateLimited
    │   ├── QuotaExceeded
    │   ├── Refused             the server would not take the job
    │   │   ├── InvalidInput    … because a validator of the app said no
    │   │   └── AppChanged      … for another app answers now, and nothing was sent
    │   ├── Cancelled
    │   │   └── Stopped         nobody waits any more; the server may go on
    │   ├── ConnectionLost
    │   └── TimedOut
    ├── FileError               a file could not be moved
    │   ├── UploadTooLarge
    │   ├── UploadFailed
    │   └── DownloadFailed
    └── ProtocolError           the server said something that makes no sense

Each has `hint`: one sentence on what to do next.
"""

from __future__ import annotations

from .control_characters import clean


class GradioNbError(Exception):
    """Base of all errors of this package.

    Parameters
    ----------
    message : str
        What happened, in words for the person who reads it. Never holds a token.
    hint : str, optional
        What to do next; the class has a general one.
    """

    hint = "See the message above."

    beyond_recall = False
    """The server may be busy with the job, and nothing can be said to it about that: it is not sent again."""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        # A message may quote the server: the name of a file, say.
        message = clean(message)
        super().__init__(message)
        self.message = message
        if hint is not None:
            self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}\n→ {self.hint}" if self.hint else self.message


def without_frames(error: BaseException) -> BaseException:
    """Drop the frames of an error and of its causes.

    They are those of this package and of its HTTP library, and their variables hold what was sent: headers, cookies,
    values. A verbose traceback would show these, and a notebook would save them.
    """
    seen: set[int] = set()
    chain: BaseException | None = error
    while chain is not None and id(chain) not in seen:
        seen.add(id(chain))
        chain.__traceback__ = None
        chain = chain.__cause__ or chain.__context__
    return error


class ConnectError(GradioNbError):
    """The app could not be connected to."""


class NotReachable(ConnectError):
    """No server answers at the address."""

    hint = "Check the address, that the app is running, and your network or proxy."


class OutOfResources(NotReachable):
    """This computer lacks what a connection needs, such as a file descriptor, a port or memory."""

    hint = "Close clients and files that you do not need, or lower max_running= or concurrency=; then try again."


class NotGradio(ConnectError):
    """A server answers, but it is not a Gradio app."""

    hint = "Give the address of the app's own page; for an app mounted under a path, with that path."


class UnsupportedServer(ConnectError):
    """The server speaks a protocol this version does not know."""

    hint = "Upgrade gradio_nb, or ask the owner of the app to upgrade Gradio."


class SpaceError(ConnectError):
    """A Hugging Face Space cannot be used."""


class SpaceNotFound(SpaceError):
    """The Space does not exist, or is private and the token does not open it."""

    hint = "Check the spelling `owner/name`; for a private Space give token=... or log in with `hf auth login`."


class SpaceGated(SpaceError):
    """The Space is only for those whom its owner lets in."""

    hint = "Ask for access on the Space's page, then give the token of the account that has it."


class SpaceNotRunning(SpaceError):
    """The Space is there, but does not run.

    Attributes
    ----------
    stage : str
        The Hub's word for it, such as `"PAUSED"` or `"BUILD_ERROR"`; "" where it has none.
    """

    hint = "Open the Space's page to see its state; you can duplicate it and run your own copy."

    def __init__(self, message: str, *, stage: str = "", hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.stage = stage


class LoginError(GradioNbError):
    """The app wants a login."""


class LoginRequired(LoginError):
    """The app asks for a user name and password, and none were given."""

    hint = "Connect again with auth=('user', 'password')."


class LoginRefused(LoginError):
    """The app did not accept the user name and password."""

    hint = "Check the user name and password; an app with OAuth login cannot be entered by password."


class UsageError(GradioNbError):
    """The call is wrong; nothing was sent."""


class UnknownEndpoint(UsageError, LookupError):
    """The app has no endpoint of that name."""

    hint = "client.view_api() lists the endpoints."


class BadArgument(UsageError, ValueError):
    """A value or the name of an argument is wrong.

    Attributes
    ----------
    parameter : str or None
        The first parameter that the message is about, where it is about one.
    fields : dict
        Parameter name to what is wrong with it, for every one that is wrong.
    """

    hint = "view_api() shows the parameters."

    def __init__(
        self,
        message: str,
        *,
        parameter: str | None = None,
        fields: dict[str, str] | None = None,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.parameter = parameter
        self.fields = fields or ({} if parameter is None else {parameter: message.removeprefix(f"{parameter}: ")})


class JobError(GradioNbError):
    """A job ended badly."""


class AppError(JobError):
    """The app's own function failed.

    Attributes
    ----------
    title : str
        The title the app gave (Gradio 5.2 and later), else "Error".
    """

    hint = "This message comes from the app: change the inputs, or tell the app's owner."

    def __init__(self, message: str, *, title: str = "Error", hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.title = title

    def __str__(self) -> str:
        text = super().__str__()
        return text if self.title in ("", "Error") else f"{self.title}: {text}"


class QueueFull(JobError):
    """The app's queue takes no more jobs."""

    hint = "Try again in a moment."


class RateLimited(JobError):
    """A proxy before the app, or the Hub, takes no more requests for now.

    Attributes
    ----------
    retry_after : float or None
        Seconds to wait, where the server said so.
    """

    hint = "Wait a little before the next run."

    def __init__(self, message: str, *, retry_after: float | None = None, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.retry_after = retry_after


class QuotaExceeded(JobError):
    """The GPU quota of the caller is used up."""

    hint = "Sign in with a token to use your own quota, or wait until it is refilled."


class Refused(JobError):
    """The server would not take the job.

    Attributes
    ----------
    status : int or None
        Of its answer.
    retry_after : float or None
        Seconds to wait, where the server said so.
    page : bool
        The answer was a page for people, as what stands before an app gives it.
    """

    hint = "Try again, or look at the app's log."

    def __init__(
        self,
        message: str,
        *,
        status: int | None = None,
        retry_after: float | None = None,
        page: bool = False,
        hint: str | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.status, self.retry_after, self.page = status, retry_after, page


class AppChanged(Refused):
    """The app is not the one that the client was connected to, and nothing was sent to it."""

    hint = "Connect again, and check the call against view_api()."


class InvalidInput(Refused):
    """A validator of the app refused an input before the job began (Gradio 5.45 and later).

    Attributes
    ----------
    fields : dict
        Parameter name to what the validator said of it.
    """

    hint = "Change the named inputs and run again."

    def __init__(self, message: str, *, fields: dict[str, str] | None = None, hint: str | None = None) -> None:
        super().__init__(message, hint=hint)
        self.fields = fields or {}


class Cancelled(JobError):
    """The job was cancelled."""

    hint = "Run it again when you want the result."


class Stopped(Cancelled):
    """Nobody waits for the job any more, but the server could not be told to stop."""

    hint = "The server may go on with it; what it makes is not fetched."


class ConnectionLost(JobError):
    """The line to the server broke while the job was under way."""

    hint = "The server may have finished the job, but its answer is gone; run it again if that does no harm."


class TimedOut(JobError, TimeoutError):
    """Nothing came within the time that was allowed."""

    hint = "Wait longer with result(timeout=...), or cancel the job."


class FileError(GradioNbError):
    """A file could not be moved to or from the server."""


class UploadTooLarge(FileError):
    """A file is over the server's limit."""

    hint = "Send a smaller file; the limit is set by the app."


class UploadFailed(FileError):
    """The server did not take a file."""

    hint = "Try again; if it stays so, the app's disk may be full."


class DownloadFailed(FileError):
    """A file of the result could not be fetched."""

    hint = "Run the job again: servers delete the files of old results."


class ProtocolError(GradioNbError):
    """The server said something that a Gradio server never says."""

    hint = "Something between you and the app may change its answers; if not, please report this."
