"""The dog walks on its feet, and through the picture."""

from __future__ import annotations

import numpy as np

from tests.avatar.pet import Dog, dog
from tests.avatar.scene import Scene
from tests.avatar.spec import load_corpus
from tests.avatar.timeline import Moment


def test_its_feet_touch_the_floor_and_nothing_goes_through() -> None:
    animal = Dog(dog(), start_s=0.0, behind_m=0.0, yaw_deg=0.0)
    bones = animal.character.bones[:, 0]
    for t_s in np.linspace(0, 3, 13):
        shown = animal.figure(Moment(float(t_s)))
        from_joint = animal.character.rest - animal.character.heads[bones]
        points = np.einsum("vij,vj->vi", shown.rotations[bones], from_joint) + shown.heads[bones]
        assert -0.02 < points[:, 2].min() < 0.04


def test_its_skin_faces_outwards() -> None:
    animal = dog()
    for leg in range(1, 5):
        own = animal.bones[:, 0] == leg
        outwards = animal.rest[own] - animal.rest[own].mean(axis=0)
        assert ((animal.normals[own] * outwards).sum(axis=1) > 0).all()


def test_it_crosses_the_picture_on_either_side_of_the_room() -> None:
    corpus = load_corpus()
    for name, camera in (("empty_dog", "mat_left"), ("empty_dog", "front")):
        spec = corpus.clips[name].model_copy(update={"camera": camera})
        scene = Scene(name, corpus.model_copy(update={"clips": {name: spec}}))
        seen = [scene.camera.project(scene.figures(float(t))[0].joints)[0, 0] for t in scene.t]
        assert max(seen) > 640
        assert min(seen) < 0
