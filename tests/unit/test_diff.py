import copy
import json

import pytest
import recorded
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gradio_nb.errors import ProtocolError
from gradio_nb.protocol import events
from gradio_nb.protocol.diff import Replay, edits_to, growth, patch, unwrap


@pytest.mark.parametrize(
    ("value", "edits", "expected"),
    [
        ("a", [], "a"),
        ("a", [["append", [], "b"], ["append", [], "c"]], "abc"),
        (None, [["append", [], "b"]], "b"),
        ("a", [["replace", [], {"x": 1}]], {"x": 1}),
        (None, [["add", [], [1]]], [1]),
        ([1, 2, 3], [["delete", [0], None], ["delete", [1], None]], [2]),
        ([1, 3], [["add", [1], 2], ["add", [3], 4]], [1, 2, 3, 4]),
        ([1, 2], [["replace", [1], "x"]], [1, "x"]),
        ({"a": 1}, [["add", ["b"], 2], ["delete", ["a"], None]], {"b": 2}),
        ({"a": [{"b": "x"}]}, [["append", ["a", 0, "b"], "y"]], {"a": [{"b": "xy"}]}),
        ({"a": None}, [["replace", ["a"], 0]], {"a": 0}),
    ],
)
def test_each_action_edits_at_its_path_and_leaves_the_old_value_alone(value, edits, expected):
    before = copy.deepcopy(value)
    assert patch(value, edits) == expected
    assert value == before


def test_an_edit_copies_nothing_that_it_does_not_touch():
    value = {"messages": [{"text": "old"}, {"text": "new"}], "picture": [0] * 1000}
    edited = patch(value, [["append", ["messages", 1, "text"], "er"]])
    assert edited["messages"][1] == {"text": "newer"}
    assert edited["picture"] is value["picture"]
    assert edited["messages"][0] is value["messages"][0]


@pytest.mark.parametrize(
    ("value", "edits"),
    [
        ("a", [["append", [0], "b"]]),
        ("a", [["delete", [], None]]),
        ([1], [["replace", [5], 2]]),
        ([1], [["append", ["x"], "2"]]),
        ({"a": 1}, [["append", ["b", 0], "x"]]),
        ({"a": 1}, [["append", ["a"], "x"]]),
        ("a", [["explode", [], "b"]]),
        ("a", [["append", []]]),
        ("a", [["append", None, "b"]]),
        ("a", [None]),
        ("a", None),
        ("a", 7),
        ({}, [["add", [[]], 1]]),
    ],
)
def test_an_edit_that_does_not_fit_is_a_protocol_error(value, edits):
    with pytest.raises(ProtocolError):
        patch(value, edits)


def test_an_edit_nested_too_deep_is_a_protocol_error():
    deep: list = []
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(ProtocolError):
        patch(deep, [["replace", [0] * 4000, 1]])


def test_values_handed_out_stay_as_they_were_when_more_edits_come():
    replay = Replay()
    first = replay.apply([{"list": [1], "same": [0]}], True)
    second = replay.apply([[["add", ["list", 1], 2]]], True)
    assert first == [{"list": [1], "same": [0]}]
    assert second == [{"list": [1, 2], "same": [0]}]
    assert first[0]["same"] is second[0]["same"]


def test_edits_reach_into_updates_and_only_the_value_comes_out():
    replay = Replay()
    assert replay.apply([{"__type__": "update", "value": "step 0", "label": "Step 0"}], True) == ["step 0"]
    edits = [["replace", ["label"], "Step 1"], ["append", ["value"], "!"]]
    assert replay.apply([edits], True) == ["step 0!"]


def test_an_update_without_a_value_leaves_the_value_as_it_was():
    replay = Replay()
    assert replay.apply(["begun"], False) == ["begun"]
    assert replay.apply([{"__type__": "update", "label": "x"}], False) == ["begun"]
    assert replay.apply([{"__type__": "update", "value": None}], False) == [None]


def test_an_update_without_a_value_and_nothing_before_is_none():
    assert unwrap({"__type__": "update"}) is None


def test_outputs_that_appear_half_way_have_no_base():
    replay = Replay()
    replay.apply(["a"], True)
    assert replay.apply([[["append", [], "b"]], [["append", [], "c"]]], True) == ["ab", "c"]


def test_a_server_without_diffs_sends_whole_values():
    replay = Replay()
    replay.apply([["append", [], "b"]], False)
    assert replay.apply([["append", [], "c"]], False) == [["append", [], "c"]]


@pytest.mark.parametrize("version", recorded.VERSIONS)
@pytest.mark.parametrize("job", ["stream_chat", "updates"])
def test_recorded_partial_results_lead_to_the_recorded_result(version, job):
    read = [events.read(m, 0.0) for m in recorded.messages(version, job)]
    partials = [e for e in read if isinstance(e, events.Partial)]
    assert len(partials) > 2
    replay = Replay()
    for partial in partials:
        last = replay.apply(partial.data, partial.diffs)
    (completed,) = [e for e in read if isinstance(e, events.Completed)]
    assert Replay().apply(completed.data, False) == last


@pytest.mark.parametrize(
    ("before", "after", "edits"),
    [
        ("a", "a", []),
        ("a", "abc", [["append", [], "bc"]]),
        ("ab", "b", [["replace", [], "b"]]),
        (1, True, [["replace", [], True]]),
        (0, 0.0, [["replace", [], 0.0]]),
        ([{"a": [1]}, "x"], [{"a": [True]}, "x"], [["replace", [0, "a", 0], True]]),
        (None, "a", [["replace", [], "a"]]),
        ([1], [1, 2, 3], [["add", [1], 2], ["add", [2], 3]]),
        ([1, 2], [1], [["replace", [], [1]]]),
        ([["hi", "th"]], [["hi", "there"]], [["append", [0, 1], "ere"]]),
        ({"a": ["x"]}, {"a": ["x"], "b": None}, [["add", ["b"], None]]),
        ({"a": 1}, {"b": 1}, [["replace", [], {"b": 1}]]),
    ],
)
def test_growth_is_told_by_what_is_new(before, after, edits):
    assert growth(before, after) == edits
    assert patch(before, edits) == after


def test_what_has_grown_is_patched_into_itself_again():
    values = st.recursive(
        st.none() | st.booleans() | st.integers(-3, 3) | st.text("ab", max_size=3),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("xyz"), inner, max_size=3),
    )

    # A busy machine is no reason to fail.
    @settings(deadline=None, suppress_health_check=list(HealthCheck))
    @given(values, values)
    def check(before, after):
        whole = patch(before, growth(before, after))
        assert json.dumps(whole, sort_keys=True) == json.dumps(after, sort_keys=True)

    check()


def test_what_changes_in_very_many_places_is_told_whole_and_nothing_is_looked_through_to_the_end():
    class Cell(str):
        compared = 0

        def startswith(self, *args):
            Cell.compared += 1
            return super().startswith(*args)

    before, after = ([[Cell(f"{word} {i} {j}") for j in range(20)] for i in range(1000)] for word in ("old", "new"))
    assert growth(before, after) == [["replace", [], after]]
    assert Cell.compared < 1000


def test_two_thousand_beginnings_of_a_text_beside_a_table_are_kept_as_what_is_new():
    table = [[str(i)] * 20 for i in range(100)]
    replay, kept, text = Replay(), [], ""
    for i in range(2000):
        text += f"word {i} "
        data = [text, json.loads(json.dumps(table))]
        kept.append(edits_to(replay.raw, data) or data)
        replay.apply(data, False)
    assert kept[1:] == [[[["append", [], f"word {i} "]], []] for i in range(1, 2000)]
