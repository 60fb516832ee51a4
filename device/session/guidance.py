"""Where the person should go to be seen well."""

from __future__ import annotations

from device.view import Move
from inference.body import Body
from inference.events import Reason

SMALL_TORSO_SHARE = 0.1
"""Of the frame's height; a smaller body gives too few pixels a joint. Engineering estimate."""
EDGE_SHARE = 0.05


def move_to_be_seen(body: Body | None, reason: Reason | None) -> Move | None:
    """Which way to go when `reason` hinders; None where moving does not help or nobody is there."""
    if body is None or reason not in (Reason.OUT_OF_FRAME, Reason.LOW_CONFIDENCE):
        return None
    if reason is Reason.LOW_CONFIDENCE:
        return Move.CLOSER if body.torso_px < SMALL_TORSO_SHARE * body.size_px[1] else None
    width = body.size_px[0]
    cut_left = any(body.points[i][0] < EDGE_SHARE * width for i in body.outside)
    cut_right = any(body.points[i][0] > (1 - EDGE_SHARE) * width for i in body.outside)
    if cut_left == cut_right:
        return Move.BACK
    return Move.RIGHT if cut_left else Move.LEFT
