"""Where the pose models are, and whether those that Matside ships are still what was shipped."""

from __future__ import annotations

import hashlib
import tomllib
from importlib.resources import files
from pathlib import Path

from device.errors import UsageError

SHIPPED = ("lightning", "thunder")
AUTO = "auto"  # each exercise with the model that it was measured with
FOLDER = Path(str(files("models")))


def model_path(name: str) -> Path:
    """The file of a shipped model (`auto`: of the usual one), or `name`, the path of one's own file.

    Raises:
        UsageError: the shipped model's file is not the one of the manifest: its poses can't be trusted.
    """
    if name == AUTO:
        return model_path(SHIPPED[0])
    if name not in SHIPPED:
        return Path(name)
    path = _shipped(name)
    if path.name in altered():
        raise UsageError(
            f"{path}: not the model that Matside ships (its sha256 differs from models.toml); install "
            "Matside again, or name a file of your own by its path"
        )
    return path


def altered() -> list[str]:
    """The names of shipped model files that are missing or not as models.toml describes them."""
    manifest = tomllib.loads((FOLDER / "models.toml").read_text(encoding="utf-8"))
    return [
        entry["file"] for entry in manifest["model"] if _sha256(FOLDER / entry["file"]) != entry["sha256"]
    ]


def model_id(name: str) -> str:
    """What a clinic is told of the model: the file of a shipped one, that it is chosen, or `custom`.

    The name of somebody's own file is free text, which must not leave the device.
    """
    if name == AUTO:
        return "movenet_auto_int8"
    return _shipped(name).stem if name in SHIPPED else "custom"


def content_of(file: str) -> str:
    """What is in a shipped model's file, as 12 hexadecimal digits; empty for a file that is not there.

    Args:
        file: its name without the ending.
    """
    return (_sha256(FOLDER / f"{file}.tflite") or "")[:12]


def _shipped(name: str) -> Path:
    return FOLDER / f"movenet_{name}_int8.tflite"


def _sha256(file: Path) -> str | None:
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest()
    except OSError:
        return None
