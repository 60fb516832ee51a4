"""What is true about a clip: joints in pixels and metres, repetitions, faults and holds.

A clip is three files side by side: ``NAME.mp4`` (H.264), ``NAME.npz`` (per-frame arrays) and ``NAME.json``
(everything else). Reading them needs neither OpenGL nor the studio.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict

from tests.avatar.errors import StudioError

View = Literal["side", "front", "oblique"]
Faces = Literal["left", "right", "camera", "away"]
Stance = Literal["standing", "sitting", "kneeling", "supine", "prone", "side_lying", "all_fours", "moving"]
Split = Literal["tune", "held_out"]

FAULT_SHOWN = 0.5
"""Severity (0-1) from which on a fault is taken to be visible."""
PIXEL_PARTS, METRE_PARTS = 32, 1024
"""Joints are stored in thirty-seconds of a pixel and about millimetres: half the size, and finer than any
eye."""


class _Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RepTruth(_Record):
    """One repetition: it starts when the body leaves the resting position and ends when it is back there."""

    number: int
    """From 1."""
    side: Literal["left", "right"] | None = None
    """The working leg in exercises that alternate."""
    started_s: float
    peak_s: float
    """When the end of the range is first reached."""
    ended_s: float
    depth: float
    """Share of the exercise's full range, 1 = full."""
    range_deg: float
    """Largest minus smallest value of the clip's ``angle`` within the repetition."""
    whole: bool
    """False for an attempt too small to count."""


class FaultTruth(_Record):
    """A fault on one repetition, while its severity is at least FAULT_SHOWN."""

    rule: str
    rep: int
    """From 1; in held exercises the number of the hold."""
    started_s: float
    ended_s: float


class HoldTruth(_Record):
    """A position kept still."""

    started_s: float
    ended_s: float


class CameraTruth(_Record):
    """A pinhole camera, level and aimed at the middle of the picture's subject."""

    azimuth_deg: float
    """Where it stands, seen from above: 0 in front of the person, 90 at the person's left."""
    height_m: float
    distance_m: float
    """Horizontal distance to the person."""
    vfov_deg: float


class ClipFacts(_Record):
    """Contents of ``NAME.json``."""

    name: str
    exercise: str | None
    """The exercise performed; None where nothing must be counted."""
    motion: str
    stance: Stance
    view: View
    faces: Faces
    """Where the face looks in the picture; for a person on the floor, where the head lies or points."""
    camera: CameraTruth
    character: str | None
    """None where nobody is in the picture."""
    seed: int
    split: Split
    room: str
    fps: float
    size: tuple[int, int]
    """Width and height in pixels."""
    angle: str | None
    """The joint angle that ``range_deg`` speaks of, measured square from the side (knee, hip, elbow,
    neck) or from the front (shoulder, flank), on the working side or else on the side nearer to the
    camera."""
    reps: list[RepTruth]
    """Of the motion, also where no exercise is performed (exercise None) and none of them must be counted.
    In a held exercise a repetition is the way into the position, the hold and the way out of it."""
    faults: list[FaultTruth]
    holds: list[HoldTruth]
    digest: str
    """Of everything that the picture was made from; the studio renders again when it differs."""


@dataclass(frozen=True, slots=True)
class ClipTruth:
    """One clip's facts and per-frame arrays; N frames, joints in COCO-17 order.

    ``xy`` and ``xyz`` are NaN where nobody is in the picture.
    """

    facts: ClipFacts
    t: NDArray[np.float64]
    """(N,) seconds from the first frame."""
    xy: NDArray[np.float32]
    """(N, 17, 2) pixels, also for joints that something hides; outside the picture where the joint is."""
    xyz: NDArray[np.float32]
    """(N, 17, 3) metres, z up, floor at 0."""
    phase: NDArray[np.float32]
    """(N,) 0 at rest, 1 at the end of the full range."""
    rep: NDArray[np.int16]
    """(N,) index of the repetition from 0, -1 outside."""
    faults: dict[str, NDArray[np.float32]]
    """Severity 0-1 of each fault, (N,)."""

    def save(self, folder: Path) -> None:
        """Write ``NAME.npz`` and ``NAME.json`` into folder."""
        arrays = {f"fault_{rule}": severity for rule, severity in self.faults.items()}
        np.savez_compressed(
            folder / f"{self.facts.name}.npz",
            t=self.t,
            xy=rounded(self.xy, PIXEL_PARTS),
            xyz=rounded(self.xyz, METRE_PARTS).astype(np.float16),
            phase=self.phase,
            rep=self.rep,
            **arrays,
        )
        (folder / f"{self.facts.name}.json").write_text(self.facts.model_dump_json(indent=1) + "\n")


def rounded(values: NDArray[np.float32], parts: int) -> NDArray[np.float32]:
    """Values to the nearest 1/parts; parts a power of two, so that the bits left over are zero and
    compress."""
    return np.asarray(np.round(values * parts) / parts, dtype=np.float32)


def load_truth(folder: Path, name: str) -> ClipTruth:
    """Read a clip's truth.

    Raises:
        StudioError: the clip's files are missing or not what they should be.
    """
    try:
        facts = ClipFacts.model_validate_json((folder / f"{name}.json").read_text())
        with np.load(folder / f"{name}.npz") as file:
            arrays = {key: file[key] for key in file.files}
    except (OSError, ValueError) as problem:
        raise StudioError(f"{folder / name}: cannot read the clip's truth: {problem}") from problem
    missing = {"t", "xy", "xyz", "phase", "rep"} - arrays.keys()
    if missing:
        raise StudioError(
            f"{folder / name}.npz: arrays missing: {', '.join(sorted(missing))}; render it again"
        )
    faults = {key.removeprefix("fault_"): array for key, array in arrays.items() if key.startswith("fault_")}
    return ClipTruth(
        facts,
        arrays["t"],
        arrays["xy"],
        arrays["xyz"].astype(np.float32),
        arrays["phase"],
        arrays["rep"],
        faults,
    )


def clip_names(folder: Path) -> list[str]:
    """Names of all clips in folder, sorted."""
    return sorted(path.stem for path in folder.glob("*.json"))


def joint_angle_deg(points: NDArray[Any], first: int, vertex: int, last: int) -> NDArray[np.float64]:
    """Angle at vertex between first and last, degrees 0-180; points (..., 17, D) for any D."""
    to_first = points[..., first, :] - points[..., vertex, :]
    to_last = points[..., last, :] - points[..., vertex, :]
    lengths = np.linalg.norm(to_first, axis=-1) * np.linalg.norm(to_last, axis=-1)
    cosine = np.clip((to_first * to_last).sum(axis=-1) / lengths, -1.0, 1.0)
    return np.asarray(np.degrees(np.arccos(cosine)), dtype=np.float64)
