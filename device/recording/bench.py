"""`matside bench`: how long the model and the whole analysis of a frame take on this machine."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from device.camera.film import read_clip
from device.pipeline import Analysis, RealStage
from device.session import Session, SessionTiming, all_well
from device.view import PlannedExercise, SessionView
from inference.exercise import Exercise
from inference.movenet import MoveNet, MoveNetEstimator
from inference.pose import Frame, Image

WARM_UP_FRAMES = 20
STEP_S = 1 / 15  # what the bundled clips were recorded with


@dataclass(frozen=True, slots=True)
class ModelBench:
    """Times of one model in ms; `overhead` is the whole frame's median over the bare invoke's."""

    model: str
    invoke_p50: float
    invoke_p95: float
    frame_p50: float
    frame_p95: float

    def as_dict(self) -> dict[str, Any]:
        """The contract of `matside bench --json`."""
        return {
            "invoke_ms": {"p50": round(self.invoke_p50, 3), "p95": round(self.invoke_p95, 3)},
            "frame_ms": {"p50": round(self.frame_p50, 3), "p95": round(self.frame_p95, 3)},
            "overhead": round(self.frame_p50 / self.invoke_p50, 3),
            "fps": round(1000 / self.frame_p50, 1),
        }


def bench_model(net: MoveNet, clip: Path, exercise: Exercise, ticks: Iterable[int]) -> ModelBench:
    """Time bare invokes and whole frames in turn, so that a noisy machine disturbs both alike.

    Args:
        net: the model.
        clip: a video of `exercise`; played over and over, decoding is not timed.
        exercise: what is watched for.
        ticks: one round for each; a progress bar goes here.
    """
    at_once = SessionTiming(introduction_s=0, ready_s=0, countdown_s=0)
    session = Session(
        [PlannedExercise(exercise.id, reps=1_000_000)], {exercise.id: exercise}, lambda note: None, at_once
    )
    analysis = Analysis(MoveNetEstimator(net), session, RealStage())
    for order in all_well():
        analysis.order(order, 0.0)
    crop = np.zeros((net.input_px, net.input_px, 3), dtype=np.uint8)
    invoke_ms, frame_ms = [], []
    for tick, image in zip(ticks, _images(clip), strict=False):
        frame = Frame(tick, tick * STEP_S, image)
        start = time.perf_counter()
        net.invoke(crop)
        middle = time.perf_counter()
        analysis.frame(frame)
        analysis.view(SessionView(captured_s=frame.captured_s))
        end = time.perf_counter()
        if tick >= WARM_UP_FRAMES:
            invoke_ms.append(1000 * (middle - start))
            frame_ms.append(1000 * (end - middle))
    invoke, whole = np.percentile(invoke_ms, [50, 95]), np.percentile(frame_ms, [50, 95])
    return ModelBench(net.name, *(float(ms) for ms in (*invoke, *whole)))


def _images(clip: Path) -> Iterator[Image]:
    while True:
        for frame in read_clip(clip):
            yield frame.image


def resident_mb() -> float:
    """Resident memory of this process in MB (10⁶ bytes)."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6
