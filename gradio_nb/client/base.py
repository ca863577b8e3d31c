"""What an app offers in plain Python and in a notebook alike."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from ..secret import Secret, secret
from .arguments import merge_inputs
from .endpoint import Endpoint, docstring, signature_text, summary
from .hub.duplicate import duplicate_space
from .hub.quota import Quota, quota
from .jobs.job import Job
from .jobs.options import CallOptions, terms
from .unpicklable import Unpicklable

if TYPE_CHECKING:
    from ..protocol import schema

Self = TypeVar("Self", bound="BaseClient")


class BaseClient(Unpicklable):
    """Base of `Client` and `Space`: calls the endpoints of one app."""

    _instead = "Connect in each process that calls the app, with the same address and options."

    _token: str | None
    """As it was given, for the Hub."""

    @property
    @abstractmethod
    def endpoints(self) -> Mapping[str, Endpoint]:
        """All endpoints by name, those that the app does not list among them."""

    @property
    def public_endpoints(self) -> list[Endpoint]:
        """The endpoints that the app lists."""
        return [e for e in self.endpoints.values() if e.spec.public]

    @abstractmethod
    def _find(self, api_name: str | None, fn_index: int | None) -> schema.Endpoint:
        """Find what is to be called."""

    @abstractmethod
    def start(self, spec: schema.Endpoint, args: Sequence[Any], kwargs: Mapping[str, Any], terms: CallOptions) -> Job:
        """Start a call."""

    @abstractmethod
    def _wait(self, job: Job) -> Any:
        """Wait for a result."""

    @abstractmethod
    def app_name(self) -> str:
        """The name of the app."""

    def predict(
        self,
        /,
        *args: Any,
        api_name: str | None = None,
        fn_index: int | None = None,
        inputs: Mapping[str, Any] | None = None,
        retries: int | None = None,
        time_limit: float | None = None,
        **kwargs: Any,
    ) -> Any:
        """Call an endpoint and wait for its result. Ctrl-C cancels it.

        In a notebook the panel shows the run meanwhile, and a line under the cell says how it stands.

        Parameters
        ----------
        *args, **kwargs
            Values by position or by the names that `view_api()` lists.
        api_name : str, optional
            Which endpoint; not needed when there is only one. Without it a panel takes the first of its picker.
        fn_index : int, optional
            The same by number.
        inputs : mapping, optional
            More values by name, for names that are taken here, such as `api_name`.
        retries : int, optional
            How often to try again when the line broke, the server was too busy (queue full, 429) or out of order
            (5xx), or nothing came for too long. The app may then run twice, though not at once: the server is
            told to drop the try before. What the app says of itself is not tried again.
        time_limit : float, optional
            Seconds in all, after which the job is cancelled and ends as `TimedOut`.

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
        job = self.submit(
            *args,
            api_name=api_name,
            fn_index=fn_index,
            inputs=inputs,
            retries=retries,
            time_limit=time_limit,
            **kwargs,
        )
        return self._wait(job)

    def submit(
        self,
        /,
        *args: Any,
        api_name: str | None = None,
        fn_index: int | None = None,
        inputs: Mapping[str, Any] | None = None,
        result_callbacks: Callable[..., object] | Sequence[Callable[..., object]] | None = None,
        retries: int | None = None,
        time_limit: float | None = None,
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
        spec = self._find(api_name, fn_index)
        values = merge_inputs(kwargs, inputs)
        job = self.start(spec, args, values, terms(spec, len(args), set(values), retries, time_limit))
        _add_callbacks(job, result_callbacks)
        return job

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
        chosen = [e.spec for e in (self.endpoints.values() if all_endpoints else self.public_endpoints)]
        text = "\n".join([f"{self.app_name()}: {len(chosen)} endpoints", *(f"\n{summary(e)}" for e in chosen)])
        if return_format == "str":
            return text
        if return_format == "dict":
            return {e.name: {"signature": signature_text(e), "doc": docstring(e)} for e in chosen}
        if print_info:
            print(text)
        return None

    def quota(self) -> Quota | None:
        """Ask the Hub how much GPU time your account has left on ZeroGPU Spaces; None where it does not tell."""
        return quota(self._token)

    @classmethod
    def duplicate(
        cls: type[Self],
        from_id: str,
        to_id: str | None = None,
        token: str | None = None,
        private: bool = True,
        hardware: str | None = None,
        secrets: Mapping[str, str] | None = None,
        sleep_timeout: int = 5,
        **options: Any,
    ) -> Self:
        """Copy a Space into your account, and connect to the copy.

        A copy that is there already is used as it is. `Client` waits until it is built; a panel says how that goes.

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
            Of `Client` or `connect`.

        Raises
        ------
        LoginError, SpaceError, RateLimited, NotReachable

        Examples
        --------
        >>> app = gnb.duplicate("owner/name", hardware="cpu-basic")  # doctest: +SKIP
        """
        token = secret(token)
        secrets = None if secrets is None else {name: Secret(value) for name, value in secrets.items()}
        space = duplicate_space(
            from_id,
            to_id,
            token,
            private=private,
            hardware=hardware,
            secrets=secrets,
            sleep_timeout=sleep_timeout,
        )
        # Both take it so; the constructor is theirs.
        make: Any = cls
        made: Self = make(space, token=token, **options)
        return made


def _add_callbacks(job: Job, callbacks: Callable[..., object] | Sequence[Callable[..., object]] | None) -> None:
    """Have functions called with the result of a job, when there is one."""
    for callback in [callbacks] if callable(callbacks) else callbacks or ():
        job.add_done_callback(partial(_on_result, callback))


def _on_result(callback: Callable[..., object], job: Job) -> None:
    if job.exception() is None:
        value = job.result()
        # As in gradio_client: several outputs are several arguments.
        callback(*value) if len(job.endpoint.returns) > 1 else callback(value)
