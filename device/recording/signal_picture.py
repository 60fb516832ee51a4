"""An exercise's signal over a recorded track as a picture: thresholds, repetitions, holds, faults."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from device.errors import UsageError
from inference.body import BodyTracker
from inference.events import Deviation, HoldEvent, NotMeasurable, RepEvent
from inference.exercise import Exercise
from inference.measure import Measure
from inference.motion import MotionAnalyzer
from inference.pose import Pose
from inference.stance import View

WIDTH, PANEL, MARGIN, HEAD = 1200, 260, 60, 40
Colour = tuple[int, int, int]
# Blue, green, red, as OpenCV orders them.
INK, GRID, LINE, LIMIT = (60, 50, 40), (225, 225, 225), (150, 80, 20), (60, 60, 200)
COUNTED, SMALL, HELD, FAULT, UNSEEN = (
    (170, 220, 170),
    (150, 210, 250),
    (240, 215, 170),
    (60, 60, 220),
    (215, 215, 215),
)


@dataclass(frozen=True)
class Span:
    """A stretch of time with a colour and a word."""

    started_s: float
    ended_s: float
    colour: Colour
    label: str = ""


@dataclass(frozen=True)
class Panel:
    """One measure over time with the levels that matter, both in `unit`."""

    title: str
    unit: str
    values: Sequence[float]
    levels: Sequence[tuple[float, str]]


def draw_exercise(
    exercise: Exercise, poses: Sequence[Pose], path: Path, title: str, truth: Sequence[Span] = ()
) -> None:
    """Analyse `poses` as `exercise` and write a PNG.

    Args:
        exercise: whose signal, or position, is drawn.
        poses: the track, at least one pose.
        path: the picture's file.
        title: above the picture.
        truth: what really happened, drawn below the signal.

    Raises:
        UsageError: the picture can't be written.
    """
    analyzer, tracker = MotionAnalyzer(exercise), BodyTracker()
    bodies, events, fronts = [], [], 0
    for pose in poses:
        events += analyzer.update(pose)
        body = tracker.update(pose)
        bodies.append(body)
        fronts += body.turned > 0.3
    events += analyzer.finish()
    wanted = View.FRONT if fronts > len(bodies) / 2 else View.SIDE
    view = wanted if wanted in exercise.views else exercise.views[0]

    def panel(name: str, measure: Measure, levels: Sequence[tuple[float, str]]) -> Panel:
        return Panel(
            f"{name}: {measure.kind} {' '.join(measure.joints)}", measure.unit, values(measure), levels
        )

    def values(measure: Measure) -> list[float]:
        return [measure.value(body) for body in bodies]

    panels = []
    if exercise.held:
        for bound in exercise.position[view].requires:
            word = "above" if bound.above is not None else "below"
            panels.append(panel("required", bound.measure, [(bound.limit, f"{word} {bound.limit:g}")]))
    else:
        signal = exercise.signal[view]
        rests = values(signal.measure)[: max(1, len(bodies) // 12)]
        base, way = float(np.median(rests)), 1 if signal.rises else -1
        levels = [(base + way * signal.whole, "whole"), (base + way * signal.small, "small")]
        panels.append(panel("signal", signal.measure, levels))
    for fault in exercise.faults:
        if view in fault.views and not fault.from_rest:
            panels.append(panel(fault.id, fault.measure, [(fault.limit, f"limit {fault.limit:g}")]))
    spans = [span for event in events if (span := _span(event, poses[-1].captured_s)) is not None]
    times = [pose.captured_s for pose in poses]
    picture = np.vstack([_heading(title), *(_draw(each, times, spans, truth) for each in panels)])
    if not path.suffix == ".png":
        raise UsageError(f"{path}: the picture's name must end in .png")
    try:
        path.write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    except OSError as error:
        raise UsageError(f"{path}: can't be written: {error.strerror}") from error


def _span(event: object, end_s: float) -> Span | None:
    if isinstance(event, RepEvent):
        word = str(event.number) if event.counted else "too small"
        return Span(event.started_s, event.ended_s, COUNTED if event.counted else SMALL, word)
    if isinstance(event, HoldEvent):
        return Span(event.started_s, event.ended_s, HELD, f"{event.ended_s - event.started_s:.1f} s")
    if isinstance(event, Deviation):
        return Span(event.started_s, event.ended_s, FAULT, event.rule)
    if isinstance(event, NotMeasurable) and event.since_s < end_s:
        return Span(event.since_s, event.since_s, UNSEEN, event.reason.value)
    return None


def _heading(title: str) -> NDArray[np.uint8]:
    head = np.full((HEAD, WIDTH, 3), 255, np.uint8)
    cv2.putText(head, title, (MARGIN, 27), cv2.FONT_HERSHEY_SIMPLEX, 0.6, INK, 1, cv2.LINE_AA)
    return head


def _draw(
    panel: Panel, times: Sequence[float], spans: Sequence[Span], truth: Sequence[Span]
) -> NDArray[np.uint8]:
    image = np.full((PANEL, WIDTH, 3), 255, np.uint8)
    every = [*panel.values, *(level for level, _ in panel.levels)]
    low, high = min(every), max(every)
    pad = 0.08 * max(high - low, 1e-6)
    low, high = low - pad, high + pad
    top, bottom = 30, PANEL - 34

    def x(at_s: float) -> int:
        return round(MARGIN + (WIDTH - 2 * MARGIN) * (at_s - times[0]) / max(times[-1] - times[0], 1e-6))

    def y(value: float) -> int:
        return round(bottom - (bottom - top) * (value - low) / (high - low))

    def write(text: str, place: tuple[int, int], colour: Colour = INK) -> None:
        cv2.putText(image, text, place, cv2.FONT_HERSHEY_SIMPLEX, 0.42, colour, 1, cv2.LINE_AA)

    for span in spans:
        if span.colour is not FAULT:
            cv2.rectangle(image, (x(span.started_s), top), (x(span.ended_s), bottom), span.colour, -1)
    for second in range(int(times[0]), int(times[-1]) + 1, 2):
        cv2.line(image, (x(second), top), (x(second), bottom), GRID, 1)
        write(f"{second}", (x(second) - 6, bottom + 14))
    for level, word in panel.levels:
        cv2.line(image, (MARGIN, y(level)), (WIDTH - MARGIN, y(level)), LIMIT, 1, cv2.LINE_AA)
        write(word, (WIDTH - MARGIN + 4, y(level) + 4), LIMIT)
    points = np.array(
        [(x(at_s), y(value)) for at_s, value in zip(times, panel.values, strict=True)], np.int32
    )
    cv2.polylines(image, [points], False, LINE, 2, cv2.LINE_AA)
    for span in spans:
        if span.colour is FAULT:
            cv2.line(
                image,
                (x(span.started_s), top - 2),
                (max(x(span.ended_s), x(span.started_s) + 3), top - 2),
                FAULT,
                4,
            )
        write(span.label, (x(span.started_s) + 3, top + (12 if span.colour is not FAULT else 26)), INK)
    for span in truth:
        cv2.line(image, (x(span.started_s), bottom + 20), (x(span.ended_s), bottom + 20), span.colour, 5)
    write(f"{panel.title} ({panel.unit})", (MARGIN, 18))
    write(f"{high:.3g}", (8, top + 8))
    write(f"{low:.3g}", (8, bottom))
    return image
