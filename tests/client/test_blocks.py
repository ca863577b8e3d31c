"""An app object of this very process as `src`."""

from __future__ import annotations

import pytest

from gradio_nb import Client

gr = pytest.importorskip("gradio")

pytestmark = pytest.mark.filterwarnings("ignore::Warning:gradio")


@pytest.fixture
def app():
    with gr.Blocks(title="Mine") as app:
        name = gr.Textbox(label="Name")
        gr.Button().click(lambda name: f"Hello {name}!", name, gr.Textbox(), api_name="greet")
    yield app
    app.close(verbose=False)


def test_blocks_are_launched_without_blocking_and_closed_with_the_client(app, capsys):
    told = []
    with Client(app, on_progress=told.append) as client:
        assert app.is_running
        assert client.predict("Ada", api_name="/greet") == "Hello Ada!"
        assert repr(client).startswith("<Client Mine · Gradio ")
        assert told[0] == "launching the app"
    assert not app.is_running
    assert capsys.readouterr().out == ""


def test_blocks_that_run_already_stay_running(app):
    app.launch(prevent_thread_lock=True, quiet=True)
    with Client(app) as client:
        assert client.predict("Ada", api_name="/greet") == "Hello Ada!"
    assert app.is_running


def test_an_interface_has_examples_and_one_endpoint_that_needs_no_name():
    interface = gr.Interface(lambda name: name[::-1], "text", "text", examples=[["Ada"], ["Grace"]], title="Back")
    with Client(interface) as client:
        assert client.predict("Ada") == "adA"
        examples = [e.values for e in client.submit("Ada").endpoint.examples]
        assert examples == [{"name": "Ada"}, {"name": "Grace"}]
