"""Every motion that a clip can show, by name."""

from __future__ import annotations

from tests.avatar.errors import StudioError
from tests.avatar.motions import (
    all_fours,
    arms,
    bending,
    core,
    forearms,
    kneeling,
    lifting,
    marching,
    posture,
    prone,
    resting,
    seated,
    side_plank,
    standing,
    supine,
    travel,
)
from tests.avatar.motions.motion import MotionKind

MOTIONS: dict[str, MotionKind] = {
    name: kind
    for module in (
        standing,
        bending,
        arms,
        marching,
        lifting,
        seated,
        posture,
        supine,
        core,
        prone,
        forearms,
        side_plank,
        all_fours,
        kneeling,
        resting,
        travel,
    )
    for name, kind in module.KINDS.items()
}


def motion_kind(name: str) -> MotionKind:
    """Look a motion up.

    Raises:
        StudioError: there is no such motion.
    """
    if name not in MOTIONS:
        raise StudioError(f"motion {name!r} does not exist; known: {', '.join(MOTIONS)}")
    return MOTIONS[name]
