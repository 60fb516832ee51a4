"""A dressed character in graphics memory."""

from __future__ import annotations

from dataclasses import dataclass

import moderngl
import numpy as np

from tests.avatar.body import Figure
from tests.avatar.character import Character
from tests.avatar.clothing import dress

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
