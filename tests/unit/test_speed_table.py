"""The speed table says what was measured, and does not flatter."""

import pytest

from benchmarks.aims import LINES, Line, p95
from benchmarks.table import BEGIN, END, put_into, table


def samples(ours, bare, theirs):
    return {"x": {"gradio_nb": ours, "requests": bare, "gradio_client": theirs}}


def test_an_aim_is_met_up_to_its_bound_and_missed_beyond():
    line = Line("x", "x", "ms", times=1.5, faster=2)
    met = samples([1, 15, 99], [10, 10, 10], [30, 30, 30])
    assert line.to_requests(met).met
    assert line.to_gradio_client(met).met
    missed = samples([16, 16, 16], [10, 10, 10], [30, 30, 30])
    assert str(line.to_requests(missed)) == "1.60 ✗ (≤ 1.5)"
    assert str(line.to_gradio_client(missed)) == "1.88 ✗ (≥ 2)"


def test_an_aim_in_megabytes_asks_nobody_else():
    line = Line("x", "x", "MB", times=None, faster=10, under=5)
    assert line.to_requests(samples([4.9], [0.0], [60.0])).met
    assert not line.to_requests(samples([5.0], [99.0], [60.0])).met


def test_nothing_is_divided_by_what_is_no_memory_at_all():
    assert Line("x", "x", "MB", times=None, faster=10, under=5).to_gradio_client(samples([0.0], [0.0], [60.0])).met


def test_the_95th_percentile_is_what_one_in_twenty_exceeds():
    assert p95(range(1, 101)) == pytest.approx(96, abs=1)


def test_the_table_takes_the_place_of_the_last_one(tmp_path):
    figures = {line.figure: samples([1.0, 2.0], [1.0, 2.0], [9.0, 9.0])["x"] for line in LINES}
    readme = tmp_path / "README.md"
    readme.write_text(f"before\n{BEGIN}old\n{END}after\n", encoding="utf-8")
    put_into(readme, table(figures))
    text = readme.read_text(encoding="utf-8")
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    assert "old" not in text
    assert all(f"| {line.title} |" in text for line in LINES)


def test_a_readme_without_a_place_for_it_is_left_alone(tmp_path):
    readme = tmp_path / "README.md"
    readme.write_text("before\n", encoding="utf-8")
    with pytest.raises(ValueError, match="has no"):
        put_into(readme, "table")
    assert readme.read_text(encoding="utf-8") == "before\n"
