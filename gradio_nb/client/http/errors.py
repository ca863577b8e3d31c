"""What went wrong with a request, as errors: status codes of answers, and lines that broke (docs/protocol.md §8)."""

from __future__ import annotations

import errno
import os
import socket
import ssl
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

import requests

from ... import errors
from ...control_characters import clean
from ...protocol.json_text import parse_json


def error_from_response(response: requests.Response, logged_in: bool = False) -> errors.GradioNbError:
    """Say what the status of an answer means (docs/protocol.md §8). Neither tracebacks nor HTML are shown."""
    status, detail = response.status_code, _detail(response)
    page = "html" in response.headers.get("Content-Type", "")
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
        return errors.RateLimited(detail or "Too many requests.", retry_after=retry_after(response.headers))
    if status == 503 and "full" in detail.lower():
        return errors.QueueFull(detail)
    if status == 503:
        return errors.Refused(
            detail or "The app is not available now (503).",
            status=status,
            retry_after=retry_after(response.headers),
            page=page,
            hint="It may be starting or waking up: try again in a while.",
        )
    if status == 403:
        return errors.Refused(
            detail or "The server does not allow that (403).", status=status, hint="You may lack the right to use it."
        )
    if status == 404:
        return errors.Refused(
            detail or "The server does not know that (404).",
            status=status,
            page=page,
            hint="Connect again: the app has changed.",
        )
    return errors.Refused(detail or f"The server answered with status {status}.", status=status, page=page)


def _detail(response: requests.Response) -> str:
    """The server's own words, where they are words."""
    if "json" in response.headers.get("Content-Type", ""):
        try:
            body = parse_json(response.content)
        except (ValueError, RecursionError):
            return ""
        detail = (body.get("detail") or body.get("error")) if isinstance(body, dict) else None
        if isinstance(detail, dict):
            detail = detail.get("auth_message") or detail.get("error")
        return (
            clean(detail[:500]) if isinstance(detail, str) and detail not in ("Not Found", "Not authenticated") else ""
        )
    if response.status_code == 413 and response.headers.get("Content-Type", "").startswith("text/plain"):
        return clean(response.text[:200])
    return ""


def _invalid(response: requests.Response) -> errors.GradioNbError:
    """Read a 422: of a validator (5.45 and later), or of a body that the server finds malformed."""
    try:
        items = parse_json(response.content)["detail"]
        validated = [i for i in items if i.get("__type__") == "validate" and not i.get("is_valid")]
        fields = {clean(i.get("parameter_name") or ""): clean(i.get("message") or "invalid") for i in validated}
        if fields:
            text = "; ".join(f"{name}: {said}" if name else said for name, said in fields.items())
            return errors.InvalidInput(text, fields=fields)
        text = clean("; ".join(f"{'.'.join(map(str, i['loc']))}: {i['msg']}" for i in items))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        text = ""
    return errors.ProtocolError(f"The server finds the request malformed. {text}".strip())


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds to wait, where the server said so: as a number, or as a date (RFC 9110 §10.2.3)."""
    told = headers.get("Retry-After", "")
    try:
        return max(0.0, float(told))
    except ValueError:
        pass
    from email.utils import parsedate_to_datetime

    try:
        return max(0.0, parsedate_to_datetime(told).timestamp() - time.time())
    except ValueError:
        return None


def is_overloaded(error: errors.GradioNbError) -> bool:
    """Whether the server has not taken a request, because it wants some rest first."""
    return isinstance(error, errors.RateLimited) or (isinstance(error, errors.Refused) and error.status == 503)


_LACKING = {
    errno.EMFILE: "this process has too many open files",
    errno.ENFILE: "this computer has too many open files",
    errno.EADDRNOTAVAIL: "this computer has no free port or no suitable address for it",
    errno.ENOMEM: "this computer has no memory left",
    errno.ENOBUFS: "this computer has no memory left for network buffers",
}
TOO_MANY_FILES = (errno.EMFILE, errno.ENFILE)
RAISE_LIMIT = "Close clients and files that you do not need, lower max_running=, or raise the limit (`ulimit -n`)."


def out_of_resources(e: BaseException | None, what: str) -> errors.OutOfResources | None:
    """Tell whether a failure comes from a limit of this computer, and which one.

    Parameters
    ----------
    e : Exception or None
        It may be the consequence of the one that names the limit.
    what : str
        What could not be done, as a sentence without its full stop.
    """
    seen: set[int] = set()
    while e is not None and id(e) not in seen:
        seen.add(id(e))
        if isinstance(e, MemoryError):
            return errors.OutOfResources(f"{what}: Python has no memory left (MemoryError).")
        code = e.errno if isinstance(e, OSError) and not isinstance(e, socket.gaierror) else None
        if isinstance(e, socket.gaierror | ssl.SSLError) and code not in _LACKING:
            # A resolver that cannot open its own files reports any other reason; so may TLS.
            code = _lacking_files()
        if code in _LACKING:
            name = errno.errorcode[code]
            hint = RAISE_LIMIT if code in TOO_MANY_FILES else None
            return errors.OutOfResources(f"{what}: {_LACKING[code]} ({name}).", hint=hint)
        e = e.__cause__ or e.__context__
    return None


def _before_request(e: BaseException) -> bool:
    """Whether a request failed before any of it was sent."""
    text = f"{e} {e.__context__}"
    return isinstance(e, requests.exceptions.SSLError) or "NewConnection" in text or "Failed to" in text


def _lacking_files() -> int | None:
    """Try whether a file can be opened; gives the error number when there are too many."""
    try:
        os.close(os.open(os.devnull, os.O_RDONLY))
    except OSError as e:
        return e.errno
    return None


def unexpected(e: BaseException, what: str) -> errors.GradioNbError:
    """Say what an exception means that no server should be able to cause; `what` as for `out_of_resources`."""
    return out_of_resources(e, what) or errors.ProtocolError(f"{what}: {type(e).__name__}: {e}")


def error_from_exception(e: BaseException, url: str) -> errors.GradioNbError:
    """Say what a broken line means; the host of `url` is named, headers and tokens are not."""
    where = urlsplit(url).netloc.rpartition("@")[2]
    limit = out_of_resources(e, f"No connection to {where} could be opened")
    if limit is not None and _before_request(e):
        return limit
    if isinstance(e, requests.exceptions.SSLError):
        return tls_failure(e, where)
    if isinstance(e, requests.exceptions.ConnectTimeout):
        return errors.NotReachable(f"{where} did not answer in time.")
    if limit is not None:
        return errors.ConnectionLost(limit.message.replace("could be opened", "could be kept"), hint=limit.hint)
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


def tls_failure(e: BaseException, where: str) -> errors.GradioNbError:
    """Say what is wrong with a secure line: the certificate, before anything was sent, or the line itself."""
    if "certificate" in str(e).lower():
        return errors.NotReachable(
            f"The certificate of {where} is not valid.", hint="Give verify='ca.pem' or verify=False."
        )
    return errors.ConnectionLost(
        f"The secure connection to {where} broke.", hint="Try again; if it never works, the app may be at http://."
    )
