"""What the user names, as an address: a URL, a Space, or an app object of this very process."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from .. import errors
from .http import normalise

SPACE = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*")
SPACE_PAGE = re.compile(r"https?://(?:www\.)?(?:huggingface\.co|hf\.co)/spaces/([^/?#]+/[^/?#]+)")


@dataclass(frozen=True)
class Source:
    """Where an app is.

    Attributes
    ----------
    name : str
        What to call it: the Space, or host and path.
    url : str
    headers : mapping
        What only this host may see, such as the token of a Space.
    close : callable
        Ends what was started for it.
    """

    name: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    close: Callable[[], None] = lambda: None


def locate(src: Any, token: str | None = None, told: Callable[[str], None] = lambda text: None) -> Source:
    """Find the address of an app.

    Parameters
    ----------
    src : str, gradio.Blocks, gradio.Interface or Source
    token : str, optional
        A token that was given for this very app; it goes to Spaces and to the Hub only.
    told : callable
        Told what is being done, for people who wait.

    Raises
    ------
    UsageError
        When `src` is nothing of the kind.
    SpaceError, ConnectError
    """
    if isinstance(src, Source):
        return src
    if callable(getattr(src, "launch", None)) and hasattr(src, "is_running"):
        return _launched(src, told)
    if not isinstance(src, str):
        raise errors.UsageError(
            f"A {type(src).__name__} is no app.", hint="Give an address, the name of a Space, or a gradio.Blocks."
        )
    src = src.strip()
    page = SPACE_PAGE.match(src)
    if page or ("://" not in src and SPACE.fullmatch(src)):
        from .hub import space_source

        return space_source(page[1] if page else src, token, told)
    from .hub import token_headers

    url, headers = _without_password(normalise(src))
    parts = urlsplit(url)
    return Source(parts.netloc + parts.path, url, {**headers, **token_headers(url, token)})


def _without_password(url: str) -> tuple[str, dict[str, str]]:
    """Take `user:password@` out of an address, which is printed in many places, into a header."""
    parts = urlsplit(url)
    user, at, host = parts.netloc.rpartition("@")
    if not at:
        return url, {}
    secret = b64encode(unquote(user).encode()).decode()
    return parts._replace(netloc=host).geturl(), {"Authorization": f"Basic {secret}"}


def _launched(app: Any, told: Callable[[str], None]) -> Source:
    name = str(getattr(app, "title", "") or "Gradio app")
    if app.is_running:
        return Source(name, normalise(app.local_url))
    told("launching the app")
    app.launch(prevent_thread_lock=True, quiet=True, inline=False, inbrowser=False, share=False)
    return Source(name, normalise(app.local_url), close=lambda: app.close(verbose=False))
