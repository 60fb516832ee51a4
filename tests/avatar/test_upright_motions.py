"""What a physiotherapist would look for in the exercises on a chair and on both feet, for every character."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.avatar.balance import weight_y_m
from tests.avatar.body import Figure
from tests.avatar.character import character_names
from tests.avatar.motions.arms import wall_behind
from tests.avatar.motions.catalogue import MOTIONS
from tests.avatar.motions.lifting import NEAR_Y_M, LiftFromFloor
from tests.avatar.motions.motion import ANGLES, FRONTAL
from tests.avatar.motions.seated import own_chair
from tests.avatar.rehearsal import body, motion
from tests.avatar.timeline import Moment, Side
from tests.avatar.truth import joint_angle_deg

ON_BOTH_FEET = [
    "hip_hinge",
    "lift_from_floor",
    "standing_back_extension",
    "side_bend",
    "overhead_reach",
    "overhead_reach_both",
    "wall_angel",
    "posture_check_standing",
]
ON_A_CHAIR = ["chin_tuck", "thoracic_extension", "posture_check"]
PHASES = np.linspace(0, 1, 6)
LEFT_EAR, LEFT_SHOULDER, LEFT_WRIST, LEFT_HIP, LEFT_KNEE = 3, 5, 9, 11, 13
Points = NDArray[np.float64]


def figure(
    name: str,
    character: str,
    phase: float,
    *,
    side: Side | None = "left",
    rule: str = "",
    returning: bool = False,
    far: bool = False,
) -> Figure:
    faults = frozenset({rule} if rule else ())
    moment = Moment(0.0, phase, side, faults, dict.fromkeys(faults, 1.0), returning=returning)
    shown = LiftFromFloor(body(character), {"far": 1.0}) if far else motion(name, character)
    return body(character).place(shown.at(moment))


def forward_deg(joints: Points) -> float:
    """How far the line from hips to shoulders leans forward."""
    along = joints[5:7].mean(axis=0) - joints[11:13].mean(axis=0)
    return float(np.degrees(np.arctan2(-along[1], along[2])))


def sideways_deg(joints: Points) -> float:
    """How far the line from hips to shoulders leans to the subject's left."""
    along = joints[5:7].mean(axis=0) - joints[11:13].mean(axis=0)
    return float(np.degrees(np.arctan2(along[0], along[2])))


def angle_deg(joints: Points, angle: str) -> float:
    flat = joints[:, [0, 2]] if angle in FRONTAL else joints[:, 1:]
    return float(joint_angle_deg(flat, *ANGLES[angle][0]))


def ear_ahead_m(joints: Points) -> float:
    return float(joints[LEFT_SHOULDER, 1] - joints[LEFT_EAR, 1])


def face_up_deg(joints: Points) -> float:
    """How far the nose is above the ear, seen from the side."""
    ahead = joints[0] - joints[LEFT_EAR]
    return float(np.degrees(np.arctan2(ahead[2], -ahead[1])))


@pytest.mark.parametrize("character", character_names())
@pytest.mark.parametrize("name", [*ON_BOTH_FEET, "marching"])
def test_the_weight_stays_over_the_feet(name: str, character: str) -> None:
    toe = body(character).character.index["toe1-1.R"]
    for phase in PHASES:
        shown = figure(name, character, float(phase))
        ahead, behind = float(shown.heads[toe, 1]), float(shown.joints[16, 1])
        assert ahead - 0.03 < weight_y_m(body(character), shown) < behind + 0.05, phase


@pytest.mark.parametrize("character", character_names())
@pytest.mark.parametrize("name", [*ON_BOTH_FEET, *ON_A_CHAIR])
def test_both_feet_stay_where_they_are(name: str, character: str) -> None:
    rows = [body(character).character.index[f"foot.{side}"] for side in "LR"]
    for rule in ("", *MOTIONS[name].faults):
        places = np.array([figure(name, character, float(p), rule=rule).heads[rows] for p in PHASES])
        assert np.ptp(places, axis=0).max() < 0.025, rule


@pytest.mark.parametrize("character", character_names())
@pytest.mark.parametrize(
    ("name", "angle", "at_rest_deg", "at_peak_deg"),
    [
        ("standing_back_extension", "hip", (172, 180), (145, 172)),
        ("thoracic_extension", "hip", (80, 102), (95, 118)),
        ("side_bend", "flank", (160, 180), (130, 165)),
        ("lift_from_floor", "knee", (165, 180), (45, 75)),
        ("marching", "hip", (165, 180), (95, 118)),
        ("overhead_reach", "shoulder", (0, 25), (160, 180)),
        ("overhead_reach_both", "shoulder", (0, 25), (160, 180)),
        ("wall_angel", "shoulder", (70, 95), (140, 165)),
    ],
)
def test_the_full_range(
    name: str, angle: str, at_rest_deg: tuple[int, int], at_peak_deg: tuple[int, int], character: str
) -> None:
    for phase, (low, high) in ((0.0, at_rest_deg), (1.0, at_peak_deg)):
        assert low <= angle_deg(figure(name, character, phase).joints, angle) <= high


@pytest.mark.parametrize("character", character_names())
def test_the_head_glides_back_level_in_the_chin_tuck(character: str) -> None:
    rest, tucked = (figure("chin_tuck", character, phase).joints for phase in (0.0, 1.0))
    assert 0.025 < ear_ahead_m(rest) - ear_ahead_m(tucked) < 0.045
    assert abs(face_up_deg(tucked) - face_up_deg(rest)) < 6
    assert abs(forward_deg(tucked) - forward_deg(rest)) < 3


@pytest.mark.parametrize("character", character_names())
def test_the_upper_back_opens_and_the_hands_stay_at_the_head(character: str) -> None:
    rest, open_ = (figure("thoracic_extension", character, phase).joints for phase in (0.0, 1.0))
    assert 12 < forward_deg(rest) - forward_deg(open_) < 20
    for joints in (rest, open_):
        assert np.linalg.norm(joints[LEFT_WRIST] - joints[LEFT_EAR]) < 0.15


@pytest.mark.parametrize("character", character_names())
@pytest.mark.parametrize("name", ON_A_CHAIR)
def test_who_sits_does_not_lean_through_the_back_of_the_chair(name: str, character: str) -> None:
    rest = max(float(solid[:, 1].max()) for solid in own_chair(body(character)))
    for phase in PHASES:
        assert body(character).backmost_m(figure(name, character, float(phase)), "spine02", "spine03") < rest


@pytest.mark.parametrize("character", character_names())
def test_nobody_goes_through_the_wall(character: str) -> None:
    wall_m = float(wall_behind(body(character))[0][:, 1].min())
    for phase in PHASES:
        assert body(character).backmost_m(figure("wall_angel", character, float(phase))) < wall_m + 0.02


@pytest.mark.parametrize("character", character_names())
def test_elbows_are_square_against_the_wall_and_hands_at_head_height(character: str) -> None:
    joints = figure("wall_angel", character, 0.0).joints
    assert angle_deg(joints, "elbow") > 80 or 80 < float(joint_angle_deg(joints, 5, 7, 9)) < 100
    assert abs(joints[LEFT_WRIST, 2] - joints[0, 2]) < 0.06


@pytest.mark.parametrize("character", character_names())
def test_the_trunk_leans_as_far_as_the_exercise_asks(character: str) -> None:
    assert 20 < sideways_deg(figure("side_bend", character, 1.0).joints) < 30
    assert 14 < -forward_deg(figure("standing_back_extension", character, 1.0).joints) < 22
    assert 60 < forward_deg(figure("hip_hinge", character, 1.0).joints) < 75
    assert abs(forward_deg(figure("marching", character, 1.0).joints)) < 6


@pytest.mark.parametrize("character", character_names())
@pytest.mark.parametrize("returning", [False, True])
def test_hands_and_box_meet_and_the_back_stays_off_the_level(returning: bool, character: str) -> None:
    shown = figure("lift_from_floor", character, 1.0, returning=returning)
    assert shown.load == pytest.approx((0.0, NEAR_Y_M, 0.0))
    assert abs(shown.joints[LEFT_WRIST, 1] - NEAR_Y_M) < 0.06
    assert 0.25 < shown.joints[LEFT_WRIST, 2] < 0.42
    assert forward_deg(shown.joints) < 65


@pytest.mark.parametrize("character", character_names())
def test_the_box_is_carried_before_the_belly(character: str) -> None:
    rising = figure("lift_from_floor", character, 0.0, returning=True)
    assert rising.load is not None
    assert 0.4 < rising.load[2] < 0.6
    assert -0.45 < rising.load[1] < -0.25


@pytest.mark.parametrize("name", ["side_bend", "marching", "overhead_reach"])
def test_the_other_side_is_the_mirror_image(name: str) -> None:
    sides: tuple[Side, Side] = ("left", "right")
    left, right = (figure(name, "f", 1.0, side=side).joints for side in sides)
    swapped = right[[0, *(i + 1 if i % 2 else i - 1 for i in range(1, 17))]] * [-1, 1, 1]
    np.testing.assert_allclose(
        left - left[11:13].mean(axis=0), swapped - swapped[11:13].mean(axis=0), atol=0.02
    )


FAULTS: dict[tuple[str, str], Callable[[Points, Points], bool]] = {
    ("chin_tuck", "chin_up"): lambda good, bad: face_up_deg(bad) - face_up_deg(good) > 20,
    ("chin_tuck", "trunk_back"): lambda good, bad: forward_deg(good) - forward_deg(bad) > 10,
    ("thoracic_extension", "head_back"): lambda good, bad: face_up_deg(bad) - face_up_deg(good) > 30,
    ("wall_angel", "uneven"): lambda good, bad: 0.17 < bad[10, 2] - bad[9, 2] < 0.25,
    ("wall_angel", "trunk_tilt"): lambda good, bad: abs(sideways_deg(bad)) > 10,
    ("overhead_reach", "elbow_bent"): lambda good, bad: joint_angle_deg(bad, 5, 7, 9) < 135,
    ("overhead_reach", "trunk_tilt"): lambda good, bad: abs(sideways_deg(bad)) > 10,
    ("overhead_reach_both", "elbow_bent"): lambda good, bad: joint_angle_deg(bad, 6, 8, 10) < 135,
    ("side_bend", "hips_shift"): lambda good, bad: good[11:13, 0].mean() - bad[11:13, 0].mean() > 0.12,
    ("side_bend", "turns_forward"): lambda good, bad: abs(bad[5, 1] - bad[6, 1]) > 0.12,
    ("standing_back_extension", "knees_bent"): lambda good, bad: angle_deg(bad, "knee") < 150,
    ("standing_back_extension", "head_back"): lambda good, bad: face_up_deg(bad) - face_up_deg(good) > 35,
    ("hip_hinge", "knees_bent"): lambda good, bad: angle_deg(bad, "knee") < 130,
    ("hip_hinge", "head_up"): lambda good, bad: face_up_deg(bad) - face_up_deg(good) > 40,
    ("lift_from_floor", "stoop"): lambda good, bad: forward_deg(bad) > 75 and angle_deg(bad, "knee") > 150,
    ("lift_from_floor", "load_far"): lambda good, bad: bad[15, 1] - bad[9, 1] > 0.45,
    ("marching", "leans_back"): lambda good, bad: forward_deg(bad) < -12,
    ("marching", "sways"): lambda good, bad: abs(sideways_deg(bad)) > 10,
    ("posture_check", "head_forward"): lambda good, bad: ear_ahead_m(bad) - ear_ahead_m(good) > 0.05,
    ("posture_check", "slump"): lambda good, bad: forward_deg(bad) - forward_deg(good) > 15,
}
STANDING_TOO = {
    ("posture_check_standing", rule): FAULTS["posture_check", rule] for rule in ("head_forward", "slump")
}


@pytest.mark.parametrize("character", character_names())
@pytest.mark.parametrize(("name", "rule"), [*FAULTS, *STANDING_TOO])
def test_faults_are_as_large_as_they_are_said_to_be(name: str, rule: str, character: str) -> None:
    good = figure(name, character, 1.0).joints
    bad = figure(name, character, 1.0, rule=rule, far=rule == "load_far").joints
    assert (FAULTS | STANDING_TOO)[name, rule](good, bad)


def test_every_fault_of_an_upright_exercise_is_judged() -> None:
    upright = (*ON_BOTH_FEET, *ON_A_CHAIR, "marching")
    known = {(name, rule) for name in upright for rule in MOTIONS[name].faults}
    of_time = {(name, rule) for name in upright for rule in MOTIONS[name].fault_tempo}
    assert known - of_time == FAULTS.keys() | STANDING_TOO.keys()
