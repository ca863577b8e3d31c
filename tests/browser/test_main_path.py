"""From a click in JupyterLab to a Gradio server and back into a variable."""

from __future__ import annotations

from lab import Lab
from panel import Panel


def test_a_run_from_the_form_is_a_variable_in_the_next_cell(lab: Lab, demo_url: str) -> None:
    lab.open(f"import gradio_nb as gnb\napp = gnb.connect({demo_url!r})\napp")
    lab.run_cell(0)
    panel = Panel(lab)
    panel.wait_ready()
    panel.endpoint("/haiku")
    panel.field("Topic").fill("rain on the roof")
    panel.run()
    panel.wait_status("Done")
    lab.shot("done")
    assert "rain" in lab.evaluate("app.result")
    assert lab.evaluate("app.runs[-1].inputs['topic']") == "rain on the roof"
    assert lab.errors == []
