"""Markdown of an app as static HTML that is safe wherever it goes: `display.py` says what that means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from .display import escape
from .page import Page

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

# What has more is shown as it is written: it would hold the kernel up for over 100 ms.
_LONGEST = 30_000
"""Characters."""

_MARKED = 3_000
"""Characters that may begin or end markup; some texts of more take quadratic time."""

_LINES = 1_000
"""Lines; each may be an element, and is looked at once for each quote and list that it is in."""

_CELLS = 10_000
"""Cells of a table; the parser adds those that a row lacks."""

_NESTED = 20
"""Levels of quotes and lists; the parser leaves out what is deeper."""

_MARK = re.compile(r"[*_~\[\]!`<>|\\&]")
_UNDER_HEAD = re.compile(r"^[ \t>|:+*-]*\|[ \t|:-]*$", re.MULTILINE)

# Without a host a link would lead into the notebook's own server.
_LINK = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_PICTURE = re.compile(r"data:image/(?:png|jpeg|gif|webp);base64,", re.IGNORECASE)
_CONTAINERS = frozenset(("blockquote_open", "list_item_open"))
_BOX = "padding: 6px 10px; overflow: auto; border: 1px solid #8886; border-radius: 6px"


def markdown(text: str, page: Page | None = None, *, breaks: bool = False) -> str:
    """Show Markdown: no HTML in it, no address that is loaded; `breaks` makes each line one on the page."""
    page = page or Page()
    if not _is_readable(text) or not page.may_read(_weight(text), text):
        return page.prose(text)
    reader = _reader(breaks)
    env: dict[str, Any] = {}
    tokens = reader.parse(text, env)
    if any(token.type in _CONTAINERS and token.level >= _NESTED - 1 for token in tokens):
        return page.prose(text)
    return (
        f'<div dir="auto" style="overflow-wrap: anywhere">{reader.renderer.render(tokens, reader.options, env)}</div>'
    )


def _weight(text: str) -> int:
    """Say how much there is to read in Markdown, in marks and lines; the time that it takes goes with that."""
    return len(_MARK.findall(text)) + text.count("\n")


def _is_readable(text: str) -> bool:
    lines = text.count("\n") + text.count("\r")
    if len(text) > _LONGEST or lines > _LINES or len(_MARK.findall(text)) > _MARKED:
        return False
    columns = max((row.count("|") for row in _UNDER_HEAD.findall(text)), default=0)
    return columns * lines <= _CELLS


@cache
def _reader(breaks: bool) -> MarkdownIt:
    from markdown_it import MarkdownIt

    reader = MarkdownIt("commonmark", {"html": False, "breaks": breaks, "maxNesting": _NESTED}).enable(
        ["table", "strikethrough"]
    )
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
