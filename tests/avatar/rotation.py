"""Rotations about the world's axes: x to the subject's left, -y to the front, z up."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]


def about_x(angle_deg: float) -> Matrix:
    """Rotation about x, (3, 3): positive bends a standing body forward."""
    c, s = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    return np.array([[1.0, 0.0, 0.0], [0.0, c, -s], [0.0, s, c]])


def about_y(angle_deg: float) -> Matrix:
    """Rotation about y, (3, 3): positive leans a standing body to its left."""
    c, s = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    return np.array([[c, 0.0, s], [0.0, 1.0, 0.0], [-s, 0.0, c]])


def about_z(angle_deg: float) -> Matrix:
    """Rotation about z, (3, 3): positive turns a standing body to its left."""
    c, s = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    return np.array([[c, -s, 0.0], [s, c, 0.0], [0.0, 0.0, 1.0]])


def shortest_turn(start: NDArray[np.float64], end: NDArray[np.float64]) -> Matrix:
    """The smallest rotation from the direction of start to that of end, (3, 3); they must not be opposite."""
    a, b = start / np.linalg.norm(start), end / np.linalg.norm(end)
    v = np.cross(a, b)
    cross = np.array([[0.0, -v[2], v[1]], [v[2], 0.0, -v[0]], [-v[1], v[0], 0.0]])
    return np.asarray(np.eye(3) + cross + cross @ cross / (1.0 + a @ b))
