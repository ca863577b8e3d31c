"""One app's server over HTTP: addresses, cookies, logins, time limits.

Requests go to the address the user gave, plus the app's prefix, plus the route; what the server
believes its address to be is not used (docs/protocol.md §15).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Generator, Mapping
from contextlib import nullcontext
from functools import partial
from typing import Any
from urllib.parse import quote

import requests
from requests.utils import select_proxy
from urllib3.exceptions import HTTPError as TransportError

from ... import errors
from ...frozen import Frozen
from ...protocol.sse import Decoder
from ...secret import Secret
from ..recording.recorder import Recorder
from ..recording.redact import redact_known
from .abort import AbortHandle
from .adapter import Adapter, may_repeat, sent_once
from .base_url import normalise, same_server
from .errors import error_from_exception, error_from_response, is_overloaded
from .guard import NetworkGuard
from .origin_session import CookiePolicy, OriginSession, skip_redirect
from .response import check_coding, iter_raw, read_body, read_json

CONNECT_TIMEOUT = 10.0
READ_TIMEOUT = 60.0
MAX_SECRETS = 500
"""Twice and more what is kept of exchanges that could hold them."""

Messages = Generator[dict[str, Any], None, None]
Rest = Callable[[errors.GradioNbError], bool]


class HandshakeOptions(Frozen):
    """What goes along with a request: see `HttpClient.greet`."""

    headers: Mapping[str, str]
    cookies: str | None
    verify: bool | str
    proxy: str | None


class HttpClient:
    """Speaks with one server; may be used from many threads.

    Parameters
    ----------
    base : str
        Address of the app, with the path it is mounted under.
    headers : mapping, optional
        Sent with every request to this server, and to no other.
    verify : bool or str
        As in requests: check certificates, or the path of a CA bundle.
    auth : (str, str), optional
        User name and password of the app's own login page.
    connections : int
        Kept open for use again.
    """

    def __init__(
        self,
        base: str,
        *,
        headers: Mapping[str, str] | None = None,
        verify: bool | str = True,
        auth: tuple[str, str] | None = None,
        connections: int = 40,
    ) -> None:
        self.base = normalise(base)
        self.prefix = ""
        self._auth = auth
        self._logins = 0
        self._connections = connections
        self._session = OriginSession()
        self._session.hooks["response"].append(skip_redirect)
        self.reset_after_fork()
        # requests reads the environment (proxies, CA bundle, .netrc) anew for every request, which
        # costs more than a request to a near server does: it is read once, and .netrc never.
        settings = self._session.merge_environment_settings(self.base, {}, None, verify, None)
        if verify is False:
            others = self._session.merge_environment_settings(self.base, {}, None, True, None)
            self._session.verify_others = others["verify"] or True
        else:
            self._session.verify_others = settings["verify"] or True
        self._session.trust_env = False
        self._session.proxies.update(settings["proxies"])
        self._session.verify = settings["verify"]
        self._session.headers.update({"Accept-Encoding": "gzip, deflate", "User-Agent": "gradio_nb"})
        self._session.guard = self.guard = NetworkGuard(self.base)
        self._session.cookies.set_policy(CookiePolicy(self._session))
        self._session.private = {name: Secret(value) for name, value in (headers or {}).items()}
        self._hidden: dict[str, None] = {}
        self.record = Recorder(self._secrets)

    def reset_after_fork(self) -> None:
        """Begin with no connection open: the first time, or in a copy of the process, which must not use the old."""
        self._login_lock = threading.Lock()
        self._session.cookies = self._session.cookies.copy()
        adapter = Adapter(pool_connections=4, pool_maxsize=2 * self._connections)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)

    def __repr__(self) -> str:
        return f"HttpClient({self.base!r})"

    def _secrets(self) -> list[str]:
        """What nobody may see who reads along."""
        password = self._auth[1] if self._auth else ""
        cookies = [cookie.value or "" for cookie in self._session.cookies]
        return [password, *self._hidden.copy(), *self._session.private.values(), *cookies]

    def redact(self, text: str) -> str:
        """Redact the secrets of this client in a text of the server, which may repeat what it was sent."""
        return redact_known(text, self._secrets())

    def redacted(self, error: errors.GradioNbError) -> errors.GradioNbError:
        """Redact what an error quotes of the server."""
        error.message = self.redact(error.message)
        error.args = (error.message,)
        if isinstance(error, errors.InvalidInput):
            error.fields = {self.redact(name): self.redact(text) for name, text in error.fields.items()}
        return error

    def add_secret(self, secret: str) -> None:
        """Let nobody see a text who reads along; the newest `MAX_SECRETS` are remembered."""
        self._hidden.pop(secret, None)
        self._hidden[secret] = None
        while len(self._hidden) > MAX_SECRETS:
            self._hidden.pop(next(iter(self._hidden)), None)

    def url(self, route: str) -> str:
        """Address of a route that lives under the app's prefix."""
        assert route.startswith("/")
        return f"{self.base}{self.prefix}{route}"

    def file_url(self, path: str) -> str:
        """Address of a file on the server, by its path there (docs/protocol.md §11)."""
        return self.url(f"/file={quote(path, safe='/:')}")

    def get_json(self, url: str, **kwargs: Any) -> Any:
        return read_json(self.request("GET", url, **kwargs))

    def post_json(self, url: str, body: Any = None, **kwargs: Any) -> Any:
        return read_json(self.request("POST", url, body=body, **kwargs))

    def request(
        self,
        method: str,
        url: str,
        *,
        body: Any = None,
        data: Any = None,
        headers: Mapping[str, str] | None = None,
        stream: bool = False,
        timeout: float | None = READ_TIMEOUT,
        accept: tuple[int, ...] = (),
        rest: Rest | None = None,
        line: AbortHandle | None = None,
        idempotent: bool | None = None,
    ) -> requests.Response:
        """Send a request and give the answer, or raise what its failure means.

        Parameters
        ----------
        body : object, optional
            Sent as JSON.
        data : object, optional
            Sent as it is; a mapping as a form. A callable makes a body that is read while it is
            sent, anew for each try.
        timeout : float or None
            Seconds without a byte.
        accept : tuple of int
            Status codes beside 2xx that are answers and not errors.
        rest : callable, optional
            Asked when the server is too busy to take the request (429, 503): waits, and says whether to ask again.
        line : AbortHandle, optional
            Becomes that of the request; who made it releases it.
        idempotent : bool, optional
            Whether the server may receive the request twice without harm. If so, it is sent again, once, when the
            server closes a reused connection before it answers. By default, every method but POST is idempotent.

        Raises
        ------
        NotReachable, ConnectionLost, TimedOut, LoginRequired, RateLimited, QueueFull, Refused, ProtocolError
        """
        sent = dict(headers or {})
        if body is not None:
            data = json.dumps(body, allow_nan=False, separators=(",", ":")).encode()
            sent["Content-Type"] = "application/json"
        if idempotent is None:
            idempotent = method != "POST"
        while True:
            response = self._with_login(method, url, data, sent, stream, timeout, line, idempotent)
            if response.ok or response.status_code in accept:
                return response
            with response:
                error = self.redacted(error_from_response(response, bool(self._auth)))
            if rest is None or not is_overloaded(error) or not rest(error):
                raise error

    def _with_login(
        self,
        method: str,
        url: str,
        data: Any,
        sent: dict[str, str],
        stream: bool,
        timeout: float | None,
        line: AbortHandle | None,
        idempotent: bool,
    ) -> requests.Response:
        """Send a request; once more after a login, where that is what is missing."""
        logins = self._logins
        response = self._send(method, url, data, sent, stream, timeout, line, idempotent)
        if response.status_code == 401 and self._auth:
            # Login cookies are named anew at each start of the server: a restart logs everybody out
            # (docs/protocol.md §14).
            response.close()
            self._login(logins)
            response = self._send(method, url, data, sent, stream, timeout, line, idempotent)
        return response

    def _send(
        self,
        method: str,
        url: str,
        data: Any,
        headers: dict[str, str],
        stream: bool,
        timeout: float | None,
        line: AbortHandle | None = None,
        idempotent: bool = False,
    ) -> requests.Response:
        if same_server(self.base, url):
            headers = {**self._session.private, **headers}
        if line is not None and line.aborted:
            raise errors.ConnectionLost("The request was ended before it was sent.")
        connect = CONNECT_TIMEOUT if timeout is None else min(CONNECT_TIMEOUT, timeout)
        for last in (False, True):
            body = data() if callable(data) else data
            try:
                with (
                    nullcontext() if idempotent else sent_once(),
                    self.record.start(method, url, body) as call,
                    line.bound_to_thread() if line else nullcontext(),
                ):
                    response = self._session.request(
                        method, url, data=body, headers=headers, stream=True, timeout=(connect, timeout)
                    )
                    check_coding(response)
                    if not stream or not response.ok:
                        read_body(response)
                    self.record.on_response(call, response, stream)
                return response
            except requests.ConnectionError as e:
                cut = line is not None and line.aborted
                if last or cut or not may_repeat(e, idempotent):
                    raise error_from_exception(e, url) from None
            except (requests.RequestException, OSError) as e:
                raise error_from_exception(e, url) from None
            except ValueError:
                # Of urllib.parse, which requests uses for the target of a redirect.
                raise errors.ProtocolError("The server redirects to an invalid URL.") from None
        raise AssertionError("unreachable")

    def messages(
        self, url: str, silence: float | None, line: AbortHandle | None = None, rest: Rest | None = None
    ) -> Messages:
        """Read an event stream.

        Parameters
        ----------
        silence : float or None
            Seconds without a byte after which the line counts as dead.
        line : AbortHandle, optional
            As for `request`.
        rest : callable, optional
            As for `request`.

        Raises
        ------
        ConnectionLost
            When the stream breaks off.
        TimedOut
            After `silence`.
        ProtocolError
            For a page, and for what is no message.
        """
        headers = {"Accept": "text/event-stream", "Accept-Encoding": "identity"}
        with self.request("GET", url, headers=headers, stream=True, timeout=silence, rest=rest, line=line) as response:
            call = self.record.stream(response)
            if "html" in response.headers.get("Content-Type", ""):
                raise errors.ProtocolError("The server sent a page where the messages of the job should be.")
            decoder = Decoder(seen=partial(self.record.message, call))
            try:
                with call:
                    for piece in iter_raw(response.raw):
                        yield from decoder.feed(piece)
            except errors.ProtocolError as e:
                raise self.redacted(e) from None
            except (requests.RequestException, TransportError, OSError) as e:
                raise error_from_exception(e, url) from None

    def handshake_options(self, url: str) -> HandshakeOptions:
        """Give what a request to an address brings along, for those who make it without us."""
        sent = self._session.prepare_request(requests.Request("GET", url)).headers
        headers = {"User-Agent": sent["User-Agent"], **self._session.private}
        proxy = select_proxy(url, self._session.proxies)
        return HandshakeOptions(headers, sent.get("Cookie"), self._session.verify or False, proxy)

    @property
    def logins(self) -> int:
        """Number of logins so far."""
        return self._logins

    def log_in(self, seen: int) -> bool:
        """Log in again, unless somebody did so after login number `seen`; False without a user name and password."""
        if self._auth:
            self._login(seen)
        return bool(self._auth)

    def _login(self, seen: int) -> None:
        """Log in with the user name and password (docs/protocol.md §14).

        It does nothing if another thread did so after login number `seen`.

        Raises
        ------
        LoginRefused
        """
        assert self._auth is not None
        user, password = self._auth
        with self._login_lock:
            if self._logins != seen:
                return
            form = {"username": user, "password": password}
            response = self._send("POST", f"{self.base}/login", form, {}, False, READ_TIMEOUT, idempotent=True)
            if response.status_code in (400, 401, 403):
                raise errors.LoginRefused(f"The app did not accept the login of {user!r}.")
            if not response.ok:
                raise error_from_response(response, True)
            self._logins += 1

    def rebase(self, base: str) -> None:
        """Go on at the address where the app was found to live.

        Raises
        ------
        NotReachable
            For another server, when there is something that only the named one may see.
        """
        base = normalise(base)
        if (self._auth or self._session.private) and not same_server(self.base, base):
            raise errors.NotReachable(
                f"{self.base} sends on to {base}.",
                hint="Give that address if you trust it: logins, tokens and headers go to the named address only.",
            )
        self.base = self.guard.base = base

    def close(self) -> None:
        self._session.close()
