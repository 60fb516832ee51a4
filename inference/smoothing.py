"""1€ filter (Casiez, Roussel, Vogel: "1€ Filter", CHI 2012) for all keypoints at once, in seconds."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

MIN_CUTOFF_HZ = 1.8  # how much a still body trembles; engineering estimate on avatar clips
BETA = 1.6  # extra cutoff in Hz for each torso length per second: how little a moving body lags
SPEED_CUTOFF_HZ = 1.0  # the paper's default for the speed's own filter


def _alpha(cutoff_hz: Array | float, dt_s: float) -> Array | float:
    turns = cutoff_hz * (2 * math.pi * dt_s)  # dt / tau, with the paper's tau = 1 / (2π cutoff)
    return turns / (turns + 1.0)


class OneEuroFilter:
    """Smooths points (N, 2); the unit of length is passed so that the distance doesn't matter."""

    def __init__(
        self,
        min_cutoff_hz: float = MIN_CUTOFF_HZ,
        beta: float = BETA,
        speed_cutoff_hz: float = SPEED_CUTOFF_HZ,
    ) -> None:
        self._min_cutoff_hz, self._beta, self._speed_cutoff_hz = min_cutoff_hz, beta, speed_cutoff_hz
        self._value: Array | None = None
        self._speed: Array | None = None
        self._at_s = 0.0

    def reset(self) -> None:
        """Forget the past; the next value passes unchanged."""
        self._value = self._speed = None

    @property
    def value(self) -> Array | None:
        """The last smoothed points (N, 2), None before the first."""
        return self._value

    def update(self, points: Array, at_s: float, unit: float, trusted: NDArray[np.bool_] | None) -> Array:
        """Smooth `points` (N, 2) seen at `at_s` seconds.

        Args:
            points: in pixels.
            at_s: later than the time before.
            unit: the body's scale in pixels (a torso length).
            trusted: (N,); where False the last value stays. None: all are.

        Returns:
            float64 (N, 2) in pixels.
        """
        if self._value is None or self._speed is None:
            self._value, self._speed, self._at_s = points.copy(), np.zeros_like(points), at_s
            return self._value
        dt_s = at_s - self._at_s
        self._at_s = at_s
        step = points - self._value
        speed = self._speed + _alpha(self._speed_cutoff_hz, dt_s) * (step / dt_s - self._speed)
        pace = np.sqrt((speed * speed).sum(axis=1, keepdims=True))
        value = self._value + _alpha(self._min_cutoff_hz + (self._beta / unit) * pace, dt_s) * step
        if trusted is not None:
            keep = trusted[:, None]
            value, speed = np.where(keep, value, self._value), np.where(keep, speed, 0.0)
        self._value, self._speed = value, speed
        return value
