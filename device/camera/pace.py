"""How often a frame is wanted: as fast as they come, seldom while nobody is there, less often when hot."""

from __future__ import annotations

NOBODY_S = 0.25
"""From frame to frame while nobody is there. Who steps in waits so long at most, then for the next frame
(1/30 s) and one look of the model (1/15 s) until every frame is wanted: within half a second."""
HOT_S = 0.1
"""From frame to frame while the processor is held back by heat; counts are the same at 10 frames a second."""
EARLY_S = 0.01
"""Less than half a frame of a camera: the one nearest to the wanted time is taken, not the first after it."""


class Pace:
    """Set by the analysis and the watch on the heat, read by the capture; any thread may use it.

    Attributes:
        somebody: whether somebody is there, or was a moment ago.
        hot: whether the processor is held back by heat.
    """

    def __init__(self) -> None:
        self.somebody = True
        self.hot = False

    @property
    def interval_s(self) -> float:
        """From frame to frame at least; 0: every frame is wanted."""
        if not self.somebody:
            return NOBODY_S
        return HOT_S if self.hot else 0.0

    def wants(self, at_s: float, last_s: float) -> bool:
        """Whether a frame of `at_s` is wanted after one of `last_s`; an earlier one is of another clock."""
        return not 0 <= at_s - last_s < self.interval_s - EARLY_S
