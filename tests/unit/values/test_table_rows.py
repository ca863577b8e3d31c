from __future__ import annotations

from typing import Any

import pytest

from gradio_nb.values.rows import LONGEST, matching, page

NAN = float("nan")
ROWS: list[list[Any]] = [["b", 2], ["A", None], ["a2", 10], ["c", NAN], ["ä", "9"], ["d", 1.5], ["e", True]]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"search": ""}, [0, 1, 2, 3, 4, 5, 6]),
        ({"search": "A"}, [1, 2, 3]),  # "NaN", too, is what a cell shows
        ({"search": "10"}, [2]),
        ({"search": "nothing of it"}, []),
        ({"search": "", "column": 1}, [6, 5, 0, 2, 4, 1, 3]),
        ({"search": "", "column": 1, "descending": True}, [4, 2, 0, 5, 6, 1, 3]),
        ({"search": "a", "column": 0}, [1, 2, 3]),
        ({"search": "", "column": 7}, [0, 1, 2, 3, 4, 5, 6]),
    ],
)
def test_rows_are_found_and_sorted_with_numbers_first_and_what_is_missing_last(
    wanted: dict[str, Any], found: list[int]
) -> None:
    assert list(matching(ROWS, **wanted)) == found


def test_rows_that_are_alike_keep_their_order_both_ways() -> None:
    rows = [[1, "x"], [1, "y"], [1, "z"]]
    assert list(matching(rows, "", 0)) == list(matching(rows, "", 0, descending=True)) == [0, 1, 2]


def test_cells_are_cut_to_what_a_page_can_hold() -> None:
    made = page([["x" * (LONGEST + 1), {"a": 1}, [2]]], None, [0])
    assert made["data"] == [["x" * LONGEST + "…", '{"a": 1}', "[2]"]]
