"""What a motion is: from a moment to a placement of the body."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from tests.avatar.body import Body, Placement
from tests.avatar.pose import Arm, pose
from tests.avatar.solids import Solid
from tests.avatar.timeline import Lapses, Moment, Tempo
from tests.avatar.truth import Stance

Options = Mapping[str, float]
LOW_AIM_M, SEATED_AIM_M = 0.35, 0.85
"""Where the camera looks, above the floor: at somebody on the mat, on a chair."""

# Label prefixes of the bones whose skin may touch the floor.
TRUNK = ("root", "spine", "pelvis", "breast")
FEET = ("foot", "toe")
HANDS = ("wrist", "finger", "metacarpal")
FOREARMS = ("lowerarm",)
ELBOWS = ("upperarm02", "lowerarm")
KNEE_M = 0.06
"""Height of the knee joint of somebody who kneels or lies on the belly."""
PALM_DEG = -85.0
"""A hand flat on the floor, fingers forward."""

ANGLES: dict[str, tuple[tuple[int, int, int], tuple[int, int, int]]] = {
    "knee": ((11, 13, 15), (12, 14, 16)),
    "hip": ((5, 11, 13), (6, 12, 14)),
    "elbow": ((5, 7, 9), (6, 8, 10)),
    "shoulder": ((7, 5, 11), (8, 6, 12)),
    "flank": ((5, 11, 13), (6, 12, 14)),
    "neck": ((3, 5, 11), (4, 6, 12)),
}
"""COCO-17 joints of each joint angle: left, right."""
FRONTAL = frozenset({"shoulder", "flank"})
"""Angles measured as seen from the front; the others as seen from the side."""


class Motion(Protocol):
    """A movement of one body; it may measure the body when it is made."""

    def at(self, moment: Moment) -> Placement:
        """The placement at a moment."""
        ...


@dataclass(frozen=True)
class MotionKind:
    """A motion in the catalogue."""

    make: Callable[[Body, Options], Motion]
    stance: Stance
    exercise: str | None = None
    angle: str | None = None
    """Key of ANGLES that tells how far a repetition went."""
    tempo: Tempo = field(default_factory=Tempo)
    alternate: bool = False
    """Left and right by turns."""
    faults: tuple[str, ...] = ()
    fault_tempo: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    fault_depth: Mapping[str, float] = field(default_factory=dict)
    fault_shown: Callable[[str, float], float] = lambda rule, phase: phase
    """Severity of a fault, 0-1, at a phase."""
    lapses: Lapses | None = None
    """Of a held exercise: its faults come and go within the hold. None: they grow with the phase."""
    held: bool = False
    """The whole clip is one hold."""
    props: Callable[[Body], list[Solid]] = lambda body: []
    load: Callable[[], Solid] | None = None
    """A thing that moves with the hands; its place is the placement's."""
    aim_height_m: float = 0.9
    head_towards_y: float = -1.0
    """Where face (upright) or crown (on the floor) points along y."""


def smooth(share: float) -> float:
    """0 to 1 with level ends; clamped outside."""
    share = min(1.0, max(0.0, share))
    return share * share * (3 - 2 * share)


def smallest(holds: Callable[[float], bool], low: float, high: float) -> float:
    """The smallest value from which on `holds` is true, to 1/4000 of the way from low to high; else high."""
    for _ in range(12):
        middle = (low + high) / 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    holds(high)
    return high


def palm_m(body: Body) -> float:
    """Height of the wrist of a hand that lies flat on the floor."""
    figure = body.place(Placement(pose(arm=Arm(upper=0, fore=0, hand=PALM_DEG, pronation=75))))
    wrist_m = float(figure.heads[body.character.index["wrist.L"]][2])
    return wrist_m - body.lowest_m(figure, *HANDS)
