"""What an exercise needs, placed around the person (x to the subject's left, -y to the front)."""

from __future__ import annotations

import numpy as np

from tests.avatar.solids import Material, Solid, box

FOAM = (0.10, 0.28, 0.26)
BEECH = (0.50, 0.36, 0.22)
MAT_THICKNESS_M = 0.012
CARDBOARD, TAPE = (0.42, 0.27, 0.14), (0.62, 0.50, 0.30)
BOX_WIDTH_M, BOX_HEIGHT_M = 0.30, 0.34


def mat(length_m: float = 1.9, width_m: float = 0.7) -> Solid:
    """An exercise mat along y, its middle under the person."""
    return box(
        (-width_m / 2, -length_m / 2, 0), (width_m / 2, length_m / 2, MAT_THICKNESS_M), FOAM, Material.CLOTH
    )


def chair(seat_m: float, front_y_m: float) -> list[Solid]:
    """An armless chair that faces -y; its seat's upper side is at seat_m, its front edge at front_y_m."""
    back = front_y_m + 0.42
    legs = [
        box((x, y, 0), (x + 0.035, y + 0.035, seat_m - 0.03), BEECH, Material.WOOD)
        for x in (-0.21, 0.175)
        for y in (front_y_m + 0.02, back - 0.035)
    ]
    posts = [
        box((x, back - 0.03, seat_m), (x + 0.035, back, seat_m + 0.45), BEECH, Material.WOOD)
        for x in (-0.21, 0.175)
    ]
    return [
        *legs,
        *posts,
        box((-0.21, front_y_m, seat_m - 0.03), (0.21, back, seat_m), BEECH, Material.WOOD),
        box((-0.21, back - 0.025, seat_m + 0.28), (0.21, back - 0.005, seat_m + 0.45), BEECH, Material.WOOD),
    ]


def parcel(width_m: float, height_m: float) -> Solid:
    """A cardboard box with a strip of tape, standing on the origin."""
    half = width_m / 2
    tape = box((-0.03, -half - 0.001, height_m), (0.03, half + 0.001, height_m + 0.002), TAPE)
    return np.vstack([box((-half, -half, 0), (half, half, height_m), CARDBOARD), tape])
