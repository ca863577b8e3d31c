"""What an app offers, as each Gradio tells it."""

from __future__ import annotations

from generations import can, has, protocol
from kinds import INPUTS, OUTPUTS


def test_the_server_is_the_one_that_is_meant(client, version):
    assert client.app.version.split(".")[0] == version.split(".")[0]
    assert client.app.protocol == protocol(version)
    assert client.app.title == "Every"


def test_the_schema_tells_names_types_and_defaults(client, version):
    text, times = client["/both"].parameters.values()
    assert (text.name, text.label, text.component) == ("text", "Text", "textbox")
    assert text.required == can(version, "values that have to be given")
    assert (times.name, times.component, times.required, times.default) == ("times", "number", False, 2)
    assert (times.precision, times.minimum, times.maximum) == (0, 0, 300)
    assert [(r.name, r.component) for r in client["/both"].returns] == [("out", "textbox"), ("count", "number")]
    assert client["/greet"].parameters["name"].info == "Who it is"
    choices = client["/take_dropdown"].spec.parameters[0]
    assert choices.choices == (("First", "a"), ("Second", "b"), ("Third", 3))
    assert [e.label for e in client["/greet"].examples] == ["Ada", "Grace"]


def test_the_schema_tells_the_description(client, needs):
    needs("descriptions of endpoints")
    assert client["/greet"].spec.description == "Say hello."


def test_all_inputs_and_outputs_that_this_gradio_has_are_endpoints(client, version):
    taken = {name.removeprefix("/take_") for name in client.endpoints if name.startswith("/take_")}
    assert taken == {kind for kind in INPUTS if has(version, kind)}
    given = {name.removeprefix("/give_") for name in client.endpoints if name.startswith("/give_")}
    assert given == {kind for kind in OUTPUTS if has(version, kind)} | {"nothings"}


def test_private_endpoints_are_not_there_and_unlisted_ones_can_be_called(client, needs):
    assert "/private" not in client.endpoints
    assert client.predict("you", api_name="/unlisted") == "Hello you!"
    needs("undocumented endpoints")
    assert "/unlisted" not in client.view_api(return_format="str")
