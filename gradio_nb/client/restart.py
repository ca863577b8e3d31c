"""Whether an app is still the process that it was: a restart changes its `app_id` (protocol notes §2)."""

from __future__ import annotations

from .. import errors
from .http import Http

ASK_TIMEOUT = 5.0
QUICKEST = 2.0
"""Seconds that a restart takes at least: Gradio alone is longer in being imported."""


def restarted(http: Http, since: str) -> bool:
    """Ask an app whether it was restarted, and keep its `app_id`.

    Parameters
    ----------
    http : Http
    since : str
        The `app_id` it had; empty where the server has none (before 3.50).

    Returns
    -------
    bool
        False also when it does not say.
    """
    if not since:
        return False
    try:
        answer = http.get_json(http.url("/app_id"), timeout=ASK_TIMEOUT)
    except errors.GradioNbError:
        return False
    now = str(answer.get("app_id") or "") if isinstance(answer, dict) else ""
    http.app_id = now or http.app_id
    return now not in ("", since)
