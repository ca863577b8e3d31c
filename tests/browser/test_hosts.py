"""The panel and the ipywidgets of an endpoint in each host that shows notebooks."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from fake_server import FakeApp
from hosts import Host, InLab, InMarimo, InNotebook, InVoila, Theme
from panel import AnyPanel
from playwright.sync_api import Locator, Page, expect

CONNECT = """import gradio_nb as gnb
app = gnb.connect({url!r})"""

PANEL = f"{CONNECT}\napp"

# Turns on or off that Lab saves the state of widgets with the notebook.
SAVE_STATE = "@jupyter-widgets/jupyterlab-manager:saveWidgetState"

# What a page without cells can tell of the kernel: a button prints it.
TELL = """from ipywidgets import Button, Output, VBox, fixed
def teller(tell, *above):
    out, button = Output(), Button(description="Tell")
    def told(_):
        with out:
            tell()
    button.on_click(told)
    return VBox([*above, button, out])"""


def panel_of(page: Page) -> AnyPanel:
    panel = AnyPanel(page.locator("section.gnb").first)
    panel.wait_ready()
    return panel


def told(page: Page, text: str | re.Pattern[str]) -> None:
    page.get_by_role("button", name="Tell").click()
    expect(page.locator("body")).to_contain_text(text)


def interactive(page: Page) -> Locator:
    return page.locator(".widget-interact")


def labels(box: Locator) -> Locator:
    """The labels of those controls that have theirs at the left."""
    return box.locator(".widget-label:visible").filter(has_text=re.compile(r"\w"))


def field(box: Locator, label: str) -> Locator:
    """The row of a control of ipywidgets, by the label before it."""
    return box.locator(".jupyter-widgets").filter(has=box.page.locator(f".widget-label:text-is({label!r})"))


def slide(row: Locator, value: int) -> None:
    """Move a slider by the number beside it: its arrow keys are shortcuts of Lab."""
    row.locator(".widget-readout").fill(str(value))
    row.locator(".widget-readout").press("Enter")
    expect(row.get_by_role("slider")).to_have_attribute("aria-valuenow", f"{value}.0")


def test_an_interactive_runs_at_each_change(host: Host, demo_url: str) -> None:
    host.show(
        CONNECT.format(url=demo_url),
        TELL,
        'app["/haiku"].interactive({"manual": False}, topic=["a pond", "the rain"], delay=fixed(0))',
    )
    box = interactive(host.page)
    expect(box).to_contain_text("a pond, at first light")
    expect(labels(box)).to_have_text(["Topic"])  # nobody can change what is fixed
    box.get_by_role("combobox").select_option("the rain")
    expect(box).to_contain_text("the rain, at first light")
    expect(box).not_to_contain_text("a pond, at first light")
    assert host.errors == []


def test_an_interactive_shows_its_picture_and_how_it_went(host: Host, demo_url: str) -> None:
    host.show(
        CONNECT.format(url=demo_url),
        TELL,
        """shown = app["/paint"].interactive(
    steps=(1, 24), palette=["night", "dawn"], prompt="a fjord", seed=fixed(3), width=fixed(256)
)
teller(lambda: print(app.runs[-1].inputs["steps"], shown.result.seed), shown)""",
    )
    box = interactive(host.page)
    expect(labels(box)).to_have_text(["Prompt", "Palette", "Steps"])
    expect(box.get_by_role("combobox")).to_have_value("night")
    steps = field(box, "Steps")
    expect(steps.get_by_role("slider")).to_have_attribute("aria-valuemax", "24.0")
    slide(steps, 13)
    box.get_by_role("button", name="Run").click()
    picture = box.locator("img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 256
    expect(box).to_contain_text(re.compile(r"/paint · done · .*Result\(picture=ImageFile\(.*, seed=3\)", re.DOTALL))
    expect(box).not_to_contain_text("running")
    told(host.page, "13 3")
    host.shot("interactive")
    assert host.errors == []


def test_an_interactive_tells_what_went_wrong(host: Host, demo_url: str) -> None:
    host.show(CONNECT.format(url=demo_url), 'app["/fail"].interactive()')
    box = interactive(host.page)
    box.get_by_role("button", name="Run").click()
    expect(box).to_contain_text("The easel fell over.")
    expect(box.get_by_role("button", name="Run")).to_be_enabled()
    assert host.errors == []


def test_controls_in_a_box_of_ones_own_hold_what_the_browser_sets(host: Host, demo_url: str) -> None:
    host.show(
        CONNECT.format(url=demo_url),
        TELL,
        """controls = app["/paint"].controls()
def paint():
    print(controls.read())
    print(app["/paint"](**controls.read()).picture.to_pil().size)
teller(paint, VBox(list(controls.values()), _dom_classes=["test-controls"]))""",
        'controls["width"].value = 256',
    )
    box = host.page.locator(".test-controls")
    expect(field(box, "Width").locator(".widget-readout")).to_have_text("256")
    prompt = box.get_by_role("textbox", name="Prompt")
    prompt.fill("a lake")
    prompt.blur()
    box.get_by_role("combobox", name="Palette").select_option("night")
    slide(field(box, "Steps"), 9)
    box.get_by_role("checkbox", name="Transparent sky").check()
    told(host.page, "{'prompt': 'a lake', 'palette': 'night', 'steps': 9, 'width': 256, 'seed': 7")
    expect(host.page.locator("body")).to_contain_text("'transparent': True}")
    expect(host.page.locator("body")).to_contain_text("/paint · done · ")
    expect(host.page.locator("body")).to_contain_text("(256, 144)")
    host.shot("controls")
    assert host.errors == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("host", ["notebook", "voila"], indirect=True)
def test_the_panel_runs_and_its_result_is_in_python(host: Host, demo_url: str, theme: Theme) -> None:
    tell = "teller(lambda: print(app.result.seed, picture.picture.to_pil().size))"
    host.show(PANEL.format(url=demo_url), TELL, tell, theme=theme)
    panel = panel_of(host.page)
    expect(panel.root).to_have_css("color-scheme", theme)
    runs_in(panel)
    panel.field("Variable").fill("picture")
    panel.field("Variable").press("Enter")
    expect(panel.root.get_by_text("picture =")).to_be_visible()
    told(host.page, "7 (256, 144)")
    panel.root.scroll_into_view_if_needed()
    host.shot(theme)
    assert host.errors == []


@pytest.mark.parametrize("host", ["notebook"], indirect=True)
def test_notebook_7_answers_clicks_while_a_cell_runs_and_leaves_keys_to_the_panel(
    host: InNotebook, demo_url: str
) -> None:
    host.open(PANEL.format(url=demo_url), "import time\nwhile True:\n    time.sleep(0.1)")
    host.run_cell(0)
    panel = panel_of(host.page)
    panel.endpoint("/haiku")
    host.run_cell(1, wait=False)
    running = host.page.locator(".jp-Cell").nth(1)
    expect(running).to_contain_text("[*]")
    before = host.sources()
    for place in (panel.button("Reset"), panel.root.get_by_role("slider", name="Delay")):
        for key in ("a", "x", "d", "d", "Enter"):
            place.press(key)
    assert host.sources() == before
    panel.field("Topic").fill("patience")
    panel.field("Topic").press_sequentially("!")
    panel.field("Topic").press("Control+z")
    expect(panel.field("Topic")).not_to_have_value("patience!")  # undone in the field, not in the notebook
    panel.field("Topic").fill("patience")
    panel.run()
    panel.wait_status("Done", seconds=60)
    expect(running).to_contain_text("[*]")
    host.command("notebook:interrupt-kernel")
    assert host.sources() == before
    assert host.errors == []


@pytest.mark.parametrize("host", ["voila"], indirect=True)
def test_voila_says_that_its_kernel_is_busy(host: InVoila, demo_url: str, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    hold = f"""import pathlib, time
def hold():
    while not pathlib.Path({str(gate)!r}).exists():
        time.sleep(0.05)
teller(hold)"""
    host.show(PANEL.format(url=demo_url), TELL, hold)
    panel = panel_of(host.page)
    panel.endpoint("/haiku")
    panel.field("Topic").fill("patience")
    host.page.get_by_role("button", name="Tell").click()
    panel.run()
    expect(panel.root).to_contain_text("The kernel is busy")
    host.shot("busy")
    gate.touch()
    panel.wait_status("Done", seconds=60)
    assert host.errors == []


def test_the_panel_in_marimo(marimo: InMarimo, demo_url: str) -> None:
    theme: Theme = "dark" if marimo.mode == "edit" else "light"
    marimo.show(
        "import gradio_nb as gnb\nimport marimo as mo",
        f"app = gnb.connect({demo_url!r})\nmo.ui.anywidget(app)",
        'look = mo.ui.run_button(label="Look")\nlook',
        """look.value
mo.md("nothing yet" if app.result is None else f"seed {app.result.seed}, {app.result.picture.to_pil().size}")""",
        theme=theme,
    )
    panel = panel_of(marimo.page)
    expect(panel.root).to_have_css("color-scheme", theme)
    cells = marimo.page.locator(".cm-editor").count()
    for key in ("a", "b", "Enter", "ArrowDown"):
        panel.button("Reset").press(key)
    runs_in(panel)
    panel.field("Variable").fill("picture")
    panel.field("Variable").press("Enter")
    expect(panel.root).to_contain_text("app.result is the newest result")
    marimo.page.get_by_role("button", name="Look").click()
    expect(marimo.page.get_by_text("seed 7, (256, 144)")).to_be_visible()
    panel.root.scroll_into_view_if_needed()
    marimo.shot(theme)
    expect(marimo.page.locator(".cm-editor")).to_have_count(cells)
    assert marimo.errors == []


def runs_in(panel: AnyPanel) -> None:
    """Let the panel paint, and look at the picture."""
    panel.endpoint("/paint")
    panel.field("Prompt").fill("a lake under the stars")
    panel.root.get_by_role("spinbutton", name="Width").fill("256")
    panel.field("Prompt").press("Control+Enter")
    panel.wait_status("Done", seconds=60)
    picture = panel.root.locator("figure img")
    expect(picture).to_be_visible()
    assert picture.evaluate("image => image.decode().then(() => image.naturalWidth)") == 256


def test_a_typed_password_reaches_the_kernel_and_is_not_saved(host: Host, fake: FakeApp) -> None:
    fake.config["components"] += [
        {"id": 5, "type": "textbox", "skip_api": False, "props": {"label": "Name"}},
        {"id": 6, "type": "textbox", "skip_api": False, "props": {"label": "Secret", "type": "password"}},
    ]
    fake.config["dependencies"].append({"id": 3, "inputs": [5, 6], "outputs": [2], "api_name": "login", "targets": []})
    host.show(
        CONNECT.format(url=fake.url),
        TELL,
        """from ipywidgets import Widget
controls = app["/login"].controls()
def state():
    print(controls["secret"].value[::-1], "correct" in str(Widget.get_manager_state()))
teller(state, VBox(list(controls.values()), _dom_classes=["test-controls"]))""",
    )
    box = host.page.locator(".test-controls")
    secret, name = box.get_by_label("Secret"), box.get_by_label("Name")
    expect(secret).to_have_attribute("type", "password")
    # It stands in line with a field of ipywidgets, as soon as both have their style.
    host.page.wait_for_function(
        """fields => {
          const [one, other] = fields.map(field => field.getBoundingClientRect());
          return one.x === other.x && one.width === other.width && one.height === other.height;
        }""",
        arg=[secret.element_handle(), name.element_handle()],
    )
    secret.press_sequentially("correct horse")
    told(host.page, "esroh tcerroc False")
    assert "correct horse" not in host.page.content()
    host.shot("password")
    if isinstance(host, InLab):
        host.command(SAVE_STATE)
        host.command("docmanager:save")
        host.command(SAVE_STATE)
        saved = host.saved()
        assert '"source_view"' in saved
        assert "correct horse" not in saved
    assert host.errors == []
