"""1€ filter (Casiez, Roussel, Vogel: "1€ Filter", CHI 2012) for all keypoints at once, in seconds."""

from __future__ import annotations

import math
from collections.abc import Sequence

from inference.geometry import Point

MIN_CUTOFF_HZ = 1.8  # how much a still body trembles; engineering estimate on avatar clips
BETA = 1.6  # extra cutoff in Hz for each torso length per second: how little a moving body lags
SPEED_CUTOFF_HZ = 1.0  # the paper's default for the speed's own filter


def _alpha(cutoff_hz: float, dt_s: float) -> float:
    turns = cutoff_hz * (2 * math.pi * dt_s)  # dt / tau, with the paper's tau = 1 / (2π cutoff)
    return turns / (turns + 1.0)


class OneEuroFilter:
    """Smooths points; the unit of length is passed so that the distance doesn't matter.

    In plain numbers: for so few points they are faster than arrays.
    """

    def __init__(
        self,
        min_cutoff_hz: float = MIN_CUTOFF_HZ,
        beta: float = BETA,
        speed_cutoff_hz: float = SPEED_CUTOFF_HZ,
    ) -> None:
        self._min_cutoff_hz, self._beta, self._speed_cutoff_hz = min_cutoff_hz, beta, speed_cutoff_hz
        self._value: list[Point] | None = None
        self._speed: list[Point] = []
        self._at_s = 0.0

    def reset(self) -> None:
        """Forget the past; the next value passes unchanged."""
        self._value = None

    @property
    def value(self) -> list[Point] | None:
        """The last smoothed points, None before the first."""
        return self._value

    def update(
        self, points: Sequence[Point], at_s: float, unit: float, trusted: Sequence[bool]
    ) -> list[Point]:
        """Smooth `points` seen at `at_s` seconds.

        Args:
            points: in pixels.
            at_s: later than the time before.
            unit: the body's scale in pixels (a torso length).
            trusted: one for each point; where False the last value stays.

        Returns:
            the smoothed points, in pixels.
        """
        if self._value is None:
            self._value, self._speed, self._at_s = list(points), [(0.0, 0.0)] * len(points), at_s
            return self._value
        dt_s = at_s - self._at_s
        self._at_s = at_s
        turns_per_hz = 2 * math.pi * dt_s  # as in `_alpha`
        speed_share = _alpha(self._speed_cutoff_hz, dt_s)
        beta, least_hz = self._beta / unit, self._min_cutoff_hz
        value: list[Point] = []
        speed: list[Point] = []
        for (x, y), last, pace, seen in zip(points, self._value, self._speed, trusted, strict=True):
            if not seen:
                value.append(last)
                speed.append((0.0, 0.0))
                continue
            dx, dy = x - last[0], y - last[1]
            vx = pace[0] + speed_share * (dx / dt_s - pace[0])
            vy = pace[1] + speed_share * (dy / dt_s - pace[1])
            turns = (least_hz + beta * math.sqrt(vx * vx + vy * vy)) * turns_per_hz
            share = turns / (turns + 1.0)
            value.append((last[0] + share * dx, last[1] + share * dy))
            speed.append((vx, vy))
        self._value, self._speed = value, speed
        return value
