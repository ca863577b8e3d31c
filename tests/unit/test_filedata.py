import pytest

from gradio_nb.protocol.filedata import FileData, is_file, may_hold_files, parse, replace_files

MARKED = {"path": "/tmp/x/cat.png", "orig_name": "cat.png", "meta": {"_type": "gradio.FileData"}}


def test_only_the_mark_makes_a_file():
    assert is_file(MARKED)
    for other in (
        {"path": "/tmp/x"},
        {**MARKED, "meta": None},
        {**MARKED, "path": 7},
        "/tmp/x/cat.png",
        None,
        [MARKED],
    ):
        assert not is_file(other)


@pytest.mark.parametrize(
    ("value", "path", "name"),
    [
        (MARKED, "/tmp/x/cat.png", "cat.png"),
        ({"path": "/tmp/x/cat.png"}, "/tmp/x/cat.png", "cat.png"),
        ({"path": "C:\\tmp\\cat.png", "orig_name": None}, "C:\\tmp\\cat.png", "cat.png"),
        ("/tmp/x/cat.png", "/tmp/x/cat.png", "cat.png"),
        ("https://example.org/a/cat.png?x=1/2", "https://example.org/a/cat.png?x=1/2", "cat.png"),
        ("https://example.org/", "https://example.org/", "example.org"),
    ],
)
def test_files_are_read_in_every_form(value, path, name):
    file = parse(value)
    assert (file.path, file.name) == (path, name)


@pytest.mark.parametrize("value", [None, "", 7, [], {}, {"path": None}, {"url": "x"}])
def test_what_is_no_file_is_none(value):
    assert parse(value) is None


def test_junk_in_a_file_is_left_out():
    file = parse({**MARKED, "size": "big", "url": 3, "mime_type": [], "is_stream": 1})
    assert file == FileData("/tmp/x/cat.png", "cat.png", is_stream=True)


def test_a_file_goes_back_as_it_came():
    wire = {**MARKED, "size": 3, "url": "http://x/cat.png", "mime_type": "image/png", "is_stream": True}
    assert parse(wire).wire == wire


def test_marked_files_are_replaced_wherever_they_are():
    value = {"a": [MARKED, {"path": "no file"}], "b": (MARKED, 1)}
    assert replace_files(value, lambda f: f.name) == {"a": ["cat.png", {"path": "no file"}], "b": ["cat.png", 1]}


@pytest.mark.parametrize(
    ("value", "may"),
    [
        ({"path": "/x", "meta": {"_type": "gradio.FileData"}}, True),
        ([[{"image": {"path": "/x"}}, None]], True),  # before 4.21
        ({"path": 3}, False),
        (["/x", {"a": "path"}, None, 1], False),
    ],
)
def test_what_may_hold_files_is_told_without_their_mark(value, may):
    assert may_hold_files(value) is may


def test_what_is_nested_too_deep_to_look_into_may_hold_files():
    value = []
    for _ in range(100_000):
        value = [value]
    assert may_hold_files(value)
    while value:
        (value,) = value
