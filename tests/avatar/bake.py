"""Bake the people of characters.toml into small files: `python tests/avatar/bake.py [NAME ...]`.

Needs anny 0.6.2, torch 2.13.0 (the CPU build) and pillow in an environment of its own; rendering and
reading truth need neither anny nor torch. anny's default topology is CC0 MakeHuman data. Its SMPL-like
topologies carry data that is not free for every use: never bake those.
"""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

import anny
import numpy as np
import torch
from anny.keypoints import KeypointsRegressor
from numpy.typing import NDArray
from PIL import Image

HERE = Path(__file__).parent
BONES_PER_VERTEX = 4


def lips_mask(model: anny.Anny) -> NDArray[np.float64]:
    """How much each vertex belongs to the lips, 0-1, from the texture mask that comes with the model."""
    faces = np.asarray(model.faces)
    texture = np.zeros((len(model.template_vertices), 2))
    texture[faces.ravel()] = model.texture_coordinates.numpy()[
        np.asarray(model.face_texture_coordinate_indices).ravel()
    ]
    path = Path(anny.__path__[0]) / "data/mpfb2/textures/mpfb_lips.jpg"
    picture = np.asarray(Image.open(path).convert("L")).astype(float) / 255
    height, width = picture.shape
    columns = np.clip((texture[:, 0] * width).astype(int), 0, width - 1)
    rows = np.clip(((1 - texture[:, 1]) * height).astype(int), 0, height - 1)
    return np.asarray(picture[rows, columns])


def strongest_bones(model: anny.Anny) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    """Indices and weights of the bones that move each vertex, (V, 4) each; weights sum to 1."""
    weights = np.zeros((len(model.template_vertices), model.bone_count), np.float32)
    rows = np.arange(len(weights))[:, None]
    np.add.at(weights, (rows, model.vertex_bone_indices.numpy()), model.vertex_bone_weights.numpy())
    bones = np.argsort(-weights, axis=1)[:, :BONES_PER_VERTEX]
    strongest = np.take_along_axis(weights, bones, axis=1)
    strongest /= strongest.sum(axis=1, keepdims=True)
    return bones.astype(np.uint8), strongest.astype(np.float16)


def bake(model: anny.Anny, phenotype: dict[str, float], path: Path) -> float:
    """Write one character; returns the standing height in metres."""
    unposed = torch.eye(4)[None, None].repeat(1, model.bone_count, 1, 1)
    shape = model(pose_parameters=unposed, phenotype_kwargs=phenotype)
    vertices = shape["rest_vertices"][0].numpy()
    joints = KeypointsRegressor.coco(model).regression_weights.numpy()[:17]
    used = (joints != 0).any(axis=0)
    bones, weights = strongest_bones(model)
    np.savez_compressed(
        path,
        rest=vertices.astype(np.float32),
        faces=np.asarray(model.faces).astype(np.uint16),
        bi=bones,
        bw=weights,
        heads=shape["rest_bone_heads"][0].numpy(),
        parents=np.array(model.bone_parents),
        labels=np.array(model.bone_labels),
        kpw=joints[:, used].astype(np.float32),
        kpi=np.nonzero(used)[0],
        lips=lips_mask(model).astype(np.float16),
    )
    return float(np.ptp(vertices[:, 2]))


def main(names: list[str]) -> int:
    """Bake the named characters, or all."""
    people = tomllib.loads((HERE / "characters.toml").read_text())
    unknown = [name for name in names if name not in people]
    if unknown:
        print(f"unknown character: {', '.join(unknown)}; known: {', '.join(people)}", file=sys.stderr)
        return 2
    model = anny.Anny().to(dtype=torch.float32)
    for name in names or people:
        height_m = bake(model, people[name]["phenotype"], HERE / "characters" / f"{name}.npz")
        print(f"{name}: {people[name]['says']}, {height_m:.2f} m", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
