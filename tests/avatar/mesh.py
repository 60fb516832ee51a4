"""A dressed character in graphics memory."""

from __future__ import annotations

from dataclasses import dataclass

import moderngl
import numpy as np

from tests.avatar.body import Figure
from tests.avatar.character import Character
from tests.avatar.clothing import dress
from tests.avatar.solids import Solid

BONE_ROWS = 768
"""Rows of 3 × 4 matrices that the shader body.vert has room for."""


@dataclass(frozen=True)
class Mesh:
    """One character; skinned by the shader."""

    character: Character
    skeleton: moderngl.Buffer
    shown: moderngl.VertexArray
    shadow: moderngl.VertexArray

    def take(self, figure: Figure) -> None:
        """Bring the mesh into the figure's pose."""
        moved = figure.heads - np.einsum("bij,bj->bi", figure.rotations, self.character.heads)
        rows = np.concatenate([figure.rotations, moved[:, :, None]], axis=2)
        self.skeleton.write(rows.astype("f4").tobytes())


@dataclass(frozen=True)
class Load:
    """A rigid thing that is moved about."""

    skeleton: moderngl.Buffer
    parts: tuple[tuple[tuple[float, ...], moderngl.VertexArray], ...]
    """Colour and triangles of each part of one colour."""
    shadow: moderngl.VertexArray

    def take(self, place: tuple[float, float, float]) -> None:
        """Put it down with its origin at place, metres."""
        rows = np.hstack([np.eye(3), np.array(place)[:, None]])
        self.skeleton.write(rows.astype("f4").tobytes())


def load_thing(gl: moderngl.Context, shown: moderngl.Program, shadow: moderngl.Program, solid: Solid) -> Load:
    """Put a thing on the card, as a body of one bone, each colour worn as skin."""

    def triangles(program: moderngl.Program, rows: Solid) -> moderngl.VertexArray:
        # Weight on the first bone, no puff, full tint, no clothes, no face.
        bare = np.tile([1, 0, 0, 0, 0, 1, -1, -1, -1, -1, 0, 0, 0, 0], (len(rows), 1))
        values = gl.buffer(np.hstack([rows[:, :6], bare]).astype("f4").tobytes())
        names = ("rest", "rest_normal", "weights", "puff", "tint", "worn", "face")
        bones = gl.buffer(np.zeros((len(rows), 4), np.uint8).tobytes())
        layouts = [(values, "3f 3f 4f 1f 1f 4f 4f", *names), (bones, "4u1", "bones")]
        return gl.vertex_array(program, layouts, skip_errors=True)

    colours = np.unique(solid[:, 6:9], axis=0)
    parts = tuple(
        (tuple(map(float, colour)), triangles(shown, solid[(solid[:, 6:9] == colour).all(axis=1)]))
        for colour in colours
    )
    return Load(gl.buffer(reserve=BONE_ROWS * 16), parts, triangles(shadow, solid))


def load_mesh(
    gl: moderngl.Context, shown: moderngl.Program, shadow: moderngl.Program, character: Character
) -> Mesh:
    """Put a character on the card, for the programs that draw it and its shadow."""
    outfit = dress(character)
    corners = gl.buffer(character.faces.astype("i4").tobytes())
    parts: list[tuple[object, ...]] = []
    for array, layout, *names in (
        (np.hstack([character.rest, outfit.normals]).astype("f4"), "3f 3f", "rest", "rest_normal"),
        (character.bones, "4u1", "bones"),
        (character.weights.astype("f4"), "4f", "weights"),
        (np.stack([outfit.puff, outfit.tint], axis=1).astype("f4"), "1f 1f", "puff", "tint"),
        (outfit.clothes, "4f", "worn"),
        (outfit.face, "4f", "face"),
    ):
        parts.append((gl.buffer(np.ascontiguousarray(array).tobytes()), layout, *names))
    return Mesh(
        character,
        gl.buffer(reserve=BONE_ROWS * 16),
        gl.vertex_array(shown, parts, corners, skip_errors=True),
        gl.vertex_array(shadow, parts, corners, skip_errors=True),
    )
