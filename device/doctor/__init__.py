"""`matside doctor`: every part of the appliance looked at, in words."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict

from device.config import Config
from device.doctor import hardware, parts
from device.doctor.check import Check, Level
from device.errors import MatsideError


def checks(config: Config) -> list[Check]:
    """Look at every part. Takes some seconds: the camera is opened, the broker is called."""
    looks: Sequence[Callable[[Config], Check]] = (
        parts.python,
        parts.system,
        parts.model_files,
        parts.model,
        hardware.model_speed,
        parts.exercises,
        hardware.camera,
        hardware.display,
        hardware.button,
        hardware.sound,
        parts.store,
        parts.disk,
        parts.maintenance,
        parts.web_port,
        hardware.network,
        parts.broker,
        parts.clock,
        hardware.temperature,
        hardware.throttling,
    )
    return [_looked(look, config) for look in looks]


def words(found: Sequence[Check]) -> str:
    """One line for each part."""
    width = max(len(check.name) for check in found)
    return "\n".join(f"{check.level:<4}  {check.name:<{width}}  {check.words}" for check in found)


def as_json(found: Sequence[Check]) -> str:
    """One object: `healthy`, and `checks` with name, level and words."""
    return json.dumps(
        {"healthy": exit_code(found) == 0, "checks": [asdict(check) for check in found]}, indent=2
    )


def exit_code(found: Sequence[Check]) -> int:
    """1 if any part fails, else 0: a warning leaves the appliance usable."""
    return int(any(check.level is Level.FAIL for check in found))


def _looked(look: Callable[[Config], Check], config: Config) -> Check:
    try:
        return look(config)
    except (MatsideError, OSError, ImportError) as error:
        return Check(look.__name__.replace("_", " "), Level.FAIL, " ".join(str(error).split()))
