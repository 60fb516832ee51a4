"""Angles in degrees and lengths, pure functions of points (x, y) in pixels; x to the right, y down."""

from __future__ import annotations

import math
from collections.abc import Sequence

Point = tuple[float, float]


distance = math.dist
"""Length of a–b in the points' own unit."""


def midpoint(a: Point, b: Point) -> Point:
    """Half-way between a and b."""
    return (a[0] + b[0]) / 2, (a[1] + b[1]) / 2


def centre(points: Sequence[Point]) -> Point:
    """Mean of at least one point."""
    return sum(x for x, _ in points) / len(points), sum(y for _, y in points) / len(points)


def angle_deg(a: Point, vertex: Point, b: Point) -> float:
    """Angle a–vertex–b, 0 to 180 degrees; 180 is straight. 0 where two points coincide."""
    ux, uy = a[0] - vertex[0], a[1] - vertex[1]
    vx, vy = b[0] - vertex[0], b[1] - vertex[1]
    return math.degrees(math.atan2(abs(ux * vy - uy * vx), ux * vx + uy * vy))


def incline_deg(start: Point, end: Point) -> float:
    """Angle of start→end from straight up, 0 to 180 degrees: 0 is up, 90 level to either side, 180 down."""
    return math.degrees(math.atan2(abs(end[0] - start[0]), start[1] - end[1]))
