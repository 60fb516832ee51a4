"""A character brought into a pose: forward kinematics, two-link reaching, and the joints that follow.

Linear blend skinning: a vertex follows up to four bones. Here it is only done for the few vertices that the
joints and the contact with the floor need; the renderer does it for all of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from tests.avatar.character import Character
from tests.avatar.pose import Arm, Leg, Pose
from tests.avatar.rotation import Matrix, about_x, about_y, about_z, shortest_turn

DOWN = np.array([0.0, 0.0, -1.0])
LONGEST_REACH = 0.9995
"""Of the limb's length, so that a joint never locks with an undefined direction."""

ABOVE_PELVIS = {"root": 0.0, "spine05": 0.2, "spine04": 0.45, "spine03": 0.65, "spine02": 0.85}
"""Share of the spine's bend and twist that each vertebra has; those above have all of it."""

LimbName = Literal["left_leg", "right_leg", "left_arm", "right_arm"]
_SIGN = {"L": 1.0, "R": -1.0}
_SIDE = {"left": "L", "right": "R"}


@dataclass(frozen=True, slots=True)
class Anchor:
    """A bone whose start stays at this place; None leaves that coordinate free. Metres."""

    bone: str
    x: float | None = None
    y: float | None = None
    z: float | None = None


@dataclass(frozen=True, slots=True)
class Reach:
    """The limb's end (ankle or wrist) is brought to (y, z); bend is the way that the knee or elbow points."""

    limb: LimbName
    y: float
    z: float
    bend: float


@dataclass(frozen=True, slots=True)
class Placement:
    """A pose and what holds it in the world."""

    pose: Pose
    anchor: Anchor | None = None
    reaches: tuple[Reach, ...] = ()
    on_floor: bool = True
    """Raise or lower the body until its lowest point touches the floor."""
    shift: tuple[float, float, float] = (0.0, 0.0, 0.0)
    """Added at the end: where in the room it happens. Metres."""
    load: tuple[float, float, float] | None = None
    """Where the thing is that the body lifts; metres, `shift` not added."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A body in the world."""

    pose: Pose
    rotations: NDArray[np.float64]
    """(B, 3, 3)"""
    heads: NDArray[np.float64]
    """(B, 3) where each bone starts, metres."""
    joints: NDArray[np.float64]
    """(17, 3) COCO order, metres."""
    load: tuple[float, float, float] | None = None
    """Where the thing is that is lifted, metres."""


class Body:
    """Poses one character."""

    def __init__(self, character: Character) -> None:
        """Measure the skeleton."""
        self.character = character
        self._hang = {side: self._hanging(side) for side in "LR"}
        self.sole_m = float(self.rest_head("foot.L")[2] - character.rest[:, 2].min())
        """Height of the ankle above the floor."""
        self._joint_rows = character.joint_vertices
        rows = np.concatenate([self._joint_rows, character.outermost])
        self._rest = character.rest[rows].astype(np.float64)
        self._bones = character.bones[rows]
        self._weights = character.weights[rows].astype(np.float64)
        owner = character.weights[character.outermost].argmax(axis=1)
        bones = character.bones[character.outermost][np.arange(len(owner)), owner]
        self._outermost_owner = [character.labels[bone] for bone in bones]

    def rest_head(self, bone: str) -> NDArray[np.float64]:
        """Where a bone starts in the rest shape, (3,) metres."""
        return np.asarray(self.character.heads[self.character.index[bone]])

    def length_m(self, start: str, end: str) -> float:
        """Distance between the starts of two bones."""
        return float(np.linalg.norm(self.rest_head(end) - self.rest_head(start)))

    def _hanging(self, side: str) -> dict[str, Matrix]:
        """Rotations that take each limb segment of the rest shape to straight down."""

        def span(start: str, end: str) -> NDArray[np.float64]:
            return self.rest_head(f"{end}.{side}") - self.rest_head(f"{start}.{side}")

        upper = shortest_turn(span("upperarm01", "lowerarm01"), DOWN)
        return {
            "upper": upper,
            "fore": shortest_turn(upper @ span("lowerarm01", "wrist"), DOWN) @ upper,
            "thigh": shortest_turn(span("upperleg01", "lowerleg01"), DOWN),
            "shank": shortest_turn(span("lowerleg01", "foot"), DOWN),
        }

    def _leg_rotations(self, side: str, leg: Leg) -> dict[str, Matrix]:
        hang, sign = self._hang[side], _SIGN[side]
        thigh = about_x(leg.thigh) @ about_y(-sign * leg.thigh_out) @ hang["thigh"]
        shank = about_x(leg.shank) @ about_y(-sign * leg.shank_out) @ hang["shank"]
        return {
            "upperleg01": thigh,
            "upperleg02": thigh,
            "lowerleg01": shank,
            "lowerleg02": shank,
            "foot": about_x(leg.foot) @ about_z(sign * leg.foot_out),
        }

    def _arm_rotations(self, side: str, arm: Arm, chest: Matrix) -> dict[str, Matrix]:
        hang, sign = self._hang[side], _SIGN[side]
        shoulder = chest @ about_y(-sign * arm.shrug)
        upper = about_x(arm.upper) @ about_y(-sign * arm.upper_out) @ hang["upper"]

        def fore(angle: float, pronation: float) -> Matrix:
            return about_x(angle) @ about_y(-sign * arm.fore_out) @ about_z(-sign * pronation) @ hang["fore"]

        hand = arm.fore if arm.hand is None else arm.hand
        return {
            "clavicle": shoulder,
            "shoulder01": shoulder,
            "upperarm01": upper,
            "upperarm02": upper,
            "lowerarm01": fore(arm.fore, 0.3 * arm.pronation),
            "lowerarm02": fore(arm.fore, 0.7 * arm.pronation),
            "wrist": fore(hand, arm.pronation),
        }

    def _rotations(self, pose: Pose) -> NDArray[np.float64]:
        """(B, 3, 3) of every bone, in the world."""
        waist = pose.lumbar - pose.pelvis
        own: dict[str, Matrix] = {
            label: about_z(ABOVE_PELVIS.get(label, 1.0) * pose.twist)
            @ about_x(angle)
            @ about_y(pose.tilt + ABOVE_PELVIS.get(label, 1.0) * pose.bend)
            for label, angle in {
                "root": pose.pelvis,
                "spine05": pose.pelvis + 0.35 * waist,
                "spine04": pose.pelvis + 0.7 * waist,
                "spine03": pose.lumbar,
                "spine02": (pose.lumbar + pose.thorax) / 2,
                "spine01": pose.thorax,
                "neck01": (pose.thorax + pose.neck) / 2,
                "neck02": pose.neck,
                "neck03": (pose.neck + pose.head) / 2,
                "head": pose.head,
            }.items()
        }
        chest = own["spine01"]
        for name, side in _SIDE.items():
            leg: Leg = getattr(pose, f"{name}_leg")
            arm: Arm = getattr(pose, f"{name}_arm")
            parts = self._leg_rotations(side, leg) | self._arm_rotations(side, arm, chest)
            own.update({f"{bone}.{side}": matrix for bone, matrix in parts.items()})
        whole = about_z(pose.turn) @ about_y(pose.roll)
        rotations = np.empty((len(self.character.labels), 3, 3))
        for number, label in enumerate(self.character.labels):
            matrix = own.get(label)
            parent = self.character.parents[number]
            rotations[number] = rotations[parent] if matrix is None else whole @ matrix
        return rotations

    def _heads(self, rotations: NDArray[np.float64]) -> NDArray[np.float64]:
        """(B, 3) starts of the bones with the root's at the origin."""
        rest, heads = self.character.heads, np.zeros((len(rotations), 3))
        for number, parent in enumerate(self.character.parents):
            if parent >= 0:
                heads[number] = heads[parent] + rotations[parent] @ (rest[number] - rest[parent])
        return heads

    def _bent(self, pose: Pose, reach: Reach, heads: NDArray[np.float64]) -> Pose:
        """The pose with one limb bent, in the sagittal plane, so that its end meets the target."""
        name, kind = reach.limb.split("_")
        side, index = _SIDE[name], self.character.index
        limb = getattr(pose, reach.limb)
        if kind == "leg":
            joints, segments = ("upperleg01", "lowerleg01", "foot"), ("thigh", "shank")
        else:
            joints, segments = ("upperarm01", "lowerarm01", "wrist"), ("upper", "fore")
        start, middle, end = (f"{joint}.{side}" for joint in joints)
        first = self.length_m(start, middle) * math.cos(math.radians(getattr(limb, f"{segments[0]}_out")))
        second = self.length_m(middle, end) * math.cos(math.radians(getattr(limb, f"{segments[1]}_out")))
        along_y, along_z = reach.y - heads[index[start], 1], reach.z - heads[index[start], 2]
        distance = min(math.hypot(along_y, along_z), (first + second) * LONGEST_REACH)
        straight = math.degrees(math.atan2(along_y, -along_z))
        bends = [
            math.degrees(
                math.acos(max(-1.0, min(1.0, (own**2 + distance**2 - other**2) / (2 * own * distance))))
            )
            for own, other in ((first, second), (second, first))
        ]
        angles = {
            segments[0]: straight - reach.bend * bends[0],
            segments[1]: straight + reach.bend * bends[1],
        }
        return replace(pose, **{reach.limb: replace(limb, **angles)})

    def _moved(
        self, rotations: NDArray[np.float64], heads: NDArray[np.float64], rows: slice
    ) -> NDArray[np.float64]:
        """(n, 3) the chosen vertices in the world."""
        offsets = heads - np.einsum("bij,bj->bi", rotations, self.character.heads)
        frames = np.concatenate([rotations, offsets[:, :, None]], axis=2).reshape(len(rotations), 12)
        blended = np.einsum("vk,vkj->vj", self._weights[rows], frames[self._bones[rows]]).reshape(-1, 3, 4)
        return np.asarray(np.einsum("vij,vj->vi", blended[:, :, :3], self._rest[rows]) + blended[:, :, 3])

    def bones(self, placement: Placement) -> tuple[Pose, NDArray[np.float64], NDArray[np.float64]]:
        """The pose with its reaches, rotations (B, 3, 3) and starts (B, 3) of the bones, before any shift."""
        pose, anchor = placement.pose, placement.anchor
        rotations = self._rotations(pose)
        heads = self._heads(rotations)
        moved = np.zeros(3)
        if anchor is not None:
            at = heads[self.character.index[anchor.bone]]
            wanted: Sequence[float | None] = (anchor.x, anchor.y, anchor.z)
            moved = np.array([0.0 if w is None else w - at[axis] for axis, w in enumerate(wanted)])
        heads = heads + moved
        if placement.reaches:
            for reach in placement.reaches:
                pose = self._bent(pose, reach, heads)
            rotations = self._rotations(pose)
            heads = self._heads(rotations) + moved
        return pose, rotations, heads

    def skeleton(self, placement: Placement) -> NDArray[np.float64]:
        """(B, 3) where each bone starts, metres: `place` without the skin, so without a floor to lie on."""
        _, _, heads = self.bones(placement)
        return np.asarray(heads + np.array(placement.shift))

    def place(self, placement: Placement) -> Figure:
        """Bring the body into the placement."""
        pose, rotations, heads = self.bones(placement)
        points = self._moved(rotations, heads, slice(None))
        lift = np.array(placement.shift)
        if placement.on_floor:
            lift[2] -= points[:, 2].min()
        joints = self.character.joint_weights.astype(np.float64) @ points[: len(self._joint_rows)]
        return Figure(pose, rotations, heads + lift, joints + lift, placement.load)

    def _skin(self, figure: Figure, parts: tuple[str, ...]) -> NDArray[np.float64]:
        """(n, 3) the outermost points of the body, or of these bones (label prefixes)."""
        skin = self._moved(figure.rotations, figure.heads, slice(len(self._joint_rows), None))
        return skin[[label.startswith(parts) for label in self._outermost_owner]] if parts else skin

    def lowest_m(self, figure: Figure, *parts: str) -> float:
        """Height above the floor of the body's lowest point, or of these bones' (label prefixes)."""
        return float(self._skin(figure, parts)[:, 2].min())

    def backmost_m(self, figure: Figure, *parts: str) -> float:
        """y of the point farthest back, of the body or of these bones (label prefixes)."""
        return float(self._skin(figure, parts)[:, 1].max())
