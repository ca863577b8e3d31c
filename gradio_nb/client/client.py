"""A connection to one Gradio app."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from .. import errors
from ..protocol import schema
from ..protocol.config import describe
from ..protocol.dialect import dialect
from .arguments import bind, encode_arguments, find_endpoint, password_parameters
from .base import BaseClient
from .connect import connect_app, resolve_source, wake_and_connect
from .deadline import WAKE_TIMEOUT, Deadline
from .endpoint import Endpoint
from .files.hls import HlsStreams
from .files.transfers import MAX_DOWNLOAD, FileTransfers
from .http.app_identity import AppIdentity
from .http.client import HttpClient
from .http.credentials import check_credentials, hide_credentials
from .hub.monitor import SpaceMonitor
from .hub.source import Source
from .jobs.job import Job
from .jobs.options import DEFAULT_OPTIONS, CallOptions
from .jobs.scheduler import Scheduler

if TYPE_CHECKING:
    from .jobs.batch import Batch
    from .recording.exchanges import Exchange


class Client(BaseClient):
    """Talks to a Gradio app.

    Parameters
    ----------
    src : str, gradio.Blocks or gradio.Interface
        Address of an app (also of one mounted under a path), name of a Hugging Face Space
        (`"owner/name"`), or an app object, which is launched when it is not running yet.
    token : str, optional
        Hugging Face token. Without one, that of `HF_TOKEN` or of the saved login is used, for
        Spaces only. A given one goes to the app at the given address too, and to no other host.
    auth : (str, str), optional
        User name and password, for an app with a login of its own.
    headers : mapping, optional
        Sent with every request to the app.
    verify : bool or str
        False: take any certificate. A path: the CA bundle to trust.
    download_dir : path, optional
        Where files of results go. Without one: a temporary folder that lasts as long as Python.
    max_running : int
        Jobs under way at the same time; further ones wait.
    oauth_token : str, optional
        A token for the app to act with in your name. It goes to endpoints that say they want one
        (Gradio 6.21 and later), and nothing else stands in for it.
    wake_timeout : float
        Seconds to wait for a Space that sleeps, builds or starts, also when it fell asleep meanwhile.
    on_progress : callable, optional
        Told in a few words how connecting goes, such as `"waking up, 12 s"`.
    stop : threading.Event, optional
        Ends the waiting from another thread.
    max_download : int
        Bytes that one file of a result may have; a larger one fails with `DownloadFailed`.
    silence : float, optional
        Seconds without a byte after which the line of a running job counts as dead: 45, three heartbeats,
        if not given, and without end where servers send none (before Gradio 4.9). `math.inf` waits for ever.

    Raises
    ------
    ConnectError, LoginError, RateLimited

    Examples
    --------
    >>> client = Client("http://127.0.0.1:7860")  # doctest: +SKIP
    >>> client.predict("Ada", api_name="/greet")  # doctest: +SKIP
    'Hello Ada!'
    """

    def __init__(
        self,
        src: Any,
        token: str | None = None,
        auth: tuple[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
        verify: bool | str = True,
        download_dir: str | os.PathLike[str] | None = None,
        *,
        max_running: int = 40,
        oauth_token: str | None = None,
        wake_timeout: float = WAKE_TIMEOUT,
        on_progress: Callable[[str], None] | None = None,
        stop: threading.Event | None = None,
        max_download: int = MAX_DOWNLOAD,
        silence: float | None = None,
    ) -> None:
        # Verbose tracebacks show the local variables of this frame, and notebooks save them.
        src, token, auth, headers, oauth_token = hide_credentials(src, token, auth, headers, oauth_token)
        deadline = Deadline(wake_timeout, on_progress or (lambda text: None), stop)
        self._token, self._oauth_token = token, oauth_token
        try:
            check_credentials(token, auth, headers, oauth_token)
            self.source: Source = resolve_source(src, token, deadline)
            self._http = HttpClient(
                self.source.url,
                headers={**(headers or {}), **self.source.headers},
                verify=verify,
                auth=auth,
                connections=max_running,
            )
            for secret in filter(None, (token, oauth_token)):
                self._http.add_secret(secret)
            config, info = connect_app(self._http, self.source, token, deadline)
        except errors.GradioNbError as e:
            # Without the frames below this one, which hold the same in other forms.
            raise errors.without_frames(e) from None
        self.app: schema.App = describe(config, info)
        self._files = FileTransfers(self._http, download_dir, self.app.max_file_size, max_download)
        identity = AppIdentity(self._http, self.app, bool(self.source.space))
        space_monitor = SpaceMonitor(
            partial(wake_and_connect, self._http, self.source, token), self.source, token, wake_timeout, identity
        )
        self._dispatcher = Scheduler(
            self._http, self._files, dialect(self.app, silence), max_running, space_monitor, identity
        )
        self._endpoints = MappingProxyType(
            {name: Endpoint(spec, self.start) for name, spec in self.app.endpoints.items()}
        )

    def __repr__(self) -> str:
        if not hasattr(self, "_endpoints"):
            return "<Client, not connected>"
        return f"<Client {self.source.name} · Gradio {self.app.version} · {len(self.public_endpoints)} endpoints>"

    @property
    def url(self) -> str:
        """Address of the app."""
        return self._http.base

    @property
    def anonymous(self) -> bool:
        """Whether this is a Space that is used without a token, with the small GPU quota of passers-by."""
        return self.source.anonymous

    @property
    def download_dir(self) -> Path:
        """Where files of results go."""
        return self._files.folder

    @property
    def endpoints(self) -> Mapping[str, Endpoint]:
        """All endpoints by name, those that the app does not list among them."""
        return self._endpoints

    def __getitem__(self, name: str) -> Endpoint:
        return self._endpoints[find_endpoint(self.app.endpoints, name).name]

    def _find(self, api_name: str | None, fn_index: int | None) -> schema.Endpoint:
        spec: schema.Endpoint = find_endpoint(self.app.endpoints, api_name, fn_index)
        return spec

    def app_name(self) -> str:
        return self.source.name

    def _wait(self, job: Job) -> Any:
        return job.result()

    def map(
        self,
        endpoint: str | Endpoint,
        rows: Iterable[Any],
        *,
        concurrency: int = 4,
        retries: int | None = None,
        time_limit: float | None = None,
    ) -> Batch:
        """Call an endpoint for each of many rows; does not wait.

        Parameters
        ----------
        endpoint : str or Endpoint
        rows : iterable or pandas.DataFrame
            A dict gives values by name, a tuple by position, anything else is the first value.
        concurrency : int
            Rows under way at the same time.
        retries : int, optional
            How often a row that failed is tried again, whatever went wrong. Without it, only when the
            server has certainly not begun it: queue full, too many requests, not reachable.
        time_limit : float, optional
            Seconds for each try of a row, after which it is cancelled and ends as `TimedOut`.

        Returns
        -------
        Batch
            Iterating gives an `Outcome` for each row as it finishes, failures among them. Keep it: once nobody
            holds it or iterates, no further rows are begun.

        Examples
        --------
        >>> for outcome in client.map("/greet", ["Ada", "Grace"]):  # doctest: +SKIP
        ...     print(outcome.row, outcome.value or outcome.error)
        """
        from .jobs.batch import Batch

        spec = endpoint.spec if isinstance(endpoint, Endpoint) else find_endpoint(self.app.endpoints, endpoint)
        start = partial(self.start, spec, terms=CallOptions(time_limit=time_limit, download_retries=retries))
        return Batch(start, spec.name, rows, concurrency, retries)

    def start(
        self,
        spec: schema.Endpoint,
        args: Sequence[Any],
        kwargs: Mapping[str, Any],
        terms: CallOptions = DEFAULT_OPTIONS,
    ) -> Job:
        """Start a call of an endpoint of `app`, with nothing to look up."""
        given = bind(spec, args, kwargs)
        data = encode_arguments(spec, given)
        for name in password_parameters(spec):
            if isinstance(given.get(name), str) and given[name]:
                self._http.add_secret(given[name])
        credentials: dict[str, str] = (
            {"oauth_token": self._oauth_token} if spec.oauth_token and self._oauth_token else {}
        )
        return self._dispatcher.start(spec, data, given, terms, credentials)

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The newest exchanges with the server, the oldest first; tokens, cookies and logins are redacted."""
        from .recording.exchanges import read

        return read(*self._http.record.snapshot())

    def report(self) -> str:
        """Make a text to paste into a bug report: versions, the app, the last exchanges.

        What you sent and what you got is not in it, nor are tokens, cookies and passwords.
        """
        from .recording.report import report

        return self._http.record.redact(report(self.app, self.source.name, self.url, self.exchanges))

    def reset_session(self) -> None:
        """Forget what the app remembers of this client: its State begins anew."""
        self._dispatcher.new_session()

    def fetch(self, file: Any, moved: Callable[[int, int | None], None] = lambda done, total: None) -> Any:
        """Download a `FileData` of this app, once, and give its local path."""
        try:
            return self._files.download(file, moved)
        except errors.GradioNbError as e:
            raise errors.without_frames(e) from None

    @property
    def parts(self) -> HlsStreams:
        """What there is by now of sounds and films that are still being made."""
        return self._dispatcher.parts

    def close(self) -> None:
        """Cancel what runs, and close all connections. An app that was launched for this goes too.

        Jobs end within a few seconds, whether or not the server answers. It takes up to ten seconds until the server
        has been told, or has not answered.
        """
        self._dispatcher.close()
        self._http.close()
        self._dispatcher.wait_for_threads()
        self.source.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
