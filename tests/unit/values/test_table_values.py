from __future__ import annotations

import json
import pickle
from typing import Any

import numpy
import pandas
import pytest
from value_helpers import decode, encode, form, parameter, view

from gradio_nb.errors import BadArgument
from gradio_nb.protocol.schema import Return
from gradio_nb.values import Table, family

WIRE = {"headers": ["x", "y"], "data": [[1, "a"], [2, "b"]], "metadata": None}


class Polars:
    """Looks like a polars.DataFrame."""

    columns = ("x", "y")

    def iter_rows(self) -> Any:
        return iter([(1, "a"), (2, "b")])


@pytest.mark.parametrize(
    "value",
    [
        {"headers": ["x", "y"], "data": [[1, "a"], [2, "b"]]},
        pandas.DataFrame({"x": [1, 2], "y": ["a", "b"]}),
        Polars(),
        [{"x": 1, "y": "a"}, {"y": "b", "x": 2}],
        Table(["x", "y"], [[1, "a"], [2, "b"]]),
        WIRE,
    ],
)
def test_tables_of_all_kinds(value: Any) -> None:
    assert encode("dataframe", value) == WIRE


@pytest.mark.parametrize(
    "value", [[[1, 2], [3, 4]], ((1, 2), (3, 4)), numpy.array([[1, 2], [3, 4]]), {"data": [[1, 2], [3, 4]]}]
)
def test_rows_without_headers_get_some(value: Any) -> None:
    assert encode("dataframe", value) == {"headers": ["1", "2"], "data": [[1, 2], [3, 4]], "metadata": None}
    assert encode("dataframe", value, props={"headers": ["a", "b"]})["headers"] == ["a", "b"]
    assert encode("dataframe", value, props={"headers": ["a", "b", "c"]})["headers"] == ["1", "2"]


def test_an_empty_table() -> None:
    assert encode("dataframe", [], props={"headers": ["a"]}) == {"headers": ["a"], "data": [], "metadata": None}
    assert encode("dataframe", pandas.DataFrame(columns=["x"]))["headers"] == ["x"]


def test_what_is_missing_becomes_none() -> None:
    frame = pandas.DataFrame(
        {
            "a": [1.5, numpy.nan],
            "b": [pandas.Timestamp("2024-01-02"), pandas.NaT],
            "c": pandas.array([1, pandas.NA], dtype="Int64"),
            "d": [True, None],
        }
    )
    got = encode("dataframe", frame)["data"]
    assert got == [[1.5, "2024-01-02 00:00:00", 1, True], [None, None, None, None]]
    assert json.dumps(got)
    assert encode("dataframe", [{"a": 1}, {"b": numpy.float64("nan")}])["data"] == [[1, None], [None, None]]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("a.csv", r"expected a table \(a data frame.*got str 'a.csv'"),
        ([1, 2], "expected a table"),
        ([[1, 2], [3]], "row 2 has 1 values, the first row has 2"),
        ({"headers": ["a"], "data": [[1, 2]]}, "1 headers for 2 columns"),
        ([[object()]], "expected cells"),
        ([[float("inf")]], "tables have no inf"),
    ],
)
def test_what_is_no_table_is_refused(value: Any, told: str) -> None:
    with pytest.raises(BadArgument, match=told):
        encode("dataframe", value)


def test_a_table_comes_as_a_table() -> None:
    table = decode("dataframe", WIRE)
    assert (table.headers, table.data, table.raw) == (["x", "y"], [[1, "a"], [2, "b"]], WIRE)
    assert len(table) == 2
    assert list(table) == [(1, "a"), (2, "b")]
    assert repr(table) == "Table(2 rows: x, y)"
    assert table == decode("dataframe", WIRE)
    assert table != Table(["x", "z"], table.data)
    assert table != WIRE
    assert pickle.loads(pickle.dumps(table)) == table


def test_a_table_becomes_a_data_frame_or_an_array() -> None:
    table = decode("dataframe", WIRE)
    assert table.to_pandas().to_dict("list") == {"x": [1, 2], "y": ["a", "b"]}
    assert Table(["a", "b"], [[1, 2], [3, 4]]).to_numpy().tolist() == [[1, 2], [3, 4]]


def test_a_table_becomes_a_frame_of_polars_and_one_travels() -> None:
    import polars

    frame = decode("dataframe", WIRE).to_polars()
    assert frame.to_dict(as_series=False) == {"x": [1, 2], "y": ["a", "b"]}
    assert encode("dataframe", frame) == WIRE
    mixed = Table(["a", "a", "b"], [[1, "x", None], [2.5, 3, True]]).to_polars()
    assert mixed.to_dict(as_series=False) == {"a": [1.0, 2.5], "a_1": ["x", "3"], "b": [None, True]}
    assert Table(["a"], []).to_polars().shape == (0, 1)
    days = polars.DataFrame({"day": [polars.date(2024, 1, 2)]}, strict=False).select(polars.date(2024, 1, 2).alias("d"))
    assert encode("dataframe", days)["data"] == [["2024-01-02"]]


def test_a_missing_package_is_named(without: Any) -> None:
    without("pandas")
    with pytest.raises(ImportError, match=r'needs pandas: pip install "gradio_nb\[media\]"'):
        decode("dataframe", WIRE).to_pandas()


def test_a_table_shows_itself_escaped_and_cut() -> None:
    html = Table(["<h>"], [["<script>"], [None]])._repr_html_()
    assert "<th>&lt;h&gt;</th>" in html
    assert "<td>&lt;script&gt;</td>" in html
    assert "<td></td>" in html
    assert "rows" not in html
    long = Table(["n"], [[n] for n in range(100)])._repr_html_()
    assert "<td>19</td>" in long
    assert "<td>20</td>" not in long
    assert "100 rows" in long


def test_only_the_first_rows_of_a_long_table_travel_to_the_panel() -> None:
    wire = {"headers": [1], "data": [[n] for n in range(600)], "metadata": None}
    drawn = view("dataframe", wire)
    assert drawn["kind"] == "table"
    value = drawn["value"]
    assert (value["headers"], value["data"], value["total"]) == (["1"], [[n] for n in range(100)], 600)
    assert value["places"] == list(range(100))
    assert (value["shown"], value["styles"]) == (None, None)
    assert len(decode("dataframe", wire)) == 600
    assert len(wire["data"]) == 600


def test_a_styler_gives_words_and_colours_and_what_does_not_fit_is_left_out() -> None:
    data = [[0.5], [0.25]]
    metadata = {"display_value": [["50 %"], ["25 %"]], "styling": [["color: red"], [""]]}
    value = view("dataframe", {"headers": ["x"], "data": data, "metadata": metadata})["value"]
    assert (value["shown"], value["styles"]) == (metadata["display_value"], metadata["styling"])
    for odd in ({"display_value": [["50 %"]], "styling": "red"}, [], "x", {"display_value": [1, 2]}):
        value = view("dataframe", {"headers": ["x"], "data": data, "metadata": odd})["value"]
        assert (value["shown"], value["styles"]) == (None, None)


def test_a_table_can_be_had_as_csv() -> None:
    wire = {"headers": ["a", "b"], "data": [[1, 'x "y", z\n'], [None, True], [0.5, {"c": "ä"}]], "metadata": None}
    made = family("dataframe").generated_files(Return("people", "", "dataframe"), wire)["csv"]
    assert (made.name, made.mime_type) == ("people.csv", "text/csv")
    text = made.make().decode("utf-8-sig")
    assert text == 'a,b\r\n1,"x ""y"", z\n"\r\n,true\r\n0.5,"{""c"": ""ä""}"\r\n'
    assert family("dataframe").generated_files(Return("people", "", "dataframe"), {"odd": 1}) == {}
    assert family("textbox").generated_files(Return("text", "", "textbox"), "x") == {}


def test_odd_tables_are_drawn_as_json() -> None:
    assert view("dataframe", {"odd": 1}) == {"kind": "json", "value": {"odd": 1}}
    assert view("dataframe", None) == {"kind": "table", "value": None}


def test_the_form_holds_headers_and_rows_which_travel_back() -> None:
    held = form("dataframe", WIRE)
    assert held == {"headers": ["x", "y"], "data": [[1, "a"], [2, "b"]]}
    assert encode("dataframe", held) == WIRE
    assert form("dataframe", None) is None
    assert form("dataframe", {"odd": 1}) == {"odd": 1}


def test_the_control_knows_the_columns_and_what_is_fixed() -> None:
    props = {"headers": ["a"], "datatype": ["number"], "col_count": [1, "fixed"], "row_count": [3, "dynamic"]}
    assert family("dataframe").options(parameter("dataframe", props=props)) == {
        "headers": ["a"],
        "datatype": ["number"],
        "fixed_rows": False,
        "fixed_columns": True,
    }
    assert family("dataframe").options(parameter("dataframe", props={"datatype": "str"}))["datatype"] == []
