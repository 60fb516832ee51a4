"""Which changes break a reader: each pair of schemas says so, and real documents agree."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from device.link.compatibility import gaps

NUMBER = {"type": "number"}


def thing(required: tuple[str, ...] = (), **fields: Any) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(required)}


def counted(pattern: str, most: int) -> dict[str, Any]:
    return {"type": "object", "patternProperties": {pattern: {"type": "integer", "maximum": most}}}


def listed(**bounds: int) -> dict[str, Any]:
    return {"type": "array", "items": {"type": "string"}, **bounds}


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (NUMBER, {}),
        ({"type": "integer"}, NUMBER),
        ({"enum": ["a"]}, {"enum": ["b", "a"]}),
        ({"const": 1}, {"enum": [1, 2]}),
        ({"type": "integer", "minimum": 1, "maximum": 5}, {"type": "integer", "minimum": 0, "maximum": 5}),
        ({"type": "number", "exclusiveMinimum": 0}, {"type": "number", "minimum": 0}),
        ({"type": "number", "minimum": 1}, {"type": "number", "exclusiveMinimum": 0}),
        ({"type": "number", "maximum": 1}, {"type": "number", "exclusiveMaximum": 2}),
        ({"type": "string", "pattern": "^a$"}, {"type": "string", "pattern": "^a$"}),
        (listed(minItems=1, maxItems=2), listed(maxItems=3)),
        (thing(("a",), a=NUMBER, b=NUMBER), thing(("a",), a=NUMBER)),
        (thing(("a",), a=NUMBER), thing(a=NUMBER)),
        (counted("^a", 5), counted("^a", 6)),
        (NUMBER, {"anyOf": [{"type": "null"}, NUMBER]}),
        ({"anyOf": [{"type": "null"}, NUMBER]}, {"anyOf": [NUMBER, {"type": "null"}]}),
        ({"$ref": "#/$defs/N", "$defs": {"N": NUMBER}}, NUMBER),
        (NUMBER, {"$ref": "#/$defs/N", "$defs": {"N": NUMBER}}),
    ],
)
def test_these_can_be_read(sent: dict[str, Any], read: dict[str, Any]) -> None:
    assert gaps(sent, read, ignores_unknown=True) == []


@pytest.mark.parametrize(
    ("sent", "read", "said"),
    [
        (NUMBER, {"type": "integer"}, "the document: number instead of integer"),
        ({}, {"type": "integer"}, "the document: anything instead of integer"),
        ({"enum": ["a", "c"]}, {"enum": ["a", "b"]}, "the document: 'c' is new"),
        ({"type": "string"}, {"type": "string", "enum": ["a"]}, "any value instead of one of ['a']"),
        ({"type": "integer", "minimum": -1}, {"type": "integer", "minimum": 0}, "may be below minimum 0"),
        ({"type": "integer"}, {"type": "integer", "maximum": 9}, "may be above maximum 9"),
        (
            {"type": "number", "minimum": 0},
            {"type": "number", "exclusiveMinimum": 0},
            "below exclusiveMinimum",
        ),
        (
            {"type": "number", "maximum": 2},
            {"type": "number", "exclusiveMaximum": 2},
            "above exclusiveMaximum",
        ),
        (
            {"type": "string", "pattern": "^a"},
            {"type": "string", "pattern": "^b"},
            "pattern ^a instead of ^b",
        ),
        (listed(), listed(minItems=1), "may be below minItems 1"),
        (listed(maxItems=4), listed(maxItems=3), "may be above maxItems 3"),
        (listed(), {"type": "array", "items": NUMBER}, "[]: string instead of number"),
        (thing(a=NUMBER), thing(("a",), a=NUMBER), "a: may be missing"),
        (thing(a=thing(b=NUMBER)), thing(a=thing(b={"type": "string"})), "a.b: number instead of string"),
        (counted("^a", 5), counted("^b", 5), "(key): pattern ['^a'] instead of ['^b']"),
        (counted("^a", 7), counted("^a", 6), "(value): may be above maximum 6"),
        ({"anyOf": [{"type": "null"}, NUMBER]}, NUMBER, "the document: null instead of number"),
    ],
)
def test_these_break_the_reader(sent: dict[str, Any], read: dict[str, Any], said: str) -> None:
    found = gaps(sent, read, ignores_unknown=True)
    assert len(found) == 1
    assert said in found[0]


def test_a_new_field_breaks_only_a_reader_that_refuses_what_it_does_not_know() -> None:
    sent, read = thing(a=NUMBER, b=NUMBER), thing(a=NUMBER)
    assert gaps(sent, read, ignores_unknown=True) == []
    assert gaps(sent, read, ignores_unknown=False) == ["b: not known to the reader"]


def test_a_keyword_that_it_does_not_know_is_an_error_not_a_guess() -> None:
    with pytest.raises(ValueError, match="judged here: multipleOf"):
        gaps({"type": "integer", "multipleOf": 2}, NUMBER, ignores_unknown=True)


BOUNDS = st.integers(-3, 3)
INTEGERS = st.fixed_dictionaries(
    {"type": st.just("integer")},
    optional={"minimum": BOUNDS, "maximum": BOUNDS, "exclusiveMinimum": BOUNDS, "exclusiveMaximum": BOUNDS},
)
LEAVES = st.one_of(
    INTEGERS,
    st.builds(lambda values: {"enum": values}, st.lists(st.sampled_from([0, 1, 2, "a", "b"]), min_size=1)),
    st.just({"type": "null"}),
)
SCHEMAS = st.one_of(
    LEAVES,
    st.builds(lambda branches: {"anyOf": branches}, st.lists(LEAVES, min_size=1, max_size=2)),
    st.builds(lambda field, needed: thing(("f",) if needed else (), f=field), LEAVES, st.booleans()),
)
DOCUMENTS = [*range(-5, 6), "a", "b", None, {}, *({"f": value} for value in (*range(-5, 6), "a", None))]


@settings(deadline=None)
@given(SCHEMAS, SCHEMAS)
def test_where_it_finds_nothing_every_document_is_read(sent: dict[str, Any], read: dict[str, Any]) -> None:
    if gaps(sent, read, ignores_unknown=True):
        return
    writer, reader = Draft202012Validator(sent), Draft202012Validator(read)
    for document in DOCUMENTS:
        assert not writer.is_valid(document) or reader.is_valid(document)
