"""From what the user names to a connected app: the address of it, and what its server says of itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import errors
from .deadline import Deadline
from .http.base_url import normalise
from .http.client import HttpClient
from .http.discovery import Loaded, fetch_config
from .hub import spaces
from .hub.source import Source, space_name, url_source

GRACE = 30.0
"""Seconds for which a Space may be running, as the Hub says, before its server answers."""


def resolve_source(src: Any, token: str | None = None, deadline: Deadline | None = None) -> Source:
    """Find the address of an app; a Space that was named by its name is woken up.

    Parameters
    ----------
    src : str, gradio.Blocks, gradio.Interface or Source
    token : str, optional
        A token that was given for this very app.
    deadline : Deadline, optional
        For how long to wait for a Space, and who is told meanwhile.

    Raises
    ------
    UsageError
        When `src` is nothing of the kind.
    SpaceError, ConnectError, RateLimited, LoginError
    """
    deadline = deadline or Deadline()
    if isinstance(src, Source):
        return src
    if callable(getattr(src, "launch", None)) and hasattr(src, "is_running"):
        return _from_blocks(src, deadline.report)
    if not isinstance(src, str):
        raise errors.UsageError(
            f"A {type(src).__name__} is no app.", hint="Give an address, the name of a Space, or a gradio.Blocks."
        )
    space = space_name(src)
    if space:
        return spaces.space_source(space, token, deadline)
    return url_source(src, token)


def _from_blocks(app: Any, told: Callable[[str], None]) -> Source:
    name = str(getattr(app, "title", "") or "Gradio app")
    if app.is_running:
        return Source(name, normalise(app.local_url))
    told("launching the app")
    app.launch(prevent_thread_lock=True, quiet=True, inline=False, inbrowser=False, share=False)
    return Source(name, normalise(app.local_url), close=lambda: app.close(verbose=False))


def connect_app(http: HttpClient, source: Source, token: str | None, deadline: Deadline) -> Loaded:
    """Fetch what an app says of itself; a Space that does not answer is woken first.

    Raises
    ------
    ConnectError, LoginError, RateLimited
    """
    deadline.report("connecting")
    try:
        # A Space that is not available is no busy one: it is asked for at the Hub.
        return fetch_config(http, None if source.space else deadline.rest)
    except (errors.NotReachable, errors.NotGradio):
        if not source.space:
            raise
    return wake_and_connect(http, source, token, deadline)


def wake_and_connect(http: HttpClient, source: Source, token: str | None, deadline: Deadline) -> Loaded:
    """Wake a Space, and fetch what its app says of itself; raises as `connect_app`."""
    spaces.wake(source.space, token, deadline)
    woken = deadline.elapsed
    while True:
        # The Hub says that a Space runs a little before its server can be reached.
        deadline.report(f"starting, {deadline.elapsed:.0f} s")
        try:
            return fetch_config(http)
        except errors.NotReachable:
            if not deadline.remaining or deadline.elapsed - woken > GRACE:
                raise
        deadline.sleep(spaces.POLL_INTERVAL)
