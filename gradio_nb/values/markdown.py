"""Markdown of an app as static HTML that is safe wherever it goes: `display.py` says what that means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from .display import escape, prose

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_LONGEST = 30_000
"""Characters; longer texts are shown as they are written, for some take long to read."""

_MARKED = 3_000
"""Characters that may begin or end markup; some texts of more take quadratic time."""

_MARK = re.compile(r"[*_~\[\]!`<>|\\&]")

# Without a host a link would lead into the notebook's own server.
_LINK = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,", re.IGNORECASE)
_BOX = "padding: 6px 10px; overflow: auto; border: 1px solid #8886; border-radius: 6px"


def markdown(text: str, *, breaks: bool = False) -> str:
    """Show Markdown: no HTML in it, no address that is loaded; `breaks` makes each line one on the page."""
    if len(text) > _LONGEST or len(_MARK.findall(text)) > _MARKED:
        return prose(text)
    return f'<div dir="auto" style="overflow-wrap: anywhere">{_reader(breaks).render(text)}</div>'


@cache
def _reader(breaks: bool) -> MarkdownIt:
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False, "breaks": breaks}).enable(["table", "strikethrough"])
    reader.validateLink = lambda url: bool(_LINK.match(url) or _PICTURE.match(url))  # type: ignore[method-assign]
    for name, rule in {"fence": _code, "code_block": _code, "image": _picture, "link_open": _link}.items():
        reader.add_render_rule(name, rule)
    return reader


def _code(_: Any, tokens: Sequence[Token], at: int, *__: Any) -> str:
    return f'<pre style="{_BOX}"><code>{escape(tokens[at].content)}</code></pre>\n'


def _link(_: Any, tokens: Sequence[Token], at: int, *__: Any) -> str:
    return _opened(tokens[at].attrs, "href")


def _opened(attributes: Mapping[str, Any], name: str) -> str:
    url = str(attributes.get(name, ""))
    return f'<a href="{escape(url)}" target="_blank" rel="noopener noreferrer">' if _LINK.match(url) else "<a>"


def _picture(_: Any, tokens: Sequence[Token], at: int, *__: Any) -> str:
    """Show a picture that the text carries; one of a host is a link to it."""
    token = tokens[at]
    words = escape(token.content)
    if _PICTURE.match(source := str(token.attrs.get("src", ""))):
        return f'<img src="{escape(source)}" alt="{words}" style="max-width: 100%">'
    if sum(one.nesting for one in tokens[:at] if one.type in ("link_open", "link_close")):
        return words  # it is in a link already
    return f"{_opened(token.attrs, 'src')}{words or 'picture'}</a>"
