"""What is seen while jobs are under way, and that it goes on while the kernel is busy."""

from __future__ import annotations

import re

from lab import Lab
from panel import Panel, connected
from playwright.sync_api import expect


def test_two_runs_on_a_queue_of_one_show_rank_and_time_left(lab: Lab, demo_url: str) -> None:
    panel = connected(lab, demo_url)
    panel.endpoint("/slow")
    box = panel.root.get_by_role("spinbutton", name="Seconds")
    box.fill("1")
    panel.run()
    expect(panel.run_row(1)).to_contain_text("done")
    box.fill("8")  # long enough to be queued behind, however slow the clicks are
    panel.run()
    expect(panel.run_row(2)).to_contain_text("running")
    panel.run()
    expect(panel.run_row(3)).to_contain_text("queued 1/1")
    panel.wait_status("Queued")
    expect(panel.status).to_contain_text(re.compile(r"about \d+"))
    lab.shot("queued")
    panel.button("Cancel run 3").click()
    expect(panel.run_row(3)).to_contain_text("cancelled")
    expect(panel.run_row(2)).to_contain_text("done")
    assert lab.evaluate("[str(r.state) for r in app.runs]") == ["done", "done", "cancelled"]
    assert lab.errors == []


def test_progress_bars_are_nested_and_the_picture_follows(lab: Lab, demo_url: str) -> None:
    panel = connected(lab, demo_url)
    panel.endpoint("/paint")
    panel.field("Prompt").fill("a lake under the stars")
    panel.root.get_by_role("spinbutton", name="Steps").fill("24")
    # On a busy machine it is painted before the test looks; the page itself misses nothing.
    panel.root.evaluate("""root => {
      const seen = window.seen = {bars: 0, text: ""};
      new MutationObserver(() => {
        for (const status of root.querySelectorAll(".g-status")) {
          seen.bars = Math.max(seen.bars, status.querySelectorAll("[role=progressbar]").length);
          seen.text += `${status.textContent}\\n`;
        }
      }).observe(root, {childList: true, subtree: true, characterData: true});
    }""")
    panel.run()
    panel.wait_status("Done")
    assert lab.page.evaluate("seen.bars") == 2
    assert re.search(r"Painting \d+/24", lab.page.evaluate("seen.text"))
    expect(panel.root.locator("figure img")).to_be_visible()
    lab.shot("painted")
    assert lab.evaluate("(app.result.picture.to_pil().width, app.result.seed)") == (768, 7)
    assert lab.errors == []


def test_log_lines_of_the_app_are_told_as_plain_text(lab: Lab, demo_url: str) -> None:
    panel = connected(lab, demo_url)
    panel.endpoint("/logs")
    panel.field("Text").fill("<b>bold</b><script>window.harm = 1</script>")
    panel.run()
    expect(panel.status.locator("li")).to_have_count(3)
    expect(panel.status).to_contain_text("Reading: <b>bold</b><script>")
    expect(panel.status).to_contain_text("Careful")
    panel.wait_status("Done")
    lab.shot("logs")
    assert lab.page.evaluate("window.harm") is None
    assert [lab.evaluate(f"app.runs[-1].logs[{i}].level") for i in range(3)] == ["info", "warning", "success"]
    assert lab.errors == []


def test_cancel_ends_the_run_and_the_next_one_works(lab: Lab, demo_url: str) -> None:
    panel = connected(lab, demo_url)
    panel.endpoint("/haiku")
    panel.field("Topic").fill("patience")
    panel.root.get_by_role("spinbutton", name="Delay").fill("2")
    panel.run()
    panel.wait_status("Running")
    panel.status.get_by_role("button", name="Cancel", exact=True).click()
    panel.wait_status("Cancelled")
    lab.shot("cancelled")
    assert lab.evaluate("type(app.runs[-1].error).__name__") == "Cancelled"
    panel.root.get_by_role("spinbutton", name="Delay").fill("0")
    panel.run()
    panel.wait_status("Done")
    assert lab.errors == []


def test_an_error_of_the_app_is_told_with_its_title_and_what_to_do(lab: Lab, demo_url: str) -> None:
    panel = connected(lab, demo_url)
    panel.endpoint("/fail")
    panel.root.get_by_label("half way").check()
    panel.run()
    panel.wait_status("Failed")
    expect(panel.status).to_contain_text("No luck")
    expect(panel.status).to_contain_text("The easel fell over.")
    expect(panel.status).to_contain_text("comes from the app")
    expect(panel.root.get_by_text("So far it went well.")).to_be_visible()
    lab.shot("failed")
    assert lab.errors == []


def test_run_and_cancel_are_answered_while_a_cell_sleeps(lab: Lab, demo_url: str) -> None:
    panel = connected(lab, demo_url, "import time\napp.inputs.delay = 1\ntime.sleep(100)")
    panel.endpoint("/haiku")
    panel.field("Topic").fill("sleep")
    lab.run_cell(1, wait=False)
    expect(lab.page.locator(".jp-Cell").nth(1)).to_contain_text("[*]")
    _runs_streams_and_cancels(panel)
    expect(lab.page.locator(".jp-Cell").nth(1)).to_contain_text("[*]")
    lab.shot("busy")
    lab.command("notebook:interrupt-kernel")
    assert lab.errors == []


def test_run_and_cancel_are_answered_under_run_all(lab: Lab, demo_url: str) -> None:
    lab.open(
        f"import gradio_nb as gnb, time\napp = gnb.connect({demo_url!r})\napp",
        "app.client  # connected\napp.inputs.steps = 4\ntime.sleep(100)",
    )
    lab.run_all(wait=False)
    panel = Panel(lab, 0)
    panel.wait_ready()
    panel.endpoint("/haiku")
    panel.field("Topic").fill("all")
    panel.root.get_by_role("spinbutton", name="Delay").fill("1")
    _runs_streams_and_cancels(panel)
    expect(lab.page.locator(".jp-Cell").nth(1)).to_contain_text("[*]")
    lab.command("notebook:interrupt-kernel")
    assert lab.errors == []


def _runs_streams_and_cancels(panel: Panel) -> None:
    panel.run()
    expect(panel.run_row(1)).to_contain_text("running")
    expect(panel.root.locator(".g-text").first).to_contain_text("first light")
    panel.status.get_by_role("button", name="Cancel", exact=True).click()
    expect(panel.run_row(1)).to_contain_text("cancelled")


def test_ctrl_c_in_a_waiting_cell_cancels_the_job_and_leaves_the_panel_usable(lab: Lab, demo_url: str) -> None:
    panel = connected(lab, demo_url, "app.predict(20, api_name='/slow')")
    lab.run_cell(1, wait=False)
    expect(panel.run_row(1)).to_contain_text("running")
    expect(lab.page.locator(".jp-Cell").nth(1).locator(".jp-OutputArea")).to_contain_text("/slow · running")
    lab.shot("waiting")
    lab.command("notebook:interrupt-kernel")
    expect(panel.run_row(1)).to_contain_text("cancelled")
    assert lab.evaluate("str(app.runs[-1].state)") == "cancelled"
    panel.endpoint("/count")
    panel.run()
    panel.wait_status("Done")
    assert lab.errors == []
