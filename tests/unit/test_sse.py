import json

import pytest
import recorded

from gradio_nb.errors import ProtocolError
from gradio_nb.protocol.sse import Decoder


def as_stream(messages):
    return b"".join(f"data: {json.dumps(m, ensure_ascii=False)}\n\n".encode() for m in messages)


MESSAGES = [{"msg": "heartbeat"}, {"msg": "log", "log": "é\n\n∑ 😀"}, {"msg": "log", "log": "data: x"}, {}]


@pytest.mark.parametrize("size", [1, 2, 3, 7, 64])
@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_a_stream_may_be_cut_anywhere(size, newline):
    stream = as_stream(MESSAGES).replace(b"\n", newline)
    decoder = Decoder()
    found = [m for i in range(0, len(stream), size) for m in decoder.feed(stream[i : i + size])]
    assert found == MESSAGES


@pytest.mark.parametrize("version", recorded.VERSIONS)
def test_recorded_streams_come_out_as_they_were_whatever_the_cut(version):
    expected = recorded.messages(version, "stream_chat")
    stream = as_stream(expected)
    for cut in range(len(stream)):
        decoder = Decoder()
        assert [*decoder.feed(stream[:cut]), *decoder.feed(stream[cut:])] == expected


def test_a_message_is_given_as_soon_as_it_is_complete():
    decoder = Decoder()
    assert list(decoder.feed(b'data: {"msg": "a"}\n')) == []
    assert list(decoder.feed(b"\n")) == [{"msg": "a"}]


def test_several_messages_in_one_piece_keep_their_order():
    assert list(Decoder().feed(as_stream(MESSAGES))) == MESSAGES


def test_a_message_of_megabytes_in_small_pieces_is_put_together():
    message = {"plot": "x" * 5_000_000}
    stream = as_stream([message])
    decoder = Decoder()
    found = [m for i in range(0, len(stream), 8192) for m in decoder.feed(stream[i : i + 8192])]
    assert found == [message]


def test_other_lines_and_comments_are_skipped():
    stream = b': a comment\n\nevent: x\nid: 7\nretry: 10\ndata:{"msg": "a"}\n\n\n\n'
    assert list(Decoder().feed(stream)) == [{"msg": "a"}]


def test_data_over_several_lines_is_one_message():
    assert list(Decoder().feed(b'data: {"msg":\ndata: "a"}\n\n')) == [{"msg": "a"}]


@pytest.mark.parametrize(
    "garbage",
    [
        b"data: <html>\n\n",
        b"data: [1]\n\n",
        b"data: null\n\n",
        b"data: \xff\xfe\n\n",
        b"data: " + b"[" * 100_000 + b"\n\n",
    ],
)
def test_what_is_no_json_object_is_a_protocol_error(garbage):
    with pytest.raises(ProtocolError):
        list(Decoder().feed(garbage))


def test_a_message_that_never_ends_is_an_error_and_not_a_full_memory():
    decoder = Decoder(max_message=1000)
    for _ in range(9):
        decoder.feed(b"data: " + b"x" * 100)
    with pytest.raises(ProtocolError, match="longer than"):
        decoder.feed(b"x" * 100)


def test_many_messages_may_be_longer_together_than_one_may_be():
    decoder = Decoder(max_message=1000)
    for _ in range(20):
        assert list(decoder.feed(as_stream([{"msg": "x" * 100}]))) == [{"msg": "x" * 100}]
