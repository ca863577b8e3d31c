import pytest

from gradio_nb.errors import BadArgument
from gradio_nb.protocol.filedata import FileData
from gradio_nb.protocol.gradio3 import legacy

NOTE = FileData("/tmp/gradio/1/note.txt", "my note.txt", size=5).wire
OLD_NOTE = {"name": "/tmp/gradio/1/note.txt", "data": None, "orig_name": "my note.txt", "is_file": True}
RED = FileData("data:image/png;base64,AAAA", "red.png").wire


@pytest.mark.parametrize(
    ("component", "value", "old"),
    [
        ("textbox", "text", "text"),
        ("number", 2, 2),
        ("file", None, None),
        ("file", NOTE, OLD_NOTE),
        ("file", [NOTE, NOTE], [OLD_NOTE, OLD_NOTE]),
        ("file", RED, {"name": "red.png", "data": "data:image/png;base64,AAAA"}),
        ("audio", NOTE, OLD_NOTE),
        ("image", RED, "data:image/png;base64,AAAA"),
        ("video", {"video": NOTE, "subtitles": None}, OLD_NOTE),
        ("video", NOTE, OLD_NOTE),
        ("gallery", [{"image": NOTE, "caption": "c"}], [[OLD_NOTE, "c"]]),
        ("gallery", [{"video": NOTE, "caption": None}], [[OLD_NOTE, None]]),
        ("chatbot", [["hi", "there"], ["hi", None]], [["hi", "there"], ["hi", None]]),
        ("chatbot", [[{"file": NOTE, "alt_text": "a"}, "seen"]], [[{**OLD_NOTE, "alt_text": "a"}, "seen"]]),
        ("highlightedtext", [{"token": "cat", "class_or_confidence": "N"}], [["cat", "N"]]),
        ("json", {"path": "/etc/hostname", "a": [1]}, {"path": "/etc/hostname", "a": [1]}),
        ("dataframe", {"headers": ["x"], "data": [[1]]}, {"headers": ["x"], "data": [[1]]}),
    ],
)  # fmt: skip
def test_values_take_the_form_of_gradio_3(component, value, old):
    assert legacy(component, "p", value) == old


@pytest.mark.parametrize(
    ("component", "value"),
    [
        ("file", OLD_NOTE),
        ("image", "data:image/png;base64,AAAA"),
        ("gallery", [[OLD_NOTE, "c"]]),
        ("gallery", "not a list"),
        ("chatbot", [["hi", {**OLD_NOTE, "alt_text": None}]]),
        ("chatbot", "not a list"),
        ("highlightedtext", [["cat", "N"]]),
        ("highlightedtext", None),
        ("video", OLD_NOTE),
    ],
)
def test_what_has_the_old_form_already_stays(component, value):
    assert legacy(component, "p", value) == value


@pytest.mark.parametrize(("component", "wrap"), [("image", lambda f: f), ("gallery", lambda f: [{"image": f}])])
def test_an_address_is_refused_at_its_parameter(component, wrap):
    remote = FileData("https://example.org/a.png", "a.png", url="https://example.org/a.png").wire
    with pytest.raises(BadArgument, match="Gradio 3") as caught:
        legacy(component, "picture", wrap(remote))
    assert caught.value.parameter == "picture"
