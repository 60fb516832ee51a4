"""What can be measured on a body, written as data: angles in degrees, lengths in torso lengths, ratios."""

from __future__ import annotations

import math
from functools import cached_property
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, model_validator

from inference.body import Body, joint_indices
from inference.events import Side
from inference.geometry import Point, angle_deg, distance, incline_deg


def _known_joint(name: str) -> str:
    try:
        joint_indices(name, Side.LEFT)
    except KeyError:
        raise ValueError(
            f"unknown joint {name!r}; a joint is nose, head, or eye, ear, shoulder, elbow, wrist, hip, knee, "
            "ankle with nothing, other_, left_, right_ or mid_ before it"
        ) from None
    return name


Joint = Annotated[str, AfterValidator(_known_joint)]
Segment = tuple[Joint, Joint]
KINDS = (
    "angle",
    "flexion",
    "arch",
    "incline",
    "lean",
    "tilt",
    "height",
    "ahead",
    "aside",
    "length",
    "width_ratio",
)
LENGTHS = ("height", "ahead", "aside", "length")


class Measure(BaseModel):
    """One number of a body; exactly one field is given.

    Attributes:
        angle: a, vertex, b: 0–180°, 180 is straight.
        flexion: a, vertex, b: 180° less the angle, 0 is straight.
        arch: a, vertex, b: the angle over the top, 0–360°; 180 is straight, more if the vertex is highest.
        incline: from, to: 0–180° from straight up.
        lean: from, to: -180 to 180° from straight up, positive the way the face looks; from the side.
        tilt: from, to: -180 to 180° from straight up, positive towards the measured side; from the front.
        height: upper, lower: how far the first is above the second, torso lengths.
        ahead: a, b: how far a is ahead of b, the way the face looks, torso lengths; from the side.
        aside: a, b: how far a is from b towards the measured side, torso lengths; from the front.
        length: a, b: torso lengths.
        width_ratio: horizontal distance of the first pair over that of the second.
        pick: measured on both sides, the smaller or the larger one taken.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    angle: tuple[Joint, Joint, Joint] | None = None
    flexion: tuple[Joint, Joint, Joint] | None = None
    arch: tuple[Joint, Joint, Joint] | None = None
    incline: Segment | None = None
    lean: Segment | None = None
    tilt: Segment | None = None
    height: Segment | None = None
    ahead: Segment | None = None
    aside: Segment | None = None
    length: Segment | None = None
    width_ratio: tuple[Segment, Segment] | None = None
    pick: Literal["min", "max"] | None = None

    @model_validator(mode="after")
    def _exactly_one(self) -> Measure:
        given = [kind for kind in KINDS if getattr(self, kind) is not None]
        if len(given) != 1:
            raise ValueError(f"exactly one of {', '.join(KINDS)} is needed, not {', '.join(given) or 'none'}")
        return self

    @cached_property
    def kind(self) -> str:
        """Name of the field that is given."""
        return next(kind for kind in KINDS if getattr(self, kind) is not None)

    @property
    def unit(self) -> Literal["deg", "torso", "ratio"]:
        """Unit of the value."""
        if self.kind in LENGTHS:
            return "torso"
        return "ratio" if self.width_ratio else "deg"

    @cached_property
    def joints(self) -> tuple[str, ...]:
        """Names of the joints that it needs."""
        if self.width_ratio:
            return self.width_ratio[0] + self.width_ratio[1]
        names: tuple[str, ...] = getattr(self, self.kind)
        return names

    def value(self, body: Body, near: Side | None = None) -> float:
        """The value on `body`; joints without a side are those of `near`, else of the side seen best."""
        if self.pick is None:
            return self._on_side(body, near or body.near)
        return self.value_and_side(body)[0]

    def value_and_side(self, body: Body) -> tuple[float, Side]:
        """The value on `body`, and the side that it was picked from: BOTH where none is picked."""
        if self.pick is None:
            return self._on_side(body, body.near), Side.BOTH
        left, right = self.sides(body)
        take_left = left >= right if self.pick == "max" else left <= right
        return (left, Side.LEFT) if take_left else (right, Side.RIGHT)

    def sides(self, body: Body) -> tuple[float, float]:
        """The values of the left and of the right side."""
        return self._on_side(body, Side.LEFT), self._on_side(body, Side.RIGHT)

    def _on_side(self, body: Body, side: Side) -> float:
        points = [body.joint(name, side) for name in self.joints]
        if self.kind in LENGTHS:
            return self._length_px(body, side, *points) / body.torso_px
        if self.width_ratio:
            a, b, c, d = points
            return abs(a[0] - b[0]) / max(abs(c[0] - d[0]), 1.0)
        return self._degrees(body, side, points)

    def _length_px(self, body: Body, side: Side, a: Point, b: Point) -> float:
        if self.height:
            return b[1] - a[1]
        if self.ahead:
            return (a[0] - b[0]) * body.facing
        if self.aside:
            return (a[0] - b[0]) * _towards(body, side)
        return distance(a, b)

    def _degrees(self, body: Body, side: Side, points: list[Point]) -> float:
        if self.incline:
            return incline_deg(points[0], points[1])
        if self.lean or self.tilt:
            start, end = points
            way = body.facing if self.lean else _towards(body, side)
            return math.copysign(incline_deg(start, end), (end[0] - start[0]) * way)
        a, vertex, b = points
        if self.arch:
            return incline_deg(vertex, a) + incline_deg(vertex, b)
        angle = angle_deg(a, vertex, b)
        return 180.0 - angle if self.flexion else angle


def _towards(body: Body, side: Side) -> float:
    """1.0 if the person's `side` is to the right in the picture, else -1.0."""
    return -body.left_is if side is Side.RIGHT else body.left_is
