"""What the page is told of sounds and films that are being made, and that it can ask for nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from page import Page

from gradio_nb.protocol.filedata import FileData
from gradio_nb.values.base import Upload


@pytest.fixture
def stage(open_page: Callable[..., Page], streams_url: str) -> Page:
    page = open_page(streams_url)
    page.wait(lambda: any(m.get("set", {}).get("app", {}).get("state") == "ready" for m, _ in page.messages))
    return page


def parts_of(page: Page, file: dict[str, Any], offset: int = 0) -> dict[str, Any]:
    answer: dict[str, Any] = page.ask("parts", file=file["__file__"], offset=offset)["result"]
    return answer


@pytest.mark.parametrize(("endpoint", "mime"), [("/at_once", "audio/aac"), ("/film", "video/mp2t")])
def test_parts_are_told_of_while_they_are_made_and_given_as_any_file_is(
    stage: Page, tmp_path: Path, endpoint: str, mime: str
) -> None:
    stage.ask("run", endpoint=endpoint, values={"folder": str(tmp_path), "parts": 3})
    for number in range(2):
        (tmp_path / str(number)).touch()
    stage.wait(lambda: stage.run_state(1).get("outputs"))
    (output,) = stage.run_state(1)["outputs"]
    assert (output["streaming"], output["in_parts"], output["autoplay"]) == (True, True, endpoint == "/at_once")
    live = parts_of(stage, output["value"])
    assert live["ended"] is False

    (tmp_path / "2").touch()
    stage.wait_run(1, "done")
    told = parts_of(stage, output["value"])
    assert told["ended"] is True
    assert told["parts"][: len(live["parts"])] == live["parts"]
    assert sum(part["seconds"] for part in told["parts"]) > 5.7
    first = told["parts"][0]
    assert (first["file"]["type"], first["begins_anew"]) == (mime, False)
    answer, buffers = stage.answer(stage.send("media", file=first["file"]["__file__"], offset=0))
    assert buffers
    assert len(buffers[0]) == answer["result"]["total"] > 100
    assert parts_of(stage, output["value"], 1)["parts"] == told["parts"][1:]
    assert parts_of(stage, output["value"], 1000) == {"parts": [], "ended": True}
    assert stage.panel.runs[0].value.stat().st_size > 0


def test_a_page_cannot_name_what_is_no_stream(stage: Page, tmp_path: Path) -> None:
    local = tmp_path / "playlist.m3u8"
    local.write_text("#EXTM3U\n#EXTINF:1,\na.ts\n")
    refs = stage.panel.refs
    asked = [
        "abc/1/4/playlist.m3u8",
        "../config",
        f"{stage.panel.client.url}/config",
        refs.ref(Upload(local, "playlist.m3u8"))["__file__"],
        refs.ref(FileData("abc/1/4/playlist.m3u8", "a.mp3"))["__file__"],
        refs.ref(FileData("../../file=/etc/4/playlist.m3u8", "a.mp3", is_stream=True))["__file__"],
        refs.ref(FileData(f"{stage.panel.client.url}/a/1/4/playlist.m3u8", "a.mp3", is_stream=True))["__file__"],
    ]
    before = len(stage.panel.client.exchanges)
    for file in asked:
        answer = stage.ask("parts", file=file, offset=0)
        assert answer["error"]["kind"] == "ProtocolError", file
    assert len(stage.panel.client.exchanges) == before


def test_a_stream_that_the_app_does_not_know_is_an_error_for_the_page(stage: Page) -> None:
    ref = stage.panel.refs.ref(FileData("abc/1/4/playlist.m3u8", "a.mp3", is_stream=True))
    assert stage.ask("parts", file=ref["__file__"], offset=0)["error"]["kind"] == "Refused"
