"""Pictures of bodies in a room, by OpenGL (Mesa's software renderer does, through EGL: no display needed).

What never changes in a clip (room, furniture, their shadows) is rendered once; a frame then starts as a
copy of the empty room and costs the bodies and the part of the room that their shadows can reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import moderngl
import numpy as np
from numpy.typing import NDArray

from tests.avatar.body import Figure
from tests.avatar.camera import Camera, looking, parallel
from tests.avatar.character import Character
from tests.avatar.errors import StudioError
from tests.avatar.mesh import load_mesh, load_thing
from tests.avatar.rooms import Room
from tests.avatar.solids import Solid

SAMPLES = 4
SHADOW_PX = 1024
ROOM_HALF_WIDTH_M = 4.0
BEYOND_JOINTS_M = 0.3
"""How far hands, feet and hair reach beyond the joints; the shadow map covers no more than it must."""
LIGHT_AWAY_M = 8.0
CEILING = (0.80, 0.79, 0.76)
"""Seen above the walls by a camera that stands close."""
SHADERS = Path(__file__).parent / "shaders"

Image = NDArray[np.uint8]


def _source(*names: str) -> str:
    return "\n".join((SHADERS / name).read_text() for name in names)


class Renderer:
    """Draws one clip: a camera in a furnished room, and some characters."""

    def __init__(
        self,
        room: Room,
        props: Sequence[Solid],
        camera: Camera,
        characters: Sequence[Character],
        load: Solid | None = None,
    ) -> None:
        """Build everything and render the empty room.

        Raises:
            StudioError: no OpenGL 3.3 through EGL on this machine.
        """
        settings: dict[str, Any] = {"backend": "egl"}
        try:
            self._gl = moderngl.create_context(standalone=True, require=330, **settings)
        except Exception as problem:  # moderngl raises bare Exception
            raise StudioError(
                f"cannot render: no OpenGL through EGL ({problem}); "
                "install libegl1, libegl-mesa0 and libgl1-mesa-dri"
            ) from problem
        self._room, self._camera = room, camera
        quarter = np.radians(round(camera.where.azimuth_deg / 90) * 90)
        turn = np.array(
            [[np.cos(quarter), -np.sin(quarter), 0], [np.sin(quarter), np.cos(quarter), 0], [0, 0, 1]]
        )
        towards = turn @ np.array(room.light.towards)
        self._to_light = towards / np.linalg.norm(towards)
        self._make_targets()
        self._make_programs()
        walls = room.solids.copy()
        walls[:, 0:3], walls[:, 3:6] = room.solids[:, 0:3] @ turn.T, room.solids[:, 3:6] @ turn.T
        self._load_room(np.vstack([walls, *props]).astype(np.float32))
        self._meshes = [
            load_mesh(self._gl, self._body, self._body_depth, character) for character in characters
        ]
        self._load = None if load is None else load_thing(self._gl, self._body, self._body_depth, load)
        self._bake_room()

    def close(self) -> None:
        """Give the graphics memory back."""
        self._gl.release()

    def _make_targets(self) -> None:
        gl, size = self._gl, self._camera.size
        self._smooth = gl.framebuffer(
            [gl.renderbuffer(size, 4, samples=SAMPLES)], gl.depth_renderbuffer(size, samples=SAMPLES)
        )
        self._flat = gl.framebuffer([gl.renderbuffer(size, 4)])
        self._shadow_map = gl.depth_texture((SHADOW_PX, SHADOW_PX))
        self._shadow_map.compare_func = "<="
        self._shadow_map.repeat_x = self._shadow_map.repeat_y = False
        self._shadows = gl.framebuffer(depth_attachment=self._shadow_map)
        self._empty = gl.framebuffer(
            [gl.renderbuffer(size, 4, samples=SAMPLES)], gl.depth_renderbuffer(size, samples=SAMPLES)
        )
        self._lit, self._dim = gl.texture(size, 4), gl.texture(size, 4)

    def _make_programs(self) -> None:
        head = "#version 330\nuniform float exposure;\n"
        light = head + _source("light.glsl")
        depth = _source("depth.frag")
        gl, body, room = self._gl, _source("body.vert"), _source("room.vert")
        shaded = light.replace("#version 330", "#version 330\n#define SHADED")
        self._body = gl.program(vertex_shader=shaded + body, fragment_shader=_source("body.frag"))
        self._body_depth = gl.program(vertex_shader="#version 330\n" + body, fragment_shader=depth)
        self._walls = gl.program(vertex_shader=room, fragment_shader=light + _source("room.frag"))
        self._walls_depth = gl.program(vertex_shader=room, fragment_shader=depth)
        self._walls_bake = gl.program(
            vertex_shader=room,
            fragment_shader=head + _source("noise.glsl", "light.glsl", "room_bake.frag"),
        )
        for program in (self._body, self._walls, self._walls_bake):
            self._set(program, "view", self._camera.matrix)
            for name, value in {
                "to_light": tuple(self._to_light),
                "light_colour": self._room.light.colour,
                "ambient": self._room.light.ambient,
                "exposure": self._room.light.exposure,
                "eye": tuple(self._camera.eye),
                "shadow_map": 0,
                "lit": 1,
                "dim": 2,
            }.items():
                if name in program:
                    program[name] = value

    @staticmethod
    def _set(program: moderngl.Program, name: str, matrix: NDArray[np.float64]) -> None:
        uniform = program[name]
        assert isinstance(uniform, moderngl.Uniform)
        uniform.write(matrix.T.astype("f4").tobytes())

    def _load_room(self, solids: Solid) -> None:
        buffer = self._gl.buffer(solids.tobytes())
        layout = (buffer, "3f 3f 3f 1f", "position", "direction", "paint", "material")
        self._walls_shown = self._gl.vertex_array(self._walls, [layout], skip_errors=True)
        self._walls_baked = self._gl.vertex_array(self._walls_bake, [layout])
        self._walls_shadow = self._gl.vertex_array(self._walls_depth, [layout], skip_errors=True)

    def _aim_light(self, centre: NDArray[np.float64], half_width_m: float) -> NDArray[np.float64]:
        """Let the light look at centre; returns the matrix that the shadow map is drawn with."""
        matrix = parallel(half_width_m, 0.1, 2 * LIGHT_AWAY_M) @ looking(
            centre + self._to_light * LIGHT_AWAY_M, centre
        )
        for program in (self._body, self._walls, self._walls_bake):
            self._set(program, "light_view", matrix)
        for program in (self._body_depth, self._walls_depth):
            self._set(program, "view", matrix)
        return matrix

    def _bake_room(self) -> None:
        gl, size = self._gl, self._camera.size
        gl.enable_only(moderngl.DEPTH_TEST)
        self._aim_light(np.array([0.0, 0.0, 0.5]), ROOM_HALF_WIDTH_M)
        self._shadows.use()
        self._shadows.clear(depth=1.0)
        self._walls_shadow.render()
        textures = [self._lit, self._dim]
        smooth = gl.framebuffer(
            [gl.renderbuffer(size, 4, samples=SAMPLES) for _ in textures],
            gl.depth_renderbuffer(size, samples=SAMPLES),
        )
        smooth.use()
        smooth.clear(*CEILING, 1.0, depth=1.0)
        self._shadow_map.use(0)
        self._walls_baked.render()
        gl.copy_framebuffer(gl.framebuffer(textures), smooth)
        self._shadows.clear(depth=1.0)
        self._empty.use()
        self._empty.clear(*CEILING, 1.0, depth=1.0)
        self._use_textures()
        self._walls_shown.render()

    def _use_textures(self) -> None:
        self._shadow_map.use(0)
        self._lit.use(1)
        self._dim.use(2)

    def _reach_of_shadow(self, joints: NDArray[np.float64]) -> tuple[int, int, int, int]:
        """The part of the picture between the bodies and the floor behind them: x, y from below, width,
        height."""
        near = np.concatenate([joints - BEYOND_JOINTS_M, joints + BEYOND_JOINTS_M])
        fallen = near - self._to_light * (np.maximum(near[:, 2:], 0) / self._to_light[2])
        height = self._camera.size[1]
        pixels = self._camera.project(np.concatenate([near, fallen]))
        left, top = np.clip(pixels.min(axis=0), 0, self._camera.size).astype(int)
        right, bottom = np.clip(pixels.max(axis=0) + 1, 0, self._camera.size).astype(int)
        return int(left), int(height - bottom), max(1, int(right - left)), max(1, int(bottom - top))

    def draw(self, figures: Sequence[Figure]) -> Image:
        """One frame, (H, W, 3) RGB; one figure per character, in the same order; without sensor noise."""
        for mesh, figure in zip(self._meshes, figures, strict=True):
            mesh.take(figure)
            if self._load and figure.load:
                self._load.take(figure.load)
        everyone = np.concatenate([figure.joints for figure in figures]) if figures else np.zeros((1, 3))
        centre = (everyone.min(axis=0) + everyone.max(axis=0)) / 2
        self._aim_light(centre, float(np.linalg.norm(everyone - centre, axis=1).max()) + BEYOND_JOINTS_M)
        self._shadows.use()
        self._shadows.clear(depth=1.0)
        self._gl.enable(moderngl.CULL_FACE)  # skin is closed: half of the triangles cost nothing
        for mesh in self._meshes:
            mesh.skeleton.bind_to_uniform_block(0)
            mesh.shadow.render()
        if self._load:
            self._load.skeleton.bind_to_uniform_block(0)
            self._load.shadow.render()
        self._gl.disable(moderngl.CULL_FACE)
        self._gl.copy_framebuffer(self._smooth, self._empty)
        self._smooth.use()
        self._use_textures()
        self._gl.depth_func = "<="
        self._gl.scissor = self._reach_of_shadow(everyone)
        self._walls_shown.render()
        self._gl.scissor = None
        self._gl.enable(moderngl.CULL_FACE)
        for mesh in self._meshes:
            mesh.skeleton.bind_to_uniform_block(0)
            look = mesh.character.look
            for garment in ("skin", "shirt", "trousers", "shoes", "hair"):
                self._body[garment] = getattr(look, garment)
            mesh.shown.render()
        if self._load:
            self._load.skeleton.bind_to_uniform_block(0)
            for colour, part in self._load.parts:
                self._body["skin"] = colour
                part.render()
        self._gl.disable(moderngl.CULL_FACE)
        self._gl.copy_framebuffer(self._flat, self._smooth)
        width, height = self._camera.size
        pixels = np.frombuffer(self._flat.read(components=3, alignment=1), np.uint8)
        return pixels.reshape(height, width, 3)[::-1]
