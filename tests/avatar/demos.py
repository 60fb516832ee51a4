"""The loops that show a person what to do: correct form, the view to take, nobody else, a calm room."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from tests.avatar.errors import StudioError
from tests.avatar.motions.catalogue import motion_kind
from tests.avatar.scene import Actor, Scene
from tests.avatar.spec import ClipSpec, Corpus, load_corpus
from tests.avatar.timeline import Script, Sway, perform

FPS = 20.0
FILM_KB, STILL_KB = 120, 25
REST_S = 0.5
"""At rest before and after: the loop closes in it."""


@dataclass(frozen=True)
class Demo:
    """How one exercise is shown."""

    camera: str
    distance_m: float
    height_m: float
    motion: str | None = None
    """None: the motion has the exercise's name."""
    hold_s: float | None = None
    """Instead of the motion's own; a picture that holds still needs no more than a few seconds."""
    reps: int = 1
    """Enough to come back to the beginning: two where left and right take turns."""
    character: str = "f"
    options: Mapping[str, float] = field(default_factory=dict)
    """For the motion."""


DEMOS: dict[str, Demo] = {
    "squat": Demo("side_left", 2.7, 1.0),
    "sit_to_stand": Demo("side_left", 2.6, 1.0),
    "hip_hinge": Demo("side_left", 2.6, 1.0),
    "lift_from_floor": Demo("side_left", 2.7, 1.0, reps=2),
    "standing_back_extension": Demo("side_left", 2.6, 1.0),
    "side_bend": Demo("front", 2.7, 1.0, reps=2),
    "overhead_reach": Demo("front", 3.1, 1.05, reps=2),
    "wall_angel": Demo("front", 3.0, 1.0),
    "marching": Demo("side_left", 2.6, 1.0, reps=4),
    "chin_tuck": Demo("side_left", 1.8, 0.95),
    "thoracic_extension": Demo("side_left", 2.1, 0.9),
    "posture_check": Demo("side_left", 2.0, 0.9, hold_s=3.0, options={"slouch": 1.0}),
    "glute_bridge": Demo("mat_left", 2.4, 0.75),
    "knee_to_chest": Demo("mat_left", 2.4, 0.75, reps=2),
    "dead_bug": Demo("mat_left", 2.4, 0.75, reps=2),
    "curl_up": Demo("mat_left", 2.4, 0.75),
    "prone_press_up": Demo("mat_left", 2.4, 0.75),
    "prone_on_elbows": Demo("mat_left", 2.4, 0.75, hold_s=3.0),
    "bird_dog": Demo("mat_left", 2.5, 0.75, reps=2),
    "cat_cow": Demo("mat_left", 2.3, 0.75, options={"begun": 1}),
    "childs_pose": Demo("mat_left", 2.4, 0.75, hold_s=3.0),
    "plank": Demo("mat_left", 2.5, 0.75, motion="forearm_plank", hold_s=3.0),
    "side_plank": Demo("front", 2.5, 0.75, hold_s=3.0),
}
"""By exercise."""


def demo_scene(exercise: str) -> Scene:
    """The exercise as it should be: even tempo, full range, no sway, so that the last frame is the first.

    Raises:
        StudioError: there is no demonstration of it.
    """
    if exercise not in DEMOS:
        raise StudioError(f"no demonstration of {exercise!r}; known: {', '.join(DEMOS)}")
    demo = DEMOS[exercise]
    name = demo.motion or exercise
    spec = ClipSpec(
        motion=name,
        character=demo.character,
        split="tune",
        seed=0,
        camera=demo.camera,
        distance_m=demo.distance_m,
        height_m=demo.height_m,
        fps=FPS,
        reps=demo.reps,
        noise=0.0,
        largest_kb=FILM_KB,
        options=demo.options,
    )
    scene = Scene(exercise, Corpus(cameras=load_corpus().cameras, clips={exercise: spec}))
    kind = motion_kind(name)
    tempo = kind.tempo if demo.hold_s is None else replace(kind.tempo, hold_s=demo.hold_s)
    scene.timeline = perform(
        Script(demo.reps, tempo, 0, jitter=0.0, alternate=kind.alternate, lead_s=REST_S, tail_s=0.0)
    )
    scene.actors = [replace(actor, sway=Sway((), ())) for actor in scene.actors if isinstance(actor, Actor)]
    scene.t = np.arange(round(scene.timeline.duration_s * FPS) + 1) / FPS
    return scene


def telling_frame(scene: Scene) -> int:
    """The frame in the middle of the first repetition's stay at the end of the range."""
    first = scene.timeline.reps[0]
    return int(np.searchsorted(scene.t, (first.peak_s + first.back_s) / 2))
