"""models.toml: which model files ship, what they take and give, and where they come from."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from models.errors import ModelError


@dataclass(frozen=True)
class Entry:
    """One shipped model as models.toml tells of it."""

    id: str
    file: str
    sha256: str
    size_bytes: int
    input_side_px: int


def read(path: Path) -> dict[str, Entry]:
    """Return the entries of a models.toml by id; raise ModelError where it is missing or incomplete."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
        entries = [
            Entry(raw["id"], raw["file"], raw["sha256"], raw["size_bytes"], raw["input_shape"][1])
            for raw in document["model"]
        ]
    except FileNotFoundError:
        raise ModelError(f"{path}: no such file; it lists the models that ship") from None
    except tomllib.TOMLDecodeError as error:
        raise ModelError(f"{path}: not TOML ({error})") from None
    except KeyError as error:
        raise ModelError(f"{path}: an entry lacks {error}") from None
    return {entry.id: entry for entry in entries}
