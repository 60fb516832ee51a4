"""Small drawings: numbers over programme days as coordinates for inline SVG. Lengths are SVG user units."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

BAR_SHARE: Final = 0.7
WIDEST_BAR: Final = 14.0


@dataclass(frozen=True, slots=True)
class Mark:
    """A label beside an axis, `at` its coordinate."""

    at: float
    text: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where days and values are on the drawing.

    Attributes:
        first_day: at the left edge.
        last_day: at the right edge.
        top: the value at the upper edge; 0, or `bottom`, is at the lower one.
        left: room for the values' labels.
        below: room for the days' labels.
    """

    first_day: int
    last_day: int
    top: float
    width: int
    height: int
    bottom: float = 0.0
    left: int = 30
    below: int = 18
    above: int = 6
    right: int = 8

    @property
    def step(self) -> float:
        """Width of one day."""
        return (self.width - self.left - self.right) / (self.last_day - self.first_day + 1)

    @property
    def floor(self) -> float:
        """The y of the lowest value."""
        return self.height - self.below

    def x(self, day: int) -> float:
        """The middle of a day."""
        return round(self.left + (day - self.first_day + 0.5) * self.step, 1)

    def y(self, value: float) -> float:
        """A value's height, kept on the sheet."""
        span = (self.top - self.bottom) or 1.0
        share = min(1.0, max(0.0, (value - self.bottom) / span))
        return round(self.floor - share * (self.floor - self.above), 1)

    def line(self, points: Iterable[tuple[int, float]]) -> str:
        """The `points` of a polyline."""
        return " ".join(f"{self.x(day)},{self.y(value)}" for day, value in points)

    def dots(self, points: Iterable[tuple[int, float]]) -> list[tuple[float, float]]:
        """The middle of each point."""
        return [(self.x(day), self.y(value)) for day, value in points]

    def bars(self, points: Iterable[tuple[int, float]]) -> list[Bar]:
        """One bar from the floor for each point."""
        width = min(WIDEST_BAR, self.step * BAR_SHARE)
        return [
            Bar(
                round(self.x(day) - width / 2, 1),
                self.y(value),
                round(width, 1),
                round(self.floor - self.y(value), 1),
            )
            for day, value in points
        ]

    def days(self) -> list[Mark]:
        """A handful of days to label."""
        every = next(
            step
            for step in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 10_000, 100_000)
            if (self.last_day - self.first_day) / step <= 7
        )
        labelled = [day for day in range(self.first_day, self.last_day + 1) if day % every == 0 or every == 1]
        return [Mark(self.x(day), str(day)) for day in labelled or [self.first_day]]

    def values(self, values: Sequence[float], unit: str = "") -> list[Mark]:
        """Labels for some values."""
        return [Mark(self.y(value), f"{value:g}{unit}") for value in values]


def round_top(value: float) -> float:
    """The next number above that is pleasant on an axis."""
    for step in (1, 2, 5, 10, 20, 30, 40, 60, 80, 100, 120, 150, 180, 270, 360, 600, 1000, 10_000):
        if value <= step:
            return float(step)
    return value
