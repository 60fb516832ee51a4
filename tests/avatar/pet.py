"""A dog of a child's height, built of ellipsoids, that trots through the picture."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.avatar.body import Figure
from tests.avatar.character import Character, Look
from tests.avatar.pose import Pose
from tests.avatar.rotation import about_x, about_z
from tests.avatar.solids import Point, ellipsoid
from tests.avatar.timeline import Moment

FUR = (0.32, 0.19, 0.09)
LOOK = Look(
    skin=FUR,
    hair=FUR,
    shirt=FUR,
    trousers=FUR,
    shoes=FUR,
    sleeve=0.0,
    trouser_leg=0.0,
    hair_style="short",
)
TRUNK: tuple[tuple[Point, Point], ...] = (
    ((0.0, 0.02, 0.33), (0.085, 0.25, 0.095)),
    ((0.0, -0.16, 0.34), (0.095, 0.13, 0.115)),
    ((0.0, -0.28, 0.42), (0.055, 0.08, 0.10)),
    ((0.0, -0.34, 0.50), (0.065, 0.085, 0.065)),
    ((0.0, -0.43, 0.475), (0.032, 0.065, 0.032)),
    ((0.055, -0.31, 0.54), (0.018, 0.035, 0.05)),
    ((-0.055, -0.31, 0.54), (0.018, 0.035, 0.05)),
    ((0.0, 0.29, 0.43), (0.018, 0.035, 0.11)),
)
"""Centre and radii of each part, metres; the dog looks towards -y."""
HIPS: tuple[Point, ...] = ((0.06, -0.17, 0.3), (-0.06, -0.17, 0.3), (0.06, 0.19, 0.3), (-0.06, 0.19, 0.3))
LEG_RADII: Point = (0.03, 0.036, 0.16)
STEPS_PER_S, SWING_DEG, SPEED_M_S = 1.8, 24.0, 0.85
FROM_M = 3.0
"""Where it comes from and goes to, from the middle of its way."""


def _welded(parts: list[NDArray[np.float32]]) -> tuple[NDArray[np.float32], NDArray[np.int32], list[int]]:
    """Vertices (V, 3), triangles (F, 3) that face outwards, and how many vertices each part has."""
    vertices: list[NDArray[np.float32]] = []
    triangles: list[NDArray[np.int32]] = []
    counts: list[int] = []
    for part in parts:
        points, which = np.unique(part[:, 0:3].round(5), axis=0, return_inverse=True)
        corners = which.reshape(-1, 3).astype(np.int32)
        flat = np.cross(
            points[corners[:, 1]] - points[corners[:, 0]], points[corners[:, 2]] - points[corners[:, 0]]
        )
        inwards = (flat * part[::3, 3:6]).sum(axis=1) < 0
        corners[inwards] = corners[inwards][:, ::-1]
        triangles.append(corners + sum(counts))
        vertices.append(points.astype(np.float32))
        counts.append(len(points))
    return np.concatenate(vertices), np.concatenate(triangles).astype(np.int32), counts


def dog() -> Character:
    """The dog as something that the renderer can draw: one bone for the trunk, one for each leg."""
    parts = [ellipsoid(centre, radii, FUR) for centre, radii in TRUNK]
    parts += [ellipsoid((x, y, LEG_RADII[2]), LEG_RADII, FUR) for x, y, _ in HIPS]
    rest, faces, counts = _welded(parts)
    owner = np.repeat([0] * len(TRUNK) + [1, 2, 3, 4], counts)
    bones, weights = np.zeros((len(rest), 4), np.uint8), np.zeros((len(rest), 4), np.float32)
    bones[:, 0], weights[:, 0] = owner, 1.0
    return Character(
        name="dog",
        look=LOOK,
        rest=rest,
        faces=faces,
        bones=bones,
        weights=weights,
        heads=np.array([(0.0, 0.0, 0.0), *HIPS]),
        parents=(-1, 0, 0, 0, 0),
        labels=("root", "leg1", "leg2", "leg3", "leg4"),
        joint_vertices=np.zeros(0, np.int64),
        joint_weights=np.zeros((17, 0), np.float32),
        lips=np.zeros(len(rest), np.float32),
    )


@dataclass(frozen=True)
class Dog:
    """Trots along a straight way: an actor without a human body."""

    character: Character
    start_s: float
    behind_m: float
    """How far the way passes behind the person, seen from the camera."""
    yaw_deg: float
    """Turns the way about the vertical; 0 leads along -y."""

    def figure(self, moment: Moment) -> Figure:
        """Where it is and how its legs swing: crosswise pairs by turns."""
        walked_m = SPEED_M_S * max(0.0, moment.t_s - self.start_s)
        turn = about_z(self.yaw_deg)
        at = turn @ np.array([-self.behind_m, max(-FROM_M, FROM_M - walked_m), 0.0])
        rotations = np.empty((5, 3, 3))
        rotations[0] = turn
        for leg, ahead in enumerate((1, -1, -1, 1), start=1):
            swing = ahead * SWING_DEG * math.sin(2 * math.pi * STEPS_PER_S * moment.t_s)
            rotations[leg] = turn @ about_x(swing)
        heads = self.character.heads @ turn.T + at
        return Figure(Pose(), rotations, heads, heads)
