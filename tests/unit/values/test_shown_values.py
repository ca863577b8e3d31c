"""How values of results show themselves: as themselves, safely, and the same after a pickle."""

from __future__ import annotations

import pickle
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from value_helpers import decode, wire_file

EVIL = '"><script>alert(1)</script><img src=https://other.example/a.png onerror=alert(1)>'
FILE, FILM = wire_file("cat.png"), wire_file("a.mp4")
TABLE = {"headers": ["a", EVIL], "data": [[1, EVIL]], "metadata": {"styling": [["color: red", "x"]]}}

# A value of each kind, its repr, and what its HTML has to show.
VALUES: dict[str, tuple[str, Any, str, list[str]]] = {
    "label": (
        "label",
        {"label": "dog", "confidences": [{"label": EVIL, "confidence": 0.2}, {"label": "dog", "confidence": 0.8}]},
        "Label('dog': 80%, '\"><script>alert(1)</script><img src=htt…': 20%)",
        ["<meter", "80%"],
    ),
    "spans": (
        "highlightedtext",
        [["the ", None], ["cat", "N"], [EVIL, "V"]],
        """Spans('the cat"><script>alert(1)</script><img …': 'cat' N, '"><script>alert(1)<…' V)""",
        ["the <mark", "<sub>N</sub>"],
    ),
    "table": ("dataframe", TABLE, f"Table(1 rows: a, {EVIL})", ["<td", 'style="color: red"']),
    "gallery": (
        "gallery",
        [{"image": FILE, "caption": EVIL}, {"video": FILM, "caption": None}],
        "Gallery(2: cat.png '\"><script>alert(1)</script><img src=htt…', a.mp4)",
        ["<img src=", "<video", "<figcaption>"],
    ),
    "files": ("file", [FILE, wire_file("a.bin")], "Files(2: cat.png, a.bin)", ["<img src=", "a.bin"]),
    "chat": (
        "chatbot",
        [{"role": "user", "content": EVIL}, {"role": "assistant", "content": {"file": FILE}}],
        "Chat(2 messages, the last is Message(assistant: '' + 1 files))",
        ["<small>user</small>", "<img src="],
    ),
    "annotated": (
        "annotatedimage",
        {"image": FILE, "annotations": [{"image": wire_file("mask.png"), "label": EVIL}]},
        'Annotated(cat.png: "><script>alert(1)</script><img src=htt…)',
        ["<img src=", "position: absolute"],
    ),
    "drawing": (
        "imageeditor",
        {"background": FILE, "layers": [FILE], "composite": FILE},
        "Drawing(cat.png, 1 layers)",
        ["<img src="],
    ),
    "comparison": ("imageslider", [FILE, None], "Comparison(cat.png, None)", ["<img src=", "none"]),
    "html": ("html", EVIL, f"HtmlText({EVIL!r:.59}…)", ['sandbox=""']),
    "markdown": ("markdown", EVIL, f"MarkdownText({EVIL!r:.59}…)", ["&lt;script&gt;alert"]),
}


class Tags(HTMLParser):
    """Finds what a page would do."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.found.append((tag, dict(attrs)))


@pytest.fixture
def value(request: pytest.FixtureRequest, fetch: Any) -> Any:
    component, wire, *_ = VALUES[request.param]
    return decode(component, wire, fetch)


def shown(value: Any) -> str:
    html: str = value._repr_html_()
    return html


def all_values(test: Any) -> Any:
    return pytest.mark.parametrize(("value", "kind"), [(k, k) for k in VALUES], indirect=["value"], ids=VALUES)(test)


@all_values
def test_values_print_in_a_line(value: Any, kind: str) -> None:
    assert repr(value) == VALUES[kind][2]
    assert len(repr(value)) < 150


@all_values
def test_values_show_what_they_are(value: Any, kind: str) -> None:
    for piece in VALUES[kind][3]:
        assert piece in shown(value)


@all_values
def test_nothing_runs_and_nothing_is_loaded(value: Any, kind: str) -> None:
    for tag, attributes in Tags(shown(value)).found:
        assert tag not in ("script", "link", "meta", "object", "embed", "svg", "style", "base")
        assert not [name for name in attributes if name.startswith("on")], attributes
        assert (attributes.get("src") or "data:").startswith("data:")
        assert not re.search(r"url\(|//", attributes.get("style") or "")


@all_values
def test_values_pickle(value: Any, kind: str) -> None:
    twin = pickle.loads(pickle.dumps(value))
    assert (twin, type(twin), repr(twin)) == (value, type(value), repr(value))
    assert shown(twin) == shown(value)


def test_html_is_framed_with_a_policy_before_it() -> None:
    ((tag, attributes),) = Tags(
        shown(decode("html", "<p>hi<link rel=preconnect href=//x><META http-equiv=refresh>"))
    ).found
    page = attributes["srcdoc"] or ""
    assert (tag, attributes["sandbox"]) == ("iframe", "")
    assert page.startswith('<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src \'none\'; ')
    assert page.endswith("<body><p>hi&lt;link rel=preconnect href=//x>&lt;META http-equiv=refresh>")


def test_styles_that_could_load_or_cover_are_left_out(fetch: Any) -> None:
    css = "background-color: #fff; background: url(https://x); position: fixed; color: url(//x); font-weight: bold"
    wire = {"headers": ["a"], "data": [[1.25]], "metadata": {"styling": [[css]], "display_value": [["1.3"]]}}
    table = decode("dataframe", wire)
    assert '<td style="background-color: #fff; font-weight: bold">1.3</td>' in shown(table)
    assert (table.styles, table.display) == ([[css]], [["1.3"]])
    assert decode("dataframe", {**wire, "metadata": {"styling": [[]]}}).styles is None


def test_names_show_what_is_hidden_in_them(tmp_path: Path, fetch: Any) -> None:
    value = decode("file", wire_file("photo\u202egpj.exe"), fetch)
    assert "photoU+202Egpj.exe" in value._repr_mimebundle_()["text/html"]


def test_one_display_holds_so_many_files_and_names_the_others(tmp_path: Path) -> None:
    path = tmp_path / "big.png"
    path.write_bytes(bytes(4_000_000))
    gallery = decode("gallery", [FILE] * 4, lambda file: path)
    assert shown(gallery).count("<img") == 2
    assert shown(gallery).count("big.png</bdi></code> (4.0 MB)") == 2
    path.unlink()
    assert "the file is gone" in shown(gallery)


def test_long_texts_are_cut() -> None:
    html = shown(decode("markdown", "x" * 300_000))
    assert "… 280,000 more characters" in html
    assert len(html) < 21_000
    thai = shown(decode("markdown", "\u0e01" * 300_000))
    assert 2_500 < thai.count("\u0e01") < 3_500


def test_of_many_or_long_items_some_are_shown_and_the_number_is_told() -> None:
    long = "x" * 100_000

    def path(_: Any) -> Path:
        return Path("gone.bin")

    table = shown(decode("dataframe", {"headers": [long] * 500, "data": [[long] * 500] * 50, "metadata": None}))
    assert (table.count("<th>"), table.count("<td>")) == (100, 2_000)
    assert "50 rows, the first 20 are shown" in table
    assert "500 columns, the first 100 are shown" in table
    spans = shown(decode("highlightedtext", [["word ", "N"]] * 5_000))
    assert spans.count("<mark") == 1_000
    assert "5,000 pieces, the first 1,000 are shown" in spans
    files = shown(decode("file", [wire_file(f"{long}.bin")] * 1_000, path))
    assert files.count("<li>") == 100
    gallery = shown(decode("gallery", [{"image": wire_file("a.bin"), "caption": long}] * 1_000, path))
    assert gallery.count("<figure") == 100
    spans = shown(decode("highlightedtext", [[long, "N"]] * 3))
    label = shown(decode("label", {"label": long, "confidences": [{"label": long, "confidence": 1}] * 30}))
    assert all(html.count("x") < 201_000 for html in (table, spans, files, gallery, label))


def test_messages_tell_their_texts_and_files(fetch: Any) -> None:
    chat = decode(
        "chatbot",
        [{"role": "assistant", "content": [{"type": "text", "text": "see"}, {"type": "file", "file": FILE}]}],
        fetch,
    )
    assert (chat.last.role, chat.last.text, [f.name for f in chat.last.files]) == ("assistant", "see", ["cat.png"])
    assert decode("chatbot", []).last is None


def test_label_tells_the_best() -> None:
    label = decode("label", VALUES["label"][1])
    assert (label.top, label.confidence, list(label.values())) == ("dog", 0.8, [0.8, 0.2])
    many = decode(
        "label", {"label": "a", "confidences": [{"label": c, "confidence": 0.1} for c in "abcdefghijklmnopqrstuvwxyz"]}
    )
    assert repr(many) == "Label('a': 10%, 'b': 10%, 'c': 10%, … 26 in all)"
    assert "26 labels, the first 20 are shown" in shown(many)


def test_spans_and_pictures_have_their_parts(fetch: Any) -> None:
    spans = decode("highlightedtext", [["the ", None], ["cat", "N"]])
    assert (str(spans), list(spans)) == ("the cat", [("the ", None), ("cat", "N")])
    annotated = decode("annotatedimage", VALUES["annotated"][1], fetch)
    assert (annotated.image.name, [(m.name, text) for m, text in annotated.masks]) == ("cat.png", [("mask.png", EVIL)])
    assert [f.name for f in decode("gallery", VALUES["gallery"][1], fetch).files] == ["cat.png", "a.mp4"]
