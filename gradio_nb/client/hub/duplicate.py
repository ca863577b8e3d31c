"""A copy of a Space in one's own account."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from typing import Any

from ... import errors
from . import api
from .source import space_name
from .spaces import look_up

FREE_HARDWARE = ("", "cpu-basic")


def duplicate_space(
    from_id: str,
    to_id: str | None,
    token: str | None,
    *,
    private: bool,
    hardware: str | None,
    secrets: Mapping[str, str] | None,
    sleep_timeout: int,
) -> str:
    """Copy a Space into an account, or find the copy that is there already.

    `Client.duplicate` says what the parameters are, and what they are when they are not given.

    Returns
    -------
    str
        Name of the copy, which may have to be built first.
    """
    source = space_name(from_id)
    if source is None:
        raise errors.UsageError(f"{from_id!r} is not the name of a Space.", hint="Give it as `owner/name`.")
    if api.known_token(token) is None:
        raise errors.LoginRequired(
            "A copy needs an account of the Hugging Face Hub.",
            hint="Give token=..., one that may write, or log in with `hf auth login`.",
        )
    original = look_up(source, token)
    target = _target(to_id or source.partition("/")[2], token)
    wanted = hardware or original.hardware
    options: dict[str, Any] = {}
    if wanted not in FREE_HARDWARE:
        _warn(f"{target} runs on {wanted}, which may cost money: see https://huggingface.co/settings/billing.")
        # On free hardware the Hub decides when a Space goes to sleep.
        options["sleep_time"] = 60 * sleep_timeout
    try:
        copy = look_up(target, token)
    except errors.SpaceNotFound:
        if wanted:
            options["hardware"] = wanted
        if secrets:
            options["secrets"] = [{"key": key, "value": value} for key, value in secrets.items()]
        api.asking(lambda: _copy(api.api(token), original.id, target, private, options), token, original.id)
        return target
    if secrets:
        _warn(f"{target} is there already and keeps its secrets; give another to_id to make a new copy.")
    if wanted and copy.hardware != wanted:
        hub_api: Any = api.api(token)
        api.asking(lambda: hub_api.request_space_hardware(target, wanted, **options), token, target)
    return target


def _target(name: str, token: str | None) -> str:
    if "/" in name:
        return name
    account = api.get("/api/whoami-v2", token)
    if not (isinstance(account, dict) and account.get("name")):
        raise errors.ProtocolError("The Hub does not say whose token this is.", hint="Give to_id as `owner/name`.")
    return f"{account['name']}/{name}"


def _copy(api: Any, source: str, target: str, private: bool, options: Mapping[str, Any]) -> None:
    if hasattr(api, "duplicate_repo"):
        spaces = {f"space_{name}": value for name, value in options.items()}
        api.duplicate_repo(source, target, repo_type="space", private=private, exist_ok=True, **spaces)
    else:  # huggingface_hub before 1.0
        api.duplicate_space(source, target, private=private, exist_ok=True, **options)


def _warn(text: str) -> None:
    warnings.warn(text, UserWarning, stacklevel=4)
