"""Would a physiotherapist sign these movements? Measured on the bodies, for every character."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.avatar.balance import weight_y_m
from tests.avatar.body import Figure
from tests.avatar.character import character_names
from tests.avatar.motions.catalogue import MOTIONS
from tests.avatar.motions.motion import ANGLES, FEET, FOREARMS, HANDS, TRUNK
from tests.avatar.motions.seated import seat_height_m
from tests.avatar.props import MAT_THICKNESS_M
from tests.avatar.rehearsal import body, motion
from tests.avatar.timeline import Moment
from tests.avatar.truth import joint_angle_deg

PHASES = np.linspace(0, 1, 9)
SHINS = ("lowerleg",)
FIRST = ("squat", "sit_to_stand", "glute_bridge", "prone_press_up", "bird_dog")
"""The others are held to more in test_upright_motions.py and test_floor_motions.py."""
ONE_SIDED = {"curl_up", "side_plank"}
EXERCISES = [name for name, kind in MOTIONS.items() if kind.exercise]
FAULTS = [
    (name, rule) for name in FIRST for rule in MOTIONS[name].faults if rule not in MOTIONS[name].fault_tempo
]
SHOWN_BY_OPTION = {"feet_far": {"feet": 1.5}}


def figure(name: str, character: str, moment: Moment) -> Figure:
    return body(character).place(motion(name, character).at(moment))


def sagittal_deg(joints: NDArray[np.float64], angle: str, side: int = 0) -> float:
    return float(joint_angle_deg(joints[:, 1:], *ANGLES[angle][side]))


@pytest.mark.parametrize("character", character_names())
@pytest.mark.parametrize("name", MOTIONS)
def test_nothing_goes_through_the_floor_or_hangs_in_the_air(name: str, character: str) -> None:
    moments = [Moment(float(t), float(phase)) for t, phase in zip(np.linspace(0, 16, 9), PHASES, strict=True)]
    lowest = [body(character).lowest_m(figure(name, character, moment)) for moment in moments]
    assert min(lowest) > -0.02
    assert max(lowest) < MAT_THICKNESS_M + 0.02


@pytest.mark.parametrize("character", character_names())
@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("squat", [FEET]),
        ("sit_to_stand", [FEET]),
        ("glute_bridge", [FEET, TRUNK, HANDS]),
        ("supine", [TRUNK, HANDS]),
        ("prone_press_up", [FEET, SHINS, HANDS]),
        ("plank", [FEET, FOREARMS]),
        ("bird_dog", [("foot.R",), ("lowerleg01.R",), HANDS]),
    ],
)
def test_what_should_lie_on_the_floor_does(name: str, parts: list[tuple[str, ...]], character: str) -> None:
    top = 0.0 if MOTIONS[name].stance in ("standing", "sitting") else MAT_THICKNESS_M
    for phase in PHASES:
        shown = figure(name, character, Moment(0.0, float(phase), "left"))
        for part in parts:
            assert -0.025 < body(character).lowest_m(shown, *part) - top < 0.03, (part, phase)


@pytest.mark.parametrize("character", character_names())
@pytest.mark.parametrize("phase", [0.0, 0.2])
def test_who_sits_sits_on_the_chair(phase: float, character: str) -> None:
    shown = figure("sit_to_stand", character, Moment(0.0, phase))
    seat_m = seat_height_m(body(character))
    assert abs(body(character).lowest_m(shown, "upperleg", *TRUNK) - seat_m) < 0.02


@pytest.mark.parametrize("character", character_names())
@pytest.mark.parametrize("name", MOTIONS)
def test_knees_and_elbows_bend_only_as_far_as_people_do(name: str, character: str) -> None:
    for t_s, phase in zip(np.linspace(0, 16, 9), PHASES, strict=True):
        shown = figure(name, character, Moment(float(t_s), float(phase)))
        for leg in (shown.pose.left_leg, shown.pose.right_leg):
            assert -5 <= leg.shank - leg.thigh <= 145
        for elbow in ANGLES["elbow"]:
            assert joint_angle_deg(shown.joints, *elbow) > 30


@pytest.mark.parametrize("character", character_names())
def test_squatting_and_standing_up_keep_the_weight_over_the_feet(character: str) -> None:
    for name, phases in (("squat", PHASES), ("sit_to_stand", PHASES[PHASES >= 0.45]), ("hip_hinge", PHASES)):
        for phase in phases:
            shown = figure(name, character, Moment(0.0, float(phase)))
            ankle = float(shown.joints[15, 1])
            toe = float(shown.heads[body(character).character.index["toe1-1.L"], 1])
            assert toe - 0.03 < weight_y_m(body(character), shown) < ankle + 0.05, (name, phase)


@pytest.mark.parametrize("character", character_names())
@pytest.mark.parametrize(
    ("name", "bones"),
    [
        ("squat", ["foot.L", "foot.R"]),
        ("sit_to_stand", ["foot.L", "foot.R"]),
        ("glute_bridge", ["foot.L", "foot.R"]),
        ("prone_press_up", ["lowerleg01.L"]),
    ],
)
def test_what_stands_on_the_floor_stays_where_it_is(name: str, bones: list[str], character: str) -> None:
    index = body(character).character.index
    rows = [index[bone] for bone in bones]
    places = np.array([figure(name, character, Moment(0.0, float(phase))).heads[rows] for phase in PHASES])
    assert np.ptp(places[:, :, 1:], axis=0).max() < 0.02


@pytest.mark.parametrize("character", character_names())
def test_hands_stay_planted_in_the_press_up(character: str) -> None:
    wrists = np.array([figure("prone_press_up", character, Moment(0.0, float(p))).joints[9] for p in PHASES])
    assert np.ptp(wrists[:, 1:], axis=0).max() < 0.03


@pytest.mark.parametrize("character", character_names())
@pytest.mark.parametrize(
    ("name", "angle", "at_rest_deg", "at_peak_deg"),
    [
        ("squat", "knee", (165, 180), (55, 85)),
        ("sit_to_stand", "knee", (70, 95), (165, 180)),
        ("glute_bridge", "hip", (115, 145), (170, 178)),
        ("prone_press_up", "elbow", (20, 90), (165, 180)),
        ("bird_dog", "hip", (85, 120), (155, 180)),
        ("hip_hinge", "hip", (165, 180), (85, 115)),
    ],
)
def test_the_full_range(
    name: str, angle: str, at_rest_deg: tuple[int, int], at_peak_deg: tuple[int, int], character: str
) -> None:
    for phase, (low, high) in ((0.0, at_rest_deg), (1.0, at_peak_deg)):
        shown = figure(name, character, Moment(0.0, phase, side="left"))
        assert low <= sagittal_deg(shown.joints, angle) <= high


@pytest.mark.parametrize(
    "name", [name for name in EXERCISES if not MOTIONS[name].alternate and name not in ONE_SIDED]
)
def test_left_and_right_do_the_same(name: str) -> None:
    joints = figure(name, "f", Moment(0.0, 0.8)).joints
    mirrored = joints[[0, *(i + 1 if i % 2 else i - 1 for i in range(1, 17))]] * [-1, 1, 1]
    np.testing.assert_allclose(joints, mirrored, atol=0.02)


def test_the_bird_dog_is_mirrored_for_the_other_leg() -> None:
    left, right = (figure("bird_dog", "f", Moment(0.0, 1.0, side=side)).joints for side in ("left", "right"))
    swapped = right[[0, *(i + 1 if i % 2 else i - 1 for i in range(1, 17))]] * [-1, 1, 1]
    np.testing.assert_allclose(left[:, 1:], swapped[:, 1:], atol=0.02)
    assert left[15, 2] > left[16, 2] + 0.3
    assert left[10, 2] > left[9, 2] + 0.3


@pytest.mark.parametrize(("name", "rule"), FAULTS)
def test_a_fault_changes_the_body_where_it_says(name: str, rule: str) -> None:
    kind = MOTIONS[name]
    phases = PHASES * kind.fault_depth.get(rule, 1.0)
    worst = max(phases, key=lambda phase: kind.fault_shown(rule, float(phase)))
    clean_phase = 1.0 if kind.fault_depth else worst
    clean = figure(name, "m", Moment(0.0, clean_phase, "left")).joints
    at_fault = Moment(0.0, worst, "left", frozenset({rule}), {rule: 1.0})
    faulty = body("m").place(kind.make(body("m"), SHOWN_BY_OPTION.get(rule, {})).at(at_fault)).joints

    def lean_deg(j: NDArray[np.float64]) -> float:
        along = j[5] - j[11]
        return float(np.degrees(np.arctan2(-along[1], along[2])))

    shown = {
        "knees_in": abs(clean[13, 0] - clean[14, 0]) - abs(faulty[13, 0] - faulty[14, 0]) > 0.15,
        "trunk_lean": lean_deg(faulty) - lean_deg(clean) > 20,
        "feet_far": abs(faulty[15, 1] - faulty[11, 1]) - abs(clean[15, 1] - clean[11, 1]) > 0.1,
        "hips_low": clean[11, 2] - faulty[11, 2] > 0.04,
        "hips_lift": faulty[11, 2] - clean[11, 2] > 0.08,
        "elbows_bent": sagittal_deg(clean, "elbow") - sagittal_deg(faulty, "elbow") > 25,
        "leg_low": clean[15, 2] - faulty[15, 2] > 0.2,
        "arm_low": clean[10, 2] - faulty[10, 2] > 0.15,
    }
    assert shown[rule]
