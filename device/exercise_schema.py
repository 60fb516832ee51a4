"""What an exercise file may hold, as a page for those who write one: made from the schema itself."""

from __future__ import annotations

import inspect
from typing import Any

from pydantic import BaseModel

from inference import rules
from inference.exercise import Exercise
from inference.measure import Measure
from inference.stance import Stance, View

HEAD = """\
# Exercise files

An exercise is one TOML file; `inference/exercises/` holds the library. `matside exercises check FILE`
checks one of your own and says precisely what is wrong; `matside replay CLIP --exercise FILE` tries it on a
recording; `matside exercises show ID` draws one. Everything below is made from the code, by `python -m
device.exercise_schema > docs/exercise-files.md`; a test keeps it so.

Angles are degrees, lengths torso lengths (the distance from shoulder to hip), times seconds. A joint is
`nose`, `head` (nose, eye and ear of one side), or `eye`, `ear`, `shoulder`, `elbow`, `wrist`, `hip`,
`knee`, `ankle` (the side seen best, or the working side), or one of these with `other_`, `left_`, `right_`
or `mid_` before it.
"""
PARTS: tuple[tuple[str, type[BaseModel]], ...] = (
    ("The file", Exercise),
    ("`[[signals]]`", rules.Signal),
    ("`measure`", Measure),
    ("`[[positions]]`", rules.Position),
    ("`requires`, `seen_if`", rules.Bound),
    ("`[rep]`", rules.RepRule),
    ("`[hold]`", rules.HoldRule),
    ("`[[guards]]`", rules.Guard),
    ("`[[faults]]`", rules.Fault),
    ("`[[tempo_faults]]`", rules.TempoFault),
    ("`[tempo]`", rules.Tempo),
    ("`[dose]`", rules.Dose),
)


def page() -> str:
    """The page, in Markdown."""
    return HEAD + "".join(f"\n## {title}\n\n{_section(part)}" for title, part in PARTS)


def _section(part: type[BaseModel]) -> str:
    (summary, described), required = _described(part), _required(part)
    rows = "".join(
        f"| `{name}` | {_kind(schema)} | {_default(schema, name in required)} | {described.get(name, '')} |\n"
        for name, schema in part.model_json_schema()["properties"].items()
    )
    return f"{summary}\n\n| field | value | default | meaning |\n| --- | --- | --- | --- |\n{rows}"


def _required(part: type[BaseModel]) -> list[str]:
    return list(part.model_json_schema().get("required", []))


def _described(part: type[BaseModel]) -> tuple[str, dict[str, str]]:
    """Summary and the meaning of each field, from the docstrings of the part and of what it is made from."""
    found: dict[str, str] = {}
    for cls in reversed(part.__mro__):
        text = inspect.cleandoc(cls.__dict__.get("__doc__") or "")
        _, _, attributes = text.partition("Attributes:")
        name = ""
        for line in attributes.splitlines():
            if line.startswith("    ") and not line.startswith("     "):
                name, _, meaning = line.strip().partition(": ")
                found[name] = meaning
            elif name and line.strip():
                found[name] += " " + line.strip()
    summary = inspect.cleandoc(part.__doc__ or "").partition("Attributes:")[0].strip().replace("\n", " ")
    return summary, {name: meaning.replace("|", "or") for name, meaning in found.items()}


def _kind(schema: dict[str, Any]) -> str:
    if "anyOf" in schema:
        kinds = [_kind(each) for each in schema["anyOf"] if each.get("type") != "null"]
        return " or ".join(dict.fromkeys(kinds))
    if "enum" in schema:
        return ", ".join(f"`{value}`" for value in schema["enum"])
    if "$ref" in schema or "allOf" in schema:
        name = (schema.get("$ref") or schema["allOf"][0]["$ref"]).rpartition("/")[2]
        return _named(name)
    if schema.get("type") == "array":
        inner = schema.get("items") or (schema.get("prefixItems") or [{}])[0]
        return (
            f"list: {_kind(inner)}"
            if "prefixItems" not in schema
            else f"{len(schema['prefixItems'])} × {_kind(inner)}"
        )
    limits = {"exclusiveMinimum": "> {}", "minimum": "≥ {}", "exclusiveMaximum": "< {}", "maximum": "≤ {}"}
    bounds = [text.format(schema[key]) for key, text in limits.items() if key in schema]
    words = {"number": "number", "integer": "whole number", "string": "text", "boolean": "true or false"}
    return " ".join([words.get(str(schema.get("type")), "table"), *bounds])


def _named(name: str) -> str:
    members = {"Stance": Stance, "View": View, "Condition": rules.Condition}.get(name)
    if members is None:
        title = next(title for title, part in PARTS if part.__name__ == name)
        return f"see {title}"
    return "one of " + ", ".join(f"`{member.value}`" for member in members)


def _default(schema: dict[str, Any], required: bool) -> str:
    if required:
        return "needed"
    value = schema.get("default")
    return "–" if value in (None, [], ()) or isinstance(value, dict) else f"`{value}`".lower()


if __name__ == "__main__":
    print(page(), end="")
