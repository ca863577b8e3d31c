"""JSON that Python would read into strings that nobody can write."""

from json import JSONDecodeError

import pytest

from gradio_nb.protocol.json_text import parse_json
from gradio_nb.protocol.sse import Decoder


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (rb'"\ud83d\ude00 \uD83D\uDE00"', "😀 😀"),
        (rb'"\ud83d"', "\ufffd"),
        (rb'"\ude00\ud83d"', "\ufffd\ufffd"),
        (rb'"\ud83d\ud83d\ude00"', "\ufffd😀"),
        (rb'"\ud83d\n\uDFFF\u00e9"', "\ufffd\n\ufffdé"),
        (rb'{"\ud83d": ["\udc00"]}', {"\ufffd": ["\ufffd"]}),
        (rb'"\\ud83d \\\ud83d \\\\ud83d"', "\\ud83d \\\ufffd \\\\ud83d"),
        ('"퟿ \\ud7ff \\ue000"', "\ud7ff \ud7ff \ue000"),
    ],
)
def test_half_a_surrogate_pair_becomes_a_sign_for_it(data, value):
    assert parse_json(data) == value


def test_messages_are_read_so():
    (message,) = Decoder().feed(b'data: {"msg": "log", "log": "\\ud800"}\n\n')
    assert message["log"].encode()


@pytest.mark.parametrize("data", [rb'"\ud8"', rb'"\ud8zz"', rb'"\ud83', rb'"\ud83d\u"'])
def test_what_is_no_json_stays_none(data):
    with pytest.raises(JSONDecodeError):
        parse_json(data)


@pytest.mark.parametrize("data", [b'"\xff\xfe"', b'"\xed\xa0\xbd"'])
def test_what_is_no_utf_8_is_no_json(data):
    with pytest.raises(UnicodeDecodeError):
        parse_json(data)
