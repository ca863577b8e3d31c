"""What a connected app offers, as Python: names, signatures, documentation, checked values."""

from __future__ import annotations

import inspect
from typing import Literal

import pytest

from gradio_nb import Client, errors
from gradio_nb.protocol.schema import Example, Hidden


def test_endpoints_are_found_by_name_with_and_without_the_slash(client):
    assert client["/echo"] is client["echo"] is client.endpoints["/echo"]
    assert client["/echo"].name == "/echo"
    assert client["/echo"].__name__ == "echo"


def test_undocumented_endpoints_can_be_called_and_private_ones_are_not_there(client):
    assert client.predict("hi", api_name="/secret") == "hi"
    assert "/private" not in client.endpoints
    assert "/secret" not in client.view_api(return_format="str")
    assert "/secret" in client.view_api(all_endpoints=True, return_format="str")


def test_an_endpoint_has_a_real_signature(client):
    signature = inspect.signature(client["/two"])
    text, number = signature.parameters.values()
    assert str(signature) == "(text: str, number: int = 3)"
    assert text.default is inspect.Parameter.empty
    assert (number.default, number.annotation) == (3, int)
    assert signature.bind("a").args == ("a",)


def test_a_required_parameter_after_an_optional_one_is_given_by_name(client):
    signature = inspect.signature(client["/describe"])
    kinds = {p.name: p.kind for p in signature.parameters.values()}
    assert kinds["lines"] == inspect.Parameter.POSITIONAL_OR_KEYWORD
    assert kinds["real"] == inspect.Parameter.KEYWORD_ONLY
    assert signature.parameters["radio"].annotation == Literal["a", "b", 3]
    assert signature.parameters["check"].annotation is bool


def test_the_docstring_is_made_of_what_the_page_says(client):
    doc = inspect.getdoc(client["/two"])
    assert doc.startswith("two(text, number=3) -> (out, count)")
    for words in ("text: str", "What to say", "number: int = 3", "How many?", "0 to 10 in steps of 1", "Returns"):
        assert words in doc
    assert "radio: 'a' | 'b' | 3" in client["/describe"].__doc__
    assert "at most 20 characters" in client["/describe"].__doc__
    assert "files: .txt" in client["/read_files"].__doc__


def test_the_description_of_the_app_is_in_the_docstring(client, gradio_version):
    if gradio_version < (5, 0):
        pytest.skip("Gradio 4 does not tell descriptions")
    assert "Give the text back." in client["/echo"].__doc__


def test_an_endpoint_shows_itself_as_it_is_called(client):
    assert repr(client["/stream"]) == "stream(text, delay=0.05) -> out"


def test_parameters_know_their_component(client):
    made = client["/describe"].parameters
    kinds = {name: made[name].component for name in ("line", "whole", "slide", "group", "custom", "colour", "when")}
    assert kinds == {
        "line": "textbox",
        "whole": "number",
        "slide": "slider",
        "group": "checkboxgroup",
        "custom": "dropdown",
        "colour": "colorpicker",
        "when": "datetime",
    }
    assert made["drop"].choices == (("First", "a"), ("Second", "b"), ("Third", 3))
    assert (made["drop"].multiple, made["many"].multiple, made["many"].max_choices) == (False, True, 2)
    assert made["custom"].custom_values
    assert (made["slide"].minimum, made["slide"].maximum, made["slide"].step) == (0, 100, 5)
    assert (made["lines"].lines, made["line"].max_length) == (3, 20)
    text = client["/echo"].parameters["text"]
    assert (text.label, text.info, text.placeholder) == ("Text", "What to say", "say something")
    assert client["/read_files"].parameters["files"].file_types == (".txt",)


def test_examples_belong_to_the_endpoint_that_they_fill(client):
    assert client["/stream"].examples == (
        Example("hello · 0.1", {"text": "hello", "delay": 0.1}),
        Example("good bye · 0.2", {"text": "good bye", "delay": 0.2}),
    )
    assert client["/two"].examples == ()


def test_every_simple_component_arrives_as_the_app_expects_it(client):
    arrived = client.predict(
        api_name="/describe",
        line="one",
        real=2.5,
        whole=7.0,
        slide=35,
        check=True,
        group=["b", 3],
        radio=3,
        drop="a",
        many=["a", 3],
        custom="anything",
        colour="#ff8800",
        when="2024-01-02 03:04:05",
        source="print(1)",
        data={"a": [1, None, True]},
    )
    assert arrived.pop("when") == "float 1704164645.0"
    assert arrived == {
        "line": "str 'one'",
        "lines": "str 'some\\nlines'",
        "real": "float 2.5",
        "whole": "int 7",
        "slide": "int 35",
        "check": "bool True",
        "group": "list ['b', 3]",
        "radio": "int 3",
        "drop": "str 'a'",
        "many": "list ['a', 3]",
        "custom": "str 'anything'",
        "colour": "str '#ff8800'",
        "source": "str 'print(1)'",
        "data": "dict {'a': [1, None, True]}",
    }


def test_hidden_inputs_are_never_shown_and_always_sent(client):
    press = client["/press"]
    assert list(press.parameters) == ["text"]
    assert press.spec.inputs[1] == Hidden("the button")
    assert press("hi") == "hi: the button"


def test_state_is_remembered_by_the_server_for_this_client_only(client, basics):
    count = client["/count"]
    assert list(count.parameters) == ["step"]
    assert [count(2), count(step=3), count(1)] == [2, 5, 6]
    with Client(basics) as other:
        assert other.predict(1, api_name="/count") == 1
    client.reset_session()
    assert count(1) == 1


@pytest.mark.parametrize(
    ("call", "error", "words"),
    [
        (lambda c: c.predict("x", api_name="/ecko"), errors.UnknownEndpoint, "Did you mean '/echo'"),
        (lambda c: c["/ecko"], errors.UnknownEndpoint, "Did you mean '/echo'"),
        (lambda c: c.predict("x", fn_index=999), errors.UnknownEndpoint, "fn_index 999"),
        (lambda c: c.predict("x"), errors.UnknownEndpoint, "several endpoints"),
        (lambda c: c.predict(txt="x", api_name="/echo"), errors.BadArgument, "Did you mean 'text'"),
        (lambda c: c.predict(api_name="/echo"), errors.BadArgument, "needs text"),
        (lambda c: c.predict("x", "y", api_name="/echo"), errors.BadArgument, "takes 1 values, got 2"),
        (lambda c: c.predict("x", text="y", api_name="/echo"), errors.BadArgument, "given twice"),
        (lambda c: c.predict(7, api_name="/echo"), errors.BadArgument, "expected text, got int 7"),
        (lambda c: c["/two"]("x", 11), errors.BadArgument, "between 0 and 10, got 11"),
        (lambda c: c["/two"]("x", 1.5), errors.BadArgument, "whole number"),
        (lambda c: c["/fail"]("Titled"), errors.BadArgument, "did you mean 'titled'"),
        (lambda c: c["/read_file"]("/no/such/file"), errors.BadArgument, "no such file"),
        (lambda c: c["/read_files"].submit([__file__]), errors.BadArgument, r"expected a file of type \.txt"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_sent(client, monkeypatch, call, error, words):
    def no_request(*args, **kwargs):
        raise AssertionError("a request was made")

    monkeypatch.setattr(client._http, "request", no_request)
    with pytest.raises(error, match=words) as caught:
        call(client)
    assert isinstance(caught.value, errors.UsageError)


def test_a_text_is_never_taken_for_a_path(client, tmp_path):
    path = tmp_path / "secret.txt"
    path.write_text("secret")
    assert client.predict(str(path), api_name="/echo") == str(path)
    with pytest.raises(errors.BadArgument, match=r"pass str\(path\)"):
        client.predict(path, api_name="/echo")


def test_names_that_predict_needs_for_itself_are_given_as_inputs(client):
    assert client.predict(inputs={"text": "hi"}, api_name="/echo") == "hi"
    with pytest.raises(errors.BadArgument, match="given twice"):
        client.predict(text="hi", inputs={"text": "hi"}, api_name="/echo")


def test_an_endpoint_is_called_by_its_index(client):
    index = client["/echo"].spec.fn_index
    assert client.predict("hi", fn_index=index) == "hi"


def test_view_api_prints_or_gives(client, capsys):
    assert client.view_api() is None
    printed = capsys.readouterr().out
    assert "/two  two(text, number=3) -> (out, count)" in printed
    assert client.view_api(print_info=False) is None
    assert capsys.readouterr().out == ""
    assert client.view_api(return_format="str") + "\n" == printed
    described = client.view_api(return_format="dict")
    assert described["/echo"]["signature"] == "echo(text) -> out"
    assert described["/echo"]["doc"] == client["/echo"].__doc__


def test_the_only_endpoint_needs_no_name(fake):
    del fake.config["dependencies"][1:]
    with Client(fake.url) as client:
        assert client.predict("hi") == "done"


def test_names_that_python_cannot_have_are_still_callable(fake):
    parameter = {"parameter_name": "lambda", "parameter_has_default": False, "label": "x", "type": {"type": "string"}}
    info = {"named_endpoints": {"/echo": {"parameters": [parameter], "returns": []}}}
    fake.routes["GET /gradio_api/info"] = lambda x: x.json(info)
    with Client(fake.url) as client:
        assert str(inspect.signature(client["/echo"])) == "()"
        assert client.predict(inputs={"lambda": "hi"}, api_name="/echo") == "done"
