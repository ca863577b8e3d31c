"""Spaces of the Hugging Face Hub: their address and their state (protocol notes §16).

The only module that needs huggingface_hub, and imports it when a Space or a token is asked for.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from .. import errors
from .http import normalise

if TYPE_CHECKING:
    from .source import Source

# Stages in which the Space answers, or will soon; the others are final.
USABLE = frozenset(("RUNNING", "RUNNING_BUILDING", "RUNNING_APP_STARTING"))
COMING = {
    "BUILDING": "building",
    "APP_STARTING": "starting",
    "SLEEPING": "waking up",
    "STOPPED": "waking up",
}
PATIENCE = 300.0
PAUSE = 3.0
TIMEOUT = 30.0


def token_headers(url: str, token: str | None) -> Mapping[str, str]:
    """Make the headers that open a private Space: the given token, or the saved one.

    No other host ever gets to see a token, not even one that the Hub names.
    """
    parts = urlsplit(url)
    if parts.scheme != "https" or not (parts.hostname or "").endswith(".hf.space"):
        return {}
    from huggingface_hub import get_token

    token = token or get_token()
    return {"x-hf-authorization": f"Bearer {token}"} if token else {}


def space_source(
    space_id: str,
    token: str | None,
    told: Callable[[str], None],
    *,
    patience: float = PATIENCE,
    wait: Callable[[float], None] = time.sleep,
) -> Source:
    """Find a Space and wait until it runs.

    Parameters
    ----------
    space_id : str
        `"owner/name"`.
    told : callable
        Told what the Space is doing.
    patience : float
        Seconds to wait for one that builds or wakes up.
    wait : callable
        Waits for seconds between two looks: the Hub has nothing to listen to.

    Returns
    -------
    Source

    Raises
    ------
    SpaceNotFound, SpaceNotRunning, RateLimited, NotReachable
    """
    from .source import Source

    told("asking the Hub")
    end = time.monotonic() + patience
    while True:
        info = _info(space_id, token)
        stage = str(getattr(info.runtime, "stage", "") or "RUNNING")
        if stage in USABLE:
            break
        if stage not in COMING:
            raise errors.SpaceNotRunning(f"The Space {space_id} does not run: {stage.lower().replace('_', ' ')}.")
        if time.monotonic() > end:
            raise errors.SpaceNotRunning(f"The Space {space_id} is still {COMING[stage]} after {patience:.0f} s.")
        told(COMING[stage])
        if COMING[stage] == "waking up" and info.host:
            _knock(info.host)
        wait(PAUSE)
    if not info.host:
        raise errors.SpaceNotRunning(f"The Hub gives no address for the Space {space_id}.")
    url = normalise(info.host)
    return Source(space_id, url, token_headers(url, token))


def _info(space_id: str, token: str | None) -> Any:
    import requests
    from huggingface_hub import HfApi
    from huggingface_hub.errors import HfHubHTTPError, RepositoryNotFoundError

    try:
        return HfApi(token=token).space_info(space_id, timeout=TIMEOUT)
    except RepositoryNotFoundError:
        raise errors.SpaceNotFound(f"There is no Space {space_id}, or it is private.") from None
    except HfHubHTTPError as e:
        status = getattr(e.response, "status_code", None)
        if status == 429:
            raise errors.RateLimited("The Hub takes no more requests for now.") from None
        if status in (401, 403):
            raise errors.SpaceNotFound(f"The Hub does not show the Space {space_id} to you.") from None
        raise errors.NotReachable(f"The Hub answered with status {status}.") from None
    except (requests.RequestException, OSError) as e:
        raise errors.NotReachable(f"The Hub cannot be reached ({type(e).__name__}).") from None
    except Exception as e:
        # huggingface_hub 1.x moved from requests to httpx, whose errors are no OSError.
        if type(e).__module__.partition(".")[0] in ("httpx", "httpcore"):
            raise errors.NotReachable(f"The Hub cannot be reached ({type(e).__name__}).") from None
        raise


def _knock(host: str) -> None:
    """Wake a sleeping Space: the first request to it does that."""
    import requests

    try:
        requests.get(host, timeout=10, allow_redirects=False)
    except requests.RequestException:
        return
