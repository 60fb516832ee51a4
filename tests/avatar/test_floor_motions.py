"""Would a physiotherapist sign the exercises on the mat? Measured on the bodies, for every character."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from tests.avatar.body import Figure
from tests.avatar.character import character_names
from tests.avatar.motions import core, forearms, kneeling, side_plank
from tests.avatar.motions.motion import ANGLES, FEET, FOREARMS, HANDS, TRUNK
from tests.avatar.props import MAT_THICKNESS_M
from tests.avatar.rehearsal import body, motion
from tests.avatar.timeline import Moment, Side
from tests.avatar.truth import joint_angle_deg

KINDS = {**core.KINDS, **forearms.KINDS, **side_plank.KINDS, **kneeling.KINDS}
PHASES = np.linspace(0, 1, 6)
LEVEL_S = 5.0
"""A moment after the start of a clip, when cat and cow has begun."""
NOSE, EYE, EAR, SHOULDER, ELBOW, WRIST, HIP, KNEE, ANKLE = 0, 1, 3, 5, 7, 9, 11, 13, 15
Joints = NDArray[np.float64]


def figure(name: str, character: str, phase: float, side: Side = "left", fault: str | None = None) -> Figure:
    """The movement at a phase; a held exercise's fault shows in full."""
    faults = frozenset({fault} if fault else ())
    moment = Moment(LEVEL_S, phase, side, faults, dict.fromkeys(faults, 1.0))
    return body(character).place(motion(name, character).at(moment))


def sagittal_deg(joints: Joints, angle: str, side: int = 0) -> float:
    return float(joint_angle_deg(joints[:, 1:], *ANGLES[angle][side]))


def above_line_m(joints: Joints) -> float:
    """How far the hips are above the line from the shoulders to the ankles."""
    shoulder, hip, ankle = (joints[[joint, joint + 1]].mean(axis=0) for joint in (SHOULDER, HIP, ANKLE))
    along = ankle - shoulder
    share = (hip - shoulder) @ along / (along @ along)
    return float(hip[2] - (shoulder + share * along)[2])


def shoulders_turned_deg(joints: Joints) -> float:
    """How far the line of the shoulders is from upright."""
    across = joints[SHOULDER + 1] - joints[SHOULDER]
    return float(np.degrees(np.arccos(abs(across[2]) / np.linalg.norm(across))))


@pytest.mark.parametrize("character", character_names())
@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("knee_to_chest", [TRUNK, ("foot.R",)]),
        ("dead_bug", [TRUNK]),
        ("curl_up", [("root", "pelvis", "spine05"), ("foot.L",), ("upperleg01.R", "upperleg02.R")]),
        ("prone_on_elbows", [("lowerleg01",), ("upperleg",), FOREARMS]),
        ("forearm_plank", [FEET, FOREARMS]),
        ("side_plank", [("foot.L", "toe"), ("lowerarm01.L", "lowerarm02.L")]),
        ("cat_cow", [FEET, ("lowerleg01",), HANDS]),
        ("childs_pose", [FEET, ("lowerleg01",), HANDS]),
    ],
)
def test_what_should_lie_on_the_mat_does(name: str, parts: list[tuple[str, ...]], character: str) -> None:
    for phase in PHASES:
        shown = figure(name, character, float(phase))
        for part in parts:
            assert -0.025 < body(character).lowest_m(shown, *part) - MAT_THICKNESS_M < 0.03, (part, phase)


@pytest.mark.parametrize("character", character_names())
@pytest.mark.parametrize(
    ("name", "bones"),
    [
        ("knee_to_chest", ["root", "foot.R"]),
        ("dead_bug", ["root"]),
        ("curl_up", ["root", "foot.L", "foot.R", "wrist.L"]),
        ("prone_on_elbows", ["lowerleg01.L", "foot.L"]),
        ("forearm_plank", ["toe1-1.L", "toe1-1.R", "lowerarm01.L", "lowerarm01.R", "wrist.L"]),
        ("side_plank", ["foot.L", "lowerarm01.L", "wrist.L"]),
        ("cat_cow", ["lowerleg01.L", "foot.L", "wrist.L", "wrist.R"]),
        ("childs_pose", ["lowerleg01.L", "foot.L"]),
    ],
)
def test_what_is_planted_stays_where_it_is(name: str, bones: list[str], character: str) -> None:
    rows = [body(character).character.index[bone] for bone in bones]
    places = np.array([figure(name, character, float(phase)).heads[rows] for phase in PHASES])
    assert np.ptp(places[:, :, 1:], axis=0).max() < 0.02


@pytest.mark.parametrize("character", character_names())
@pytest.mark.parametrize(
    ("name", "angle", "at_rest_deg", "at_peak_deg"),
    [
        ("knee_to_chest", "hip", (110, 150), (40, 75)),
        ("dead_bug", "hip", (80, 110), (155, 180)),
        ("dead_bug", "knee", (80, 100), (165, 180)),
        ("prone_on_elbows", "elbow", (0, 180), (80, 120)),
        ("forearm_plank", "hip", (120, 160), (170, 180)),
        ("forearm_plank", "knee", (170, 180), (170, 180)),
        ("cat_cow", "elbow", (150, 180), (150, 180)),
        ("childs_pose", "knee", (80, 100), (30, 45)),
        ("childs_pose", "elbow", (145, 180), (130, 180)),
    ],
)
def test_the_full_range(
    name: str, angle: str, at_rest_deg: tuple[int, int], at_peak_deg: tuple[int, int], character: str
) -> None:
    for phase, (low, high) in ((0.0, at_rest_deg), (1.0, at_peak_deg)):
        assert low <= sagittal_deg(figure(name, character, phase).joints, angle) <= high, phase


@pytest.mark.parametrize("character", character_names())
def test_the_curl_up_lifts_head_and_shoulders_a_little(character: str) -> None:
    flat, up = (figure("curl_up", character, phase).joints for phase in (0.0, 1.0))
    assert 0.08 < up[EAR, 2] - flat[EAR, 2] < 0.16
    assert 0.03 < up[SHOULDER, 2] - flat[SHOULDER, 2] < 0.1


@pytest.mark.parametrize("character", character_names())
@pytest.mark.parametrize("name", ["forearm_plank", "side_plank"])
def test_planks_are_straight(name: str, character: str) -> None:
    joints = figure(name, character, 1.0).joints
    assert abs(above_line_m(joints)) < 0.05
    elbow, shoulder = joints[ELBOW], joints[SHOULDER]
    assert np.linalg.norm(elbow[:2] - shoulder[:2]) < 0.07


@pytest.mark.parametrize("character", character_names())
def test_both_hands_hold_the_shin(character: str) -> None:
    joints = figure("knee_to_chest", character, 1.0).joints
    for wrist in (WRIST, WRIST + 1):
        assert np.linalg.norm(joints[wrist] - joints[KNEE]) < 0.2


@pytest.mark.parametrize("character", character_names())
def test_the_childs_pose_ends_on_the_heels_with_the_forehead_down(character: str) -> None:
    shown = figure("childs_pose", character, 1.0)
    assert shown.joints[HIP, 2] - shown.joints[ANKLE, 2] < 0.29
    assert body(character).lowest_m(shown, "head") < MAT_THICKNESS_M + 0.02


@pytest.mark.parametrize("character", character_names())
def test_the_cat_rounds_and_the_cow_hollows(character: str) -> None:
    hollow, round_ = (figure("cat_cow", character, phase) for phase in (0.0, 1.0))
    assert hollow.joints[NOSE, 2] - round_.joints[NOSE, 2] > 0.15
    middle = body(character).character.index["spine02"]

    def arch_m(shown: Figure) -> float:
        """The middle of the back above the line from hips to shoulders."""
        return float(shown.heads[middle, 2] - (shown.joints[SHOULDER, 2] + shown.joints[HIP, 2]) / 2)

    assert arch_m(round_) - arch_m(hollow) > 0.04


@pytest.mark.parametrize("name", ["knee_to_chest", "dead_bug"])
def test_sides_are_mirrored(name: str) -> None:
    left, right = (figure(name, "f", 1.0, side=side).joints for side in ("left", "right"))
    swapped = right[[0, *(i + 1 if i % 2 else i - 1 for i in range(1, 17))]] * [-1, 1, 1]
    np.testing.assert_allclose(left[:, 1:], swapped[:, 1:], atol=0.03)


def test_the_side_plank_is_mirrored_on_the_other_side() -> None:
    left, right = (
        body("f").place(side_plank.SidePlank(body("f"), {"right": right}).at(Moment(0.0, 1.0))).joints
        for right in (0.0, 1.0)
    )
    swapped = right[[0, *(i + 1 if i % 2 else i - 1 for i in range(1, 17))]] * [-1, 1, 1]
    np.testing.assert_allclose(left, swapped, atol=0.03)


SHOWN: dict[tuple[str, str], Callable[[Joints, Joints], bool]] = {
    ("knee_to_chest", "head_lifts"): lambda clean, bad: bad[EAR, 2] - clean[EAR, 2] > 0.1,
    ("knee_to_chest", "other_leg_lifts"): lambda clean, bad: bad[16, 2] - clean[16, 2] > 0.1,
    ("dead_bug", "leg_bent"): lambda clean, bad: sagittal_deg(bad, "knee") < 120,
    ("curl_up", "too_high"): lambda clean, bad: (
        bad[SHOULDER, 2] - bad[HIP, 2] > bad[SHOULDER, 1] - bad[HIP, 1]
    ),
    ("curl_up", "chin_in"): lambda clean, bad: clean[NOSE, 1] - bad[NOSE, 1] > 0.05,
    ("prone_on_elbows", "hips_lift"): lambda clean, bad: bad[HIP, 2] - clean[HIP, 2] > 0.08,
    ("prone_on_elbows", "elbows_far"): lambda clean, bad: bad[SHOULDER, 1] - bad[ELBOW, 1] > 0.13,
    ("forearm_plank", "hips_sag"): lambda clean, bad: above_line_m(bad) - above_line_m(clean) < -0.08,
    ("forearm_plank", "hips_high"): lambda clean, bad: above_line_m(bad) - above_line_m(clean) > 0.12,
    ("side_plank", "hips_low"): lambda clean, bad: above_line_m(bad) - above_line_m(clean) < -0.1,
    ("side_plank", "rolls_forward"): lambda clean, bad: (
        shoulders_turned_deg(bad) - shoulders_turned_deg(clean) > 20
    ),
    ("cat_cow", "arms_bend"): lambda clean, bad: sagittal_deg(bad, "elbow") < 145,
    ("cat_cow", "sits_back"): lambda clean, bad: bad[HIP, 1] - clean[HIP, 1] > 0.15,
    ("childs_pose", "hips_high"): lambda clean, bad: bad[HIP, 2] - clean[HIP, 2] > 0.1,
    ("childs_pose", "head_up"): lambda clean, bad: bad[EYE, 2] - clean[EYE, 2] > 0.1,
}


def test_every_fault_on_the_mat_is_held_to_something() -> None:
    there = {
        (name, rule) for name, kind in KINDS.items() for rule in kind.faults if rule not in kind.fault_tempo
    }
    assert set(SHOWN) == there


@pytest.mark.parametrize("character", ["e", "m"])
@pytest.mark.parametrize(("name", "rule"), SHOWN)
def test_a_fault_changes_the_body_where_it_says(name: str, rule: str, character: str) -> None:
    clean = figure(name, character, 1.0).joints
    assert SHOWN[name, rule](clean, figure(name, character, 1.0, fault=rule).joints)
    assert not SHOWN[name, rule](clean, clean)
