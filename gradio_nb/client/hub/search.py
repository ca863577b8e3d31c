"""Looking for Spaces on the Hub."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from ... import errors
from ...control_characters import clean
from ...secret import secret
from . import api

HEAD = ("Space", "what it does", "likes", "hardware", "state")


@dataclass(frozen=True)
class SpaceInfo:
    """A Space that was found.

    Attributes
    ----------
    id : str
        `"owner/name"`, as `connect` takes it.
    title, description, category : str
    likes : int
    hardware : str
        Such as `"cpu-basic"` or `"zero-a10g"`; "" where the Hub does not say.
    stage : str
        Such as `"RUNNING"` or `"SLEEPING"`.
    """

    id: str
    title: str = ""
    description: str = ""
    category: str = ""
    likes: int = 0
    hardware: str = ""
    stage: str = ""

    @property
    def url(self) -> str:
        """Address of its page on the Hub."""
        return f"{api.PAGES}{self.id}"


class SpaceList(list[SpaceInfo]):
    """Spaces that were found, the best first. Shown in a notebook, they are a table."""

    def _rows(self) -> list[tuple[str, ...]]:
        return [
            (s.id, s.description or s.title, str(s.likes), s.hardware, s.stage.lower().replace("_", " ")) for s in self
        ]

    def __repr__(self) -> str:
        return "\n".join(f"{id}  ({likes} likes, {state or '?'})  {text}" for id, text, likes, _, state in self._rows())

    def _repr_html_(self) -> str:
        head = "".join(f"<th>{escape(name)}</th>" for name in HEAD)
        body = "".join(_row(space, row) for space, row in zip(self, self._rows(), strict=True))
        return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _row(space: SpaceInfo, row: tuple[str, ...]) -> str:
    link = f'<a href="{escape(space.url)}" target="_blank" rel="noopener">{escape(space.id)}</a>'
    return f"<tr><td>{link}</td>{''.join(f'<td>{escape(cell)}</td>' for cell in row[1:])}</tr>"


def search_spaces(query: str, limit: int = 20, *, running: bool = False, token: str | None = None) -> SpaceList:
    """Look for Gradio Spaces on the Hub by what they do.

    Parameters
    ----------
    query : str
        Words or a sentence: `"remove the background of a photo"`.
    limit : int
        How many at most.
    running : bool
        Only those that run now, and need not be woken first.
    token : str, optional
        Hugging Face token; without one, that of `HF_TOKEN` or of the saved login.

    Returns
    -------
    SpaceList

    Raises
    ------
    UsageError, LoginError, RateLimited, NotReachable

    Examples
    --------
    >>> gnb.search_spaces("text to speech", limit=3)  # doctest: +SKIP
    """
    token = secret(token)
    if not query.strip():
        raise errors.UsageError("Nothing to look for.", hint="Give a few words: search_spaces('text to speech').")
    params: dict[str, Any] = {"q": query, "sdk": "gradio"} | ({} if running else {"includeNonRunning": "true"})
    found = api.get("/api/spaces/semantic-search", token, **params)
    if not isinstance(found, list):
        raise errors.ProtocolError("The Hub's answer makes no sense.")
    return SpaceList(_info(told) for told in found[:limit] if isinstance(told, Mapping) and told.get("id"))


def _info(told: Mapping[str, Any]) -> SpaceInfo:
    runtime = told.get("runtime") or {}
    hardware = runtime.get("hardware") or {}
    likes = told.get("likes")
    return SpaceInfo(
        id=clean(told["id"]),
        title=clean(told.get("title") or ""),
        description=clean(told.get("ai_short_description") or told.get("shortDescription") or ""),
        category=clean(told.get("ai_category") or ""),
        likes=likes if isinstance(likes, int) else 0,
        hardware=clean(hardware.get("current") or hardware.get("requested") or ""),
        stage=clean(runtime.get("stage") or ""),
    )
