"""The outputs that people work with: leafing, zooming, playing, turning."""

from __future__ import annotations

import re

import pytest
from lab import DARK, Lab
from panel import Panel, connected
from playwright.sync_api import Locator, expect


def shown(lab: Lab, url: str, endpoint: str, count: int | None = None) -> tuple[Panel, Locator]:
    """Run an endpoint in a panel, and give its output."""
    panel = connected(lab, url)
    panel.endpoint(endpoint)
    if count is not None:
        panel.field("Count").fill(str(count))
    panel.run()
    panel.wait_status("Done", seconds=60)
    return panel, panel.root.locator(".g-output").first


def test_a_table_of_a_hundred_thousand_rows_is_leafed_through_sorted_and_searched(lab: Lab, shows_url: str) -> None:
    panel, output = shown(lab, shows_url, "/people", 100_000)
    cells = output.locator("tbody tr").first.locator("td")
    place = output.locator(".g-pager span")
    expect(cells.first).to_have_text("Ada 0")
    expect(place).to_have_text("1 to 100 of 100,000 rows")
    panel.button("Last page").click()
    expect(place).to_have_text("99,901 to 100,000 of 100,000 rows")
    expect(output.locator("tbody tr")).to_have_count(100)

    sort = output.get_by_role("columnheader", name="age").get_by_role("button", name="age", exact=True)
    sort.focus()
    for order in ("ascending", "descending"):
        lab.page.keyboard.press("Enter")
        expect(output.get_by_role("columnheader", name="age")).to_have_attribute("aria-sort", order)
    expect(cells.nth(1)).to_have_text("90")
    output.get_by_role("searchbox").fill("emil 7777")
    expect(place).to_contain_text("found in 100,000")
    expect(output.locator("mark").first).to_have_text("Emil 7777")
    lab.shot("table")
    assert lab.errors == []


def scale_of(output: Locator) -> float:
    matrix: str = output.locator(".g-zoom img").evaluate("image => getComputedStyle(image).transform")
    return float(matrix.removeprefix("matrix(").split(",")[0])


def test_a_picture_is_zoomed_by_keys_wheel_and_pointer(lab: Lab, shows_url: str) -> None:
    panel, output = shown(lab, shows_url, "/picture")
    box = output.locator(".g-zoom")
    expect(output.locator(".g-caption")).to_contain_text("1600 × 900")
    box.focus()
    for key, scale in (("+", "1.5"), ("+", "2.25"), ("-", "1.5"), ("0", "1")):
        lab.page.keyboard.press(key)
        expect(output.locator(".g-zoom img")).to_have_css("transform", f"matrix({scale}, 0, 0, {scale}, 0, 0)")

    box.hover()
    lab.page.keyboard.down("Control")
    lab.page.mouse.wheel(0, -300)
    lab.page.keyboard.up("Control")
    expect(panel.button("Zoom out")).to_be_enabled()
    near = scale_of(output)
    assert near > 2
    before = output.locator(".g-zoom img").bounding_box()
    place = box.bounding_box()
    assert before is not None
    assert place is not None
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    lab.page.mouse.move(x, y)
    lab.page.mouse.down()
    lab.page.mouse.move(x + 40, y + 20)
    lab.page.mouse.up()
    after = output.locator(".g-zoom img").bounding_box()
    assert after is not None
    assert (round(after["x"] - before["x"]), round(after["y"] - before["y"])) == (40, 20)
    lab.shot("near")
    box.dblclick()
    expect(panel.button("Zoom out")).to_be_disabled()
    assert lab.errors == []


def test_a_gallery_opens_large_and_is_leafed_through(lab: Lab, shows_url: str) -> None:
    panel, output = shown(lab, shows_url, "/gallery")
    panel.button("Enlarge Hills, number 2").click()
    box = output.get_by_role("dialog")
    expect(box).to_contain_text("2 of 7")
    lab.page.keyboard.press("ArrowRight")
    expect(box).to_contain_text("3 of 7")
    expect(box.locator(".g-zoom img")).to_be_visible()
    lab.shot("large")
    lab.page.keyboard.press("Escape")
    expect(box).to_have_count(0)
    assert lab.errors == []


@pytest.mark.parametrize(("endpoint", "count", "begin"), [("/text", 3, b"line 0"), ("/picture", None, b"\x89PNG")])
def test_an_output_fills_the_screen_and_is_saved(
    lab: Lab, shows_url: str, endpoint: str, count: int | None, begin: bytes
) -> None:
    panel, output = shown(lab, shows_url, endpoint, count)
    output.hover()
    panel.button("Full screen").click()
    expect(panel.button("Leave full screen")).to_be_visible()
    assert lab.page.evaluate("document.fullscreenElement.className") == "g-output"
    lab.shot("full")
    panel.button("Leave full screen").click()
    expect(panel.button("Full screen")).to_be_visible()
    assert lab.page.evaluate("document.fullscreenElement") is None
    with lab.page.expect_download() as download:
        output.get_by_label(re.compile("^Save ")).click()
    assert download.value.path().read_bytes().startswith(begin)
    assert lab.errors == []


def test_two_pictures_are_compared_by_keys(lab: Lab, shows_url: str) -> None:
    _, output = shown(lab, shows_url, "/compare")
    line = output.get_by_role("slider", name="Dividing line")
    expect(output.locator("img")).to_have_count(2)
    line.focus()
    lab.page.keyboard.press("Home")
    expect(line).to_have_value("0")
    for _ in range(10):
        lab.page.keyboard.press("ArrowRight")
    expect(line).to_have_value("5")
    lab.shot("compared")
    assert lab.errors == []


def test_partial_pictures_leave_the_memory(lab: Lab, shows_url: str) -> None:
    lab.open("")
    lab.page.evaluate("""() => {
      const { createObjectURL, revokeObjectURL } = URL;
      const kept = (window.keptPictures = new Set());
      URL.createObjectURL = blob => {
        const url = createObjectURL.call(URL, blob);
        if (blob.type === "image/png") kept.add(url);
        return url;
      };
      URL.revokeObjectURL = url => { kept.delete(url); revokeObjectURL.call(URL, url); };
    }""")
    lab.run(f"import gradio_nb as gnb\napp = gnb.connect({shows_url!r})\napp")
    panel = Panel(lab)
    panel.wait_ready()
    panel.endpoint("/developing")
    panel.field("Count").fill("12")
    panel.run()
    panel.wait_status("Done")
    expect(panel.root.locator(".g-output img")).to_be_visible()
    lab.page.wait_for_function("window.keptPictures.size === 1")
    assert lab.errors == []


def choose(panel: Panel, kind: str) -> None:
    panel.root.get_by_role("radio", name=kind, exact=True).check()


def watch_requests(lab: Lab) -> list[str]:
    """Note the hosts that the page asks for anything."""
    asked: list[str] = []
    lab.page.on("request", lambda request: asked.append(request.url))
    return asked


def elsewhere(asked: list[str]) -> list[str]:
    return [url for url in asked if not url.startswith(("http://127.0.0.1", "ws://127.0.0.1", "blob:", "data:"))]


@pytest.mark.parametrize("kind", ["plotly", "altair"])
def test_a_plot_is_drawn_and_saved_as_a_picture(lab: Lab, shows_url: str, kind: str) -> None:
    panel = connected(lab, shows_url)
    asked = watch_requests(lab)
    panel.endpoint("/plotted")
    choose(panel, kind)
    panel.run()
    panel.wait_status("Done")
    output = panel.root.locator(".g-output").first
    points = output.locator(".g-plot .points path, .g-plot .mark-symbol path")
    expect(points).to_have_count(40, timeout=60_000)
    with lab.page.expect_download() as download:
        panel.button("save as PNG").click()
    assert download.value.path().read_bytes().startswith(b"\x89PNG")
    lab.shot("drawn")
    assert elsewhere(asked) == []
    assert lab.errors == []


def test_a_native_plot_is_drawn_as_its_app_draws_it(lab: Lab, shows_url: str) -> None:
    panel, output = shown(lab, shows_url, "/lines")
    lines = output.locator(".g-plot .mark-line path")
    expect(lines).to_have_count(2, timeout=60_000)
    lab.theme(DARK)
    expect(panel.root).to_have_css("color-scheme", "dark")
    for width, least in ((560, 400), (1000, 450)):
        panel.root.evaluate("(root, width) => { root.style.width = `${width}px` }", width)
        lab.page.wait_for_function(
            "least => document.querySelector('.g-plot svg').getBoundingClientRect().width > least", arg=least
        )
    expect(lines).to_have_count(2)
    lab.shot("dark")
    assert lab.errors == []


def test_a_sound_has_a_wave_that_is_clicked_to_seek(lab: Lab, shows_url: str) -> None:
    _, output = shown(lab, shows_url, "/sound")
    expect(output.locator(".g-caption")).to_contain_text("3.0 s · WAV")
    wave = output.locator(".g-wave > *")
    expect(wave).to_be_visible(timeout=60_000)
    lab.page.wait_for_function("document.querySelector('.g-output audio').readyState >= 1")
    box = wave.bounding_box()
    assert box is not None
    lab.page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    lab.page.wait_for_function("Math.abs(document.querySelector('.g-output audio').currentTime - 1.5) < 0.2")
    lab.shot("wave")
    assert lab.errors == []


@pytest.mark.parametrize("kind", ["glb", "gltf", "obj", "stl"])
def test_a_model_is_shown(lab: Lab, shows_url: str, kind: str) -> None:
    panel = connected(lab, shows_url)
    asked = watch_requests(lab)
    panel.endpoint("/model")
    choose(panel, kind)
    panel.run()
    panel.wait_status("Done")
    expect(panel.root.locator(".g-model > *")).to_have_js_property("loaded", True, timeout=60_000)
    expect(panel.button("reset view")).to_be_visible()
    lab.shot("model")
    assert elsewhere(asked) == []
    assert lab.errors == []


def test_formulas_code_and_pictures_of_others_in_markdown(lab: Lab, shows_url: str) -> None:
    panel, output = shown(lab, shows_url, "/prose")
    expect(output.locator("math")).to_have_count(2, timeout=60_000)
    expect(output.locator(".hljs-keyword").first).to_have_text("def", timeout=60_000)
    expect(output).to_contain_text("It costs $5 here and $6 there.")
    expect(output.locator(".g-prose img")).to_have_count(0)
    lab.page.route("https://pictures.example/**", lambda route: route.abort())
    with lab.page.expect_request("https://pictures.example/a.png"):
        panel.button("Load pictures from pictures.example").click()
    lab.page.unroute("https://pictures.example/**")
    expect(output.locator(".g-prose img")).to_have_count(1)
