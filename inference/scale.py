"""How large a body is in the picture, and whether it is walking away from the camera."""

from __future__ import annotations

from inference.geometry import Point, distance, midpoint

RISE_S, FALL_S = 0.4, 15.0  # a segment looks shorter when it leans, never longer
# Most segments shorter than remembered, and the feet elsewhere: the body walks away, it doesn't lean. From
# then on the scale follows at once, until most agree again.
RECEDES_BELOW, AGREES_ABOVE = 0.85, 0.95
RECEDES_AFTER_S = 0.3  # feet that jump for a moment are hidden, not walking
WALKED_TORSO = 0.25
RECEDE_S = 0.3
# Pairs of joints whose lengths are remembered: the trunk's sides first, then the limbs, then breadths.
TRUNK = ((5, 11), (6, 12))
LIMBS = ((11, 13), (12, 14), (13, 15), (14, 16), (5, 7), (6, 8), (7, 9), (8, 10))
BREADTHS = ((5, 6), (11, 12))
SEGMENTS = TRUNK + LIMBS + BREADTHS
BREADTH_TORSO = 0.4  # breadths below are those of a body seen from the side, and tell nothing


class Scale:
    """Remembers each segment at its longest: the trunk's is the scale.

    A segment that leans towards the camera looks shorter; when most of them do, the body is further away.

    Attributes:
        torso_px: the shoulder–hip length seen without foreshortening, at least one pixel.
        receding: the body walks away: lengths can't be compared with those of a moment ago.
    """

    def __init__(self) -> None:
        self._longest_px: list[float] = []
        self._stood: Point = (0.0, 0.0)
        self._away_s = 0.0
        self.torso_px = 0.0
        self.receding = False

    def update(self, p: list[Point], dt_s: float) -> None:
        """Look at 17 points, in pixels, `dt_s` after the last."""
        seen = [max(1.0, distance(p[a], p[b])) for a, b in SEGMENTS]
        if dt_s <= 0 or not self._longest_px:
            self._longest_px, self._stood = seen, midpoint(p[15], p[16])
        else:
            self._follow_distance(p, seen, dt_s)
            fall_s = RECEDE_S if self.receding else FALL_S
            rise, fall = min(1.0, dt_s / RISE_S), min(1.0, dt_s / fall_s)
            self._longest_px = [
                longest + (now - longest) * (rise if now > longest else fall)
                for now, longest in zip(seen, self._longest_px, strict=True)
            ]
        self.torso_px = max(self._longest_px[: len(TRUNK)])

    def _follow_distance(self, p: list[Point], seen: list[float], dt_s: float) -> None:
        """Whether the body recedes."""
        shortest_px = BREADTH_TORSO * self.torso_px
        shares = [now / longest for now, longest in zip(seen, self._longest_px, strict=True)]
        told = shares[: -len(BREADTHS)]
        told += [
            share
            for share, px in zip(shares[-len(BREADTHS) :], self._longest_px[-2:], strict=True)
            if px > shortest_px
        ]
        told.sort()
        most, trunk = told[-4], max(shares[: len(TRUNK)])
        feet = midpoint(p[15], p[16])
        if most >= AGREES_ABOVE:
            self._stood, self.receding = feet, False
        moved = distance(feet, self._stood) > WALKED_TORSO * self.torso_px
        self._away_s = self._away_s + dt_s if moved and max(most, trunk) < RECEDES_BELOW else 0.0
        if self._away_s >= RECEDES_AFTER_S:
            self.receding = True
