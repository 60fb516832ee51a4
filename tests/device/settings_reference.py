"""The table in docs/configuration.md, from the declaration: python -m tests.device.settings_reference"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, get_args, get_origin

from annotated_types import Ge, Le, MultipleOf
from pydantic import BaseModel
from pydantic.fields import FieldInfo

from device.config import Config, PlanLine

PAGE = Path(__file__).resolve().parents[2] / "docs" / "configuration.md"
BEGIN, END = "<!-- settings: begin -->\n", "<!-- settings: end -->\n"


def table() -> str:
    """One Markdown table per section: name, default, bound, meaning."""
    sections: dict[str, type[BaseModel]] = {}
    top: list[str] = []
    for name, field in Config.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            sections[f"[{name}]"] = field.annotation
        elif name != "plan":
            top.append(_row(name, field))
    sections["[[plan]], once for each exercise"] = PlanLine
    parts = ["### At the top of the file\n\n" + _head() + "".join(top)]
    for title, model in sections.items():
        rows = "".join(_row(name, field) for name, field in model.model_fields.items())
        parts.append(f"### {title}\n\n{(model.__doc__ or '').splitlines()[0]}\n\n{_head()}{rows}")
    return "\n".join(parts)


def _head() -> str:
    return "| setting | default | allowed | meaning |\n| --- | --- | --- | --- |\n"


def _row(name: str, field: FieldInfo) -> str:
    meaning = " ".join((field.description or "").split()).replace("|", "\\|")
    return f"| `{name}` | {_default(field)} | {', '.join(_bounds(field))} | {meaning} |\n"


def _default(field: FieldInfo) -> str:
    if field.is_required():
        return "(needed)"
    if field.default_factory is not None:
        return "(see there)"
    if field.default is None:
        return "(not set)"
    return f"`{str(field.default).lower() if isinstance(field.default, bool) else field.default}`"


def _bounds(field: FieldInfo) -> Iterator[str]:
    if get_origin(field.annotation) is Literal:
        yield " ".join(f"`{choice}`" for choice in get_args(field.annotation))
    kinds = {kind for kind in (field.annotation, *get_args(field.annotation)) if isinstance(kind, type)}
    for kind, word in {bool: "`true` `false`", int: "whole number", float: "number", Path: "path"}.items():
        if kind in kinds:
            yield word
    low = next((rule.ge for rule in field.metadata if isinstance(rule, Ge)), None)
    high = next((rule.le for rule in field.metadata if isinstance(rule, Le)), None)
    if low is not None and high is not None:
        yield f"{low} to {high}"
    if any(isinstance(rule, MultipleOf) for rule in field.metadata):
        yield "even"


def with_table(page: str) -> str:
    """The page with its table made anew."""
    return re.sub(f"{BEGIN}.*{END}", lambda _: f"{BEGIN}\n{table()}\n{END}", page, flags=re.DOTALL)


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
