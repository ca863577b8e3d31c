"""How much GPU time an account has left on ZeroGPU Spaces."""

from __future__ import annotations

from datetime import datetime

from ... import errors
from ...frozen import Frozen
from . import api


class Quota(Frozen):
    """GPU time of an account on ZeroGPU Spaces.

    Attributes
    ----------
    total, left : float
        Seconds.
    resets_at : datetime or None
        When it is full again; None while nothing of it was used.
    """

    total: float
    left: float
    resets_at: datetime | None = None


def quota(token: str | None) -> Quota | None:
    """Ask the Hub for the quota of the account behind a token; None where it does not tell.

    It does not tell without a token, and not to tokens that may not read about billing.
    """
    if api.known_token(token) is None:
        return None
    try:
        told = api.get("/api/spaces/zero-gpu/quota", token)
        return Quota(float(told["base"]), float(told["current"]), _time(told.get("resetsAt")))
    except (errors.GradioNbError, AttributeError, KeyError, TypeError, ValueError):
        return None


def _time(text: str | None) -> datetime | None:
    # Python 3.10 does not read the Z.
    return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None
