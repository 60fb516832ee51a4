"""A clip before it is filmed: who does what when, seen from where."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace

import numpy as np

from tests.avatar.body import Body, Figure
from tests.avatar.camera import Camera
from tests.avatar.character import Character, load_character
from tests.avatar.errors import StudioError
from tests.avatar.motions.catalogue import motion_kind
from tests.avatar.motions.motion import Motion, MotionKind
from tests.avatar.motions.travel import Walking
from tests.avatar.pet import Dog, dog
from tests.avatar.pose import Pose
from tests.avatar.rooms import Room, furnish
from tests.avatar.solids import Solid
from tests.avatar.spec import Corpus
from tests.avatar.timeline import Moment, Script, Sway, Tempo, Timeline, perform

EMPTY_ROOM_AIM_M = 0.9
DOG = "dog"
"""The passer who is none of characters.toml."""
SWAY_DEG = {"thorax": 0.5, "neck": 0.9, "head": 1.2}
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

    @property
    def character(self) -> Character:
        """Who it is."""
        return self.body.character

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
            raise StudioError(f"clip {name!r} is not in corpus/; `list` shows all")
        self.name, self.spec = name, corpus.clips[name]
        where = corpus.camera(self.spec)
        self.room: Room = furnish(self.spec.room)
        self.kind: MotionKind | None = None
        self.actors: list[Actor | Dog] = []
        self.props: list[Solid] = []
        self.load: Solid | None = None
        if self.spec.motion is not None:
            self.kind = motion_kind(self.spec.motion)
            body = Body(load_character(self._who_moves()))
            self._check_faults(self.kind)
            motion = self.kind.make(body, self.spec.options)
            self.actors.append(Actor(body, motion, Sway.from_seed(self.spec.seed)))
            self.props = self.kind.props(body)
            self.load = self.kind.load() if self.kind.load else None
        if self.spec.passer is not None:
            self.actors.append(self._passer(where.azimuth_deg))
        self.timeline = self._timeline()
        self.camera = Camera(where, self.kind.aim_height_m if self.kind else EMPTY_ROOM_AIM_M)
        self.t = np.arange(round(self.timeline.duration_s * self.spec.fps)) / self.spec.fps

    def _who_moves(self) -> str:
        if self.spec.character is None:
            raise StudioError(f"clip {self.name}: a motion needs a character")
        return self.spec.character

    def _check_faults(self, kind: MotionKind) -> None:
        for rule, numbers in self.spec.faults.items():
            if rule not in kind.faults:
                raise StudioError(
                    f"clip {self.name}: {self.spec.motion} has no fault {rule}; "
                    f"known: {', '.join(kind.faults)}"
                )
            wrong = [number for number in numbers if not 1 <= number <= self.spec.reps]
            if wrong:
                late = f"fault {rule} on repetition {wrong[0]} of {self.spec.reps}"
                raise StudioError(f"clip {self.name}: {late}")

    def _passer(self, azimuth_deg: float) -> Actor | Dog:
        """Somebody who walks across the picture, whatever the camera's side."""
        passer = self.spec.passer
        assert passer is not None
        if passer.character == DOG:
            return Dog(dog(), passer.start_s, passer.behind_m, azimuth_deg - 90)
        body = Body(load_character(passer.character))
        across = {"start_s": passer.start_s, "x": -passer.behind_m, "yaw": azimuth_deg - 90}
        return Actor(body, Walking(body, across), Sway.from_seed(self.spec.seed + 1))

    def _timeline(self) -> Timeline:
        spec, kind = self.spec, self.kind
        if kind is None or spec.reps == 0:
            if spec.duration_s is None:
                raise StudioError(f"clip {self.name}: a clip without reps needs duration_s")
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
                lapses=kind.lapses,
            )
        )

    def _shown(self) -> str:
        """The table of the clip, without what only says how to store it."""
        return self.spec.model_dump_json(exclude={"largest_kb"})

    def digest(self) -> str:
        """Of everything that the picture is made from: values, not the code that computed them."""
        total = hashlib.sha256(f"{PICTURE_VERSION} {self._shown()}".encode())
        total.update(self.camera.matrix.round(STEADY_DIGITS).tobytes())
        for array in (self.room.solids, *self.props, *([] if self.load is None else [self.load])):
            total.update(array.round(STEADY_DIGITS).tobytes())
        total.update(repr(self.room.light).encode() + repr(self.room.noise).encode())
        for actor in self.actors:
            total.update(actor.character.look.model_dump_json().encode())
            total.update(actor.character.rest.tobytes())
        for t_s in self.t[::STEADY_STEP]:
            for figure in self.figures(float(t_s)):
                for values in (figure.rotations, figure.heads):
                    total.update((values + 0.0).round(STEADY_DIGITS).tobytes())
                if figure.load is not None:
                    total.update((np.array(figure.load) + 0.0).round(STEADY_DIGITS).tobytes())
        return total.hexdigest()[:16]

    def figures(self, t_s: float) -> list[Figure]:
        """Everybody at t_s."""
        return [
            actor.figure(self.timeline.moment(t_s) if number == 0 and self.kind else Moment(t_s))
            for number, actor in enumerate(self.actors)
        ]
