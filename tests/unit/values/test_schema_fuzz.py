"""Schemas by the thousand: any gives a form, what fits travels, what does not is refused by name."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st
from value_helpers import decode, encode, form, parameter

from gradio_nb.errors import BadArgument
from gradio_nb.values import FileLike, family
from gradio_nb.values.schema.validate import is_quick, problem
from gradio_nb.widget.comm.file_refs import FileRefs
from gradio_nb.widget.views import parameter_view

SCALARS = st.none() | st.booleans() | st.integers(-5, 5) | st.floats(-5, 5) | st.text(max_size=3)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abcd"), inner, max_size=3),
    max_leaves=8,
)
SIZES = st.integers(0, 3)


def some(**optional: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=optional)


def merged(*parts: st.SearchStrategy[dict[str, Any]]) -> st.SearchStrategy[dict[str, Any]]:
    return st.tuples(*parts).map(lambda made: {key: value for part in made for key, value in part.items()})


def typed(kind: str, **optional: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return merged(st.just({"type": kind}), some(**optional))


def larger(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    names = st.sampled_from("abcd")
    few = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        typed(
            "array",
            items=inner,
            prefixItems=few,
            minItems=SIZES,
            maxItems=SIZES,
            uniqueItems=st.booleans(),
            contains=inner,
        ),
        typed(
            "object",
            properties=st.dictionaries(names, inner, max_size=3),
            required=st.lists(names, max_size=2, unique=True),
            additionalProperties=st.booleans() | inner,
            minProperties=SIZES,
            maxProperties=SIZES,
            propertyNames=st.just({"maxLength": 1}),
            dependentRequired=st.dictionaries(names, st.lists(names, max_size=2, unique=True), max_size=1),
        ),
        few.map(lambda options: {"anyOf": options}),
        few.map(lambda options: {"oneOf": options}),
        few.map(lambda options: {"allOf": options}),
        inner.map(lambda schema: {"not": schema}),
        st.tuples(inner, inner, inner).map(lambda parts: dict(zip(("if", "then", "else"), parts, strict=True))),
    )


LEAVES = st.one_of(
    st.booleans(),
    st.just({}),
    st.sampled_from(["null", "boolean"]).map(lambda kind: {"type": kind}),
    st.lists(st.sampled_from(["string", "number", "null"]), min_size=1, unique=True).map(lambda kinds: {"type": kinds}),
    typed("string", minLength=SIZES, maxLength=SIZES),
    typed("integer", minimum=st.integers(-5, 5), exclusiveMaximum=st.integers(-5, 5), multipleOf=st.integers(1, 3)),
    typed("number", maximum=st.floats(-5, 5), exclusiveMinimum=st.floats(-5, 5)),
    st.lists(SCALARS, min_size=1, max_size=3).map(lambda values: {"enum": values}),
    SCALARS.map(lambda value: {"const": value}),
    st.sampled_from([{"$ref": "#/$defs/some"}, {"$ref": "#/$defs/more"}]),
)
SCHEMAS = st.recursive(LEAVES, larger, max_leaves=6)
ROOTS = st.tuples(SCHEMAS.filter(lambda s: isinstance(s, dict)), SCHEMAS, SCHEMAS).map(
    lambda made: {**made[0], "$defs": {"some": made[1], "more": made[2]}}
)
QUICK = settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))


def endless(schema: Any) -> bool:
    """Whether a reference comes to itself without a step into the value, which no validator takes."""
    defs = schema["$defs"]

    def walk(part: Any, open_: tuple[str, ...]) -> bool:
        if not isinstance(part, dict):
            return False
        name = str(part.get("$ref", "")).rpartition("/")[2]
        if name in open_ or (name and walk(defs[name], (*open_, name))):
            return True
        inner = [x for key in ("anyOf", "oneOf", "allOf") for x in part.get(key, [])]
        return any(walk(x, open_) for x in [*inner, *(part.get(key) for key in ("not", "if", "then", "else"))])

    return walk(schema, ()) or any(walk(part, (name,)) for name, part in defs.items())


@QUICK
@given(ROOTS, VALUES)
@example({"type": "integer", "$defs": {}}, 2.0)
@example({"enum": [1], "$defs": {}}, True)
@example({"uniqueItems": True, "$defs": {}}, [1, True, 1.0])
def test_what_fits_is_what_the_standard_says(schema: dict[str, Any], value: Any) -> None:
    assume(not endless(schema))
    fits = jsonschema.Draft202012Validator(schema).is_valid(value)
    assert (problem(schema, value) is None) == fits


@QUICK
@given(ROOTS)
def test_any_schema_gives_a_form(schema: dict[str, Any]) -> None:
    made = parameter("nobodyknows", schema=schema)
    view = parameter_view(made, FileRefs(lambda file: Path(), lambda: None, str))
    json.dumps(view)
    assert view["control"] in ("schema", "json")
    assert view["options"].get("schema") == (schema if view["control"] == "schema" else None)


Pair = tuple[dict[str, Any], Any]
"""A schema, and a value that fits."""


@st.composite
def fitting(draw: st.DrawFn, inner: st.SearchStrategy[Pair]) -> Pair:
    kind = draw(st.sampled_from(["items", "tuple", "object", "any", "all"]))
    pairs = draw(st.lists(inner, max_size=3))
    schemas, values = [schema for schema, _ in pairs], [value for _, value in pairs]
    if kind in ("any", "all") and pairs:
        others = [schemas[0], *draw(st.lists(LEAVES, max_size=2))] if kind == "any" else [schemas[0], True]
        return {"anyOf" if kind == "any" else "allOf": draw(st.permutations(others))}, values[0]
    if kind == "object":
        names = "abc"[: len(pairs)]
        known = {"properties": dict(zip(names, schemas, strict=True)), "additionalProperties": False}
        return {"type": "object", "required": list(names)[1:], **known}, dict(zip(names, values, strict=True))
    parts = (
        {"prefixItems": schemas, "items": False} if kind == "tuple" and pairs else {"items": {"anyOf": schemas or [{}]}}
    )
    return {"type": ["array", "null"], "maxItems": len(pairs), **parts}, values


LEAF_PAIRS = st.one_of(
    st.integers(-9, 9).map(lambda n: ({"type": "integer", "minimum": n, "exclusiveMaximum": n + 1}, n)),
    st.floats(-9, 9).map(lambda n: ({"type": ["number", "null"], "maximum": n + 1}, n)),
    st.text(max_size=3).map(lambda text: ({"type": "string", "minLength": len(text), "maxLength": len(text)}, text)),
    SCALARS.map(lambda value: ({"enum": ["another", value]}, value)),
    VALUES.map(lambda value: ({"title": "anything"}, value)),
)


PAIRS = st.recursive(LEAF_PAIRS, fitting, max_leaves=8)


@QUICK
@given(PAIRS, st.booleans())
def test_any_valid_value_travels(pair: Pair, by_reference: bool) -> None:
    schema, value = pair
    schema = {"$ref": "#/$defs/a~1b", "$defs": {"a/b": schema, "some": {}, "more": True}} if by_reference else schema
    assume("$ref" not in str(schema) or by_reference)
    assert jsonschema.Draft202012Validator(schema).is_valid(value)
    assert encode("nobodyknows", value, schema=schema) == value
    assert form("nobodyknows", value, schema=schema) == value
    assert decode("nobodyknows", value) == value


@QUICK
@given(ROOTS, VALUES)
def test_any_invalid_value_is_refused_by_name(schema: dict[str, Any], value: Any) -> None:
    assume(value is not None and not endless(schema))
    assume(not jsonschema.Draft202012Validator(schema).is_valid(value))
    with pytest.raises(BadArgument) as caught:
        encode("nobodyknows", value, schema=schema)
    assert caught.value.parameter == "x"
    assert list(caught.value.fields) == ["x"]


FUZZED = Path(__file__).parents[2] / "fixtures" / "fuzzed.json"


def test_what_the_page_is_tested_with_is_what_the_standard_says() -> None:
    """`js/tests/fuzzed.test.ts` has the same schemas and values."""
    cases = json.loads(FUZZED.read_text(encoding="utf-8"))
    assert len(cases) >= 150
    for case in cases:
        made = parameter("nobodyknows", schema=case["schema"])
        for value in case["valid"]:
            assert family(made.component).encode(made, value) == value
        for value in case["invalid"]:
            with pytest.raises(BadArgument) as caught:
                family(made.component).encode(made, value)
            assert list(caught.value.fields) == ["x"]


def test_a_schema_of_a_server_cannot_keep_the_kernel_busy() -> None:
    loop = {"$ref": "#"}
    assert problem(loop, 3) is None
    twice = {
        "$defs": {"a": {"anyOf": [{"$ref": "#/$defs/b"}] * 9}, "b": {"anyOf": [{"items": {"$ref": "#/$defs/a"}}] * 9}}
    }
    value: Any = 1
    for _ in range(40):
        value = [value]
    assert problem({**twice, "allOf": [{"$ref": "#/$defs/a"}, {"not": {"$ref": "#/$defs/a"}}]}, value) is None
    assert problem({"type": "string", "pattern": "(a+)+$"}, "a" * 40 + "!") is None
    assert problem({"$ref": "http://127.0.0.1:9/schema.json"}, 3) is None


def test_a_pattern_is_run_only_where_it_cannot_take_long() -> None:
    assert problem({"pattern": "^[a-z]+$"}, "A") == ("", "expected text like ^[a-z]+$")
    assert [is_quick(p) for p in ("^a+@b*$", "(a+)+$", r"(a)\1", "a+b+c+", "(?=a)")] == [
        True,
        False,
        False,
        False,
        False,
    ]
    assert problem({"pattern": "a+"}, "b" * 501) is None
    assert problem({"pattern": "["}, "b") is None


def test_files_are_looked_for_in_so_many_places_only() -> None:
    defs = {str(n): {"anyOf": [{"$ref": f"#/$defs/{n + 1}"}] * 2} for n in range(60)}
    value = {"a": 1}
    assert encode("new", value, schema={"$ref": "#/$defs/0", "$defs": defs}) == value
    with pytest.raises(BadArgument):
        encode("new", 1, schema={"anyOf": 3, "oneOf": [7], "properties": [], "prefixItems": {}, "type": "string"})


def test_what_a_schema_asks_for_has_a_type_in_python() -> None:
    def kind(schema: dict[str, Any]) -> Any:
        return family("new").annotation(parameter("new", schema=schema))

    file = {"properties": {"path": {}, "orig_name": {}}}
    assert kind({"type": "string"}) is str
    assert kind({"anyOf": [{"type": "boolean"}, {"type": "null"}]}) is bool
    assert kind({"$defs": {"n": {"type": "integer"}}, "$ref": "#/$defs/n"}) is int
    assert kind(file) is FileLike
    assert kind({"type": "array", "items": {"$ref": "#/$defs/f"}, "$defs": {"f": file}}) == list[FileLike]
    assert kind({}) is kind({"type": ["string", "null"]}) is Any
