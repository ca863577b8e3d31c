"""What a server says of itself, fetched (protocol notes §2)."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from .. import errors
from ..protocol.text import parse_json
from .http import Http, Rest

Loaded = tuple[dict[str, Any], "dict[str, Any] | None"]

# Statuses that may only mean that /config is not at this place.
ELSEWHERE = (403, 404, 405, 500, 501, 502)
_CONFIG = re.compile(r"window\.gradio_config\s*=\s*(\{.*?\});\s*</script>", re.DOTALL)


def load(http: Http, rest: Rest | None = None) -> Loaded:
    """Fetch `/config` and `/info`, and set the prefix and the `app_id` of `http`.

    Its base too, where the app turns out to be elsewhere.

    Parameters
    ----------
    http : Http
    rest : callable, optional
        Waits for a server that is too busy, as for `Http.request`.

    Returns
    -------
    config : dict
    info : dict or None
        None where the server cannot print its schema: calls work all the same (§2.5).

    Raises
    ------
    NotReachable, NotGradio, LoginError, RateLimited
    """
    try:
        config = _config(http, rest)
    except (errors.ConnectionLost, errors.TimedOut, errors.QueueFull, errors.Refused) as e:
        # No job is under way yet.
        raise errors.NotReachable(e.message, hint=e.hint) from e
    http.prefix = str(config.get("api_prefix") or "").rstrip("/")
    http.app_id = str(config.get("app_id") or "")
    try:
        info = http.get_json(http.url("/info?serialize=False&all_endpoints=True"))
    except (errors.JobError, errors.ProtocolError):
        info = None
    return config, info if isinstance(info, dict) else None


def _config(http: Http, rest: Rest | None) -> dict[str, Any]:
    # /config lives at the root, whatever the prefix is.
    answer = http.request("GET", f"{http.base}/config", accept=ELSEWHERE, rest=rest)
    config = _read(answer)
    if config is None:
        config = _config_of_page(http)
    elif answer.history and answer.url.endswith("/config"):
        # From http to https, say: a POST would become a GET on the way.
        http.move(answer.url.removesuffix("/config"))
    if config is None or not ("components" in config or "allow_flagging" in config):
        raise errors.NotGradio(f"{http.base} answers, but not as a Gradio app does.", hint=_hint(http.base))
    if config.get("auth_required"):
        raise errors.LoginRequired(
            str(config.get("auth_message") or "This app wants a login."),
            hint="Connect with auth=('user', 'password') to the first page of the app, not to a page below it.",
        )
    return config


def _config_of_page(http: Http) -> dict[str, Any] | None:
    page = http.request("GET", f"{http.base}/", accept=ELSEWHERE)
    found = _CONFIG.search(page.text)
    config = _parse(found[1]) if found else None
    below = f"/{config.get('current_page')}" if config and config.get("current_page") else ""
    if below and http.base.endswith(below):
        # A page of an app that has several: everything else lives at the first one.
        http.move(http.base.removesuffix(below))
        return _read(http.request("GET", f"{http.base}/config", accept=ELSEWHERE))
    return config


def _hint(base: str) -> str | None:
    if (urlsplit(base).hostname or "").endswith(".gradio.live"):
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
