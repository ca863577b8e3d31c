"""The answer of the two-step API; the answers are those that `curl` gets from 4.44.1, 5.50.0 and 6.31.0."""

import pytest

from gradio_nb.errors import ProtocolError
from gradio_nb.protocol.call_stream import read_call


def curl(*lines):
    return "".join(f"{line}\n" for line in lines)


def test_a_function_completes():
    assert read_call(curl("event: complete", 'data: ["Hello x!"]', "")) == [("complete", ["Hello x!"])]


def test_a_generator_gives_whole_values_each_time():
    answer = curl(
        "event: generating", 'data: ["w0 "]', "",
        "event: generating", 'data: ["w0 w1 "]', "",
        "event: complete", 'data: ["w0 w1 "]', "",
    )  # fmt: skip
    assert read_call(answer) == [("generating", ["w0 "]), ("generating", ["w0 w1 "]), ("complete", ["w0 w1 "])]


def test_one_value_for_each_output():
    answer = curl("event: complete", 'data: [[["hi", "One "]], {"words": ["One"]}]', "")
    assert read_call(answer) == [("complete", [[["hi", "One "]], {"words": ["One"]}])]


def test_errors_are_null_or_say_what_is_known():
    assert read_call(curl("event: error", "data: null", "")) == [("error", None)]
    told = '{"error": "shown: x", "duration": 5, "visible": true, "title": "Bad input"}'
    ((name, said),) = read_call(curl("event: error", f"data: {told}", ""))
    assert (name, said["error"], said["title"]) == ("error", "shown: x", "Bad input")


def test_heartbeats_are_told():
    answer = curl("event: heartbeat", "data: null", "", "event: complete", "data: []", "")
    assert read_call(answer) == [("heartbeat", None), ("complete", [])]


def test_bytes_and_the_line_ends_of_windows_are_taken():
    assert read_call('event: complete\r\ndata: ["é\u2028x"]\r\n\r\n'.encode()) == [("complete", ["é\u2028x"])]


def test_a_block_that_is_cut_off_is_left_out():
    assert read_call(curl("event: generating", 'data: ["a"]', "", "event: comp")) == [("generating", ["a"])]
    assert read_call("") == []


@pytest.mark.parametrize("answer", ["Internal Server Error\n\n", '{"detail":"Not Found"}\n\n', "event: complete\n\n"])
def test_what_is_no_such_answer_is_an_error(answer):
    with pytest.raises(ProtocolError, match="no answer of a Gradio API"):
        read_call(answer)
