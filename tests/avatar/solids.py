"""Boxes, cylinders and ellipsoids as triangles, the stuff that rooms are built of.

A solid is an array (n, 10), three rows a triangle: position (3), normal (3), colour (3, linear), material.
"""

from __future__ import annotations

import math
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

Solid = NDArray[np.float32]
Point = tuple[float, float, float]
Colour = tuple[float, float, float]


class Material(IntEnum):
    """How a surface looks; the numbers are known to the shader room_bake.frag."""

    PLAIN = 0
    BOARDS = 1
    WALL = 2
    CLOTH = 3
    WOOD = 4
    PICTURE = 5
    GLOWING = 6
    LEAVES = 7


def _painted(
    points: NDArray[np.float64], normals: NDArray[np.float64], colour: Colour, material: Material
) -> Solid:
    rest = np.tile(np.array([*colour, float(material)]), (len(points), 1))
    return np.hstack([points, normals, rest]).astype(np.float32)


def quad(
    corner: Point, along: Point, up: Point, colour: Colour, material: Material = Material.PLAIN
) -> Solid:
    """A parallelogram that faces along x up."""
    c, a, u = (np.array(v, float) for v in (corner, along, up))
    normal = np.cross(a, u)
    points = np.array([c, c + a, c + a + u, c, c + a + u, c + u])
    return _painted(points, np.tile(normal / np.linalg.norm(normal), (6, 1)), colour, material)


def box(low: Point, high: Point, colour: Colour, material: Material = Material.PLAIN) -> Solid:
    """An upright box between two corners."""
    (a, b, c), (d, e, f) = low, high
    x, y, z = (d - a, 0.0, 0.0), (0.0, e - b, 0.0), (0.0, 0.0, f - c)
    faces = [
        ((a, b, f), x, y),
        ((a, e, c), x, (0.0, b - e, 0.0)),
        ((a, b, c), x, z),
        ((d, e, c), (a - d, 0.0, 0.0), z),
        ((a, e, c), (0.0, b - e, 0.0), z),
        ((d, b, c), y, z),
    ]
    return np.vstack([quad(corner, along, up, colour, material) for corner, along, up in faces])


def _lathe(
    rings: NDArray[np.float64], normals: NDArray[np.float64], colour: Colour, material: Material
) -> Solid:
    """Triangles between neighbouring rings, both (R, S, 3)."""
    nxt = np.roll(np.arange(rings.shape[1]), -1)

    def strips(a: NDArray[np.float64]) -> NDArray[np.float64]:
        p, q = a[:-1], a[1:]
        corners = [p, p[:, nxt], q[:, nxt], p, q[:, nxt], q]
        return np.asarray(np.stack(corners, axis=2).reshape(-1, 3))

    return _painted(strips(rings), strips(normals), colour, material)


def cylinder(
    foot: Point,
    radius_m: float,
    height_m: float,
    colour: Colour,
    material: Material = Material.PLAIN,
    *,
    top: float = 1.0,
) -> Solid:
    """An upright cylinder, or a cone whose upper radius is `top` times the lower."""
    turn = np.linspace(0, 2 * math.pi, 24, endpoint=False)
    circle = np.stack([np.cos(turn), np.sin(turn), np.zeros_like(turn)], axis=1)
    lower, upper = circle * radius_m + foot, circle * radius_m * top + foot + np.array([0, 0, height_m])
    lid = np.broadcast_to(np.array(foot) + np.array([0, 0, height_m]), upper.shape)
    side = _lathe(np.stack([lower, upper]), np.stack([circle, circle]), colour, material)
    up = np.broadcast_to(np.array([0.0, 0.0, 1.0]), circle.shape)
    return np.vstack([side, _lathe(np.stack([upper, lid]), np.stack([up, up]), colour, material)])


def ellipsoid(centre: Point, radii: Point, colour: Colour, material: Material = Material.PLAIN) -> Solid:
    """An ellipsoid with its axes along the world's."""
    turn = np.linspace(0, 2 * math.pi, 24, endpoint=False)
    rise = np.linspace(-math.pi / 2, math.pi / 2, 13)[:, None]
    x, y = np.cos(rise) * np.cos(turn), np.cos(rise) * np.sin(turn)
    unit = np.stack([x, y, np.broadcast_to(np.sin(rise), x.shape)], axis=2)
    normals = unit / np.array(radii)
    normals /= np.linalg.norm(normals, axis=2, keepdims=True)
    return _lathe(unit * np.array(radii) + np.array(centre), normals, colour, material)


def turned(solid: Solid, angle_deg: float) -> Solid:
    """The solid turned about the vertical through the origin."""
    c, s = math.cos(math.radians(angle_deg)), math.sin(math.radians(angle_deg))
    about = np.array([[c, s, 0.0], [-s, c, 0.0], [0.0, 0.0, 1.0]])
    out = solid.copy()
    out[:, 0:3], out[:, 3:6] = solid[:, 0:3] @ about, solid[:, 3:6] @ about
    return out
