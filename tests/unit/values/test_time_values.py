from __future__ import annotations

from datetime import date, datetime, timezone

import pytest
from value_helpers import decode, encode

from gradio_nb.errors import BadArgument

MOMENT = "2024-01-02 03:04:05"


@pytest.mark.parametrize(
    ("value", "wire"),
    [
        (MOMENT, MOMENT),
        ("2024-01-02T03:04", "2024-01-02 03:04:00"),
        ("2024-01-02", "2024-01-02 00:00:00"),
        (datetime(2024, 1, 2, 3, 4, 5, 6), MOMENT),
        (date(2024, 1, 2), "2024-01-02 00:00:00"),
        (datetime(2024, 1, 2, 3, 4, 5).timestamp(), MOMENT),
        ("now", "now"),
        ("now - 5m", "now - 5m"),
        ("", None),
        ("  ", None),
        (None, None),
    ],
)
def test_times(value: object, wire: str | None) -> None:
    assert encode("datetime", value) == wire


def test_a_date_without_a_time() -> None:
    assert encode("datetime", MOMENT, props={"include_time": False}) == "2024-01-02"


@pytest.mark.parametrize("value", ["tomorrow", "2024-13-01", True, float("nan"), 1e300, [], "now or never"])
def test_what_is_no_time_is_refused(value: object) -> None:
    with pytest.raises(BadArgument, match="expected a time as 'YYYY-MM-DD HH:MM:SS'"):
        encode("datetime", value)


def test_a_time_zone_is_refused_rather_than_dropped() -> None:
    with pytest.raises(BadArgument, match=r"without a time zone \(Europe/Rome is meant\)"):
        encode("datetime", datetime(2024, 1, 2, tzinfo=timezone.utc), props={"timezone": "Europe/Rome"})


def test_times_come_as_text() -> None:
    assert decode("datetime", MOMENT) == MOMENT
