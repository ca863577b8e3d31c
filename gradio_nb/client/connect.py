"""What a server says of itself, fetched (protocol notes §2)."""

from __future__ import annotations

import json
import re
from typing import Any

from .. import errors
from .http import Http

_CONFIG = re.compile(r"window\.gradio_config\s*=\s*(\{.*?\});\s*</script>", re.DOTALL)


def load(http: Http) -> tuple[dict[str, Any], dict[str, Any] | None]:
    """Fetch `/config` and `/info`, and set the prefix of `http`.

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
        config = _config(http)
    except (errors.ConnectionLost, errors.TimedOut, errors.QueueFull, errors.Refused) as e:
        # No job is under way yet.
        raise errors.NotReachable(e.message, hint=e.hint) from e
    http.prefix = str(config.get("api_prefix") or "").rstrip("/")
    try:
        info = http.get_json(http.url("/info?serialize=False&all_endpoints=True"))
    except (errors.JobError, errors.ProtocolError):
        info = None
    return config, info if isinstance(info, dict) else None


def _config(http: Http) -> dict[str, Any]:
    # /config lives at the root, whatever the prefix is.
    elsewhere = (403, 404, 405, 500, 501, 502)
    config = _read(http.request("GET", f"{http.base}/config", accept=elsewhere))
    if config is None:
        page = http.request("GET", f"{http.base}/", accept=elsewhere)
        found = _CONFIG.search(page.text)
        config = _parse(found[1]) if found else None
    if config is None or not ("components" in config or "allow_flagging" in config):
        raise errors.NotGradio(f"{http.base} answers, but not as a Gradio app does.")
    return config


def _read(answer: Any) -> dict[str, Any] | None:
    return _parse(answer.text) if answer.ok and "json" in answer.headers.get("Content-Type", "") else None


def _parse(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
