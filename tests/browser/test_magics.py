"""`%gradio` and `%%gradio`."""

from __future__ import annotations

from lab import Lab
from panel import Panel
from playwright.sync_api import expect


def test_the_line_magic_shows_the_panel_and_names_the_variable(lab: Lab, demo_url: str) -> None:
    lab.open("%load_ext gradio_nb", f"%gradio {demo_url} --as total")
    lab.run_all()
    panel = Panel(lab, 1)
    panel.wait_ready()
    panel.endpoint("/count")
    panel.run()
    panel.wait_status("Done")
    assert lab.evaluate("total") == 1
    assert lab.errors == []


def test_the_cell_magic_sends_the_cell_as_the_first_text(lab: Lab, demo_url: str) -> None:
    lab.open(
        "%load_ext gradio_nb\npause = 0",
        f"%%gradio {demo_url} /haiku --as poem --delay {{pause}}\nthe sea",
        f"%%gradio {demo_url} /haiku --dealy 0\nthe sea",
        "%gradio?",
    )
    lab.run_all(wait=False)
    expect(lab.page.locator(".jp-Cell").nth(2)).to_contain_text("Did you mean 'delay'")
    assert lab.evaluate("poem.splitlines()[0]") == "the sea, at first light"
    assert lab.outputs(1)[-1]["text"].startswith("the sea")
    lab.run_cell(3)
    expect(lab.page.get_by_text("the panel of the app; each result also goes to the variable NAME")).to_be_visible()
    lab.shot("magics")
    assert lab.errors == []
