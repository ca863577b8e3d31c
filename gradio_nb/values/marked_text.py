"""Marked-up text of a result: HTML and Markdown, as text that shows itself safely."""

from __future__ import annotations

import re

from .display import TEXT_LIMIT, escape, prose, short
from .markdown import markdown

# Nothing is loaded, whatever the page says: a policy, once set, can only be made stricter.
_POLICY = "default-src 'none'; img-src data:; media-src data:; font-src data:; style-src 'unsafe-inline'"
# These reach out without loading anything (preconnect), or change what the page is.
_REACHING = re.compile(r"<(?=/?(?:link|meta|base|object|embed|iframe|frame)\b)", re.IGNORECASE)


class HtmlText(str):
    """HTML of a result: a `str`, which shows itself in a frame without scripts and without the network."""

    __slots__ = ()

    def __repr__(self) -> str:
        return f"HtmlText({short(repr(str(self)), 60)})"

    def _repr_html_(self) -> str:
        if len(self) > TEXT_LIMIT:
            return prose(self)
        head = (
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
            '<meta http-equiv="x-dns-prefetch-control" content="off">'
            "<style>:root { color-scheme: light; background: #fff; color: #111; font-family: sans-serif }</style>"
        )
        page = escape(f"<!doctype html>{head}<body>{_REACHING.sub('&lt;', self)}")
        style = "width: 100%; height: 20em; border: 1px solid #8886; resize: vertical; background: #fff"
        return f'<iframe sandbox="" srcdoc="{page}" title="HTML of the app" style="{style}"></iframe>'


class MarkdownText(str):
    """Markdown of a result: a `str`, which shows itself as HTML that is made here.

    A notebook's own `text/markdown` is no place for it: there it may load pictures and run scripts.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"MarkdownText({short(repr(str(self)), 60)})"

    def _repr_html_(self) -> str:
        return markdown(self)
