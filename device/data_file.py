"""Data files in TOML, checked against a pydantic model."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Final, TypeVar

from pydantic import BaseModel, ValidationError

from device.errors import UsageError

SHIPPED: Final = Path(__file__).parent / "data"
"""The folder of the data that comes with the appliance."""

Model = TypeVar("Model", bound=BaseModel)


def read_toml(path: Path, model: type[Model]) -> Model:
    """The file as the model.

    Raises:
        UsageError: it can't be read or isn't what the model asks for: which file, where in it, why.
    """
    try:
        return model.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path}: can't be read: {error}") from error
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(step) for step in first["loc"]) or "the file"
        raise UsageError(f"{path}: {place}: {first['msg'][:1].lower()}{first['msg'][1:]}") from error
