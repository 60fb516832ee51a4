"""Whether somebody is in front of the camera, or was a moment ago: then every frame is worth looking at."""

from __future__ import annotations

import math

from inference.pose import Pose
from inference.presence import CORE, CORE_SCORE

AWAY_S = 10.0
"""Who left the picture may come back at any moment; later the room counts as empty. Engineering estimate."""


class Attendance:
    """Remembers when somebody was last seen, or touched the device; times are on the frames' clock."""

    def __init__(self) -> None:
        self._last_s = -math.inf

    def see(self, pose: Pose) -> None:
        """Look at one pose; without asking for certainty, since a false alarm costs only power."""
        if sum(pose.score_list[joint] for joint in CORE) >= CORE_SCORE * len(CORE):
            self.touched(pose.captured_s)

    def touched(self, at_s: float) -> None:
        """Somebody is there, seen or not."""
        self._last_s = max(self._last_s, at_s)

    def somebody(self, at_s: float) -> bool:
        """Whether to expect somebody in the picture."""
        return at_s - self._last_s < AWAY_S
