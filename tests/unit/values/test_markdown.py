"""Markdown of an app in a cell: what a user is to see, and what no text may do."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from value_helpers import decode, wire_file

from gradio_nb.values import MarkdownText, display
from gradio_nb.values.markdown import markdown

PIECES = [*"<>()[]!\"'&;:/#*`_~|\\ \n-ajx=", "javascript:", "data:", "https://x", "<img "]
PICTURE = "data:image/png;base64,iVBORw0KGgo="
TAGS = set(
    [
        "a",
        "blockquote",
        "br",
        "code",
        "del",
        "div",
        "em",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "img",
        "li",
        "ol",
        "p",
        "pre",
        "s",
        "strong",
        "table",
        "tbody",
        "td",
        "th",
        "thead",
        "tr",
        "ul",
    ]
)


class Page(HTMLParser):
    """Finds the tags of a page, and whatever a browser would load or follow."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.found.append((tag, dict(attrs)))


def assert_harmless(html: str) -> None:
    for tag, attributes in Page(html).found:
        assert tag in TAGS
        assert set(attributes) <= {"href", "target", "rel", "src", "alt", "style", "dir", "start"}
        assert re.match(r"https?://|mailto:", attributes.get("href", "mailto:") or "", re.IGNORECASE)
        assert re.match(r"data:image/(png|jpeg|gif|webp);base64,", attributes.get("src", PICTURE) or "")
        assert not re.search(r"url|//|position", attributes.get("style") or "")


def test_an_answer_is_shown_as_it_is_meant() -> None:
    text = "# Title **x**\n\n- one\n- *two*\n\n```python\na < b\n```\n\n| a | b |\n|---|---|\n| 1 | ~~2~~ |\n"
    html = decode("markdown", text)._repr_html_()
    for piece in (
        "<h1>Title <strong>x</strong></h1>",
        "<li>one</li>",
        "<em>two</em>",
        "a &lt; b",
        "<td>1</td>",
        "<s>2</s>",
    ):
        assert piece in html
    assert_harmless(html)


def test_messages_are_markdown_and_keep_their_lines(fetch: Any) -> None:
    parts = [{"type": "text", "text": "**Yes**,\nof course"}, {"type": "file", "file": wire_file()}]
    html = decode("chatbot", [{"role": "assistant", "content": parts}], fetch)._repr_html_()
    assert re.search(r"<strong>Yes</strong>,<br ?/?>\s*of course", html)
    assert "<br" not in markdown("one\nparagraph")


def test_links_lead_out_in_a_tab_of_their_own() -> None:
    ((_, _), (_, _), (tag, attributes)) = Page(markdown("[a](https://a.example/?b=1&c=2)")).found
    assert (tag, attributes["href"], attributes["target"]) == ("a", "https://a.example/?b=1&c=2", "_blank")
    assert attributes["rel"] == "noopener noreferrer"


def test_pictures_of_others_are_links_and_those_in_the_text_are_shown() -> None:
    html = markdown("![a cat](https://other.example/cat.png) ![](https://other.example/b.png)")
    assert "<img" not in html
    assert '<a href="https://other.example/cat.png" target="_blank" rel="noopener noreferrer">a cat</a>' in html
    assert ">picture</a>" in html
    assert f'<img src="{PICTURE}" alt="a cat"' in markdown(f"![a cat]({PICTURE})")
    linked = markdown("[![a cat](https://other.example/cat.png)](https://a.example)")
    assert linked.count("<a ") == 1
    assert ">a cat</a>" in linked


@pytest.mark.parametrize(
    "text",
    [
        '<script>alert(1)</script><img src=//x onerror="alert(1)">',
        "[a](javascript:alert(1)) [b](JAVASCRIPT:alert(1)) [c](java\tscript:alert(1)) [d](&#106;avascript:alert(1))",
        "[a](vbscript:x) [b](data:text/html,<script>1</script>) [c](file:///etc/passwd) <javascript:alert(1)>",
        f"[a picture]({PICTURE})",
        "[a](/logout) [b](../api/kernels) [c](//other.example) [d](\\\\other.example) [e](#id) ![f](/api/contents)",
        "![a](javascript:alert(1)) ![b](data:image/svg+xml;base64,PHN2Zz4=) ![c](//other.example/a.png)",
        '[a](https://x" onmouseover="alert(1)) [b](https://x "t\\" onclick=alert(1)") ![c](https://x "><script>")',
        "[a]: javascript:alert(1)\n\n[a] ![a]\n\n[b]: <https://x/\"onclick='1'>\n\n[b]",
        '```"><script>alert(1)</script>\n<b>\n```\n\n    <i>\n',
        '<https://x.example/<script>> <mailto:a@b.example"onclick=1>',
        "| <script> |\n|:--|\n| <img src=x onerror=alert(1)> |",
        "`<svg onload=alert(1)>` **<style>@import '//x'</style>** <!-- --> <?php ?> <![CDATA[x]]>",
        f'![" onerror="alert(1)]({PICTURE})',
        f'![x]({PICTURE}" onerror="alert(1))',
        "<a name=cookie id=document>x</a>",
    ],
)
def test_no_text_runs_loads_or_reaches_the_notebooks_server(text: str) -> None:
    assert_harmless(markdown(text))
    assert_harmless(markdown(text, breaks=True))


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
def test_no_text_at_all_does(text: str) -> None:
    assert_harmless(markdown(text))


@pytest.mark.parametrize(
    "piece", ["*", "[", "![", "`a", ">", "_a", "- ", "<a", "[a](", "**a *b ", "| ", "~~a", "\\", "&amp", "](x"]
)
def test_what_is_made_to_be_hard_to_read_is_read(piece: str) -> None:
    assert_harmless(markdown(piece * 5000))


LONG = 29_000
"""Characters that are fewer than the limit."""


def rows(columns: int, count: int) -> str:
    return "\n".join(["a|" * columns, "-|" * columns, *["x"] * count])


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("*_" * 30_000, id="runs of delimiters"),
        pytest.param("word " * 6_100, id="characters"),
        *(pytest.param(mark * (LONG // len(mark)), id=f"marks: {mark}") for mark in ("![", "[", "[a](", "`a")),
        *(
            pytest.param(line * 1_001, id=f"lines: {line}")
            for line in ("a\n", "# x\n", "- a\n", "a\n\n", "> a\n", "- - - a\n", "a\r")
        ),
        pytest.param(">" * 5_000, id="quotes in quotes: marks"),
        pytest.param(">" * 21 + "a", id="quotes in quotes: levels"),
        pytest.param("- " * 21 + "a", id="lists in lists in one line"),
        pytest.param("\n".join(f"{'  ' * level}- a" for level in range(21)), id="lists in lists"),
        pytest.param("> 1. " * 11 + "a", id="lists in quotes"),
        pytest.param(rows(1_000, 20), id="cells that the parser would add"),
        pytest.param(re.sub("^", "> ", rows(50, 300), flags=re.MULTILINE), id="such cells in a quote"),
    ],
)
def test_markdown_that_takes_long_is_shown_as_it_is_written(text: str) -> None:
    assert display.prose(text) == MarkdownText(text)._repr_html_()


def test_markdown_within_the_limits_loses_nothing() -> None:
    assert markdown("> " * 19 + "deep").count("<blockquote>") == 19
    assert "<li>deep</li>" in markdown("\n".join([*(f"{'  ' * level}- a" for level in range(8)), f"{'  ' * 8}- deep"]))
    assert markdown("- a *b*\n" * 900).count("<em>b</em>") == 900
    assert markdown(rows(6, 300)).count("<td>") == 1_800


def test_a_conversation_is_read_from_its_end_as_long_as_there_is_time() -> None:
    html = decode("chatbot", [{"role": "assistant", "content": "*a* " * 700}] * 30)._repr_html_()
    assert 700 <= html.count("<em>") < 30 * 700
    assert html.index("more characters") < html.index("*a* ") < html.index("<em>")


def test_of_a_conversation_the_last_messages_are_shown() -> None:
    html = decode("chatbot", [{"role": "user", "content": f"message {n}"} for n in range(2_000)])._repr_html_()
    assert html.startswith("<p>2,000 messages, the last 100 are shown</p>")
    assert [int(n) for n in re.findall(r"message (\d+)", html)] == [*range(1_900, 2_000)]
