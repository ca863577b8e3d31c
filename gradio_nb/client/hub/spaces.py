"""Spaces of the Hub on the way to running: asleep, in building, broken (docs/protocol.md §16)."""

from __future__ import annotations

from ... import errors
from ...control_characters import clean
from ...frozen import Frozen
from ..deadline import Deadline
from ..http.base_url import normalise
from . import api
from .source import Source

WAKING = "waking up"
TRANSIENT_STAGES = {"BUILDING": "building", "APP_STARTING": "starting", "SLEEPING": WAKING, "STOPPED": WAKING}

# Stages that do not pass by themselves: what is the matter, and what to do.
PERMANENT_STAGES = {
    "PAUSED": (
        "is paused",
        "Only its owner can restart it, on {page}; or run a copy of your own: gradio_nb.duplicate({space!r}).",
    ),
    "BUILD_ERROR": ("could not be built", "Its owner has to repair it; the build log is on {page}?logs=build."),
    "RUNTIME_ERROR": (
        "has crashed",
        "Its owner has to repair it, see {page}?logs=container; a copy may run: gradio_nb.duplicate({space!r}).",
    ),
    "CONFIG_ERROR": ("has a wrong configuration", "Its owner has to correct the head of its README.md, see {page}."),
    "NO_APP_FILE": ("has no app in it yet", "Its owner has to add one (app.py), see {page}."),
    "DELETING": ("is being deleted", "Look for another Space: gradio_nb.search_spaces('...')."),
}

POLL_INTERVAL = 2.0  # seconds between two looks: the Hub has nothing to listen to
HUB_BUSY_INTERVAL = 10.0  # the same when the Hub asks for rest without saying for how long
TRIES = 3
PING_TIMEOUT = 10.0


class SpaceState(Frozen):
    """What the Hub says of a Space.

    Attributes
    ----------
    id : str
        `"owner/name"`.
    host : str
        Its address, "" where there is none yet.
    stage : str
        Such as `"RUNNING"`, `"SLEEPING"`, `"BUILD_ERROR"`.
    sdk : str
        What it is made with, such as `"gradio"` or `"static"`.
    hardware : str
        What it runs on, or shall run on, such as `"cpu-basic"`.
    error_message : str
        What the Hub says of its error.
    """

    id: str
    host: str = ""
    stage: str = ""
    sdk: str = ""
    hardware: str = ""
    error_message: str = ""


def look_up(space: str, token: str | None, timeout: float | None = None) -> SpaceState:
    """Ask the Hub how a Space is.

    Parameters
    ----------
    space : str
        `"owner/name"`, or the first part of its `*.hf.space` address.
    token : str or None
    timeout : float, optional
        Seconds to wait for the Hub.

    Raises
    ------
    SpaceNotFound, SpaceGated, LoginRefused, RateLimited, NotReachable, ProtocolError
    """
    path = space if "/" in space else f"by-subdomain/{space}"
    told = api.get(f"/api/spaces/{path}", token, space if "/" in space else f"at {space}{api.SPACE_HOSTS}", timeout)
    if not isinstance(told, dict):
        raise errors.ProtocolError("The Hub's answer makes no sense.")
    runtime = told.get("runtime") or {}
    hardware = runtime.get("hardware") or {}
    return SpaceState(
        id=clean(told.get("id") or space),
        host=clean(told.get("host") or ""),
        stage=clean(runtime.get("stage") or ""),
        sdk=clean(told.get("sdk") or ""),
        hardware=clean(hardware.get("requested") or hardware.get("current") or ""),
        error_message=clean(runtime.get("errorMessage") or ""),
    )


def space_source(space: str, token: str | None, deadline: Deadline) -> Source:
    """Find a Space by its name, and wait until it runs; raises as `wake`."""
    state = wake(space, token, deadline)
    if not state.host:
        raise errors.SpaceNotRunning(f"The Hub gives no address for the Space {state.id}.", stage=state.stage)
    url = normalise(state.host)
    headers = api.token_headers(api.known_token(token)) if api.token_goes_to(url) else {}
    return Source(state.id, url, headers, space=state.id, anonymous=not headers)


def wake(space: str, token: str | None, deadline: Deadline) -> SpaceState:
    """Wait until a Space runs, and wake it if it sleeps.

    Raises
    ------
    SpaceNotRunning
        When it will not by itself, or not in time.
    NotGradio
        When it is made with something else.
    SpaceNotFound, SpaceGated, LoginRefused, RateLimited, NotReachable
    """
    deadline.report("asking the Hub")
    state = look_up(space, token)
    while True:
        _check(state)
        if state.stage not in TRANSIENT_STAGES:
            # Running, or a stage of tomorrow's Hub: its server will tell.
            return state
        doing = TRANSIENT_STAGES[state.stage]
        deadline.report(f"{doing}, {deadline.elapsed:.0f} s")
        if not deadline.remaining:
            raise errors.SpaceNotRunning(
                f"The Space {state.id} is still {doing} after {deadline.limit:g} s.",
                stage=state.stage,
                hint=f"Wait longer with wake_timeout=..., or look at {api.PAGES}{state.id}.",
            )
        if doing == WAKING and state.host:
            _ping(state.host, token)
        deadline.sleep(POLL_INTERVAL)
        state = _look_again(space, token, deadline)


def permanent_problem(state: SpaceState) -> errors.SpaceNotRunning | None:
    """Say why a Space will not run by itself; None where it will."""
    if state.stage not in PERMANENT_STAGES:
        return None
    matter, remedy = PERMANENT_STAGES[state.stage]
    told = f" {state.error_message.strip()[:300]}" if state.error_message.strip() else ""
    return errors.SpaceNotRunning(
        f"The Space {state.id} {matter}.{told}",
        stage=state.stage,
        hint=remedy.format(page=f"{api.PAGES}{state.id}", space=state.id),
    )


def _check(state: SpaceState) -> None:
    final = permanent_problem(state)
    if final is not None:
        raise final
    if state.sdk not in ("", "gradio", "docker"):
        raise errors.NotGradio(
            f"The Space {state.id} is made with {state.sdk}, not with Gradio.",
            hint="Only Gradio apps can be used here: gradio_nb.search_spaces('...') finds some.",
        )


def _look_again(space: str, token: str | None, deadline: Deadline) -> SpaceState:
    """Look up a Space that was there a moment ago; a Hub that is out of breath is given some time."""
    for _ in range(TRIES - 1):
        try:
            return look_up(space, token)
        except errors.RateLimited as e:
            rest = HUB_BUSY_INTERVAL if e.retry_after is None else e.retry_after
            deadline.report(f"the Hub is busy, asking again in {rest:.0f} s")
        except errors.NotReachable as e:
            rest = POLL_INTERVAL
            deadline.report(f"{e.message.rstrip('.')}, asking again")
        deadline.sleep(rest)
    return look_up(space, token)


def _ping(host: str, token: str | None) -> None:
    """Wake a sleeping Space: the first request to it does that."""
    import requests

    headers = api.token_headers(api.known_token(token)) if api.token_goes_to(host) else {}
    try:
        requests.get(host, headers=headers, timeout=PING_TIMEOUT, allow_redirects=False, stream=True).close()
    except requests.RequestException:
        return
