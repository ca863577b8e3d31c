"""A panel without a browser: what it publishes is kept, what a browser would ask is asked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from page import Page

from gradio_nb.widget.handlers.dispatch import RequestHandler
from gradio_nb.widget.panel import Panel


@pytest.fixture
def open_page() -> Iterator[Callable[..., Page]]:
    """Make a page with a panel behind it; ends with the test."""
    pages: list[Page] = []

    def make(src: Any, variable: str = "", **options: Any) -> Page:
        page = Page()
        page.panel = Panel(src, variable, page.publish, lambda: None, **options)
        page.answers = RequestHandler(page.panel)
        pages.append(page)
        return page

    yield make
    for page in pages:
        page.panel.close()
        assert page.unpacked == []


@pytest.fixture
def page(open_page: Callable[..., Page], demo_url: str) -> Page:
    """A page whose panel is connected to the demo app."""
    page = open_page(demo_url)
    # The last that is told of a connection; what came before it has been told by then.
    page.wait(lambda: any(m.get("set", {}).get("app", {}).get("state") == "ready" for m, _ in page.messages))
    return page
