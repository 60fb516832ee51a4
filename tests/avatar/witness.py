"""What is true about a scene, frame by frame and in words. Needs no OpenGL."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.avatar.motions.motion import ANGLES, FRONTAL
from tests.avatar.scene import Scene
from tests.avatar.timeline import Rep
from tests.avatar.truth import (
    FAULT_SHOWN,
    ClipFacts,
    ClipTruth,
    Faces,
    FaultTruth,
    HoldTruth,
    RepTruth,
    joint_angle_deg,
)

SIDEWAYS = 0.35
"""Share of the facing direction along the picture above which a person faces left or right."""
SHORTEST_HOLD_S = 1.0
"""An exercise whose repetitions pause for less is not held."""
DIGITS = 3


@dataclass(frozen=True)
class Sighting:
    """What was seen in N frames."""

    xyz: NDArray[np.float64]
    """(N, 17, 3), NaN where nobody is."""
    phase: NDArray[np.float64]
    rep: NDArray[np.int64]
    faults: dict[str, NDArray[np.float64]]


def truth_of(scene: Scene) -> ClipTruth:
    """Everything that is true about the scene."""
    seen = _watch(scene)
    return ClipTruth(
        facts=_facts(scene, seen),
        t=scene.t,
        xy=scene.camera.project(seen.xyz).astype(np.float32),
        xyz=seen.xyz.astype(np.float32),
        phase=seen.phase.astype(np.float32),
        rep=seen.rep.astype(np.int16),
        faults={rule: severity.astype(np.float32) for rule, severity in seen.faults.items()},
    )


def _watch(scene: Scene) -> Sighting:
    frames = len(scene.t)
    seen = Sighting(
        np.full((frames, 17, 3), np.nan),
        np.zeros(frames),
        np.full(frames, -1),
        {rule: np.zeros(frames) for rule in scene.spec.faults},
    )
    if scene.kind is None:
        return seen
    for i, t_s in enumerate(scene.t.tolist()):
        moment = scene.timeline.moment(t_s)
        seen.xyz[i] = scene.actors[0].figure(moment).joints
        seen.phase[i], seen.rep[i] = moment.phase, scene.timeline.rep_index(t_s)
        for rule in moment.faults:
            grown = scene.kind.fault_shown(rule, moment.phase)
            seen.faults[rule][i] = min(1.0, moment.lapse(rule) if scene.kind.lapses else grown)
    return seen


def _facts(scene: Scene, seen: Sighting) -> ClipFacts:
    spec, kind = scene.spec, scene.kind
    return ClipFacts(
        name=scene.name,
        exercise=kind.exercise if kind and spec.kind == "positive" else None,
        motion=spec.motion or "nobody",
        stance=kind.stance if kind else "moving",
        view=scene.camera.view,
        faces=_faces(scene),
        camera=scene.camera.where,
        character=spec.character,
        seed=spec.seed,
        split=spec.split,
        room=spec.room if spec.card is None else "card",
        fps=spec.fps,
        size=scene.camera.size,
        angle=kind.angle if kind else None,
        reps=[_rep(scene, rep, seen.xyz[seen.rep == i]) for i, rep in enumerate(scene.timeline.reps)],
        faults=list(_faults(scene, seen)),
        holds=list(_holds(scene)),
        digest=scene.digest(),
    )


def _rep(scene: Scene, rep: Rep, joints: NDArray[np.float64]) -> RepTruth:
    range_deg = 0.0
    if scene.kind and scene.kind.angle:
        flat = joints[..., [0, 2]] if scene.kind.angle in FRONTAL else joints[..., 1:]
        right = rep.side == "right" if rep.side else scene.camera.eye[0] < 0
        range_deg = float(np.ptp(joint_angle_deg(flat, *ANGLES[scene.kind.angle][int(right)])))
    return RepTruth(
        number=rep.number,
        side=rep.side,
        started_s=round(rep.start_s, DIGITS),
        peak_s=round(rep.peak_s, DIGITS),
        ended_s=round(rep.end_s, DIGITS),
        depth=round(rep.depth, DIGITS),
        range_deg=round(range_deg, 1),
        whole=scene.spec.whole,
    )


def _faults(scene: Scene, seen: Sighting) -> Iterator[FaultTruth]:
    for rule, severity in seen.faults.items():
        for number in scene.spec.faults[rule]:
            shown = scene.t[(seen.rep == number - 1) & (severity >= FAULT_SHOWN)]
            yield FaultTruth(
                rule=rule,
                rep=number,
                started_s=round(float(shown[0]), DIGITS),
                ended_s=round(float(shown[-1]), DIGITS),
            )


def _holds(scene: Scene) -> Iterator[HoldTruth]:
    """The whole clip of a position that is only held, or each stay at the end of the range."""
    if scene.kind is None:
        return
    if scene.kind.held:
        yield HoldTruth(started_s=0.0, ended_s=round(float(scene.t[-1]), DIGITS))
    elif scene.kind.tempo.hold_s >= SHORTEST_HOLD_S:
        for rep in scene.timeline.reps:
            yield HoldTruth(started_s=round(rep.peak_s, DIGITS), ended_s=round(rep.back_s, DIGITS))


def _faces(scene: Scene) -> Faces:
    if scene.kind is None:
        return "camera"
    away = -scene.camera.eye[:2] / np.linalg.norm(scene.camera.eye[:2])
    ahead = np.array([0.0, scene.kind.head_towards_y])
    along = away[1] * ahead[0] - away[0] * ahead[1]
    if abs(along) > SIDEWAYS:
        return "right" if along > 0 else "left"
    return "away" if away @ ahead > 0 else "camera"
