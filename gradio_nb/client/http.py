"""One app's server over HTTP: addresses, cookies, time limits, status codes into errors.

Requests go to the address the user gave, plus the app's prefix, plus the route; what the server
believes its address to be is not used (protocol notes §15).
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote, urlsplit, urlunsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.exceptions import HTTPError as TransportError

from .. import errors
from ..protocol.sse import Decoder

CONNECT_TIMEOUT = 10.0
READ_TIMEOUT = 60.0
MAX_BODY = 256 * 2**20


class _Session(requests.Session):
    """A session whose private headers, tokens among them, do not follow a redirect to another host."""

    home = ""
    private: Mapping[str, str]

    def rebuild_auth(self, prepared_request: requests.PreparedRequest, response: requests.Response) -> None:
        if not same_server(self.home, prepared_request.url or ""):
            for name in self.private:
                prepared_request.headers.pop(name, None)


class Http:
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
        self._login_lock = threading.Lock()
        self._session = _Session()
        adapter = HTTPAdapter(pool_connections=4, pool_maxsize=2 * connections)
        self._session.mount("http://", adapter)
        self._session.mount("https://", adapter)
        # requests reads the environment (proxies, CA bundle, .netrc) anew for every request, which
        # costs more than a request to a near server does: it is read once, and .netrc never.
        settings = self._session.merge_environment_settings(self.base, {}, None, verify, None)
        self._session.trust_env = False
        self._session.proxies.update(settings["proxies"])
        self._session.verify = settings["verify"]
        self._session.headers.update({"Accept-Encoding": "gzip, deflate", "User-Agent": "gradio_nb"})
        self._session.home = self.base
        self._session.private = dict(headers or {})

    def __repr__(self) -> str:
        return f"Http({self.base!r})"

    def url(self, route: str) -> str:
        """Address of a route that lives under the app's prefix."""
        return f"{self.base}{self.prefix}{route}"

    def file_url(self, path: str) -> str:
        """Address of a file on the server, by its path there (§11)."""
        return self.url(f"/file={quote(path, safe='/:')}")

    def get_json(self, url: str, **kwargs: Any) -> Any:
        return _json(self.request("GET", url, **kwargs))

    def post_json(self, url: str, body: Any = None, **kwargs: Any) -> Any:
        return _json(self.request("POST", url, body=body, **kwargs))

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

        Raises
        ------
        NotReachable, ConnectionLost, TimedOut, LoginRequired, RateLimited, QueueFull, Refused, ProtocolError
        """
        sent = dict(headers or {})
        if body is not None:
            data = json.dumps(body, allow_nan=False, separators=(",", ":")).encode()
            sent["Content-Type"] = "application/json"
        response = self._send(method, url, data, sent, stream, timeout)
        if response.status_code == 401 and self._auth and not url.endswith("/login"):
            # Login cookies are named anew at each start of the server: a restart logs everybody out (§14).
            response.close()
            self.login()
            response = self._send(method, url, data, sent, stream, timeout)
        if response.ok or response.status_code in accept:
            return response
        try:
            raise failure(response, bool(self._auth))
        finally:
            response.close()

    def _send(
        self, method: str, url: str, data: Any, headers: dict[str, str], stream: bool, timeout: float | None
    ) -> requests.Response:
        if same_server(self.base, url):
            headers = {**self._session.private, **headers}
        for fresh in (False, True):
            body = data() if callable(data) else data
            try:
                response = self._session.request(
                    method, url, data=body, headers=headers, stream=True, timeout=(CONNECT_TIMEOUT, timeout)
                )
                if not stream:
                    _load(response)
                return response
            except requests.ConnectionError as e:
                # A server closes a kept-alive connection after a text/plain 500 (§8): the next request on it
                # ends without a byte. Only then is it safe to send it again, once.
                if fresh or not _dropped(e):
                    raise transport_failure(e, self.base) from e
            except (requests.RequestException, OSError) as e:
                raise transport_failure(e, self.base) from e
        raise AssertionError("unreachable")

    def messages(self, url: str, silence: float | None) -> Iterator[dict[str, Any]]:
        """Read an event stream.

        Parameters
        ----------
        silence : float or None
            Seconds without a byte after which the line counts as dead.

        Raises
        ------
        ConnectionLost
            When the stream breaks off.
        TimedOut
            After `silence`.
        """
        headers = {"Accept": "text/event-stream", "Accept-Encoding": "identity"}
        with self.request("GET", url, headers=headers, stream=True, timeout=silence) as response:
            decoder = Decoder()
            try:
                for piece in _pieces(response.raw):
                    yield from decoder.feed(piece)
            except (requests.RequestException, TransportError, OSError) as e:
                raise transport_failure(e, self.base) from e

    def login(self) -> None:
        """Log in with the user name and password (§14).

        Raises
        ------
        LoginRefused
        """
        assert self._auth is not None
        user, password = self._auth
        with self._login_lock:
            form = {"username": user, "password": password}
            response = self._send("POST", f"{self.base}/login", form, {}, False, READ_TIMEOUT)
        if response.status_code in (400, 401, 403):
            raise errors.LoginRefused(f"The app did not accept the login of {user!r}.")
        if not response.ok:
            raise failure(response, True)

    def close(self) -> None:
        self._session.close()


def normalise(url: str) -> str:
    """Bring an address into the form that routes are put behind (§2)."""
    parts = urlsplit(url.strip())
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise errors.UsageError(f"{url!r} is no address.", hint="It has to begin with http:// or https://.")
    return urlunsplit((parts.scheme, parts.netloc, parts.path.rstrip("/"), "", ""))


def same_server(base: str, url: str) -> bool:
    """Tell whether an address is of the same server; the step up to https is no other server."""
    one, other = urlsplit(base), urlsplit(url)
    if (one.scheme, one.netloc) == (other.scheme, other.netloc):
        return True
    ports = {"http": 80, "https": 443}
    ends = [(p.scheme, p.hostname, p.port or ports.get(p.scheme)) for p in (one, other)]
    return ends[0] == ends[1] or ends == [("http", one.hostname, 80), ("https", one.hostname, 443)]


def failure(response: requests.Response, logged_in: bool = False) -> errors.GradioNbError:
    """Say what the status of an answer means (§8). Neither tracebacks nor HTML are shown."""
    status, detail = response.status_code, _detail(response)
    if status == 401:
        return (
            errors.LoginRefused("The login is not valid any more.")
            if logged_in
            else errors.LoginRequired(detail or "This app wants a login.")
        )
    if status == 413:
        return errors.UploadTooLarge(detail or "The file is larger than the app allows.")
    if status == 422:
        return _invalid(response)
    if status == 429:
        return errors.RateLimited(detail or "Too many requests.", retry_after=_retry_after(response))
    if status == 503 and "full" in detail.lower():
        return errors.QueueFull(detail)
    if status == 503:
        return errors.Refused(
            detail or "The app is not available now (503).",
            hint="It may be starting or waking up: try again in a while.",
        )
    if status == 403:
        return errors.Refused(
            detail or "The server does not allow that (403).", hint="You may lack the right to use it."
        )
    if status == 404:
        return errors.Refused(
            detail or "The server does not know that (404).", hint="Connect again: the app has changed."
        )
    return errors.Refused(
        detail or f"The server answered with status {status}.", hint="Try again, or look at the app's log."
    )


def _detail(response: requests.Response) -> str:
    """The server's own words, where they are words."""
    if "json" in response.headers.get("Content-Type", ""):
        try:
            body = response.json()
        except (ValueError, RecursionError):
            return ""
        detail = (body.get("detail") or body.get("error")) if isinstance(body, dict) else None
        if isinstance(detail, dict):
            detail = detail.get("auth_message") or detail.get("error")
        return detail[:500] if isinstance(detail, str) and detail not in ("Not Found", "Not authenticated") else ""
    if response.status_code == 413:
        return response.text[:200]
    return ""


def _invalid(response: requests.Response) -> errors.GradioNbError:
    """Read a 422: of a validator (5.45 and later), or of a body that the server finds malformed."""
    try:
        items = response.json()["detail"]
        validated = [i for i in items if i.get("__type__") == "validate" and not i.get("is_valid")]
        fields = {str(i.get("parameter_name") or ""): str(i.get("message") or "invalid") for i in validated}
        if fields:
            text = "; ".join(f"{name}: {said}" if name else said for name, said in fields.items())
            return errors.InvalidInput(text, fields=fields)
        text = "; ".join(f"{'.'.join(map(str, i['loc']))}: {i['msg']}" for i in items)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        text = ""
    return errors.ProtocolError(f"The server finds the request malformed. {text}".strip())


def _retry_after(response: requests.Response) -> float | None:
    try:
        return max(0.0, float(response.headers.get("Retry-After", "")))
    except ValueError:
        return None


def transport_failure(e: BaseException, base: str) -> errors.GradioNbError:
    """Say what a broken line means; `base` is named, headers and tokens are not."""
    where = urlsplit(base).netloc.rpartition("@")[2]
    if isinstance(e, requests.exceptions.SSLError):
        return errors.NotReachable(
            f"The certificate of {where} is not valid.", hint="Give verify='ca.pem' or verify=False."
        )
    if isinstance(e, requests.exceptions.ConnectTimeout):
        return errors.NotReachable(f"{where} did not answer within {CONNECT_TIMEOUT:.0f} s.")
    text = f"{e} {e.__context__}"
    if isinstance(e, requests.exceptions.ReadTimeout | TimeoutError) or "Read timed out" in text:
        return errors.TimedOut(
            f"{where} was silent for too long.", hint="The app may hang, or the line is dead: try again."
        )
    if isinstance(e, requests.ConnectionError) and ("Failed to establish" in text or "NewConnection" in text):
        return errors.NotReachable(f"Nothing answers at {where}.")
    if isinstance(e, requests.ConnectionError) and "Failed to resolve" in text:
        return errors.NotReachable(f"There is no host named {where}.")
    return errors.ConnectionLost(f"The connection to {where} broke.")


def _dropped(e: BaseException) -> bool:
    """Whether a kept-alive connection was closed by the server before a byte of the answer came."""
    return "Connection aborted" in str(e) and any(w in str(e) for w in ("RemoteDisconnected", "ConnectionReset"))


def _pieces(raw: Any) -> Iterator[bytes]:
    """Give bytes as they come. What is not sent in chunks, `stream` would collect until 64 kB are full."""
    if raw.chunked:
        yield from raw.stream(1 << 16, decode_content=True)
    elif hasattr(raw, "read1"):
        while piece := raw.read1(1 << 16, decode_content=True):
            yield piece
    else:  # urllib3 1
        yield from raw.stream(1, decode_content=True)


def _load(response: requests.Response) -> None:
    """Read the body, as `requests` does by itself, but no more of it than makes sense."""
    parts, size = [], 0
    for part in response.iter_content(1 << 16):
        size += len(part)
        if size > MAX_BODY:
            response.close()
            raise errors.ProtocolError(f"An answer is larger than {MAX_BODY / 2**20:.0f} MB.")
        parts.append(part)
    response._content = b"".join(parts)


def _json(response: requests.Response) -> Any:
    try:
        return response.json()
    except (ValueError, RecursionError) as e:
        raise errors.ProtocolError("The server answered with something that is no JSON.") from e
