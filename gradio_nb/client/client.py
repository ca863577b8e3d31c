"""A connection to one Gradio app."""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from .. import errors
from ..protocol import schema
from ..protocol.describe import describe
from ..protocol.dialect import dialect
from .call import bind, encode, find, merged
from .copies import copy_space
from .endpoint import Endpoint, document, overview, signature_text
from .files import Files
from .http import Http
from .job import Job, add_callbacks
from .patience import WAKE_TIMEOUT, Patience
from .quota import Quota, quota
from .session import Session
from .source import Source, locate
from .spaces import arrive
from .workers import Workers

if TYPE_CHECKING:
    from .batch import Batch
    from .exchanges import Exchange

CLOSE_TIMEOUT = 10.0

log = logging.getLogger("gradio_nb.jobs")


class Client:
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
        Seconds to wait for a Space that sleeps, builds or starts.
    on_progress : callable, optional
        Told in a few words how connecting goes, such as `"waking up, 12 s"`.
    stop : threading.Event, optional
        Ends the waiting from another thread.

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
    ) -> None:
        patience = Patience(wake_timeout, on_progress or (lambda text: None), stop)
        self._token, self._oauth_token = token, oauth_token
        self.source: Source = locate(src, token, patience)
        self._http = Http(
            self.source.url,
            headers={**(headers or {}), **self.source.headers},
            verify=verify,
            auth=auth,
            connections=max_running,
        )
        self._http.hidden += [secret for secret in (token, oauth_token) if secret]
        config, info = arrive(self._http, self.source, token, patience)
        self.app: schema.App = describe(config, info)
        self._dialect = dialect(self.app)
        self._files = Files(self._http, download_dir, self.app.max_file_size)
        self._workers = Workers(max_running)
        self._callbacks = Workers(1, "gradio_nb-callbacks")
        self._own = Session(self._http, self._files, self._dialect)
        self._jobs_lock = threading.Lock()
        self._open: set[Job] = set()
        self._closed = False
        self._endpoints = MappingProxyType(
            {name: Endpoint(spec, self.start) for name, spec in self.app.endpoints.items()}
        )

    @classmethod
    def duplicate(
        cls,
        from_id: str,
        to_id: str | None = None,
        token: str | None = None,
        private: bool = True,
        hardware: str | None = None,
        secrets: Mapping[str, str] | None = None,
        sleep_timeout: int = 5,
        **options: Any,
    ) -> Client:
        """Copy a Space into your account, and connect to the copy when it is built.

        A copy that is there already is used as it is.

        Parameters
        ----------
        from_id : str
            `"owner/name"`.
        to_id : str, optional
            Name of the copy, with or without an owner; that of the original in your account if not given.
        token : str, optional
            One that may write; without it, that of `HF_TOKEN` or of the saved login.
        private : bool
        hardware : str, optional
            Such as `"t4-small"`; that of the original if not given. All but `"cpu-basic"` may cost money.
        secrets : mapping, optional
            Secrets of a new copy, by name.
        sleep_timeout : int
            Minutes without a visitor after which paid hardware is let go.
        **options
            Of `Client`.

        Raises
        ------
        LoginError, ConnectError, RateLimited
        """
        space = copy_space(from_id, to_id, token, private, hardware, secrets, sleep_timeout)
        return cls(space, token, **options)

    def __repr__(self) -> str:
        return f"<Client {self.source.name} · Gradio {self.app.version} · {len(self._public())} endpoints>"

    @property
    def url(self) -> str:
        """Address of the app."""
        return self._http.base

    @property
    def anonymous(self) -> bool:
        """Whether this is a Space that is used without a token, with the small GPU quota of passers-by."""
        return self.source.anonymous

    def quota(self) -> Quota | None:
        """Ask the Hub how much GPU time your account has left on ZeroGPU Spaces; None where it does not tell."""
        return quota(self._token)

    @property
    def download_dir(self) -> Path:
        """Where files of results go."""
        return self._files.folder

    @property
    def endpoints(self) -> Mapping[str, Endpoint]:
        """All endpoints by name, those that the app does not list among them."""
        return self._endpoints

    def __getitem__(self, name: str) -> Endpoint:
        return self._endpoints[find(self.app.endpoints, name).name]

    def predict(
        self,
        /,
        *args: Any,
        api_name: str | None = None,
        fn_index: int | None = None,
        inputs: Mapping[str, Any] | None = None,
        **kwargs: Any,
    ) -> Any:
        """Call an endpoint and wait for its result. Ctrl-C cancels it.

        Parameters
        ----------
        *args, **kwargs
            Values by position or by the names that `view_api()` lists.
        api_name : str, optional
            Which endpoint; not needed when there is only one.
        fn_index : int, optional
            The same by number.
        inputs : mapping, optional
            More values by name, for names that are taken here, such as `api_name`.

        Returns
        -------
        object
            The value of the one output, or a named tuple of several.

        Raises
        ------
        UsageError
            Before anything is sent.
        JobError, FileError
        """
        return self.submit(*args, api_name=api_name, fn_index=fn_index, inputs=inputs, **kwargs).result()

    def submit(
        self,
        /,
        *args: Any,
        api_name: str | None = None,
        fn_index: int | None = None,
        inputs: Mapping[str, Any] | None = None,
        result_callbacks: Callable[..., object] | Sequence[Callable[..., object]] | None = None,
        **kwargs: Any,
    ) -> Job:
        """Start a call and give its `Job` at once.

        Parameters
        ----------
        result_callbacks : callable or list of callable, optional
            Called with the result when there is one, on a thread of their own. The other
            parameters are those of `predict`.

        Raises
        ------
        UsageError
            Before anything is sent.
        """
        spec = find(self.app.endpoints, api_name, fn_index)
        job = self.start(spec, args, merged(kwargs, inputs))
        add_callbacks(job, result_callbacks)
        return job

    def map(
        self, endpoint: str | Endpoint, rows: Iterable[Any], *, concurrency: int = 4, retries: int | None = None
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

        Returns
        -------
        Batch
            Iterating gives an `Outcome` for each row as it finishes, failures among them.

        Examples
        --------
        >>> for outcome in client.map("/greet", ["Ada", "Grace"]):  # doctest: +SKIP
        ...     print(outcome.row, outcome.value or outcome.error)
        """
        from .batch import Batch

        spec = endpoint.spec if isinstance(endpoint, Endpoint) else find(self.app.endpoints, endpoint)
        return Batch(partial(self.start, spec), spec.name, rows, concurrency, retries)

    def start(self, spec: schema.Endpoint, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Job:
        """Start a call of an endpoint of `app`, with nothing to look up."""
        given = bind(spec, args, kwargs)
        data = encode(spec, given)
        session = self._own if spec.has_state else Session(self._http, self._files, self._dialect)
        job = Job(spec, data, given, session, self._files, self._callbacks)
        if spec.oauth_token and self._oauth_token:
            job.credentials["oauth_token"] = self._oauth_token
        job.listen(lambda: self._release(job))
        with self._jobs_lock:
            # Together, or a job that starts while another thread closes the client would outlive it.
            if self._closed:
                raise errors.UsageError("This client is closed.", hint="Connect again.")
            self._open.add(job)
        self._workers.run(lambda: session.run(job))
        return job

    def _release(self, job: Job) -> None:
        if job.done():
            with self._jobs_lock:
                self._open.discard(job)
            log.debug("%r", job)

    def view_api(
        self, all_endpoints: bool = False, print_info: bool = True, return_format: str | None = None
    ) -> str | dict[str, Any] | None:
        """Print how the app is called.

        Parameters
        ----------
        all_endpoints : bool
            Also those that the app does not list.
        print_info : bool
        return_format : {None, "str", "dict"}
            Give it instead: as text, or as endpoint name to signature and documentation.
        """
        chosen = [e.spec for e in self._endpoints.values()] if all_endpoints else self._public()
        text = "\n".join([f"{self.source.name}: {len(chosen)} endpoints", *(f"\n{overview(e)}" for e in chosen)])
        if return_format == "str":
            return text
        if return_format == "dict":
            return {e.name: {"signature": signature_text(e), "doc": document(e)} for e in chosen}
        if print_info:
            print(text)
        return None

    def _public(self) -> list[schema.Endpoint]:
        return [e for e in self.app.endpoints.values() if e.public]

    @property
    def exchanges(self) -> tuple[Exchange, ...]:
        """The newest exchanges with the server, the oldest first; tokens, cookies and logins are blanked."""
        return self._http.record.exchanges()

    def report(self) -> str:
        """Make a text to paste into a bug report: versions, the app, the last exchanges.

        What you sent and what you got is not in it, nor are tokens, cookies and passwords.
        """
        from .report import report

        return self._http.record.blank(report(self.app, self.source.name, self.url, self.exchanges))

    def reset_session(self) -> None:
        """Forget what the app remembers of this client: its State begins anew."""
        self._own = Session(self._http, self._files, self._dialect)

    def fetch(self, file: Any, moved: Callable[[int, int | None], None] = lambda done, total: None) -> Any:
        """Download a `FileData` of this app, once, and give its local path."""
        return self._files.fetch(file, moved)

    def close(self) -> None:
        """Cancel what runs, and close the connections. An app that was launched for this goes too."""
        with self._jobs_lock:
            self._closed = True
            jobs = list(self._open)
        # Side by side, for each may wait for a server that does not answer.
        closers = Workers(8, "gradio_nb-close")
        for job in jobs:
            closers.run(job.cancel)
        end = time.monotonic() + CLOSE_TIMEOUT
        for job in jobs:
            with contextlib.suppress(errors.TimedOut):
                job.exception(max(0.0, end - time.monotonic()))
        self._http.close()
        self.source.close()

    def __enter__(self) -> Client:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()
