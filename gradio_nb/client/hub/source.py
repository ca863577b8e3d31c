"""What the user names, as an address: a URL, a Space, or an app object of this very process."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Mapping
from urllib.parse import unquote

from ... import errors
from ...frozen import Frozen
from ...protocol.urls import parse_url
from ...secret import Secret
from ..http.base_url import normalise, read_url
from . import api

HUB = r"(?:https?://)?(?:www\.)?(?:huggingface\.co|hf\.co)(?![\w.:])/?"
NAME = r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*"
# `owner/name`, `spaces/owner/name`, or any page of a Space on the Hub.
SPACE = re.compile(rf"(?:spaces/|hf://spaces/)?({NAME})|{HUB}spaces/({NAME})(?:[/?#].*)?", re.DOTALL)
HUB_PAGE = re.compile(rf"{HUB}(?:[/?#].*|\w.*)?", re.DOTALL)
# Addresses that people paste without their beginning.
SECURE_HOST = re.compile(r"(?:http://)?([\w-]+(?:\.[\w-]+)*\.(?:hf\.space|gradio\.live)(?:[/?#].*)?)")
HOST_AND_PORT = re.compile(r"(?:[\w.-]+|\[[\da-fA-F:]+\]):\d+(?:[/?#].*)?")


class Source(Frozen, unprinted=["headers"]):
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
    space : str
        What the Hub knows it by, "" for what is no Space: `"owner/name"`, or the first part of its
        `*.hf.space` address.
    anonymous : bool
        A Space that is used without a token.
    """

    name: str
    url: str
    headers: Mapping[str, str] = {}
    close: Callable[[], None] = lambda: None
    space: str = ""
    anonymous: bool = False


def space_name(src: str) -> str | None:
    """Read the name of a Space out of what people write for one; None where it is something else.

    Raises
    ------
    UsageError
        For pages of the Hub that are not those of a Space.
    """
    src = src.strip()
    found = SPACE.fullmatch(src)
    if found and not SECURE_HOST.fullmatch(src):
        return str(found[1] or found[2])
    if HUB_PAGE.fullmatch(src):
        raise errors.UsageError(
            f"{src!r} is a page of the Hub, but not that of a Space.",
            hint="Give the name of a Space, `owner/name`, or its address https://huggingface.co/spaces/owner/name.",
        )
    return None


def url_source(src: str, token: str | None) -> Source:
    """Return where the app at an address is; the token of the Hub is sent to hosts of the Hub only."""
    url, headers = _base_and_login(src)
    base = parse_url(url)
    is_space = base.host.endswith(api.SPACE_HOSTS)
    # Elsewhere a token goes only when it was given for this address.
    secret = api.known_token(token) if api.token_goes_to(url) else token
    return Source(
        base.authority + base.target,
        url,
        {**headers, **api.token_headers(secret)},
        space=base.host.partition(".")[0] if is_space else "",
        anonymous=is_space and not secret,
    )


def _base_and_login(src: str) -> tuple[str, dict[str, str]]:
    """Turn what people paste into a base URL, and its `user:password@`, which would be printed, into a header."""
    src = src.strip()
    if secure := SECURE_HOST.fullmatch(src):
        src = f"https://{secure[1]}"
    elif HOST_AND_PORT.fullmatch(src):
        src = f"http://{src}"
    # What a server prints that listens on all its addresses.
    src = re.sub(r"^(https?://)0\.0\.0\.0(?=[:/]|$)", r"\g<1>127.0.0.1", src)
    url = read_url(src)
    # The URL of the API itself, such as that of its MCP server.
    base = re.sub(r"/gradio_api(/.*)?$", "", normalise(src))
    if not url.credentials:
        return base, {}
    secret = b64encode(unquote(url.credentials).encode()).decode()
    return base, {"Authorization": Secret(f"Basic {secret}")}
