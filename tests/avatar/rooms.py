"""The places where people exercise: walls, furniture, light, and how noisy the camera gets there.

Rooms are built around the camera: x to the right in the picture, y away from the camera, the person at the
origin. A room is turned by quarter turns so that its back wall is behind the person, wherever the camera
stands.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from tests.avatar.errors import StudioError
from tests.avatar.props import chair
from tests.avatar.solids import Colour, Material, Point, Solid, box, cylinder, ellipsoid, quad, turned

WHITE = (0.75, 0.75, 0.73)
OAK = (0.42, 0.28, 0.16)
STEEL = (0.30, 0.31, 0.33)


@dataclass(frozen=True)
class Light:
    """One lamp or window far away, and what the walls throw back."""

    towards: Point = (0.55, -0.75, 1.1)
    """Direction to the light in the room's axes."""
    colour: Colour = (0.85, 0.80, 0.72)
    ambient: float = 1.0
    exposure: float = 1.0


@dataclass(frozen=True)
class Room:
    """A furnished room."""

    solids: Solid
    light: Light
    noise: float
    """Standard deviation of the sensor noise, in 8-bit steps."""


def shell(wall: Colour, floor: Colour) -> list[Solid]:
    """Floor, back wall and side walls; nothing behind the camera."""
    return [
        quad((-6, -6, 0), (12, 0, 0), (0, 12, 0), floor, Material.BOARDS),
        quad((-3.1, 1.9, 0), (6.2, 0, 0), (0, 0, 3.2), wall, Material.WALL),
        quad((-3.1, -6, 0), (0, 7.9, 0), (0, 0, 3.2), wall, Material.WALL),
        quad((3.1, 1.9, 0), (0, -7.9, 0), (0, 0, 3.2), wall, Material.WALL),
    ]


def picture(x: float, z: float, width: float, height: float, colour: Colour) -> list[Solid]:
    """A framed picture on the back wall."""
    return [
        box((x - 0.03, 1.86, z - 0.03), (x + width + 0.03, 1.9, z + height + 0.03), (0.05, 0.04, 0.04)),
        box((x, 1.85, z), (x + width, 1.87, z + height), colour, Material.PICTURE),
    ]


def sideboard(x: float) -> list[Solid]:
    """A low cupboard at the back wall."""
    return [box((x, 1.5, 0), (x + 0.8, 1.88, 0.75), OAK, Material.WOOD)]


def bookshelf(x: float, seed: int) -> list[Solid]:
    """Shelves full of books at the back wall."""
    rng = np.random.default_rng(seed)
    solids = [box((x, 1.84, 0), (x + 0.9, 1.88, 1.9), OAK, Material.WOOD)]
    solids += [
        box((x + side, 1.58, 0), (x + side + 0.03, 1.88, 1.9), OAK, Material.WOOD) for side in (0, 0.87)
    ]
    for level in range(6):
        z = 0.02 + level * 0.37
        solids.append(box((x, 1.58, z), (x + 0.9, 1.88, z + 0.025), OAK, Material.WOOD))
        at = x + 0.05
        while level < 5 and at < x + 0.80:
            width, height = rng.uniform(0.02, 0.06), rng.uniform(0.18, 0.31)
            paint = tuple(float(c) for c in rng.uniform(0.03, 0.55, 3))
            solids.append(
                box(
                    (at, 1.62, z + 0.02),
                    (at + width, 1.84, z + 0.02 + height),
                    (paint[0], paint[1], paint[2]),
                )
            )
            at += width + float(rng.choice([0.002, 0.002, 0.08]))
    return solids


def sofa(x: float, cloth: Colour) -> list[Solid]:
    """A two-seater at the back wall."""
    return [
        box((x, 1.0, 0.08), (x + 1.5, 1.85, 0.42), cloth, Material.CLOTH),
        box((x, 1.6, 0.42), (x + 1.5, 1.88, 0.85), cloth, Material.CLOTH),
        box((x, 1.0, 0.08), (x + 0.18, 1.85, 0.6), cloth, Material.CLOTH),
        box((x + 1.32, 1.0, 0.08), (x + 1.5, 1.85, 0.6), cloth, Material.CLOTH),
        ellipsoid((x + 0.45, 1.5, 0.55), (0.2, 0.09, 0.16), (0.5, 0.35, 0.1), Material.CLOTH),
    ]


def table(x: float, y: float) -> list[Solid]:
    """A small table with a vase on it."""
    legs = [
        box((x + dx, y + dy, 0), (x + dx + 0.05, y + dy + 0.05, 0.7), OAK, Material.WOOD)
        for dx in (0, 0.65)
        for dy in (0, 0.45)
    ]
    return [
        *legs,
        box((x, y, 0.7), (x + 0.7, y + 0.5, 0.74), OAK, Material.WOOD),
        cylinder((x + 0.3, y + 0.25, 0.74), 0.05, 0.22, (0.12, 0.25, 0.4), top=0.6),
        ellipsoid((x + 0.3, y + 0.25, 1.06), (0.14, 0.14, 0.14), (0.15, 0.3, 0.08), Material.LEAVES),
    ]


def plant(x: float, y: float) -> list[Solid]:
    """A pot plant the height of a person."""
    return [
        cylinder((x, y, 0), 0.13, 0.3, (0.4, 0.16, 0.08), top=1.25),
        cylinder((x, y, 0.3), 0.02, 0.7, (0.15, 0.10, 0.05)),
        ellipsoid((x, y, 1.15), (0.32, 0.3, 0.42), (0.10, 0.26, 0.06), Material.LEAVES),
        ellipsoid((x + 0.12, y, 0.8), (0.2, 0.2, 0.22), (0.12, 0.30, 0.07), Material.LEAVES),
    ]


def floor_lamp(x: float, y: float) -> list[Solid]:
    """A lamp with a shade, about as tall as a person."""
    return [
        cylinder((x, y, 0), 0.14, 0.03, STEEL),
        cylinder((x, y, 0), 0.015, 1.4, STEEL),
        cylinder((x, y, 1.35), 0.2, 0.28, (0.85, 0.75, 0.55), Material.GLOWING, top=0.7),
    ]


def coat_on_chair(x: float, y: float) -> list[Solid]:
    """A dining chair whose back wears a coat: shoulders, two sleeves and a collar, nobody inside."""
    cloth = (0.16, 0.10, 0.07)
    chair = [
        box((x + dx, y + dy, 0), (x + dx + 0.04, y + dy + 0.04, 0.44), OAK, Material.WOOD)
        for dx in (-0.22, 0.18)
        for dy in (-0.4, 0.0)
    ]
    coat = [
        ellipsoid((x, y + 0.02, 0.92), (0.26, 0.09, 0.09), cloth, Material.CLOTH),
        ellipsoid((x, y + 0.02, 0.64), (0.25, 0.08, 0.36), cloth, Material.CLOTH),
        ellipsoid((x - 0.27, y + 0.02, 0.66), (0.065, 0.07, 0.30), cloth, Material.CLOTH),
        ellipsoid((x + 0.27, y + 0.02, 0.66), (0.065, 0.07, 0.30), cloth, Material.CLOTH),
        ellipsoid((x, y + 0.02, 1.02), (0.09, 0.08, 0.05), (0.45, 0.42, 0.36), Material.CLOTH),
    ]
    return [*chair, box((x - 0.22, y - 0.4, 0.42), (x + 0.22, y + 0.04, 0.46), OAK, Material.WOOD), *coat]


def window(x: float, width: float) -> list[Solid]:
    """A bright window in the back wall, with its frame."""
    glass = quad((x, 1.88, 0.75), (width, 0, 0), (0, 0, 1.6), (1.6, 1.7, 1.8), Material.GLOWING)
    bars = [
        box((x + s * width - 0.025, 1.84, 0.72), (x + s * width + 0.025, 1.89, 2.38), WHITE)
        for s in (0, 0.5, 1)
    ]
    return [glass, *bars, box((x, 1.8, 0.70), (x + width, 1.89, 0.75), WHITE)]


def plain() -> Room:
    """Bare walls, two pictures and a sideboard."""
    solids = [
        *shell((0.70, 0.69, 0.64), OAK),
        *sideboard(1.6),
        *picture(-1.75, 1.25, 0.65, 0.5, (0.25, 0.36, 0.45)),
    ]
    return Room(np.vstack(solids), Light(), 2.0)


def cluttered() -> Room:
    """A living room with something everywhere, a lamp and a plant as tall as people."""
    solids = [
        *shell((0.55, 0.60, 0.62), (0.33, 0.21, 0.12)),
        *bookshelf(-2.4, 4),
        *sofa(-0.9, (0.30, 0.16, 0.14)),
        *picture(-0.5, 1.3, 0.5, 0.65, (0.45, 0.20, 0.15)),
        *picture(0.25, 1.4, 0.35, 0.45, (0.20, 0.35, 0.22)),
        *floor_lamp(1.0, 1.6),
        *table(1.7, 1.2),
        *plant(-1.55, 1.45),
        quad((-2.2, -0.7, 0.004), (4.4, 0, 0), (0, 1.6, 0), (0.35, 0.12, 0.10), Material.PICTURE),
    ]
    return Room(np.vstack(solids), Light(towards=(-0.6, -0.7, 1.0)), 2.0)


def dim() -> Room:
    """The plain room in the evening: one warm lamp, a noisy picture."""
    solids = [*shell((0.60, 0.58, 0.52), OAK), *sideboard(-2.4), *floor_lamp(1.55, 1.5)]
    light = Light(towards=(0.8, 0.1, 0.9), colour=(0.75, 0.55, 0.35), ambient=0.45, exposure=0.30)
    return Room(np.vstack(solids), light, 6.0)


def backlit() -> Room:
    """A large window behind the person."""
    solids = [*shell((0.66, 0.66, 0.66), OAK), *window(-1.3, 2.6), *plant(2.1, 1.4)]
    light = Light(towards=(0.25, 0.9, 0.75), colour=(0.9, 0.92, 0.95), ambient=0.55, exposure=0.55)
    return Room(np.vstack(solids), light, 3.0)


def coat() -> Room:
    """The plain room with a coat over a chair, where a person would be."""
    solids = [*shell((0.70, 0.69, 0.64), OAK), *sideboard(1.6), *coat_on_chair(0.0, 0.2)]
    return Room(np.vstack(solids), Light(), 2.0)


def plant_in_front() -> Room:
    """The plain room; a broad pot plant stands between the camera and the person's one side."""
    room = plain()
    leaves = [
        cylinder((-0.52, -0.62, 0), 0.14, 0.24, (0.4, 0.16, 0.08), top=1.25),
        ellipsoid((-0.52, -0.62, 0.42), (0.21, 0.2, 0.24), (0.10, 0.26, 0.06), Material.LEAVES),
    ]
    return Room(np.vstack([room.solids, *leaves]), room.light, room.noise)


def chair_in_front() -> Room:
    """The plain room; a dining chair stands between the camera and the person's legs."""
    room = plain()
    seat = turned(np.vstack(chair(0.45, 0.0)), 90)
    seat[:, 0:3] += np.array([0.28, -0.75, 0.0], np.float32)
    return Room(np.vstack([room.solids, seat]), room.light, room.noise)


ROOMS: dict[str, Callable[[], Room]] = {
    "plain": plain,
    "cluttered": cluttered,
    "dim": dim,
    "backlit": backlit,
    "coat": coat,
    "plant_in_front": plant_in_front,
    "chair_in_front": chair_in_front,
}


def furnish(name: str) -> Room:
    """Build a room.

    Raises:
        StudioError: there is no such room.
    """
    if name not in ROOMS:
        raise StudioError(f"room {name!r} does not exist; known: {', '.join(ROOMS)}")
    return ROOMS[name]()
