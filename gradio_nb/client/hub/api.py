"""The Hugging Face Hub: asked through huggingface_hub, its errors put into words; who gets the token.

The only module that imports huggingface_hub, and only when a Space or a token is asked for.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from ... import errors
from ...protocol.urls import origin_of
from ...secret import Secret, secret
from ..http.errors import retry_after

if TYPE_CHECKING:
    from huggingface_hub import HfApi

PAGES = "https://huggingface.co/spaces/"
SPACE_HOSTS = ".hf.space"
TIMEOUT = 30.0

T = TypeVar("T")


def token_goes_to(url: str) -> bool:
    """Tell whether an address may see a token that was not given for it: a Space, over https.

    No other host ever does, not even one that the Hub names.
    """
    origin = origin_of(url)
    return origin is not None and origin[0] == "https" and origin[1].endswith(SPACE_HOSTS)


def known_token(token: str | None) -> str | None:
    """Give the token that the Hub will see: the given one, that of `HF_TOKEN`, or of the saved login."""
    if token:
        return Secret(token)
    from huggingface_hub.utils import build_hf_headers

    # Asked in this way for it minds HF_HUB_DISABLE_IMPLICIT_TOKEN.
    return secret(build_hf_headers().get("authorization", "").removeprefix("Bearer ") or None)


def token_headers(token: str | None) -> Mapping[str, str]:
    """Make the header that opens a private Space; `authorization` is left to the app (docs/protocol.md §16)."""
    return {"x-hf-authorization": Secret(f"Bearer {token}")} if token else {}


def get(path: str, token: str | None, space: str = "", timeout: float | None = None, **params: Any) -> Any:
    """Ask the Hub for something that it answers as JSON.

    Parameters
    ----------
    path : str
        Such as `"/api/spaces/owner/name"`.
    token : str or None
        None: that of `HF_TOKEN` or of the saved login.
    space : str
        The Space that it is about, for the words of errors.
    timeout : float, optional
        Seconds to wait for an answer, instead of `TIMEOUT`.
    **params
        Query of the address.

    Raises
    ------
    SpaceNotFound, SpaceGated, LoginError, RateLimited, NotReachable, ProtocolError
    """
    from huggingface_hub.utils import build_hf_headers, get_session, hf_raise_for_status

    def ask() -> Any:
        headers = build_hf_headers(token=token, library_name="gradio_nb")
        answer = get_session().get(f"{_endpoint()}{path}", headers=headers, params=params, timeout=timeout or TIMEOUT)
        hf_raise_for_status(answer)
        return answer.json()

    return asking(ask, token, space)


def api(token: str | None) -> HfApi:
    """Make what changes things on the Hub."""
    from huggingface_hub import HfApi

    return HfApi(endpoint=_endpoint(), token=token, library_name="gradio_nb")


def _endpoint() -> str:
    # huggingface_hub reads it once; in a notebook it may be set after the import.
    from huggingface_hub import constants

    return (os.environ.get("HF_ENDPOINT") or constants.ENDPOINT).rstrip("/")


def asking(ask: Callable[[], T], token: str | None, space: str = "") -> T:
    """Do what asks the Hub, and say in the words of this package what goes wrong; raises as `get`."""
    from huggingface_hub.utils import HfHubHTTPError

    # The causes are dropped: their texts are long, and not written for those who read ours.
    try:
        return ask()
    except HfHubHTTPError as e:
        raise _refusal(e.response, known_token(token) is not None, space) from None
    except (KeyError, TypeError, ValueError) as e:
        # Before OSError: in requests an answer that is no JSON is both.
        raise errors.ProtocolError(f"The Hub's answer makes no sense ({type(e).__name__}).") from None
    except OSError as e:
        raise _silence(e) from None
    except Exception as e:
        # httpx and its relatives: their errors are no OSError.
        if type(e).__module__.startswith("http"):
            raise _silence(e) from None
        raise


def _silence(e: Exception) -> errors.GradioNbError:
    if type(e).__name__ == "OfflineModeIsEnabled":
        return errors.NotReachable(
            "huggingface_hub is in offline mode.", hint="Unset HF_HUB_OFFLINE to use Spaces by their name."
        )
    if "Timeout" in type(e).__name__:
        return errors.NotReachable(f"The Hub did not answer within {TIMEOUT:g} s.")
    return errors.NotReachable(
        f"The Hub cannot be reached ({type(e).__name__}).",
        hint="Check your network and proxy, and HF_ENDPOINT if it is set.",
    )


def _refusal(response: Any, signed_in: bool, space: str) -> errors.GradioNbError:
    """Say what a status of the Hub means. It shows private Spaces to nobody, as if they were missing."""
    status, code = response.status_code, response.headers.get("X-Error-Code", "")
    said = response.headers.get("X-Error-Message", "")
    if status == 429:
        return errors.RateLimited("The Hub takes no more requests for now.", retry_after=retry_after(response.headers))
    if status == 401 and said.startswith("Invalid credentials"):
        return errors.LoginRefused(
            "The Hub does not accept your Hugging Face token.",
            hint="Make a new one on https://huggingface.co/settings/tokens; it is from token=, HF_TOKEN or the login.",
        )
    if space and code == "GatedRepo":
        return errors.SpaceGated(
            f"The Space {space} is gated: its owner decides who may use it.",
            hint=f"Ask for access on {PAGES}{space}, then give the token of the account that has it.",
        )
    if space and "disabled" in said:
        return errors.SpaceNotRunning(
            f"The Hub has disabled the Space {space}.", hint=f"Its page may say why: {PAGES}{space}."
        )
    if space and status in (401, 403, 404) and signed_in:
        return errors.SpaceNotFound(
            f"There is no Space {space}, or your token does not open it.",
            hint="Check the spelling `owner/name`, and that the token is of an account that may see it.",
        )
    if space and status in (401, 403, 404):
        return errors.SpaceNotFound(f"There is no Space {space}, or it is private.")
    if status in (401, 403):
        return errors.LoginRequired(
            "The Hub wants a token for that, with the right to do it.",
            hint="Give token=..., or log in with `hf auth login`; see https://huggingface.co/settings/tokens.",
        )
    return errors.NotReachable(
        f"The Hub answered with status {status}.", hint="Try again in a few minutes; the Hub may be in trouble."
    )
