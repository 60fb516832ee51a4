"""`matside replay`: a clip or a keypoint track through the real analysis, the result as data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any

from device.camera.film import Clip, read_clip
from device.errors import UsageError
from device.recording.track import load_track
from device.summarise import measured_time
from inference.body import Body
from inference.events import Deviation, Event, HoldEvent, RepEvent
from inference.exercise import Exercise
from inference.motion import MotionAnalyzer
from inference.pose import Frame, Pose, PoseEstimator


@dataclass(frozen=True, slots=True)
class Step:
    """One replayed frame: its pose and what the analysis knew after it; `frame` is None for a track."""

    frame: Frame | None
    pose: Pose
    body: Body | None
    reps: int
    correction: str | None
    reason: str | None


@dataclass(slots=True)
class Replay:
    """What a replay came to."""

    exercise: str
    events: list[Event] = field(default_factory=list)
    frames: int = 0
    started_s: float = 0.0
    ended_s: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """The contract of `matside replay --json`."""
        reps = [event for event in self.events if isinstance(event, RepEvent)]
        holds = [event for event in self.events if isinstance(event, HoldEvent)]
        share, lost = measured_time(self.events, self.started_s, self.ended_s)
        return {
            "exercise": self.exercise,
            "reps": sum(rep.counted for rep in reps),
            "rep_events": [asdict(rep) for rep in reps],
            "holds": [asdict(hold) for hold in holds],
            "hold_s": round(sum(hold.ended_s - hold.started_s for hold in holds), 3),
            "deviations": [asdict(event) for event in self.events if isinstance(event, Deviation)],
            "measurable": round(share, 4),
            "not_measurable": lost,
            "frames": self.frames,
        }


def frame_rate(source: Path) -> float:
    """Frames per second of a video or of an .npz track, there the median.

    Raises:
        UsageError: the source can't be read.
    """
    if source.suffix == ".npz":
        steps_s = [b.captured_s - a.captured_s for a, b in pairwise(load_track(source))]
        return 1.0 / median(steps_s) if steps_s else 1.0
    clip = Clip(source)
    clip.close()
    return 1.0 / clip.interval_s


def poses_of(
    source: Path, exercise: Exercise, estimator: PoseEstimator | None
) -> Iterator[tuple[Frame | None, Pose]]:
    """Frames and poses of a video, or the poses of an .npz track.

    Raises:
        UsageError: the source can't be read, or is a video and there is no estimator.
    """
    if source.suffix == ".npz":
        for pose in load_track(source):
            yield None, pose
        return
    if estimator is None:
        raise UsageError(f"{source}: replaying a video needs a pose model")
    estimator.reset(exercise.turn_upright, exercise.model)
    for frame in read_clip(source):
        yield frame, estimator.estimate(frame)


def run_replay(
    poses: Iterable[tuple[Frame | None, Pose]], exercise: Exercise, replay: Replay
) -> Iterator[Step]:
    """Analyse poses one by one; `replay` is filled on the way and complete when the iterator ends."""
    analyzer = MotionAnalyzer(exercise)
    for frame, pose in poses:
        if replay.frames == 0:
            replay.started_s = pose.captured_s
        replay.frames += 1
        replay.ended_s = pose.captured_s
        replay.events += analyzer.update(pose)
        yield Step(frame, pose, analyzer.body, analyzer.reps, analyzer.correction, analyzer.reason)
    replay.events += analyzer.finish()
