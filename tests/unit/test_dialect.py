import pytest

from gradio_nb.errors import UnsupportedServer
from gradio_nb.protocol.dialect import dialect, version_tuple
from gradio_nb.protocol.schema import App


@pytest.mark.parametrize(
    ("version", "can_cancel", "quoted"),
    [
        ("4.22.0", False, True),
        ("4.26.0", False, True),
        ("4.31.0", True, True),
        ("4.44.1", True, True),
        ("5.1.0", True, True),
        ("5.2.0", True, False),
        ("6.31.0", True, False),
        ("7.0.0-beta.1", True, False),
        ("", True, False),
    ],
)
def test_what_differs_by_version(version, can_cancel, quoted):
    found = dialect(App(version, "sse_v3"))
    assert (found.can_cancel, found.quoted_errors, found.diffs) == (can_cancel, quoted, True)


@pytest.mark.parametrize("protocol", ["ws", "sse", "sse_v1", "sse_v2", "sse_v2.1", "sse_v9", "", "carrier pigeon"])
def test_other_generations_are_refused_by_name(protocol):
    with pytest.raises(UnsupportedServer, match=r"Gradio 4\.12\.0.*supported are 4\.22") as caught:
        dialect(App("4.12.0", protocol))
    assert caught.value.hint


@pytest.mark.parametrize(
    ("wire", "text"),
    [
        ("'plain'", "plain"),
        ('"it\'s"', "it's"),
        (r"'two\nlines'", "two\nlines"),
        (r"'it\'s'", "it's"),
        ("no quotes", "no quotes"),
        ("'one' and 'two'", "one' and 'two"),
        ("'", "'"),
        ("", ""),
    ],
)
def test_old_servers_quote_their_errors(wire, text):
    assert dialect(App("4.44.1", "sse_v3")).error_text(wire) == text
    assert dialect(App("5.2.0", "sse_v3")).error_text(wire) == wire


@pytest.mark.parametrize(
    ("text", "version"),
    [("6.31.0", (6, 31, 0)), (" 4.44.1\n", (4, 44, 1)), ("5.0.0b3", (5, 0, 0)), ("6", (6,)), ("main", (999,)), ("", (999,))],
)
def test_versions_are_read_as_numbers(text, version):
    assert version_tuple(text) == version
