"""How fast each model is on this machine: measured once, kept beside the database, used to choose."""

from __future__ import annotations

import json
import logging
import os
import time
from importlib.metadata import version
from pathlib import Path
from typing import Final

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError

from device.doctor.pi_health import pi_model
from device.model_files import content_of
from inference.movenet import MoveNet

log = logging.getLogger(__name__)

NAME: Final = "speed.json"
ENOUGH_FPS: Final = 15.0
"""Below, an exercise is better followed by a faster model than seen by a better one: the clips of which the
counts are known have 15 frames a second."""
OVERHEAD: Final = 1.25
"""The whole analysis of a frame over the bare invoke, at most (`matside bench`)."""
WARM_UP, ROUNDS = 2, 9


class Speed(BaseModel):
    """What was measured, and on what.

    Attributes:
        machine: board, processors and threads; measured again where it differs.
        fps: whole frames per second, by what `measured_as` says.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    machine: str
    fps: dict[str, float]


def machine_of(threads: int) -> str:
    """What a measurement holds for."""
    return f"{pi_model() or os.uname().machine}, {os.cpu_count()} processors, {threads} threads"


def measured_as(net: MoveNet) -> str:
    """What a figure belongs to: a new model or runtime may be faster or slower, so it is measured again."""
    return f"{net.name} {content_of(net.name)}, {net.runtime} {version(net.runtime)}"


def measure_fps(net: MoveNet) -> float:
    """Whole frames per second that this model allows; takes up to 2 s.

    Of some invokes the fastest counts: whatever else runs now can only slow them down.
    """
    crop = np.zeros((net.input_px, net.input_px, 3), dtype=np.uint8)
    times_s = []
    for _ in range(WARM_UP + ROUNDS):
        start_s = time.perf_counter()
        net.invoke(crop)
        times_s.append(time.perf_counter() - start_s)
    return 1.0 / (OVERHEAD * min(times_s[WARM_UP:]))


def read_speed(folder: Path, threads: int) -> dict[str, float]:
    """What is known of this machine; empty where nothing is."""
    try:
        speed = Speed.model_validate_json((folder / NAME).read_bytes())
    except (OSError, ValidationError):
        return {}
    return dict(speed.fps) if speed.machine == machine_of(threads) else {}


class SpeedBook:
    """Knows how fast models are here; measures those that it does not know, and keeps the figures.

    Args:
        folder: where they are kept; a folder that can't be written costs a new measurement at each start.
        threads: processor threads for a model.
    """

    def __init__(self, folder: Path, threads: int) -> None:
        self._folder = folder
        self._threads = threads
        self._fps = read_speed(folder, threads)

    def fps(self, net: MoveNet) -> float:
        """Whole frames per second with this model."""
        measured = measured_as(net)
        if measured not in self._fps:
            older = [known for known in self._fps if known.split()[0] == net.name]
            for known in older:
                del self._fps[known]
            self._fps[measured] = round(measure_fps(net), 1)
            self._keep()
        return self._fps[measured]

    def is_fast_enough(self, net: MoveNet) -> bool:
        """Whether exercises may be followed with it."""
        return self.fps(net) >= ENOUGH_FPS

    def _keep(self) -> None:
        speed = Speed(machine=machine_of(self._threads), fps=self._fps)
        fresh = self._folder / f"{NAME}.new"
        try:
            fresh.write_text(json.dumps(speed.model_dump(), indent=2) + "\n", "utf-8")
            fresh.replace(self._folder / NAME)
        except OSError as error:
            log.warning("%s: %s; the models are measured again at the next start", fresh, error.strerror)
