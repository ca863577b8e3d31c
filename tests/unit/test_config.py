import collections
import copy
import random

import pytest
import recorded

from gradio_nb.errors import ProtocolError, UnsupportedServer
from gradio_nb.protocol.config import describe, slug, unique
from gradio_nb.protocol.schema import Example, Hidden, Parameter


@pytest.fixture(params=recorded.VERSIONS)
def version(request):
    return request.param


@pytest.fixture
def app(version):
    return describe(*recorded.schema(version))


def test_what_the_server_says_of_itself(app, version):
    assert app.version == version
    assert app.protocol == "sse_v3"
    assert app.api_prefix == ("" if version < "5" else "/gradio_api")
    assert app.title == "Reference app"
    assert app.heartbeat is (version >= "4.29")
    assert app.app_id.isdigit()
    assert app.max_file_size is None


def test_endpoints_have_the_index_that_the_server_calls_them_by(app):
    indices = [e.fn_index for e in app.endpoints.values()]
    assert len(set(indices)) == len(indices)
    assert app.endpoints["/greet"].fn_index == 0
    assert app.endpoints["/two"].fn_index == 6


def test_private_endpoints_are_left_out_and_undocumented_ones_are_not_public(app):
    assert "/private" not in app.endpoints
    assert app.endpoints["/undocumented"].public is False
    assert app.endpoints["/greet"].public is True


def test_names_and_defaults_come_from_info(app):
    first, second = app.endpoints["/two"].parameters
    assert (first.name, first.label, first.component, first.required, first.default) == ("a", "a", "number", True, None)
    assert (second.name, second.required, second.default) == ("b", False, 2)


def test_without_info_the_names_are_made_from_the_labels(version):
    config, _ = recorded.schema(version)
    app = describe(config)
    assert [p.name for p in app.endpoints["/two"].parameters] == ["a", "b"]
    assert [p.name for p in app.endpoints["/describe"].parameters][:3] == ["one_line", "lines", "secret"]
    assert [p.required for p in app.endpoints["/two"].parameters] == [True, False]


def test_state_is_sent_and_not_seen(app):
    counter = app.endpoints["/counter"]
    assert [p.name for p in counter.parameters] == ["step"]
    assert counter.inputs[1] == Hidden(None, is_state=True)
    assert counter.has_state
    assert [r and r.component for r in counter.outputs] == ["textbox", None]
    assert [r.component for r in counter.returns] == ["textbox"]


def test_hidden_inputs_that_are_no_state_keep_their_value():
    config = {
        "components": [
            {"id": 1, "type": "textbox", "skip_api": False, "props": {"label": "T"}},
            {"id": 2, "type": "button", "skip_api": True, "props": {"value": "go"}},
        ],
        "dependencies": [{"id": 0, "inputs": [2, 1], "outputs": [], "api_name": "press", "targets": []}],
    }
    (press,) = describe(config).endpoints.values()
    assert press.inputs[0] == Hidden("go")
    assert isinstance(press.inputs[1], Parameter)


def test_texts_that_only_gradios_page_can_translate_are_left_out():
    props = {"label": "T", "placeholder": '__i18n__{"key": "chat_interface.message_placeholder"}', "info": "help"}
    config = {
        "components": [{"id": 1, "type": "textbox", "props": props}],
        "dependencies": [{"id": 0, "inputs": [1], "outputs": [], "api_name": "say", "targets": []}],
    }
    (say,) = describe(config).endpoints.values()
    assert (say.parameters[0].placeholder, say.parameters[0].info) == ("", "help")


def test_parameters_know_what_their_component_allows(app, version):
    made = {p.label: p for p in app.endpoints["/describe"].parameters}
    line, lines = made["One line"], made["Lines"]
    assert (line.placeholder, line.info, line.lines) == ("type", "help text", 1)
    assert line.max_length == (None if version == "4.26.0" else 20)
    assert (lines.lines, lines.default) == (3, "x\ny")
    number, whole, slider = made["Number"], made["Integer"], made["Slider"]
    assert (number.minimum, number.maximum, number.step, number.precision) == (0, 10, 0.5, None)
    assert whole.precision == 0
    assert (slider.minimum, slider.maximum, slider.step, slider.default) == (0, 1, 0.1, 0.3)
    pairs = (("First", "a"), ("Second", "b"), ("Third", "c"))
    assert made["Radio"].choices == made["Checks"].choices == made["Drop"].choices == pairs
    assert (made["Checks"].multiple, made["Drop"].multiple, made["Drop many"].multiple) == (True, False, True)
    assert made["Drop many"].max_choices == 2
    assert made["Drop custom"].custom_values
    assert not made["Drop"].custom_values
    assert made["Files"].multiple
    assert not made["File"].multiple
    assert made["File"].file_types


def test_examples_belong_to_the_endpoint_that_they_fill(app):
    with_examples = {e.name: e.examples for e in app.endpoints.values() if e.examples}
    assert with_examples == {"/two": (Example("1 · 2", {"a": 1, "b": 2}), Example("3 · 4", {"a": 3, "b": 4}))}


def test_what_people_come_for_ranks_before_what_only_fills_the_page(app):
    assert app.endpoints["/greet"].rank == 0
    fillers = [e for e in app.endpoints.values() if e.name.startswith("/load_example")]
    assert fillers
    assert all(e.rank == 3 for e in fillers)


def test_generators_are_known(app):
    assert app.endpoints["/stream_text"].generator
    assert not app.endpoints["/greet"].generator


@pytest.mark.parametrize("version", ["4.44.1", "6.31.0"])
def test_info_that_does_not_fit_the_config_is_not_trusted(version):
    config, info = recorded.schema(version)
    info["named_endpoints"]["/two"]["parameters"].pop()
    assert [p.name for p in describe(config, info).endpoints["/two"].parameters] == ["a", "b"]


def test_choices_of_old_servers_are_bare_values():
    config = {
        "components": [{"id": 1, "type": "radio", "props": {"label": "R", "choices": ["a", 2]}}],
        "dependencies": [{"inputs": [1], "outputs": [], "api_name": "pick", "targets": []}],
    }
    (pick,) = describe(config).endpoints.values()
    assert pick.parameters[0].choices == (("a", "a"), ("2", 2))


def test_the_position_is_the_index_where_the_server_gives_no_id():
    config = {"components": [], "dependencies": [{"api_name": "a"}, {"api_name": None}, {"api_name": "b", "id": 7}]}
    assert {e.name: e.fn_index for e in describe(config).endpoints.values()} == {"/a": 0, "/fn_1": 1, "/b": 7}


def test_gradio_2_is_unsupported():
    with pytest.raises(UnsupportedServer, match="Gradio 2"):
        describe({"allow_flagging": "never", "input_components": []})


@pytest.mark.parametrize("config", [{}, {"components": []}, {"components": 1, "dependencies": []}])
def test_a_config_without_the_essentials_is_a_protocol_error(config):
    with pytest.raises(ProtocolError):
        describe(config)


def nodes(value):
    """Every container of a JSON value with each of its keys."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in items:
        yield value, key
        yield from nodes(inner)


@pytest.mark.parametrize("broken", ["config", "info"])
def test_junk_anywhere_is_an_app_or_a_protocol_error_and_nothing_worse(broken):
    dice = random.Random(7)
    junk = (None, 0, -1.5, "x", [], [None], [[1, 2, 3]], {}, {"x": 1}, True)
    config, info = recorded.schema("6.31.0")
    places = list(nodes(config if broken == "config" else info))
    refused = 0
    for container, key in dice.sample(places, 400):
        kept, container[key] = container[key], dice.choice(junk)
        try:
            describe(config, info)
        except ProtocolError:
            refused += 1
        container[key] = kept
    assert refused < 100
    if broken == "info":
        assert refused == 0


def test_describing_changes_nothing_in_the_answers(version):
    config, info = recorded.schema(version)
    before = copy.deepcopy((config, info))
    describe(config, info)
    assert (config, info) == before


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Prompt", "prompt"),
        ("  Guidance scale (CFG)", "guidance_scale_cfg"),
        ("2nd try", "_2nd_try"),
        ("class", "class_"),
        ("Größe", "größe"),
        ("🎲", ""),
        (None, ""),
        ("a-b/c", "a_b_c"),
    ],
)
def test_a_label_becomes_a_python_name(label, name):
    assert slug(label) == name
    assert not name or name.isidentifier()


def test_names_of_outputs_can_be_fields_of_a_named_tuple():
    labels = ["2nd", "_private", "class", "Count", "", "Seed", "Seed", "🎲"]
    config = {
        "components": [{"id": i, "type": "image", "props": {"label": label}} for i, label in enumerate(labels)],
        "dependencies": [{"inputs": [], "outputs": list(range(len(labels))), "api_name": "all", "targets": []}],
    }
    names = [r.name for r in describe(config).endpoints["/all"].returns]
    assert names == ["value_2nd", "private", "class_", "count", "image", "seed", "seed_1", "image_1"]
    assert collections.namedtuple("Result", names)._fields == tuple(names)


def test_names_that_come_again_are_numbered():
    assert unique(["a", "b", "a", "a", "a_1"]) == ["a", "b", "a_1", "a_2", "a_1_1"]
