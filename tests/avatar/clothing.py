"""Clothes, hair and face as values per vertex: how far inside the edge of each garment it lies.

Only the naked mesh is drawn; a garment is a colour where its value is positive, puffed out by some
millimetres. All positions are in the rest shape.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tests.avatar.character import Character

Field = NDArray[np.float64]
OUTSIDE = -1.0


@dataclass(frozen=True, slots=True)
class Outfit:
    """Per vertex, V of them."""

    clothes: NDArray[np.float32]
    """(V, 4) shirt, trousers, shoes, hair: metres inside the edge, negative outside."""
    face: NDArray[np.float32]
    """(V, 4) lips 0-1, brows (positive inside), eye 0 / white 1 / iris 2, blush 0-1."""
    puff: NDArray[np.float32]
    """(V,) metres that cloth and hair stand off."""
    tint: NDArray[np.float32]
    """(V,) brightness of the material, about 1."""
    normals: NDArray[np.float32]
    """(V, 3) rest normals with folds and strands."""


def smooth_noise(points: Field, scale: Field | float, octaves: int, seed: int) -> Field:
    """Lattice noise with `octaves` layers, (V,) about 0-1, for points (V, 3) times scale."""
    table = np.random.default_rng(seed).random(4096)
    total = np.zeros(len(points))
    for octave in range(octaves):
        q = points * scale * 2.1**octave
        cell = np.floor(q).astype(np.int64)
        f = q - cell
        f = f * f * (3 - 2 * f)
        layer = np.zeros(len(points))
        for corner in np.ndindex(2, 2, 2):
            share = np.prod(np.where(corner, f, 1 - f), axis=1)
            key = (cell + corner) @ np.array([73856093, 19349663, 83492791])
            layer += share * table[key % len(table)]
        total += layer * 0.5 ** (octave + 1)
    return total


def _shirt(character: Character, arms: Field, waist_m: float) -> Field:
    r, index = character.rest.astype(np.float64), character.index
    neck = character.heads[index["neck01"]]
    collar = neck[2] + 0.02 + 0.35 * (r[:, 1] - neck[1]) - r[:, 2]
    along = np.zeros(len(r))
    for side, sign in (("L", 1.0), ("R", -1.0)):
        shoulder, elbow, wrist = (
            character.heads[index[f"{bone}.{side}"]] for bone in ("upperarm01", "lowerarm01", "wrist")
        )
        upper, fore = elbow - shoulder, wrist - elbow
        share = (r - shoulder) @ upper / (upper @ upper)
        share = np.where(share > 1, 1 + np.clip((r - elbow) @ fore / (fore @ fore), 0, 2), share)
        along = np.where(np.sign(r[:, 0]) == sign, share, along)
    sleeve = np.where(arms > 0.05, (character.look.sleeve - along) * 0.25, 1.0)
    return np.asarray(np.minimum(np.minimum(r[:, 2] - waist_m, collar), sleeve))


def _hair(character: Character, eyes: Field, on_head: Field) -> Field:
    """Above and behind a line from the forehead to the nape, without the ears."""
    r = character.rest.astype(np.float64)
    sideways = np.abs(r[:, 0])
    back, up = r[:, 1] - eyes[1], r[:, 2] - eyes[2]
    cap = np.maximum((up - 0.062) + 0.62 * back, np.minimum(back - 0.105, up + 0.065))
    ear = np.where(
        sideways > 0.055, np.minimum(0.030 - np.abs(back - 0.083), 0.040 - np.abs(up + 0.008)), OUTSIDE
    )
    cap = np.where(on_head > 0.5, np.minimum(cap, -ear), OUTSIDE)
    nape = np.where(sideways < 0.075, np.minimum(np.minimum(back - 0.10, up + 0.085), 0.5), OUTSIDE)
    return np.asarray(np.maximum(cap, np.where(on_head > 0.3, nape, OUTSIDE)))


def _eyes_and_brows(character: Character, on_head: Field) -> tuple[Field, Field]:
    r = character.rest.astype(np.float64)
    eye, brow = np.zeros(len(r)), np.full(len(r), OUTSIDE)
    for label in ("eye.L", "eye.R"):
        ball = character.bone_weight(label) > 0.6
        centre = r[ball].mean(axis=0)
        radius = np.linalg.norm(r[ball] - centre, axis=1).max()
        iris = np.hypot(r[:, 0] - centre[0], r[:, 2] - centre[2]) < 0.58 * radius
        eye[ball] = np.where(iris & (r[:, 1] < centre[1] - 0.2 * radius), 2.0, 1.0)[ball]
        socket = character.heads[character.index[label]]
        out = np.abs(r[:, 0] - socket[0])
        arch = 0.0055 - np.abs(r[:, 2] - socket[2] - 0.024 + 0.36 * np.maximum(0, out - 0.012))
        front = (on_head > 0.5) & (r[:, 1] < socket[1] + 0.02)
        brow = np.maximum(brow, np.where(front, np.minimum(arch, 0.026 - out), OUTSIDE))
    return eye, np.where(eye > 0, OUTSIDE, brow)


def _puff(clothes: Field, bun: Field) -> Field:
    thickness = np.array([0.007, 0.006, 0.007, 0.016])
    return np.asarray((thickness * np.clip(clothes / 0.02, 0, 1)).sum(axis=1) + bun)


def _folded(character: Character, clothes: Field) -> Field:
    """Normals tilted by the slope of a noise, strongest in hair and cloth."""
    r = character.rest.astype(np.float64)
    shirt, trousers, shoes, hair = clothes.T
    depth = np.select([shoes > 0, shirt > 0, trousers > 0, hair > 0], [0.1, 0.45, 0.35, 0.5], 0.0)
    scale, step = np.array([14.0, 14.0, 22.0]), 0.24
    base = smooth_noise(r, scale, 4, 5)
    slope = np.stack([smooth_noise(r + d, scale, 4, 5) - base for d in np.eye(3) * step / scale], axis=1)
    normals = character.normals - 2.2 * depth[:, None] * slope
    return np.asarray(normals / np.linalg.norm(normals, axis=1, keepdims=True))


def _fur(character: Character) -> Outfit:
    """One colour all over, that of the shirt."""
    count = len(character.rest)
    return Outfit(
        clothes=np.tile(np.array([1.0, OUTSIDE, OUTSIDE, OUTSIDE], np.float32), (count, 1)),
        face=np.zeros((count, 4), np.float32),
        puff=np.zeros(count, np.float32),
        tint=(0.8 + 0.4 * smooth_noise(character.rest.astype(np.float64), 60.0, 3, 1)).astype(np.float32),
        normals=character.normals,
    )


def dress(character: Character) -> Outfit:
    """Clothes, hair and face of a character; an animal has its fur."""
    if "spine05" not in character.index:
        return _fur(character)
    r, heads, index = character.rest.astype(np.float64), character.heads, character.index
    waist_m = float(heads[index["spine05"]][2]) + 0.03
    ankle_m, hip_m = (float(heads[index[f"{bone}.L"]][2]) for bone in ("foot", "upperleg01"))
    arms = character.bone_weight("upperarm", "lowerarm", "wrist", "finger", "metacarp").astype(np.float64)
    on_head = character.bone_weight("head", "eye").astype(np.float64)
    legs = (np.abs(r[:, 0]) < 0.33) & (arms < 0.1)
    hem_m = hip_m + (ankle_m + 0.03 - hip_m) * character.look.trouser_leg
    trousers = np.where(legs, np.minimum(waist_m + 0.005 - r[:, 2], r[:, 2] - hem_m), OUTSIDE)
    shoes = np.where(legs, ankle_m + 0.005 - r[:, 2], OUTSIDE)
    eyes = (heads[index["eye.L"]] + heads[index["eye.R"]]) / 2
    hair = _hair(character, eyes, on_head)
    clothes = np.stack([_shirt(character, arms, waist_m), trousers, shoes, hair], axis=1)
    eye, brow = _eyes_and_brows(character, on_head)
    bun = np.zeros(len(r))
    if character.look.hair_style == "bun":
        centre = eyes + np.array([0.0, 0.19, 0.03])
        bun = np.where(hair > 0, 0.035 * np.exp(-(((r - centre) ** 2).sum(axis=1)) / 0.045**2), 0.0)
    tint = np.where(
        clothes[:, 3] > 0,
        0.6 + 0.9 * smooth_noise(r, np.array([160.0, 160.0, 40.0]), 3, 1),
        0.93 + 0.14 * smooth_noise(r, 60.0, 3, 2),
    )
    blush = 0.35 * smooth_noise(r, 9.0, 4, 3)
    face = np.stack([character.lips.astype(np.float64), brow, eye, blush], axis=1)
    return Outfit(
        clothes=clothes.astype(np.float32),
        face=face.astype(np.float32),
        puff=_puff(clothes, bun).astype(np.float32),
        tint=tint.astype(np.float32),
        normals=_folded(character, clothes).astype(np.float32),
    )
