"""Whether a reader of one JSON Schema can read what another one's writer sends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

Schema = Mapping[str, Any]

_WORDS_ONLY: Final = frozenset({"$schema", "$id", "$defs", "title", "description", "default"})
_KNOWN: Final = _WORDS_ONLY | {
    "$ref",
    "additionalProperties",
    "anyOf",
    "const",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "items",
    "maxItems",
    "maximum",
    "minItems",
    "minimum",
    "pattern",
    "patternProperties",
    "properties",
    "required",
    "type",
}
_LOWER: Final = ("minimum", "exclusiveMinimum", "minItems")
_UPPER: Final = ("maximum", "exclusiveMaximum", "maxItems")


def gaps(sent: Schema, read: Schema, *, ignores_unknown: bool) -> list[str]:
    """How a document that fits `sent` may fail to fit `read`, one line each; empty: every document fits.

    Cautious: where it can't tell that all documents fit (patterns that differ), it says that they don't.

    Args:
        sent: what the writer promises.
        read: what the reader expects.
        ignores_unknown: whether the reader passes over fields that its schema does not name.

    Raises:
        ValueError: a schema uses a keyword whose meaning is not known here.
    """
    return list(_Comparison(sent, read, ignores_unknown).gaps("", sent, read))


class _Comparison:
    def __init__(self, sent: Schema, read: Schema, ignores_unknown: bool) -> None:
        self._sent_root = sent
        self._read_root = read
        self._ignores_unknown = ignores_unknown

    def gaps(self, where: str, sent: Schema, read: Schema) -> Iterator[str]:
        sent, read = _resolved(sent, self._sent_root), _resolved(read, self._read_root)
        if "anyOf" in sent:
            for branch in sent["anyOf"]:
                yield from self.gaps(where, branch, read)
            return
        if "anyOf" in read:
            found = [list(self.gaps(where, sent, branch)) for branch in read["anyOf"]]
            yield from min(found, key=len)
            return
        yield from self._value_gaps(where or "the document", sent, read)
        if sent.get("type") == "object":
            yield from self._object_gaps(where, sent, read)
        if sent.get("type") == "array" and "items" in read:
            yield from self.gaps(f"{where}[]", sent.get("items", {}), read["items"])

    def _value_gaps(self, where: str, sent: Schema, read: Schema) -> Iterator[str]:
        if "type" in read and read["type"] not in _types(sent):
            yield f"{where}: {sent.get('type', 'anything')} instead of {read['type']}"
            return
        allowed, possible = _values(read), _values(sent)
        if allowed is not None:
            if possible is None:
                yield f"{where}: any value instead of one of {allowed}"
            else:
                for value in possible:
                    if value not in allowed:
                        yield f"{where}: {value!r} is new"
            return
        if possible is None and "pattern" in read and sent.get("pattern") != read["pattern"]:
            yield f"{where}: pattern {sent.get('pattern')} instead of {read['pattern']}"
        for keyword in _LOWER:
            if keyword in read and not _at_least(sent, keyword, read[keyword]):
                yield f"{where}: may be below {keyword} {read[keyword]}"
        for keyword in _UPPER:
            if keyword in read and not _at_most(sent, keyword, read[keyword]):
                yield f"{where}: may be above {keyword} {read[keyword]}"

    def _object_gaps(self, where: str, sent: Schema, read: Schema) -> Iterator[str]:
        here = f"{where}." if where else ""
        sent_fields, read_fields = sent.get("properties", {}), read.get("properties", {})
        for name in read.get("required", ()):
            if name not in sent.get("required", ()):
                yield f"{here}{name}: may be missing"
        for name, field in sent_fields.items():
            if name in read_fields:
                yield from self.gaps(f"{here}{name}", field, read_fields[name])
            elif not self._ignores_unknown:
                yield f"{here}{name}: not known to the reader"
        sent_keys, read_keys = sent.get("patternProperties", {}), read.get("patternProperties", {})
        if sent_keys.keys() != read_keys.keys():
            yield f"{here}(key): pattern {list(sent_keys)} instead of {list(read_keys)}"
            return
        for pattern, values in read_keys.items():
            yield from self.gaps(f"{here}(value)", sent_keys[pattern], values)


def _resolved(schema: Schema, root: Schema) -> Schema:
    """The schema itself, or the one that it refers to; its keywords checked."""
    if unknown := schema.keys() - _KNOWN:
        raise ValueError(f"keywords whose compatibility can't be judged here: {', '.join(sorted(unknown))}")
    if "$ref" not in schema:
        return schema
    name = str(schema["$ref"]).removeprefix("#/$defs/")
    return _resolved(root["$defs"][name], root)


def _types(schema: Schema) -> tuple[str, ...]:
    """The type, and what it is a kind of."""
    if "type" not in schema:
        return ()
    return ("integer", "number") if schema["type"] == "integer" else (schema["type"],)


def _values(schema: Schema) -> list[Any] | None:
    """All values that are possible, None where they are not listed."""
    if "const" in schema:
        return [schema["const"]]
    return list(schema["enum"]) if "enum" in schema else None


def _at_least(schema: Schema, keyword: str, bound: float) -> bool:
    if keyword == "minItems":
        return bool(schema.get(keyword, 0) >= bound)
    # Above a bound that excludes it is above the bound; the reverse needs a step more.
    if schema.get("exclusiveMinimum", float("-inf")) >= bound:
        return True
    lowest = schema.get("minimum", float("-inf"))
    return bool(lowest > bound if keyword == "exclusiveMinimum" else lowest >= bound)


def _at_most(schema: Schema, keyword: str, bound: float) -> bool:
    if keyword == "maxItems":
        return bool(schema.get(keyword, float("inf")) <= bound)
    if schema.get("exclusiveMaximum", float("inf")) <= bound:
        return True
    highest = schema.get("maximum", float("inf"))
    return bool(highest < bound if keyword == "exclusiveMaximum" else highest <= bound)
