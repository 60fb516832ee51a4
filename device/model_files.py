"""Where the pose models are."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

SHIPPED = ("lightning", "thunder")


def model_path(name: str) -> Path:
    """The file of a shipped model, or `name` itself where it is the path of a .tflite file."""
    if name not in SHIPPED:
        return Path(name)
    return Path(str(files("models"))) / f"movenet_{name}_int8.tflite"


def model_id(name: str) -> str:
    """What a clinic is told of the model: the file of a shipped one, `custom` for any other.

    The name of somebody's own file is free text, which must not leave the device.
    """
    return model_path(name).stem if name in SHIPPED else "custom"
