"""Where a body's weight is: nobody stands with it beside the feet."""

from __future__ import annotations

from tests.avatar.body import Body, Figure
from tests.avatar.pose import between

HEAD_MASS, TRUNK_MASS, FOOT_MASS = 0.081, 0.497, 0.0145
"""Shares of the body's mass: Winter, Biomechanics and Motor Control of Human Movement (2009), table 4.1."""
LIMBS = (
    (5, 7, 0.028, 0.436),  # upper arm
    (7, 9, 0.022, 0.682),  # forearm and hand
    (11, 13, 0.100, 0.433),  # thigh
    (13, 15, 0.0465, 0.433),  # shank
)
"""Upper and lower COCO joint on the left, share of the mass, share of the way to its centre; same table."""


def weight_y_m(body: Body, figure: Figure) -> float:
    """y of the body's centre of mass."""
    y = figure.joints[:, 1]
    trunk = between(y[5:7].mean(), y[11:13].mean(), 0.5)
    total = HEAD_MASS * y[0:5].mean() + TRUNK_MASS * trunk
    for upper, lower, mass, share in LIMBS:
        total += sum(mass * between(y[upper + side], y[lower + side], share) for side in (0, 1))
    for ankle, toe in ((15, "toe1-1.L"), (16, "toe1-1.R")):
        toe_y = figure.heads[body.character.index[toe], 1]
        total += FOOT_MASS * between(y[ankle], toe_y, 0.5)
    return float(total)
