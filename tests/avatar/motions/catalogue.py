"""Every motion that a clip can show, by name."""

from __future__ import annotations

from tests.avatar.errors import StudioError
from tests.avatar.motions.all_fours import BirdDog
from tests.avatar.motions.motion import MotionKind
from tests.avatar.motions.prone import Plank, PronePressUp
from tests.avatar.motions.seated import Sitting, SitToStand, lean_share, own_chair
from tests.avatar.motions.standing import ArmRaise, HandToHead, HipHinge, Squat, Standing
from tests.avatar.motions.supine import GluteBridge, Supine
from tests.avatar.motions.travel import ToTheMat, Walking
from tests.avatar.props import mat
from tests.avatar.timeline import Tempo

LOW_AIM_M, SEATED_AIM_M = 0.35, 0.85


def _on_the_way_up(rule: str, phase: float) -> float:
    return lean_share(phase) if rule == "trunk_lean" else 1.0


MOTIONS: dict[str, MotionKind] = {
    "squat": MotionKind(
        Squat, "standing", "squat", "knee", Tempo(1.5, 0.4, 1.3, 0.7), faults=("knees_in", "trunk_lean")
    ),
    "sit_to_stand": MotionKind(
        SitToStand,
        "sitting",
        "sit_to_stand",
        "knee",
        Tempo(1.5, 0.6, 1.6, 0.8),
        faults=("trunk_lean", "drop_down"),
        fault_tempo={"drop_down": {"back_s": 0.42}},
        fault_shown=_on_the_way_up,
        props=own_chair,
        aim_height_m=SEATED_AIM_M,
    ),
    "glute_bridge": MotionKind(
        GluteBridge,
        "supine",
        "glute_bridge",
        "hip",
        Tempo(1.4, 1.0, 1.4, 0.8),
        faults=("hips_low", "feet_far"),
        fault_depth={"hips_low": 0.65},
        fault_shown=lambda rule, phase: phase / 0.65,
        props=lambda body: [mat()],
        aim_height_m=LOW_AIM_M,
        head_towards_y=1.0,
    ),
    "prone_press_up": MotionKind(
        PronePressUp,
        "prone",
        "prone_press_up",
        "elbow",
        Tempo(1.6, 0.8, 1.6, 0.9),
        faults=("hips_lift", "elbows_bent"),
        props=lambda body: [mat()],
        aim_height_m=LOW_AIM_M,
    ),
    "bird_dog": MotionKind(
        BirdDog,
        "all_fours",
        "bird_dog",
        "hip",
        Tempo(1.3, 1.8, 1.3, 0.9),
        alternate=True,
        faults=("leg_low", "arm_low"),
        props=lambda body: [mat()],
        aim_height_m=0.45,
    ),
    "hip_hinge": MotionKind(HipHinge, "standing", None, "hip", Tempo(1.6, 0.4, 1.4, 0.7)),
    "arm_raise": MotionKind(
        ArmRaise, "standing", None, "shoulder", Tempo(1.3, 0.3, 1.3, 0.6), aim_height_m=1.05
    ),
    "hand_to_head": MotionKind(HandToHead, "standing", None, None, Tempo(0.9, 2.2, 0.9, 0.6)),
    "standing": MotionKind(Standing, "standing"),
    "sitting": MotionKind(Sitting, "sitting", props=own_chair, aim_height_m=SEATED_AIM_M),
    "plank": MotionKind(Plank, "prone", held=True, props=lambda body: [mat()], aim_height_m=LOW_AIM_M),
    "supine": MotionKind(
        Supine, "supine", props=lambda body: [mat()], aim_height_m=LOW_AIM_M, head_towards_y=1.0
    ),
    "walking": MotionKind(Walking, "moving"),
    "to_the_mat": MotionKind(ToTheMat, "moving", props=lambda body: [mat()], aim_height_m=0.8),
}


def motion_kind(name: str) -> MotionKind:
    """Look a motion up.

    Raises:
        StudioError: there is no such motion.
    """
    if name not in MOTIONS:
        raise StudioError(f"motion {name!r} does not exist; known: {', '.join(MOTIONS)}")
    return MOTIONS[name]
