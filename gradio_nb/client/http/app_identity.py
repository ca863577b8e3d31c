"""Whether the app at an address is still the one that the client knows (docs/protocol.md §2).

A server may be restarted at any time, and another app may be started in its place. Jobs name their function by number
(`fn_index`), so the number of one app could run any function of the other. `AppIdentity` finds out before anything is
sent: a restart changes the `app_id`, and then the endpoint that a job calls is compared with what is there now.
"""

from __future__ import annotations

import threading
import time

from ... import errors
from ...protocol.config import describe
from ...protocol.schema import App, Endpoint, Hidden, Parameter
from .client import HttpClient
from .discovery import fetch_config
from .errors import is_overloaded

ASK_TIMEOUT = 5.0
VERIFIED_FOR = 0.25
"""Seconds for which an app counts as unchanged after it was heard of: a restart of Gradio takes longer."""


class AppIdentity:
    """Knows which app a client was connected to, and notices when another one answers.

    Parameters
    ----------
    http : HttpClient
    app : App
        As it was when the client was connected.
    may_sleep : bool
        The app is a Space: a proxy may answer in its place, and tells that by itself when a job is sent.

    Attributes
    ----------
    app_id : str
        That of the process that answered last; "" where servers have none (before Gradio 3.50).
    """

    def __init__(self, http: HttpClient, app: App, may_sleep: bool = False) -> None:
        self.app_id = app.app_id
        self._http, self._may_sleep = http, may_sleep
        self._known = self._latest = app
        self._verified = time.monotonic()
        self._asked = 0.0
        self.reset_after_fork()

    def reset_after_fork(self) -> None:
        """Start over in a forked process, where no other thread holds the lock."""
        self._lock = threading.Lock()

    def confirm(self) -> None:
        """Note that the process that took a job is still there: it has just sent a message."""
        self._verified = time.monotonic()

    def doubt(self) -> None:
        """Have the next check ask the server, however recently it was heard of."""
        self._verified = -VERIFIED_FOR

    def changed_since(self, app_id: str) -> bool:
        """Ask whether the app was restarted since it had an `app_id`; False also where it does not say."""
        if not app_id:
            return False
        try:
            return self._ask() not in (None, "", app_id)
        except errors.GradioNbError:
            return False

    def check(self, endpoint: Endpoint) -> None:
        """Check that an endpoint is still what the client knows, before a job for it is sent.

        Raises
        ------
        AppChanged
            Another app answers, or the endpoint takes or gives something else now.
        LoginError
            The app was restarted, and wants another login.
        RateLimited, Refused
            Whatever answers does not say what it is: a proxy whose app is down, or another program.
        """
        arrived = time.monotonic()
        with self._lock:
            # Jobs that waited while another one asked a slow server do not ask one after the other.
            if time.monotonic() - self._verified > VERIFIED_FOR and self._asked < arrived:
                self._asked = time.monotonic()
                self._verify()
        if self._latest is not self._known:
            _compare(endpoint, self._known, self._latest)

    def update(self, app: App) -> None:
        """Note how the app is now: a Space was woken, and has been read again."""
        with self._lock:
            self._latest, self.app_id = app, app.app_id
            self.confirm()

    def _verify(self) -> None:
        refusal = None
        try:
            app_id = self._ask() if self.app_id else ""
        except (errors.RateLimited, errors.LoginError):
            raise
        except errors.Refused as e:
            if is_overloaded(e):
                raise
            # A proxy may hide this route and no other.
            app_id, refusal = "", e
        if app_id is None:
            return
        if not app_id or app_id != self.app_id:
            app = self._read_again(refusal)
            if app is None:
                return
            self._latest, self.app_id = app, app.app_id
        self.confirm()

    def _read_again(self, refusal: errors.Refused | None) -> App | None:
        """Read the app again after its `app_id` was refused, or differs; None where nothing answers."""
        try:
            return describe(*fetch_config(self._http))
        except errors.NotGradio:
            if self._may_sleep:
                return None
            if refusal is not None and (refusal.status or 0) >= 500:
                # A proxy says that the app is down.
                raise refusal from None
            raise errors.AppChanged(f"Another program answers at {self._http.base} now. Nothing was sent.") from None
        except errors.NotReachable as e:
            if not self._may_sleep and isinstance(e.__cause__, errors.Refused):
                raise e.__cause__ from None
            # Then it takes no job either, and the attempt to send one says why.
            return None
        except errors.RateLimited:
            if self._may_sleep:
                return None
            raise

    def _ask(self) -> str | None:
        """Ask for the `app_id`; "" from a server that has none, None where the app does not answer.

        Raises
        ------
        LoginError, RateLimited, Refused
            Not for a Space, where the proxy of the Hub may answer.
        """
        try:
            answer = self._http.get_json(self._http.url("/app_id"), timeout=ASK_TIMEOUT)
        except errors.ProtocolError:
            return ""
        except (errors.LoginError, errors.RateLimited, errors.Refused) as e:
            if self._may_sleep:
                return None
            if isinstance(e, errors.Refused) and e.status in (404, 405):
                return ""
            raise
        except errors.GradioNbError:
            return None
        app_id = answer.get("app_id") if isinstance(answer, dict) else None
        return str(app_id or "")


def _shape(spec: Endpoint) -> tuple[object, ...]:
    """What two endpoints have in common that take and give the same values."""
    inputs = [(i.name, i.component) if isinstance(i, Parameter) else i.is_state for i in spec.inputs]
    outputs = [None if o is None else (o.name, o.component) for o in spec.outputs]
    return spec.name, spec.fn_index, inputs, outputs


def _compare(endpoint: Endpoint, known: App, latest: App) -> None:
    found = latest.endpoints.get(endpoint.name)
    moved = (known.protocol, known.api_prefix) != (latest.protocol, latest.api_prefix)
    if found is not None and _shape(endpoint) == _shape(found) and not moved:
        return
    if found is None:
        change = f"it has no {endpoint.name} any more"
    elif _signature(found) != _signature(endpoint):
        change = f"its {endpoint.name} takes ({_signature(found)}) instead of ({_signature(endpoint)})"
    elif moved:
        change = f"it runs on Gradio {latest.version} instead of {known.version}"
    else:
        change = f"its {endpoint.name} is another function or returns something else"
    raise errors.AppChanged(f"The app has changed since you connected: {change}. Nothing was sent.")


def _signature(spec: Endpoint) -> str:
    return ", ".join(f"{i.name}: {i.component}" for i in spec.inputs if not isinstance(i, Hidden))
