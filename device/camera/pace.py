"""How often a frame is wanted: as fast as they come, seldom while nobody is there, less often when hot."""

from __future__ import annotations

NOBODY_S = 0.4
"""From frame to frame while nobody is there: whoever steps in is seen, and watched in full, within half a
second."""
HOT_S = 0.1
"""From frame to frame while the processor is held back by heat; counts are the same at 10 frames a second."""


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
