"""What people paste: names and addresses, without a network."""

from __future__ import annotations

import pytest

from gradio_nb import errors
from gradio_nb.client.connect import resolve_source
from gradio_nb.client.hub.source import space_name


@pytest.mark.parametrize(
    "src",
    [
        "ada/app.v2",
        " ada/app.v2\n",
        "spaces/ada/app.v2",
        "hf://spaces/ada/app.v2",
        "https://huggingface.co/spaces/ada/app.v2",
        "http://huggingface.co/spaces/ada/app.v2/",
        "https://www.huggingface.co/spaces/ada/app.v2?logs=container",
        "huggingface.co/spaces/ada/app.v2",
        "https://hf.co/spaces/ada/app.v2#top",
        "https://huggingface.co/spaces/ada/app.v2/tree/main/assets",
        "https://huggingface.co/spaces/ada/app.v2/blob/main/app.py?raw=1",
        "https://huggingface.co/spaces/ada/app.v2/discussions/3",
    ],
)
def test_a_space_is_known_by_its_name_and_its_pages(src):
    assert space_name(src) == "ada/app.v2"


@pytest.mark.parametrize(
    "src",
    [
        "https://huggingface.co",
        "https://huggingface.co/ada/model",
        "https://huggingface.co/datasets/ada/data",
        "https://huggingface.co/spaces",
        "https://huggingface.co/spaces/ada",
        "https://huggingface.co/spaces?search=cat",
        "hf.co/ada/model",
    ],
)
def test_other_pages_of_the_hub_are_told_apart_before_anything_is_sent(src):
    with pytest.raises(errors.UsageError, match="not that of a Space") as caught:
        resolve_source(src)
    assert "owner/name" in caught.value.hint


@pytest.mark.parametrize(
    ("src", "url"),
    [
        ("http://127.0.0.1:7860/", "http://127.0.0.1:7860"),
        ("127.0.0.1:7860", "http://127.0.0.1:7860"),
        ("localhost:7860/app/?view=api", "http://localhost:7860/app"),
        ("[::1]:7860", "http://[::1]:7860"),
        ("http://0.0.0.0:7860", "http://127.0.0.1:7860"),
        ("gpu-server:7860", "http://gpu-server:7860"),
        ("https://example.org/my/app/", "https://example.org/my/app"),
        ("https://example.org/my/app?__theme=dark#x", "https://example.org/my/app"),
        ("https://example.org/my/app/gradio_api/mcp/sse", "https://example.org/my/app"),
        ("https://example.org/gradio_api", "https://example.org"),
        ("https://0123456789abcdef.gradio.live/", "https://0123456789abcdef.gradio.live"),
        ("0123456789abcdef.gradio.live", "https://0123456789abcdef.gradio.live"),
        ("http://0123456789abcdef.gradio.live", "https://0123456789abcdef.gradio.live"),
        ("https://huggingface.co.example.org/app", "https://huggingface.co.example.org/app"),
    ],
)
def test_an_address_is_brought_into_form(src, url):
    found = resolve_source(src)
    assert found.url == url
    assert found.name == url.partition("://")[2]
    assert not found.space
    assert not found.anonymous


@pytest.mark.parametrize("src", ["localhost", "ada", "", "ada/app/more", "ftp://x/y", "http://", "file:///etc/passwd"])
def test_what_is_neither_a_name_nor_an_address_is_told(src):
    with pytest.raises(errors.UsageError, match="is not a valid URL") as caught:
        resolve_source(src)
    assert "http" in caught.value.hint
