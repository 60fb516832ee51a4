"""What people set on the touchscreen: kept in the store, the same for all who use the device."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class Preferences(BaseModel):
    """How the device looks and sounds. Validate what comes from outside with `model_validate`."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, use_attribute_docstrings=True)

    language: str = Field(default="en", pattern=r"^[a-z]{2}$")
    """Two-letter code (ISO 639-1) of the screen's and the voice's language."""
    text_size: Literal["normal", "large", "largest"] = "normal"
    """Size of all text."""
    contrast: Literal["normal", "high"] = "normal"
    """Colours."""
    voice: bool = True
    """Speak counts and cues."""
    volume: int = Field(default=70, ge=0, le=100)
    """Of the voice, in percent."""
    sounds: bool = True
    """Beep with each repetition."""
    picture: Literal["camera", "figure"] = "camera"
    """Show the camera's picture, or the stick figure alone."""
    gestures: bool = True
    """Obey raised hands."""
    break_reminder_min: int = Field(default=0, ge=0, le=240)
    """Minutes without a session or a break after which the screen suggests to move; 0: never."""
