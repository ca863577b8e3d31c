"""Points in time: DateTime. On the wire they are text in the app's own time zone."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Any, ClassVar

from .base import Parameter, bad_value, register
from .helpers import describe, plain
from .text import Text

if TYPE_CHECKING:
    from datetime import datetime

_NOW = re.compile(r"\s*now\s*(-\s*\d+\s*[dmhs]\s*)?")


@register("datetime")
class DateTime(Text):
    """Taken are text as the app shows it, `datetime`, `date`, Unix time, and `"now - 5m"`."""

    input_doc, output_doc = '`"2024-01-02 03:04:05"`, `datetime`, `date`, Unix time, `"now - 5m"`', "`str`"
    wire: ClassVar = {4: "string, in the time zone of the app"}
    control = "datetime"

    def options(self, parameter: Parameter) -> dict[str, Any]:
        return {"include_time": _with_time(parameter)}

    def encode(self, parameter: Parameter, value: Any) -> Any:
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        if isinstance(value, str) and _NOW.fullmatch(value):
            return value
        moment = _moment(parameter, plain(value))
        if moment.tzinfo is not None:
            raise bad_value(
                parameter, f"expected a time without a time zone ({_zone(parameter)} is meant), got {moment}"
            )
        return moment.strftime("%Y-%m-%d %H:%M:%S" if _with_time(parameter) else "%Y-%m-%d")


def _moment(parameter: Parameter, value: Any) -> datetime:
    from datetime import date, datetime

    try:
        if isinstance(value, str):
            return datetime.fromisoformat(value.strip())
        if isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value):
            return datetime.fromtimestamp(value)
    except (ValueError, OverflowError, OSError):
        pass
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    form = "YYYY-MM-DD HH:MM:SS" if _with_time(parameter) else "YYYY-MM-DD"
    raise bad_value(parameter, f"expected a time as '{form}', a datetime or a Unix time, got {describe(value)}")


def _with_time(parameter: Parameter) -> bool:
    return parameter.props.get("include_time") is not False


def _zone(parameter: Parameter) -> str:
    return str(parameter.props.get("timezone") or "that of the app")
