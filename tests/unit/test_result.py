import copy
import pickle

import pytest

from gradio_nb.client.jobs.result import decode
from gradio_nb.protocol.schema import Endpoint, Return


def endpoint(*outputs):
    return Endpoint("/x", 0, outputs=tuple(Return(o, o, "textbox") if o else None for o in outputs))


def no_files(file):
    raise AssertionError("nothing to fetch")


def test_no_output_is_none_and_one_is_the_value_itself():
    assert decode(endpoint(), [], no_files) is None
    assert decode(endpoint("a"), ["x"], no_files) == "x"
    assert decode(endpoint(None, "a", None), [None, "x", None], no_files) == "x"


def test_several_outputs_are_a_named_tuple():
    result = decode(endpoint("image", None, "seed"), ["x", None, "y"], no_files)
    assert (result.image, result.seed) == tuple(result) == ("x", "y")
    assert repr(result) == "Result(image='x', seed='y')"


def test_outputs_may_have_the_names_of_methods_of_tuples():
    result = decode(endpoint("count", "index"), ["a", "b"], no_files)
    assert tuple(result) == ("a", "b")
    assert (result.count, result.index) == ("a", "b")


def test_no_name_that_a_server_invents_breaks_the_tuple():
    result = decode(endpoint("_asdict", "class", "a b", "x", "x"), list("abcde"), no_files)
    assert tuple(result) == ("a", "b", "c", "d", "e")
    assert result.x == "d"


def test_outputs_that_did_not_come_are_none():
    assert tuple(decode(endpoint("a", "b"), ["x"], no_files)) == ("x", None)


@pytest.mark.parametrize("travel", [copy.copy, copy.deepcopy, lambda r: pickle.loads(pickle.dumps(r))])
def test_a_result_can_be_copied_and_pickled(travel):
    result = decode(endpoint("a", "b"), ["x", "y"], no_files)
    again = travel(result)
    assert again == result
    assert again.b == "y"
