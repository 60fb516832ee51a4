"""What the last maintenance came to, kept beside the database: at night nobody reads what it says."""

from __future__ import annotations

import logging
from datetime import datetime
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, ValidationError

from device.config_edit import save_file
from device.errors import UsageError

log = logging.getLogger(__name__)

NAME: Final = "maintenance.json"


class Outcome(BaseModel):
    """How it ended.

    Attributes:
        good: whether every step was done, and the database is sound.
        words: what was done, or why it stopped, in one line.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    good: bool
    words: str


def keep_outcome(folder: Path, outcome: Outcome) -> None:
    """Remember it; a disk that can't be written has its own check."""
    try:
        save_file(folder / NAME, f"{outcome.model_dump_json()}\n".encode(), like=folder / NAME)
    except UsageError as error:
        log.warning("%s", error)


def last_outcome(folder: Path) -> tuple[Outcome, datetime] | None:
    """The last one and when it was, by this device's clock; None if there was none."""
    path = folder / NAME
    try:
        outcome = Outcome.model_validate_json(path.read_bytes())
        return outcome, datetime.fromtimestamp(path.stat().st_mtime)
    except (OSError, ValidationError):
        return None


def outcome_words(folder: Path) -> str:
    """The same in one line; empty if there was none."""
    if (last := last_outcome(folder)) is None:
        return ""
    outcome, when = last
    return f"{'good' if outcome.good else 'failed'} on {when:%Y-%m-%d}: {outcome.words}"
