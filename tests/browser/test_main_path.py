"""From a click in JupyterLab to a Gradio server and back into a variable."""

from __future__ import annotations

from lab import Lab
from panel import Panel, connected
from playwright.sync_api import expect


def test_a_run_from_the_form_is_a_variable_in_the_next_cell(lab: Lab, demo_url: str) -> None:
    panel = connected(lab, demo_url)
    panel.endpoint("/haiku")
    panel.field("Topic").fill("rain on the roof")
    panel.run()
    panel.wait_status("Done")
    lab.shot("done")
    cell = lab.run("app.result.splitlines()[0]")
    assert lab.outputs(cell)[0]["data"]["text/plain"] == "'rain on the roof, at first light'"
    assert lab.evaluate("app.runs[-1].inputs['topic']") == "rain on the roof"
    assert lab.errors == []


def test_each_result_goes_to_the_variable_that_was_named(lab: Lab, demo_url: str) -> None:
    panel = connected(lab, demo_url)
    panel.endpoint("/count")
    panel.run()
    panel.wait_status("Done")
    panel.field("Variable").fill("for")
    panel.field("Variable").press("Enter")
    expect(panel.root.get_by_text("no name for a variable")).to_be_visible()
    panel.field("Variable").fill("total")
    panel.field("Variable").press("Enter")
    expect(panel.root.get_by_text("total =")).to_be_visible()
    assert lab.evaluate("total") == 1
    panel.run()
    expect(panel.run_row(2)).to_contain_text("done")
    assert lab.evaluate("total") == 2
    assert lab.errors == []


def test_streamed_text_is_seen_growing(lab: Lab, demo_url: str) -> None:
    panel = connected(lab, demo_url)
    panel.endpoint("/haiku")
    panel.field("Topic").fill("a pond")
    panel.run()
    result = panel.root.locator(".g-text").first
    expect(result).to_contain_text("a pond, at")
    lengths = [len(result.inner_text())]
    lab.shot("streaming")
    expect(result).to_contain_text("the notebook")
    lengths.append(len(result.inner_text()))
    panel.wait_status("Done")
    lengths.append(len(result.inner_text()))
    assert lengths == sorted(set(lengths))
    assert len(lab.evaluate("[str(v) for v in app.runs[-1].outputs]")) > 8
    assert lab.errors == []


def test_an_image_goes_up_and_another_comes_back(lab: Lab, demo_url: str, picture: str) -> None:
    panel = connected(lab, demo_url)
    panel.endpoint("/filter")
    panel.root.locator("input[type=file]").set_input_files(picture)
    expect(panel.root.locator(".g-form img")).to_be_visible()
    panel.run()
    panel.wait_status("Done")
    shown = panel.root.locator("figure img")
    expect(shown).to_be_visible()
    assert shown.evaluate("image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])") == [40, 30]
    lab.shot("image")
    assert lab.evaluate("app.result.to_pil().convert('RGB').getpixel((3, 3))") == (0, 255, 255)
    assert lab.evaluate("app.inputs.image.name") == "red.png"
    assert lab.errors == []


def test_the_form_and_python_hold_the_same(lab: Lab, demo_url: str) -> None:
    panel = connected(lab, demo_url, "app.inputs.steps = 3\napp.inputs.prompt = 'from Python'")
    panel.endpoint("/paint")
    lab.run_cell(1)
    expect(panel.field("Prompt")).to_have_value("from Python")
    panel.field("Prompt").fill("from the form")
    panel.field("Palette").select_option("night")
    lab.page.wait_for_timeout(600)  # the draft is sent 300 ms after the last key
    assert lab.evaluate("app.inputs.prompt, app.inputs.palette, app.inputs.steps") == ("from the form", "night", 3)
    cell = lab.run("app.inputs.steps = 99")
    assert lab.outputs(cell)[0]["ename"] == "BadArgument"
    assert lab.errors == []


def test_examples_fill_the_form_and_reset_empties_it(lab: Lab, demo_url: str) -> None:
    panel = connected(lab, demo_url)
    panel.endpoint("/paint")
    panel.button("stars over a fjord · night · 10").click()
    expect(panel.field("Prompt")).to_have_value("stars over a fjord")
    panel.button("Reset").click()
    expect(panel.field("Prompt")).to_have_value("")
    assert lab.errors == []


def test_a_reload_and_a_second_view_show_the_same(lab: Lab, demo_url: str) -> None:
    panel = connected(lab, demo_url, "app")
    panel.endpoint("/classify")
    panel.field("Text").fill("I love the sun")
    panel.run()
    panel.wait_status("Done")
    lab.run_cell(1)
    for view in (panel, Panel(lab, 1)):
        expect(view.field("Text")).to_have_value("I love the sun")
        expect(view.run_row(1)).to_contain_text("done")
        expect(view.root.get_by_text("joy").first).to_be_visible()
    lab.reload()
    again = Panel(lab, 1)
    expect(again.field("Text")).to_have_value("I love the sun", timeout=30_000)
    expect(again.run_row(1)).to_contain_text("done")
    expect(again.root.get_by_text("joy").first).to_be_visible()
    lab.shot("reloaded")
    again.run()
    expect(again.run_row(2)).to_contain_text("done")
    assert lab.errors == []
