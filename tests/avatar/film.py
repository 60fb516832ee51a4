"""From a scene to an H.264 file: draw, blur, add sensor noise, encode."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from numpy.typing import NDArray
from PIL import Image as Pictures
from PIL import ImageDraw, ImageFont

from tests.avatar.demos import STILL_KB, demo_scene, telling_frame
from tests.avatar.renderer import Image, Renderer
from tests.avatar.scene import Scene
from tests.avatar.spec import ClipSpec
from tests.avatar.witness import truth_of

QUALITIES = (28, 30, 32, 35, 38)
"""x264 rate factors, tried in turn until the file is small enough."""
HALVES_SIZE, CAREFUL = 6, 0.8
"""Six steps of the rate factor about halve a file; steps that surely are too small are left out."""
STILL_QUALITIES = (88, 80, 70, 60, 50)
"""WebP qualities of a still, tried likewise."""
DEMO_QUALITIES = (20, 23, 26, *QUALITIES)
"""Seen by people."""
SMALL_KB, SMALL_QUALITY = 75, 30.0
"""No film of ten seconds becomes so small at less."""
BLUR_STEPS = 4
NOISE_FIELDS = 6


class Sensor:
    """Adds what a small camera adds: noise from a pool of fields, each time shifted and mirrored anew."""

    def __init__(self, size: tuple[int, int], sigma: float, seed: int) -> None:
        """Draw the pool; sigma in 8-bit steps."""
        width, height = size
        self._rng = np.random.default_rng((seed, 5))
        fields = self._rng.normal(0, sigma, (NOISE_FIELDS, height, width, 3))
        self._fields = fields.round().astype(np.int16)

    def expose(self, image: NDArray[np.uint8] | NDArray[np.int16]) -> Image:
        """The image with noise, (H, W, 3)."""
        field = self._fields[self._rng.integers(NOISE_FIELDS)]
        flip = tuple(slice(None, None, int(step)) for step in self._rng.choice([-1, 1], 2))
        field = np.roll(field[flip], self._rng.integers(field.shape[1]), axis=1)
        return np.asarray(np.clip(image + field, 0, 255), dtype=np.uint8)


def card(text: str, size: tuple[int, int]) -> Image:
    """A page of text, (H, W, 3)."""
    page = Pictures.new("RGB", size, (236, 232, 220))
    draw = ImageDraw.Draw(page)
    title, *lines = text.splitlines()
    draw.rectangle((40, 40, size[0] - 40, 130), fill=(30, 70, 100))
    draw.text((60, 58), title, font=ImageFont.load_default(44), fill=(250, 250, 250))
    for number, line in enumerate(lines):
        draw.text((60, 160 + 42 * number), line, font=ImageFont.load_default(26), fill=(40, 40, 40))
    return np.asarray(page)


def frames(scene: Scene) -> Iterator[Image]:
    """Every frame of the scene, (H, W, 3) RGB."""
    spec = scene.spec
    sensor = Sensor(scene.camera.size, scene.room.noise if spec.noise is None else spec.noise, spec.seed)
    if spec.card is not None:
        page = card(spec.card, scene.camera.size).astype(np.int16)
        for _ in scene.t:
            yield sensor.expose(page)
        return
    characters = [actor.character for actor in scene.actors]
    renderer = Renderer(scene.room, scene.props, scene.camera, characters, scene.load)
    try:
        for t_s in scene.t:
            yield sensor.expose(_exposed(scene, renderer, float(t_s)))
    finally:
        renderer.close()


def _exposed(scene: Scene, renderer: Renderer, t_s: float) -> NDArray[np.int16]:
    """One frame without noise: an instant, or the mean over the time that the shutter is open."""
    if scene.spec.blur == 0:
        return renderer.draw(scene.figures(t_s)).astype(np.int16)
    open_s = scene.spec.blur / scene.spec.fps
    instants = t_s + open_s * (np.arange(BLUR_STEPS) / (BLUR_STEPS - 1) - 0.5)
    total = sum(renderer.draw(scene.figures(float(t))).astype(np.int16) for t in instants)
    return np.asarray(total // BLUR_STEPS, dtype=np.int16)


def _encode(images: list[Image], path: Path, fps: float, quality: int) -> None:
    writer = imageio_ffmpeg.write_frames(
        str(path),
        (images[0].shape[1], images[0].shape[0]),
        fps=fps,
        codec="libx264",
        quality=None,
        pix_fmt_out="yuv420p",
        output_params=[
            "-crf",
            str(quality),
            "-preset",
            "medium",
            "-tune",
            "animation",
            "-movflags",
            "+faststart",
        ],
        ffmpeg_log_level="error",
    )
    writer.send(None)
    for image in images:
        writer.send(np.ascontiguousarray(image))
    writer.close()


def press(images: list[Image], path: Path, spec: ClipSpec, qualities: Sequence[int] = QUALITIES) -> None:
    """Encode with the best quality that keeps the file small enough, or else the last one."""
    enough = SMALL_QUALITY if spec.largest_kb <= SMALL_KB else 0.0
    for quality in qualities:
        if quality < min(enough, qualities[-1]):
            continue
        _encode(images, path, spec.fps, quality)
        times_too_large = path.stat().st_size / (1000 * spec.largest_kb)
        if times_too_large <= 1:
            break
        enough = quality + CAREFUL * HALVES_SIZE * math.log2(times_too_large)


def shoot(scene: Scene, folder: Path) -> int:
    """Film the scene and write its three files into folder; returns the size of the film in bytes."""
    images = list(frames(scene))
    path = folder / f"{scene.name}.mp4"
    press(images, path, scene.spec)
    truth_of(scene).save(folder)
    return path.stat().st_size


def shoot_demo(exercise: str, folder: Path) -> None:
    """Film an exercise's demonstration and keep its still, both into folder."""
    scene = demo_scene(exercise)
    images = list(frames(scene))
    press(images, folder / f"{exercise}.mp4", scene.spec, DEMO_QUALITIES)
    still, path = Pictures.fromarray(images[telling_frame(scene)]), folder / f"{exercise}.webp"
    for quality in STILL_QUALITIES:
        still.save(path, quality=quality, method=6)
        if path.stat().st_size <= 1000 * STILL_KB:
            break
