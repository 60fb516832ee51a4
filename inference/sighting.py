"""What is seen of a person at one moment, before any exercise: the body and how it is placed."""

from __future__ import annotations

from dataclasses import dataclass

from inference.body import Body, BodyTracker
from inference.pose import Pose
from inference.presence import Presence
from inference.stance import Placement, PlacementTracker


@dataclass(frozen=True, slots=True)
class Sighting:
    """One moment.

    Attributes:
        body: the smoothed joints.
        present: whether they are a person's.
        placement: stance and view.
    """

    body: Body
    present: bool
    placement: Placement


class Onlooker:
    """Follows one person from pose to pose."""

    def __init__(self) -> None:
        self._tracker = BodyTracker()
        self._presence = Presence()
        self._placement = PlacementTracker()

    def look(self, pose: Pose) -> Sighting:
        """What this pose shows. Poses come in the order of time."""
        was_present = self._presence.there
        present = self._presence.update(pose)
        if present and not was_present:
            self._tracker.forget_scale()
        body = self._tracker.update(pose)
        return Sighting(body, present, self._placement.update(body))
