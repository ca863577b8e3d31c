"""What a server says of itself, fetched (docs/protocol.md §2)."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests

from ... import errors
from ...control_characters import clean
from ...protocol.json_text import parse_json
from ...protocol.urls import parse_url
from .abort import AbortHandle
from .base_url import read_prefix
from .client import HttpClient, Rest
from .response import read_json

Loaded = tuple[dict[str, Any], "dict[str, Any] | None"]

# Statuses that may only mean that /config is not at this place.
ELSEWHERE = (403, 404, 405, 500, 501, 502)
MARK = "window.gradio_config"
MAX_MARKS = 8
"""Occurrences of `MARK` that are tried: a page may mention the name before it sets it."""
ANSWER_TIMEOUT = 120.0
"""Seconds for all answers while connecting, however steadily their bytes trickle in."""


def fetch_config(http: HttpClient, rest: Rest | None = None) -> Loaded:
    """Fetch `/config` and `/info`, and set the prefix of `http`.

    Its base too, where the app turns out to be elsewhere.

    Parameters
    ----------
    http : HttpClient
    rest : callable, optional
        Waits for a server that is too busy, as for `HttpClient.request`.

    Returns
    -------
    config : dict
    info : dict or None
        None where the server cannot print its schema: calls work all the same (docs/protocol.md §2.5).

    Raises
    ------
    NotReachable, NotGradio, LoginError, RateLimited
    """
    with _limited(ANSWER_TIMEOUT) as line:
        try:
            config = _config(http, line, rest)
        except (errors.ConnectionLost, errors.TimedOut, errors.QueueFull, errors.Refused) as e:
            # No job is under way yet.
            raise errors.NotReachable(e.message, hint=e.hint) from e
        http.prefix = read_prefix(config.get("api_prefix"))
        try:
            info = read_json(_get(http, http.url("/info?serialize=False&all_endpoints=True"), line))
        except (errors.JobError, errors.ProtocolError, errors.NotReachable):
            info = None
    return config, info if isinstance(info, dict) else None


def _get(
    http: HttpClient, url: str, line: AbortHandle, accept: tuple[int, ...] = (), rest: Rest | None = None
) -> requests.Response:
    """Send a GET request, and say so when it was aborted for it took too long."""
    try:
        response = http.request("GET", url, accept=accept, rest=rest, line=line)
    except (errors.ConnectionLost, errors.Refused):
        if not line.aborted:
            raise
    else:
        # http.client takes a head that breaks off for a whole one.
        if not line.aborted:
            return response
    raise errors.NotReachable(
        f"{http.base} did not finish its answer within {ANSWER_TIMEOUT:g} s.",
        hint="The server or the network may be overloaded: try again later.",
    )


@contextmanager
def _limited(seconds: float) -> Iterator[AbortHandle]:
    """Abort the requests that have this line when the time is over."""
    line = AbortHandle()
    timer = threading.Timer(seconds, line.abort)
    timer.daemon = True
    timer.start()
    try:
        yield line
    finally:
        timer.cancel()
        line.detach()


def _config(http: HttpClient, line: AbortHandle, rest: Rest | None) -> dict[str, Any]:
    # /config lives at the root, whatever the prefix is.
    answer = _get(http, f"{http.base}/config", line, ELSEWHERE, rest)
    config = _read(answer)
    if config is None:
        config = _config_of_page(http, line)
    elif answer.history and answer.url.endswith("/config"):
        # From http to https, say: a POST would become a GET on the way.
        http.rebase(answer.url.removesuffix("/config"))
    if config is None or not ("components" in config or "allow_flagging" in config):
        raise errors.NotGradio(f"{http.base} answers, but not as a Gradio app does.", hint=_hint(http.base))
    if config.get("auth_required"):
        raise errors.LoginRequired(
            clean(config.get("auth_message") or "This app wants a login."),
            hint="Connect with auth=('user', 'password') to the first page of the app, not to a page below it.",
        )
    return config


def _config_of_page(http: HttpClient, line: AbortHandle) -> dict[str, Any] | None:
    config = config_in(_get(http, f"{http.base}/", line, ELSEWHERE).text)
    below = f"/{config.get('current_page')}" if config and config.get("current_page") else ""
    if below and parse_url(http.base).target.endswith(below):
        # A page of an app that has several: everything else lives at the first one.
        http.rebase(http.base.removesuffix(below))
        return _read(_get(http, f"{http.base}/config", line, ELSEWHERE))
    return config


def config_in(page: str) -> dict[str, Any] | None:
    """Find the object that a page assigns to `window.gradio_config` (docs/protocol.md §2), in linear time."""
    at = 0
    for _ in range(MAX_MARKS):
        at = page.find(MARK, at)
        if at < 0:
            return None
        at += len(MARK)
        # The first end tag closes a script, whatever stands around it (HTML, section 13.2.5.15).
        end = page.find("</script", at)
        assignment = page[at:end].strip() if end >= 0 else ""
        if assignment.startswith("="):
            found = _parse(assignment[1:].strip().rstrip("; \t\r\n"))
            if found is not None:
                return found
    return None


def _hint(base: str) -> str | None:
    if parse_url(base).host.endswith(".gradio.live"):
        return "Share links end with the app behind them, and after a week at most: ask for a new one."
    return None


def _read(answer: Any) -> dict[str, Any] | None:
    return _parse(answer.text) if answer.ok and "json" in answer.headers.get("Content-Type", "") else None


def _parse(text: str) -> dict[str, Any] | None:
    try:
        found = parse_json(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
