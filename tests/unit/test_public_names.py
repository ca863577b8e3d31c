import subprocess
import sys

import gradio_nb
import gradio_nb.client

NAMES = [
    "Client",
    "Conversation",
    "GradioNbError",
    "Job",
    "Space",
    "Status",
    "connect",
    "duplicate",
    "errors",
    "load_ipython_extension",
    "search_spaces",
]


def test_the_public_names_are_these():
    assert sorted(gradio_nb.__all__) == NAMES
    assert sorted(gradio_nb.client.__all__) == ["Client", "Endpoint", "Job", "Status"]


def test_every_public_name_is_there_and_documented():
    for name in gradio_nb.__all__:
        assert getattr(gradio_nb, name).__doc__, name


def test_a_panel_is_called_as_a_client_is():
    for name in ("predict", "submit", "view_api", "quota"):
        assert getattr(gradio_nb.Space, name) is getattr(gradio_nb.Client, name)
    assert gradio_nb.duplicate.__func__ is gradio_nb.Client.duplicate.__func__
    assert gradio_nb.duplicate.__self__ is gradio_nb.Space


def test_completion_offers_the_public_names():
    assert set(NAMES) <= set(dir(gradio_nb))


def test_a_name_that_is_not_there_is_an_attribute_error():
    assert not hasattr(gradio_nb, "conect")


def test_a_star_import_works_in_a_fresh_interpreter():
    code = "from gradio_nb import *; print(Client.__module__, errors.GradioNbError is GradioNbError)"
    printed = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert printed.stdout.split() == ["gradio_nb.client.client", "True"]
