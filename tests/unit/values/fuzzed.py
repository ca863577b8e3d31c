"""The schemas and values of `tests/fixtures/fuzzed.json`, by which the page's forms are tested as the kernel is.

::

    python tests/unit/values/fuzzed.py    # make others, when the strategies of `test_schema_fuzz.py` have changed
"""

from __future__ import annotations

import json
from typing import Any

import jsonschema
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from test_schema_fuzz import FUZZED, PAIRS, ROOTS, VALUES, endless

MOST, LONGEST = 200, 500
QUIET = settings(
    max_examples=3000,
    database=None,
    deadline=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


def collect() -> list[dict[str, Any]]:
    """Make cases of a schema, values that fit and values that do not."""
    found: dict[str, dict[str, Any]] = {}

    @seed(2026)
    @QUIET
    @given(ROOTS | PAIRS, st.lists(VALUES, min_size=8, max_size=8))
    def look(made: Any, values: list[Any]) -> None:
        schema, fitting = made if isinstance(made, tuple) else (made, None)
        schema = {"$defs": {"some": {}, "more": {}}, **schema}
        if "$ref" not in json.dumps(schema):
            schema = {key: part for key, part in schema.items() if key != "$defs"}
        elif endless(schema):
            return
        fits = jsonschema.Draft202012Validator(schema).is_valid
        # None is what a field holds that nobody has filled in.
        tried = [value for value in [fitting, *values] if value is not None]
        case = {
            "schema": schema,
            "valid": [value for value in tried if fits(value)][:2],
            "invalid": [value for value in tried if not fits(value)][:2],
        }
        if case["valid"] and case["invalid"] and len(json.dumps(case)) < LONGEST:
            found[json.dumps(schema)] = case

    look()
    return list(found.values())[:: max(1, len(found) // MOST)][:MOST]


def main() -> None:
    lines = ",\n".join(json.dumps(case, ensure_ascii=True) for case in collect())
    FUZZED.write_text(f"[\n{lines}\n]\n", encoding="utf-8")


if __name__ == "__main__":
    main()
