import pytest

from gradio_nb.client.arguments import bind, did_you_mean, encode_arguments, find_endpoint, merge_inputs
from gradio_nb.errors import BadArgument, UnknownEndpoint
from gradio_nb.protocol.filedata import FileData
from gradio_nb.protocol.schema import Endpoint, Hidden, Parameter
from gradio_nb.values import Upload

DRAW = Endpoint(
    "/draw",
    0,
    inputs=(
        Parameter("prompt", "Prompt", "textbox"),
        Hidden(None, is_state=True),
        Parameter("steps", "Steps", "number", required=False, default=4, precision=0, minimum=1, maximum=9),
        Hidden("go"),
        Parameter("style", "Style", "radio", required=False, default="ink", choices=(("Ink", "ink"), ("Oil", "oil"))),
        Parameter("photo", "Photo", "image", required=False),
    ),
)


def data(*args, **kwargs):
    return encode_arguments(DRAW, bind(DRAW, args, kwargs))


def test_values_take_their_place_among_hidden_inputs_and_defaults():
    assert data("a cat") == ["a cat", None, 4, "go", "ink", None]
    assert data("a cat", 5, "oil") == ["a cat", None, 5, "go", "oil", None]
    assert data(style="oil", prompt="a cat") == ["a cat", None, 4, "go", "oil", None]


def test_what_was_given_is_kept_without_defaults():
    assert bind(DRAW, ("a cat",), {"style": "oil"}) == {"prompt": "a cat", "style": "oil"}


def test_a_wrong_name_says_what_was_meant_and_which_names_there_are():
    with pytest.raises(BadArgument, match="Did you mean 'prompt'") as caught:
        bind(DRAW, (), {"promt": "a cat"})
    assert caught.value.parameter == "promt"
    assert caught.value.hint == "Its parameters are: prompt, steps, style, photo."


def test_a_name_like_no_other_brings_no_suggestion():
    with pytest.raises(BadArgument) as caught:
        bind(DRAW, ("a cat",), {"zzz": 1})
    assert "Did you mean" not in caught.value.message


def test_a_missing_value_is_named():
    with pytest.raises(BadArgument, match=r"/draw needs prompt") as caught:
        bind(DRAW, (), {})
    assert caught.value.fields == {"prompt": "needs a value"}
    assert "draw(prompt=…)" in caught.value.hint


def test_too_many_values_are_counted():
    with pytest.raises(BadArgument, match="takes 4 values, got 5"):
        bind(DRAW, (1, 2, 3, 4, 5), {})


def test_a_value_given_twice_is_refused():
    with pytest.raises(BadArgument, match="twice"):
        bind(DRAW, ("a cat",), {"prompt": "a dog"})
    with pytest.raises(BadArgument, match="twice"):
        merge_inputs({"prompt": "a cat"}, {"prompt": "a dog"})
    assert merge_inputs({"prompt": "a cat"}, {"steps": 2}) == {"prompt": "a cat", "steps": 2}


def test_a_wrong_value_says_what_would_be_right():
    with pytest.raises(BadArgument, match="between 1 and 9, got 99") as caught:
        data("a cat", steps=99)
    assert caught.value.parameter == "steps"


def test_all_wrong_values_are_told_at_once():
    with pytest.raises(BadArgument) as caught:
        data(7, steps="many", style="Ink")
    assert set(caught.value.fields) == {"prompt", "steps", "style"}
    assert "'ink'" in caught.value.fields["style"]


def test_a_local_file_waits_as_an_upload_and_a_file_of_the_server_is_sent_as_it_is(tmp_path):
    path = tmp_path / "cat.png"
    path.write_bytes(b"\x89PNG")
    assert data("a cat", photo=path)[5] == Upload(path, "cat.png", "image/png")
    on_server = FileData("/tmp/gradio/1/cat.png", "cat.png")
    assert data("a cat", photo=on_server)[5] == {
        "path": "/tmp/gradio/1/cat.png",
        "orig_name": "cat.png",
        "meta": {"_type": "gradio.FileData"},
    }


ENDPOINTS = {
    "/draw": DRAW,
    "/upscale": Endpoint("/upscale", 3),
    "/hidden": Endpoint("/hidden", 4, public=False),
    "/clear": Endpoint("/clear", 5, rank=3),
}


@pytest.mark.parametrize("name", ["/draw", "draw"])
def test_an_endpoint_is_found_with_and_without_the_slash(name):
    assert find_endpoint(ENDPOINTS, name) is DRAW


def test_an_endpoint_is_found_by_its_index():
    assert find_endpoint(ENDPOINTS, None, 4).name == "/hidden"
    with pytest.raises(UnknownEndpoint, match="fn_index 9"):
        find_endpoint(ENDPOINTS, None, 9)


def test_an_unknown_endpoint_says_which_there_are():
    with pytest.raises(UnknownEndpoint, match="Did you mean '/upscale'") as caught:
        find_endpoint(ENDPOINTS, "upscal")
    assert "/draw" in caught.value.hint


def test_the_only_useful_endpoint_needs_no_name():
    assert find_endpoint({k: e for k, e in ENDPOINTS.items() if k != "/upscale"}, None) is DRAW


def test_predict_is_the_one_where_there_are_several():
    predict = Endpoint("/predict", 9)
    assert find_endpoint({**ENDPOINTS, "/predict": predict}, None) is predict


def test_one_of_several_has_to_be_named():
    with pytest.raises(UnknownEndpoint, match="several") as caught:
        find_endpoint(ENDPOINTS, None)
    assert "/draw, /upscale" in caught.value.hint
    with pytest.raises(UnknownEndpoint, match="no endpoint"):
        find_endpoint({}, None)


def test_suggestions():
    assert did_you_mean("promt", ["prompt", "steps"]) == " Did you mean 'prompt'?"
    assert did_you_mean("xyz", ["prompt", "steps"]) == ""
