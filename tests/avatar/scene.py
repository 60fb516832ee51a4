"""A clip before it is filmed: who does what when, seen from where. Knows all truth and needs no OpenGL."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from tests.avatar.body import Body, Figure
from tests.avatar.camera import Camera
from tests.avatar.character import load_character
from tests.avatar.errors import StudioError
from tests.avatar.motions.catalogue import motion_kind
from tests.avatar.motions.motion import ANGLES, FRONTAL, Motion, MotionKind
from tests.avatar.motions.travel import Walking
from tests.avatar.pose import Pose
from tests.avatar.rooms import Room, furnish
from tests.avatar.solids import Solid
from tests.avatar.spec import Corpus
from tests.avatar.timeline import Moment, Script, Sway, Tempo, Timeline, perform
from tests.avatar.truth import (
    FAULT_SHOWN,
    ClipFacts,
    ClipTruth,
    Faces,
    FaultTruth,
    HoldTruth,
    RepTruth,
    joint_angle_deg,
)

EMPTY_ROOM_AIM_M = 0.9
SWAY_DEG = {"thorax": 0.5, "neck": 0.9, "head": 1.2}
SIDEWAYS = 0.35
"""Share of the facing direction along the picture above which a person faces left or right."""
DIGITS = 3
STEADY_DIGITS, STEADY_STEP = 3, 5
"""The digest sees every fifth frame, to 1 mm: the same on every machine in spite of the last digits."""
PICTURE_VERSION = 1
"""Count up when renderer, clothing or film draw the same scene differently: all clips are filmed again."""


@dataclass(frozen=True)
class Actor:
    """Somebody in the picture."""

    body: Body
    motion: Motion
    sway: Sway

    def figure(self, moment: Moment) -> Figure:
        """The body at a moment, swaying a little like everybody."""
        placement = self.motion.at(moment)
        return self.body.place(replace(placement, pose=self._swayed(placement.pose, moment.t_s)))

    def _swayed(self, pose: Pose, t_s: float) -> Pose:
        moved = {
            name: getattr(pose, name) + size * self.sway.at(channel, t_s)
            for channel, (name, size) in enumerate(SWAY_DEG.items())
        }
        return replace(pose, **moved)


class Scene:
    """One clip of the corpus."""

    def __init__(self, name: str, corpus: Corpus) -> None:
        """Build people, timeline and camera.

        Raises:
            StudioError: the clip asks for something that does not exist.
        """
        if name not in corpus.clips:
            raise StudioError(f"clip {name!r} is not in corpus.toml; `list` shows all")
        self.name, self.spec = name, corpus.clips[name]
        where = corpus.camera(self.spec)
        self.room: Room = furnish(self.spec.room)
        self.kind: MotionKind | None = None
        self.actors: list[Actor] = []
        self.props: list[Solid] = []
        if self.spec.motion is not None:
            self.kind = motion_kind(self.spec.motion)
            if self.spec.character is None:
                raise StudioError(f"corpus.toml: {name}: a motion needs a character")
            unknown = set(self.spec.faults) - set(self.kind.faults)
            if unknown:
                raise StudioError(
                    f"corpus.toml: {name}: {self.spec.motion} has no fault {', '.join(sorted(unknown))}"
                )
            for rule, numbers in self.spec.faults.items():
                if max(numbers, default=0) > self.spec.reps:
                    late = f"fault {rule} on repetition {max(numbers)} of {self.spec.reps}"
                    raise StudioError(f"corpus.toml: {name}: {late}")
            body = Body(load_character(self.spec.character))
            self.actors.append(
                Actor(body, self.kind.make(body, self.spec.options), Sway.from_seed(self.spec.seed))
            )
            self.props = self.kind.props(body)
        if self.spec.passer is not None:
            self.actors.append(self._passer(where.azimuth_deg))
        self.timeline = self._timeline()
        self.camera = Camera(where, self.kind.aim_height_m if self.kind else EMPTY_ROOM_AIM_M)
        self.t = np.arange(round(self.timeline.duration_s * self.spec.fps)) / self.spec.fps

    def _passer(self, azimuth_deg: float) -> Actor:
        """Somebody who walks across the picture, whatever the camera's side."""
        passer = self.spec.passer
        assert passer is not None
        body = Body(load_character(passer.character))
        across = {"start_s": passer.start_s, "x": -passer.behind_m, "yaw": azimuth_deg - 90}
        return Actor(body, Walking(body, across), Sway.from_seed(self.spec.seed + 1))

    def _timeline(self) -> Timeline:
        spec, kind = self.spec, self.kind
        if kind is None or spec.reps == 0:
            if spec.duration_s is None:
                raise StudioError(f"corpus.toml: {self.name}: a clip without reps needs duration_s")
            return Timeline([], spec.duration_s)
        base = kind.tempo
        parts = (base.out_s, base.hold_s, base.back_s, base.rest_s)
        return perform(
            Script(
                count=spec.reps,
                tempo=Tempo(*(part * spec.pace for part in parts)),
                seed=spec.seed,
                depth=spec.depth,
                jitter=spec.jitter,
                alternate=kind.alternate,
                faults=spec.faults,
                fault_tempo=kind.fault_tempo,
                fault_depth=kind.fault_depth,
            )
        )

    def digest(self) -> str:
        """Of everything that the picture is made from: values, not the code that computed them."""
        total = hashlib.sha256(f"{PICTURE_VERSION} {self.spec.model_dump_json()}".encode())
        total.update(self.camera.matrix.round(STEADY_DIGITS).tobytes())
        for array in (self.room.solids, *self.props):
            total.update(array.round(STEADY_DIGITS).tobytes())
        total.update(repr(self.room.light).encode() + repr(self.room.noise).encode())
        for actor in self.actors:
            total.update(actor.body.character.look.model_dump_json().encode())
            total.update(actor.body.character.rest.tobytes())
        for t_s in self.t[::STEADY_STEP]:
            for figure in self.figures(float(t_s)):
                for values in (figure.rotations, figure.heads):
                    total.update((values + 0.0).round(STEADY_DIGITS).tobytes())
        return total.hexdigest()[:16]

    def figures(self, t_s: float) -> list[Figure]:
        """Everybody at t_s."""
        return [
            actor.figure(self.timeline.moment(t_s) if number == 0 and self.kind else Moment(t_s))
            for number, actor in enumerate(self.actors)
        ]

    def truth(self) -> ClipTruth:
        """Everything that is true about the clip."""
        frames = len(self.t)
        xyz = np.full((frames, 17, 3), np.nan)
        phase, rep = np.zeros(frames), np.full(frames, -1)
        faults = {rule: np.zeros(frames) for rule in self.spec.faults}
        for i, t_s in enumerate(self.t):
            if self.kind is None:
                break
            moment = self.timeline.moment(float(t_s))
            xyz[i] = self.actors[0].figure(moment).joints
            phase[i], rep[i] = moment.phase, self.timeline.rep_index(float(t_s))
            for rule in moment.faults:
                faults[rule][i] = min(1.0, self.kind.fault_shown(rule, moment.phase))
        return ClipTruth(
            facts=self._facts(xyz, rep, faults),
            t=self.t,
            xy=self.camera.project(xyz).astype(np.float32),
            xyz=xyz.astype(np.float32),
            phase=phase.astype(np.float32),
            rep=rep.astype(np.int16),
            faults={rule: severity.astype(np.float32) for rule, severity in faults.items()},
        )

    def _facts(
        self, xyz: NDArray[np.float64], rep: NDArray[np.int64], faults: dict[str, NDArray[np.float64]]
    ) -> ClipFacts:
        spec, kind = self.spec, self.kind
        end_s = round(float(self.t[-1]), DIGITS)
        return ClipFacts(
            name=self.name,
            exercise=kind.exercise if kind and spec.kind == "positive" else None,
            motion=spec.motion or "nobody",
            stance=kind.stance if kind else "moving",
            view=self.camera.view,
            faces=self._faces(),
            camera=self.camera.where,
            character=spec.character,
            seed=spec.seed,
            split=spec.split,
            room=spec.room if spec.card is None else "card",
            fps=spec.fps,
            size=self.camera.size,
            angle=kind.angle if kind else None,
            reps=[self._rep_truth(i, xyz[rep == i]) for i in range(len(self.timeline.reps))],
            faults=list(self._fault_truths(rep, faults)),
            holds=[HoldTruth(started_s=0.0, ended_s=end_s)] if kind and kind.held else self._top_holds(),
            digest=self.digest(),
        )

    def _top_holds(self) -> list[HoldTruth]:
        """The time at the end of the range, where an exercise asks to stay there."""
        if self.kind is None or self.kind.tempo.hold_s < 1:
            return []
        return [
            HoldTruth(started_s=round(rep.peak_s, DIGITS), ended_s=round(rep.back_s, DIGITS))
            for rep in self.timeline.reps
        ]

    def _rep_truth(self, index: int, joints: NDArray[np.float64]) -> RepTruth:
        rep = self.timeline.reps[index]
        range_deg = 0.0
        if self.kind and self.kind.angle:
            seen = joints[..., [0, 2]] if self.kind.angle in FRONTAL else joints[..., 1:]
            nearer_right = self.camera.eye[0] < 0
            right = rep.side == "right" if rep.side else nearer_right
            range_deg = float(np.ptp(joint_angle_deg(seen, *ANGLES[self.kind.angle][int(right)])))
        return RepTruth(
            number=rep.number,
            side=rep.side,
            started_s=round(rep.start_s, DIGITS),
            peak_s=round(rep.peak_s, DIGITS),
            ended_s=round(rep.end_s, DIGITS),
            depth=round(rep.depth, DIGITS),
            range_deg=round(range_deg, 1),
            whole=self.spec.whole,
        )

    def _fault_truths(
        self, rep: NDArray[np.int64], faults: dict[str, NDArray[np.float64]]
    ) -> Iterable[FaultTruth]:
        for rule, severity in faults.items():
            for number in self.spec.faults[rule]:
                shown = self.t[(rep == number - 1) & (severity >= FAULT_SHOWN)]
                yield FaultTruth(
                    rule=rule,
                    rep=number,
                    started_s=round(float(shown[0]), DIGITS),
                    ended_s=round(float(shown[-1]), DIGITS),
                )

    def _faces(self) -> Faces:
        if self.kind is None:
            return "camera"
        away = -self.camera.eye[:2] / np.linalg.norm(self.camera.eye[:2])
        ahead = np.array([0.0, self.kind.head_towards_y])
        along = away[1] * ahead[0] - away[0] * ahead[1]
        if abs(along) > SIDEWAYS:
            return "right" if along > 0 else "left"
        return "away" if away @ ahead > 0 else "camera"
