import pytest

from gradio_nb.errors import UnsupportedServer
from gradio_nb.protocol.dialect import TransportKind, dialect, version_tuple
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


@pytest.mark.parametrize(
    ("version", "protocol", "transport", "diffs", "silence"),
    [
        ("3.50.2", "ws", TransportKind.WEBSOCKET, False, None),
        ("4.0.2", "sse", TransportKind.JOB_STREAM, False, None),
        ("4.12.0", "sse_v1", TransportKind.SESSION_STREAM, False, 45),
        ("4.19.2", "sse_v2", TransportKind.SESSION_STREAM, True, 45),
        ("4.21.0", "sse_v2.1", TransportKind.SESSION_STREAM, True, 45),
        ("4.26.0", "sse_v3", TransportKind.SESSION_STREAM, True, 45),
        ("6.31.0", "sse_v3", TransportKind.SESSION_STREAM, True, 45),
    ],
)
def test_what_differs_by_protocol(version, protocol, transport, diffs, silence):
    found = dialect(App(version, protocol))
    assert (found.transport, found.diffs, found.silence) == (transport, diffs, silence)
    assert found.legacy_values is (protocol == "ws")
    assert found.says_goodbye is (protocol == "sse_v3")


@pytest.mark.parametrize(("version", "can_upload"), [("3.18.0", False), ("3.19.0", True), ("3.50.2", True)])
def test_files_are_embedded_before_there_was_an_upload(version, can_upload):
    assert dialect(App(version, "ws")).can_upload is can_upload


@pytest.mark.parametrize(
    ("version", "protocol"), [("9.0", "sse_v9"), ("9.0", ""), ("9.0", "carrier pigeon"), ("3.1.7", "ws")]
)
def test_other_generations_are_refused_by_name(version, protocol):
    with pytest.raises(UnsupportedServer, match=rf"Gradio {version}.*supported are 3\.2 and later") as caught:
        dialect(App(version, protocol))
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
    [
        ("6.31.0", (6, 31, 0)),
        (" 4.44.1\n", (4, 44, 1)),
        ("5.0.0b3", (5, 0, 0)),
        ("6", (6,)),
        ("main", (999,)),
        ("", (999,)),
    ],
)
def test_versions_are_read_as_numbers(text, version):
    assert version_tuple(text) == version
