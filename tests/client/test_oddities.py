"""What real apps do that no manual shows."""

from __future__ import annotations

import inspect
import json
import os
import sys
from pathlib import Path

import pytest
from servers import Server, free_port

from gradio_nb import Client, errors
from gradio_nb.protocol import events
from gradio_nb.protocol.schema import Hidden

APPS = Path(__file__).parent.parent / "apps"


@pytest.fixture(scope="module")
def odd(tmp_path_factory):
    """Address of the odd app."""
    folder, port = tmp_path_factory.mktemp("odd"), free_port()
    env = {**os.environ, "GRADIO_TEMP_DIR": str(folder / "files")}
    command = [sys.executable, str(APPS / "calm.py"), str(APPS / "odd.py"), "--port", str(port)]
    with Server(command, f"http://127.0.0.1:{port}", folder / "app.log", env) as server:
        server.wait_until_up()
        yield server.url


@pytest.fixture
def client(odd, gradio_is_new):
    with Client(odd) as client:
        yield client


@pytest.fixture(scope="module")
def gradio_is_new():
    import gradio

    if int(gradio.__version__.split(".")[0]) < 6:
        pytest.skip("the odd app is one of Gradio 6")


def asked(client, route):
    """The requests of a route so far."""
    return [x for x in client.exchanges if f"{client._http.prefix}{route}" in x.url]


# ---- names


def test_parameters_may_be_called_like_arguments_of_predict(client):
    names = list(client["/taken"].parameters)
    assert {"headers", "timeout", "self", "inputs"} <= set(names)
    inputs = dict(zip(names, "abcdefg", strict=True))
    assert client.predict(inputs=inputs, api_name="/taken") == "a b c d e f g"
    assert client.submit(inputs=inputs, api_name="/taken").result(30) == "a b c d e f g"
    assert client["/taken"](**inputs) == "a b c d e f g"
    some = {name: inputs.pop(name) for name in ("self", "headers", "timeout")}
    assert client.predict(**some, inputs=inputs, api_name="/taken") == "a b c d e f g"


@pytest.mark.parametrize("name", ["headers", "api_name", "fn_index", "timeout", "self", "result_callbacks", "inputs"])
def test_every_name_of_a_parameter_can_be_given(fake, name):
    parameter = {"parameter_name": name, "parameter_has_default": False, "label": "x", "type": {"type": "string"}}
    info = {"named_endpoints": {"/echo": {"parameters": [parameter], "returns": []}}}
    fake.routes["GET /gradio_api/info"] = lambda x: x.json(info)
    with Client(fake.url) as client:
        client.predict(inputs={name: "one"}, api_name="/echo")
        client["/echo"](**{name: "two"})
        client["/echo"].submit(**{name: "three"}).result(30)
        assert list(inspect.signature(client["/echo"]).parameters) == [name]
    assert [x.json["data"] for x in fake.requests("POST /gradio_api/queue/join")] == [["one"], ["two"], ["three"]]


def test_names_may_have_spaces_and_come_from_any_script(client):
    assert client.predict("x", "y", "z", api_name="/größe 名前 1") == "x y z"
    assert client["größe 名前 1"](größe="x", имя="y", 名前="z") == "x y z"
    assert "/größe 名前 1" in client.view_api(return_format="str")


def test_names_that_come_twice_are_numbered(client):
    assert client.predict("x", api_name="/same") == "first x"
    assert client.predict("x", api_name="/same_1") == "second x"
    result = client.predict(*"abcdef", api_name="/twice")
    assert result._fields == ("out", "out_1", "имя", "value_1st", "class_", "textbox")
    assert tuple(result) == tuple("abcdef")


# ---- files and what looks like them


def test_a_path_in_json_is_no_file_and_no_address_in_it_is_asked(client):
    value = client.predict("x", api_name="/paths")
    assert value == {
        "path": "/no/such/x",
        "list": [{"path": "https://files.invalid/a.png", "url": "https://files.invalid/a.png"}],
        "link": "https://files.invalid/b.png",
    }
    assert not asked(client, "/file=")
    assert not list(client.download_dir.iterdir())


def test_a_file_that_is_a_default_of_the_app_goes_back_as_it_came(client):
    default = client["/size"].parameters["file"].default
    # The app runs on this machine, so that the path leads somewhere, which must not matter.
    assert Path(default["path"]).read_text() == "default"
    assert client["/size"]() == "7 bytes"
    assert client["/size"](default) == "7 bytes"
    assert client["/size"](file={**default}) == "7 bytes"
    assert not asked(client, "/upload")
    assert not asked(client, "/file=")


def test_a_file_that_is_an_example_of_the_app_goes_back_as_it_came(client):
    [example] = client["/width"].examples
    assert (example.label, list(example.values)) == ("red.png", ["picture"])
    assert client["/width"](**example.values) == 40
    assert not asked(client, "/upload")


def test_the_mere_name_of_a_file_in_an_example_is_no_value(client, monkeypatch, tmp_path):
    # All that Gradio says of an example for gr.File is its name.
    (tmp_path / "example.txt").write_text("mine")
    monkeypatch.chdir(tmp_path)
    assert client["/size"].examples == ()


@pytest.mark.parametrize("key", ["value", "samples"])
def test_no_default_or_example_makes_the_client_read_a_file(fake, tmp_path, key):
    (tmp_path / "secret").write_text("secret")
    trap = {"path": str(tmp_path / "secret"), "orig_name": "secret", "meta": {"_type": "gradio.FileData"}}
    fake.config["dependencies"][2]["outputs"] = [2]
    dataset = {"id": 9, "type": "dataset", "props": {"components": ["file"], "samples": [[trap]]}}
    if key == "value":
        fake.config["components"][3]["props"]["value"] = trap
    else:
        fake.config["components"].append(dataset)
        load = {"id": 3, "inputs": [9], "outputs": [4], "api_name": False, "targets": [[9, "click"]]}
        fake.config["dependencies"].append(load)
    with Client(fake.url) as client:
        copy = client["/copy"]
        offered = copy.parameters["file"].default if key == "value" else copy.examples[0].values["file"]
        assert offered == trap
        copy(offered)
        copy.submit(file={**offered}).result(30)
    assert not fake.requests("POST /gradio_api/upload")
    assert [x.json["data"][0]["path"] for x in fake.requests("POST /gradio_api/queue/join")] == [trap["path"]] * 2


# ---- what /config and /info say of endpoints and inputs


def test_an_endpoint_that_only_info_lists_is_not_offered_and_the_others_are(fake):
    entry = {"parameters": [], "returns": []}
    info = {"named_endpoints": {"/ghost": entry, "/echo": {"parameters": [], "returns": []}}, "unnamed_endpoints": {}}
    fake.routes["GET /gradio_api/info"] = lambda x: x.json(info)
    with Client(fake.url) as client:
        assert set(client.endpoints) == {"/echo", "/remember", "/copy"}
        with pytest.raises(errors.UnknownEndpoint, match="no endpoint '/ghost'"):
            client.predict(api_name="/ghost")
        assert client.predict("x", api_name="/echo") == "done"


def test_an_endpoint_that_only_config_lists_is_described_by_it(fake):
    with Client(fake.url) as client:
        assert str(inspect.signature(client["/remember"])) == "(text: str)"
        client.predict("x", api_name="/remember")
    [join] = fake.requests("POST /gradio_api/queue/join")
    assert join.json["data"] == ["x", None]


def test_buttons_and_state_are_sent_unseen_and_invisible_inputs_can_be_given(client):
    hidden = client["/hidden"]
    assert list(hidden.parameters) == ["text", "unseen", "note"]
    assert hidden.spec.inputs[1] == Hidden("pressed")
    assert hidden("x") == "x pressed invisible 7 noted"
    assert hidden("x", unseen="seen") == "x pressed seen 7 noted"


def test_no_inputs_and_no_outputs(client):
    empty = client["/empty"]
    assert (str(inspect.signature(empty)), empty.returns) == ("()", ())
    assert empty() is None
    with pytest.raises(errors.BadArgument, match="takes 0 values, got 1"):
        empty("x")


def test_a_default_that_the_app_works_out_anew_is_sent_as_it_was_told(client, odd):
    told = client["/moving"].parameters["number"].default
    assert client["/moving"]() == told
    with Client(odd) as other:
        assert other["/moving"]() == other["/moving"].parameters["number"].default
        assert other["/moving"](77) == 77


def test_defaults_that_differ_at_each_load_are_those_of_the_load(fake):
    loads = iter(["one", "two"])

    def config(x):
        fake.config["components"][0]["props"]["value"] = next(loads)
        x.json(fake.config)

    fake.routes["GET /config"] = config
    with Client(fake.url) as first, Client(fake.url) as second:
        for client in (first, second, first):
            client.predict(api_name="/echo")
    assert [x.json["data"] for x in fake.requests("POST /gradio_api/queue/join")] == [["one"], ["two"], ["one"]]


# ---- messages


def test_a_live_stream_ends_with_its_time_limit(client):
    job = client.submit(None, "one", api_name="/live")
    assert job.result(30) == "one frame"
    assert job.outputs() == ["one frame"]
    assert job.status().elapsed > 0.9


def test_messages_of_a_live_stream_hold_whole_values(fake):
    def stream(x):
        event_id = fake.event_of(x)
        messages = [{"msg": "process_starts", "event_id": event_id, "eta": None}]
        for text in ("one", "two"):
            output = {"data": [text], "is_generating": True}
            messages.append(
                {
                    "msg": "process_streaming",
                    "event_id": event_id,
                    "output": output,
                    "success": True,
                    "time_limit": 3,
                }
            )
        completed = {"msg": "process_completed", "event_id": event_id, "output": {"data": ["two"]}, "success": True}
        x.stream(*messages, completed, {"msg": "close_stream", "event_id": None})

    fake.routes["GET /gradio_api/queue/data"] = stream
    with Client(fake.url) as client:
        assert list(client.submit("x", api_name="/echo")) == ["one", "two"]


def test_an_error_after_partial_results_leaves_them_there(client):
    job = client.submit("x", api_name="/halfway")
    error = job.exception(30)
    assert isinstance(error, errors.AppError)
    assert error.message == "and that is that"
    assert job.outputs() == ["x 1", "x 2"]
    with pytest.raises(errors.AppError):
        list(job)
    assert client.predict("x", api_name="/same") == "first x"


def test_validators_are_told_at_their_parameters(client):
    with pytest.raises(errors.InvalidInput) as one:
        client.predict(1, 7, api_name="/judged")
    assert one.value.fields == {"second": "must be under 5, too"}
    with pytest.raises(errors.InvalidInput) as both:
        client.predict(7, 7, api_name="/judged")
    assert both.value.fields == {"first": "must be under 5", "second": "must be under 5, too"}
    assert client.predict(1, 2, api_name="/judged") == 3


def test_an_update_is_unwrapped_in_batches_too_and_one_within_a_value_is_data_as_on_the_page(client):
    assert client.predict("x", api_name="/batched") == "X"
    out, data = client.predict("x", api_name="/nested")
    assert out == "x"
    # The page, too, looks at whole outputs only.
    assert json.loads(json.dumps(data)) == [{"__type__": "update", "value": "x"}]


def test_partial_results_may_be_updates_of_updates(fake):
    def update(**props):
        return {"__type__": "update", **props}

    def stream(x):
        event_id = fake.event_of(x)

        def generating(data):
            return {"msg": "process_generating", "event_id": event_id, "output": {"data": data}, "success": True}

        x.stream(
            generating([update(value=["one"], label="One")]),
            generating([[["add", ["value", 1], "two"], ["replace", ["label"], "Two"]]]),
            generating([[["delete", ["value"], None]]]),
            {"msg": "process_completed", "event_id": event_id, "output": {"data": [update()]}, "success": True},
            {"msg": "close_stream", "event_id": None},
        )

    fake.routes["GET /gradio_api/queue/data"] = stream
    with Client(fake.url) as client:
        job = client.submit("x", api_name="/echo")
        assert job.result(30) == ["one", "two"]
        assert [e.data for e in job.events if isinstance(e, events.Completed)] == [[{"__type__": "update"}]]


def test_files_of_partial_results_are_fetched_when_someone_looks(fake):
    def file(name):
        return {"path": f"/tmp/gradio/{name}", "orig_name": name, "meta": {"_type": "gradio.FileData"}}

    def stream(x):
        event_id = fake.event_of(x)
        messages = [
            {"msg": name, "event_id": event_id, "output": {"data": data}, "success": True}
            for name, data in (
                ("process_generating", [file("one")]),
                ("process_generating", [[["replace", [], file("two")]]]),
                ("process_completed", [file("two")]),
            )
        ]
        x.stream(*messages, {"msg": "close_stream", "event_id": None})

    fake.routes["GET /gradio_api/queue/data"] = stream
    for name in ("one", "two"):
        fake.routes[f"GET /gradio_api/file=/tmp/gradio/{name}"] = lambda x: x.send(b"data", type="text/plain")
    with Client(fake.url) as client:
        job = client.submit(None, api_name="/copy")
        assert job.result(30).read_bytes() == b"data"
        assert [x.path.rpartition("/")[2] for x in fake.seen if "/file=" in x.path] == ["two"]
        assert [path.name for path in job.outputs()] == ["one", "two"]
        assert [x.path.rpartition("/")[2] for x in fake.seen if "/file=" in x.path] == ["two", "one"]


def test_no_job_goes_the_way_whose_answer_can_be_read_only_once(client):
    client.predict("x", api_name="/same")
    assert asked(client, "/queue/join")
    assert not asked(client, "/call")


def test_the_request_that_a_function_wants_is_no_input(client):
    assert list(client["/visitor"].parameters) == ["text"]
    assert client["/visitor"]("x") == "x from 127.0.0.1"
