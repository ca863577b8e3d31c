"""Sounds and films that are played while the app is making them; a test says when there is another part."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from lab import Lab
from panel import SECONDS, connected
from playwright.sync_api import Locator, expect
from playwright.sync_api import TimeoutError as PlaywrightTimeout

MOST = 40
ASKED = "sum('/playlist.m3u8' in e.url for e in app.client.exchanges)"
LENGTH = "(lambda w: w.getnframes() / w.getframerate())(__import__('wave').open(str(app.result)))"
DIGEST = "__import__('hashlib').sha256(app.result.read_bytes()).hexdigest()"


class Stage:
    """A run of an endpoint that streams, under way in a panel.

    Parameters
    ----------
    folder : Path
        Where the app looks for leave to make its next part.
    """

    def __init__(self, lab: Lab, url: str, folder: Path, endpoint: str) -> None:
        self.lab, self._folder = lab, folder
        self._parts = 0
        self.panel = connected(lab, url)
        self.panel.endpoint(endpoint)
        self.panel.field("Folder").fill(str(folder))
        self.panel.field("Parts").fill(str(MOST))
        self.panel.run()

    @property
    def output(self) -> Locator:
        return self.panel.root.locator(".g-output").first

    @property
    def player(self) -> Locator:
        return self.output.locator("audio, video")

    def end(self) -> None:
        """Let the app make no other part."""
        (self._folder / "end").touch()

    def wait(self, condition: str, seconds: float = 60) -> None:
        """Wait until something is true of the player, which is called `it` there."""
        self.lab.page.wait_for_function(
            f"it => {condition}", arg=self.player.element_handle(), timeout=seconds * SECONDS
        )

    def more(self, condition: str) -> None:
        """Let the app make parts until something is true: what is in a part is up to the encoder of the server."""
        self.more_until(partial(self.wait, condition))

    def more_until(self, wait: Callable[[float], object]) -> None:
        while True:
            (self._folder / str(self._parts)).touch()
            self._parts += 1
            with suppress(PlaywrightTimeout):
                wait(60 if self._parts == MOST else 2)
                return

    def ask(self, expression: str) -> Any:
        return self.player.evaluate(f"it => {expression}")

    def play(self) -> None:
        """Begin to play, by the keyboard; from here on whatever interrupts it is noted."""
        self.player.evaluate("""it => {
          window.heard = it;
          window.breaks = [];
          let before = it.currentTime;
          it.addEventListener("timeupdate", () => {
            // A player that starts again after it had to wait may move on by a tenth.
            if (Math.abs(it.currentTime - before) > 1.5 * it.playbackRate) window.breaks.push(`jump from ${before}`);
            before = it.currentTime;
          });
          for (const name of ["emptied", "pause", "error"])
            it.addEventListener(name, () => { if (!it.ended) window.breaks.push(`${name} at ${it.currentTime}`); });
        }""")
        self.player.focus()
        self.lab.page.keyboard.press("Space")

    def wait_end(self) -> None:
        """Wait until all was played, from the first second to the last, on the one player and without a break."""
        self.player.evaluate("it => { it.playbackRate = 4 }")
        self.wait("it.ended")
        assert self.ask("window.heard === it")
        assert self.ask("window.breaks") == []
        assert self.ask("it.played.start(0)") == 0
        ranges = self.ask("Array.from(it.played, (_, i) => [it.played.start(i), it.played.end(i)])")
        assert sum(end - start for start, end in ranges) > self.ask("it.duration") - 0.5


@pytest.mark.parametrize(("endpoint", "tag"), [("/sound", "AUDIO"), ("/film", "VIDEO")])
def test_a_stream_plays_while_it_is_made_and_on_to_its_end(
    lab: Lab, streams_url: str, tmp_path: Path, endpoint: str, tag: str
) -> None:
    stage = Stage(lab, streams_url, tmp_path, endpoint)
    stage.more("it.buffered.length && it.buffered.end(0) > 1")
    assert stage.ask("[it.tagName, it.paused, it.currentTime]") == [tag, True, 0]
    stage.play()
    stage.wait("it.currentTime > 0.5")
    expect(stage.panel.status).to_contain_text("Running")
    lab.shot("live")

    # It has played all there is, and waits; then it goes on by itself.
    stage.wait("it.currentTime > it.buffered.end(0) - 0.3")
    before = stage.ask("it.buffered.end(0)")
    stage.more(f"it.buffered.end(0) > {before} + 1")
    stage.wait(f"it.currentTime > {before} + 0.5")
    expect(stage.panel.status).to_contain_text("Running")
    expect(stage.output).to_contain_text("so far")

    stage.end()
    stage.panel.wait_status("Done")
    stage.wait_end()
    if tag == "AUDIO":
        assert abs(lab.evaluate(LENGTH) - stage.ask("it.duration")) < 0.3
    with lab.page.expect_download() as download:
        stage.output.get_by_role("button", name=re.compile("^Save")).click()
    saved = Path(download.value.path()).read_bytes()
    assert lab.evaluate(DIGEST) == hashlib.sha256(saved).hexdigest()
    lab.shot("over")
    assert lab.errors == []


def test_a_stream_of_an_app_that_says_so_starts_by_itself(lab: Lab, streams_url: str, tmp_path: Path) -> None:
    stage = Stage(lab, streams_url, tmp_path, "/at_once")
    stage.more("!it.paused && it.currentTime > 0.5")
    expect(stage.panel.status).to_contain_text("Running")
    stage.end()
    stage.panel.wait_status("Done")
    assert lab.errors == []


@pytest.mark.parametrize("end", ["cancelled", "failed"])
def test_what_came_before_a_bad_end_can_be_played_and_nothing_is_asked_any_more(
    lab: Lab, streams_url: str, tmp_path: Path, end: str
) -> None:
    stage = Stage(lab, streams_url, tmp_path, "/failing")
    stage.more("it.buffered.length && it.buffered.end(0) > 1")
    row = stage.panel.run_row(1)
    if end == "cancelled":
        stage.panel.button("Cancel").first.click()
        # Gradio stops a generator when it has made its next part.
        stage.more_until(lambda seconds: row.filter(has_text=end).wait_for(timeout=seconds * SECONDS))
    else:
        stage.end()
        expect(row).to_contain_text(end)
    stage.play()
    # Only of a list that is said to be complete is there an end to play to.
    stage.wait_end()
    asked = lab.evaluate(ASKED)
    # A while goes by, in which a player of a live stream would ask again and again.
    heard = lab.evaluate("type(app.client.predict('', 12, api_name='/sound')).__name__", timeout=120)
    assert heard == "AudioFile"
    assert lab.evaluate(ASKED) == asked
    assert lab.errors == []
