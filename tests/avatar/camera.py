"""Where the picture is taken from, and where a point in the world lands in it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from tests.avatar.truth import CameraTruth, View

NEAR_M, FAR_M = 0.1, 20.0
SQUARE_ON_DEG = 10.0
"""Farther off than this a side or front view is called oblique."""


@dataclass(frozen=True)
class Camera:
    """A pinhole camera; the world's origin is below the person."""

    where: CameraTruth
    aim_height_m: float
    size: tuple[int, int] = (640, 480)
    """Width and height in pixels."""

    @property
    def eye(self) -> NDArray[np.float64]:
        """(3,) metres."""
        azimuth = math.radians(self.where.azimuth_deg)
        out = self.where.distance_m
        return np.array([out * math.sin(azimuth), -out * math.cos(azimuth), self.where.height_m])

    @cached_property
    def matrix(self) -> NDArray[np.float64]:
        """(4, 4) world to OpenGL clip space."""
        width, height = self.size
        zoom = 1 / math.tan(math.radians(self.where.vfov_deg) / 2)
        lens = np.zeros((4, 4))
        lens[0, 0], lens[1, 1] = zoom * height / width, zoom
        lens[2, 2] = (FAR_M + NEAR_M) / (NEAR_M - FAR_M)
        lens[2, 3] = 2 * FAR_M * NEAR_M / (NEAR_M - FAR_M)
        lens[3, 2] = -1
        return np.asarray(lens @ looking(self.eye, np.array([0.0, 0.0, self.aim_height_m])))

    def project(self, points: NDArray[np.float64]) -> NDArray[np.float64]:
        """Pixels (..., 2) of points (..., 3); x to the right, y down, pixel centres at .5."""
        clip = points @ self.matrix[:, :3].T + self.matrix[:, 3]
        ndc = clip[..., :2] / clip[..., 3:4]
        return np.asarray((ndc * [0.5, -0.5] + 0.5) * self.size)

    @property
    def view(self) -> View:
        """Which side of the person it sees."""
        off_front = abs((self.where.azimuth_deg + 180) % 360 - 180)
        if abs(off_front - 90) <= SQUARE_ON_DEG:
            return "side"
        return "front" if off_front <= SQUARE_ON_DEG else "oblique"


def looking(eye: NDArray[np.float64], at: NDArray[np.float64]) -> NDArray[np.float64]:
    """(4, 4) world to camera, z up in the picture; the camera looks along its own -z."""
    ahead = (at - eye) / np.linalg.norm(at - eye)
    right = np.cross(ahead, [0.0, 0.0, 1.0])
    right /= np.linalg.norm(right)
    turn = np.eye(4)
    turn[:3, :3] = right, np.cross(right, ahead), -ahead
    turn[:3, 3] = -turn[:3, :3] @ eye
    return turn


def parallel(half_width_m: float, near_m: float, far_m: float) -> NDArray[np.float64]:
    """(4, 4) orthographic projection, for the light."""
    matrix = np.diag([1 / half_width_m, 1 / half_width_m, -2 / (far_m - near_m), 1.0])
    matrix[2, 3] = -(far_m + near_m) / (far_m - near_m)
    return matrix
