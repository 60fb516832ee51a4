"""A baked person: mesh, skeleton, the regressor of COCO-17 joints, and how they are dressed."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, ValidationError

from tests.avatar.errors import StudioError

HERE = Path(__file__).parent
Colour = tuple[float, float, float]


class Look(BaseModel):
    """Clothes and colours; colours are linear RGB, 0-1."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    skin: Colour
    hair: Colour
    shirt: Colour
    trousers: Colour
    shoes: Colour
    sleeve: float
    """Length in upper arms: below 1 short, 2 down to the wrist."""
    trouser_leg: float
    """Length of the trousers, 1 = to the ankle."""
    hair_style: Literal["short", "bun"]


class CharacterSheet(BaseModel):
    """One table of characters.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    says: str
    phenotype: dict[str, float]
    look: Look


@dataclass(frozen=True)
class Character:
    """V vertices, F triangles, B bones; metres, standing upright with the arms held away from the body."""

    name: str
    look: Look
    rest: NDArray[np.float32]
    """(V, 3)"""
    faces: NDArray[np.int32]
    """(F, 3)"""
    bones: NDArray[np.uint8]
    """(V, 4) bones that move a vertex."""
    weights: NDArray[np.float32]
    """(V, 4), summing to 1."""
    heads: NDArray[np.float64]
    """(B, 3) where each bone starts."""
    parents: tuple[int, ...]
    """Of each bone; -1 for the root. A parent comes before its children."""
    labels: tuple[str, ...]
    joint_vertices: NDArray[np.int64]
    """(K,) the vertices that the joints are made of."""
    joint_weights: NDArray[np.float32]
    """(17, K)"""
    lips: NDArray[np.float32]
    """(V,) 0-1"""

    @cached_property
    def index(self) -> dict[str, int]:
        """Bone number by label."""
        return {label: number for number, label in enumerate(self.labels)}

    @cached_property
    def normals(self) -> NDArray[np.float32]:
        """(V, 3) unit normals of the rest shape."""
        corners = self.rest[self.faces]
        flat = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
        normals = np.zeros_like(self.rest)
        for corner in range(3):
            np.add.at(normals, self.faces[:, corner], flat)
        return np.asarray(normals / (np.linalg.norm(normals, axis=1, keepdims=True) + 1e-12))

    @cached_property
    def outermost(self) -> NDArray[np.int64]:
        """Vertices that can touch the floor: for each bone, the farthest in 26 directions."""
        steps = np.stack(np.meshgrid(*[(-1.0, 0.0, 1.0)] * 3), axis=-1).reshape(-1, 3)
        owner = self.bones[np.arange(len(self.bones)), self.weights.argmax(axis=1)]
        found: set[int] = set()
        for bone in np.unique(owner):
            members = np.nonzero(owner == bone)[0]
            found.update(members[(self.rest[members] @ steps.T).argmax(axis=0)].tolist())
        return np.array(sorted(found))

    def bone_weight(self, *prefixes: str) -> NDArray[np.float32]:
        """(V,) how much the bones with these label prefixes move each vertex, 0-1."""
        chosen = np.array([label.startswith(prefixes) for label in self.labels])
        return np.asarray((self.weights * chosen[self.bones]).sum(axis=1))


def character_names() -> list[str]:
    """Everyone in characters.toml."""
    return list(tomllib.loads((HERE / "characters.toml").read_text()))


def load_character(name: str) -> Character:
    """Read a character.

    Raises:
        StudioError: unknown name, or a table of characters.toml is wrong.
    """
    sheets = tomllib.loads((HERE / "characters.toml").read_text())
    if name not in sheets:
        raise StudioError(f"character {name!r} is not in characters.toml; known: {', '.join(sheets)}")
    try:
        sheet = CharacterSheet.model_validate(sheets[name])
    except ValidationError as problem:
        raise StudioError(f"characters.toml: {name}: {problem.errors()[0]['msg']}") from problem
    with np.load(HERE / "characters" / f"{name}.npz") as file:
        weights = file["bw"].astype(np.float32)
        return Character(
            name=name,
            look=sheet.look,
            rest=file["rest"],
            faces=file["faces"].astype(np.int32),
            bones=file["bi"],
            weights=weights / weights.sum(axis=1, keepdims=True),
            heads=file["heads"].astype(np.float64),
            parents=tuple(int(parent) for parent in file["parents"]),
            labels=tuple(str(label) for label in file["labels"]),
            joint_vertices=file["kpi"],
            joint_weights=file["kpw"],
            lips=file["lips"].astype(np.float32),
        )
