"""What Python puts into a form comes to the page, and from the page to the app."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd
import pytest
from page import Page
from PIL import Image

RED = [255, 0, 0, 255]


@pytest.fixture
def there_and_back(open_page: Callable[..., Page], controls_url: str) -> Callable[[str, Any], tuple[Any, Any]]:
    """Set a field in Python, run the form as the page has it; gives what the page held and what arrived."""
    page = open_page(controls_url)
    page.panel.client  # noqa: B018  # waits until connected

    def travel(endpoint: str, value: Any) -> tuple[Any, Any]:
        form = page.panel.inputs(endpoint)
        (name,) = form
        form[name] = value

        def told() -> Any:
            drafts = [m["set"]["drafts"] for m, _ in page.messages if "drafts" in m.get("set", {})]
            return drafts and drafts[-1].get(endpoint)

        held = page.wait(told)
        answer = page.ask("run", endpoint=endpoint, values=held)
        assert "result" in answer, answer
        run = answer["result"]["run"]
        page.wait_run(run, "done")
        (arrived,) = page.panel.runs.by_id(run).value.values()
        return held[name], arrived

    return travel


def test_a_picture_with_layers(there_and_back: Any, picture: str) -> None:
    held, arrived = there_and_back("/editor", {"background": picture, "layers": [Image.new("RGBA", (40, 30))]})
    assert [held["background"]["name"], len(held["layers"]), held["composite"]] == ["red.png", 1, None]
    assert arrived["background"]["middle"] == RED
    assert [layer["size"] for layer in arrived["layers"]] == [[40, 30]]


def test_a_gallery_with_captions(there_and_back: Any, picture: str) -> None:
    held, arrived = there_and_back("/pictures", [(picture, "red"), picture])
    assert [(item["image"]["name"], item["caption"]) for item in held] == [("red.png", "red"), ("red.png", None)]
    assert [(told["middle"], caption) for told, caption in arrived] == [(RED, "red"), (RED, None)]


def test_a_table(there_and_back: Any) -> None:
    held, arrived = there_and_back("/table", pd.DataFrame({"name": ["Ada"], "age": [36]}))
    assert held == {"headers": ["name", "age"], "data": [["Ada", 36]]}
    assert arrived == [["Ada", 36]]


def test_a_conversation_with_a_file(there_and_back: Any, picture: str) -> None:
    talk = [{"role": "user", "content": ["look", {"file": picture}]}, {"role": "assistant", "content": "nice"}]
    held, arrived = there_and_back("/talk", talk)
    assert held[0]["content"][0] == "look"
    assert held[0]["content"][1]["file"]["name"] == "red.png"
    assert arrived[0]["content"][1]["file"]["middle"] == RED
    assert arrived[1]["content"][0]["text"] == "nice"


def test_text_with_files(there_and_back: Any, picture: str) -> None:
    held, arrived = there_and_back("/ask", {"text": "see", "files": [picture]})
    assert (held["text"], held["files"][0]["name"]) == ("see", "red.png")
    assert (arrived["text"], arrived["files"][0]["middle"]) == ("see", RED)


def test_a_component_that_nobody_knows(there_and_back: Any, picture: str) -> None:
    held, arrived = there_and_back("/person", {"name": "Ada", "age": 36, "tags": ["x"], "photo": picture})
    assert held["photo"]["name"] == "red.png"
    assert (arrived["name"], arrived["age"], arrived["tags"], arrived["photo"]["middle"]) == ("Ada", 36, ["x"], RED)
