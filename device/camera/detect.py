"""Which camera this machine has, or was told to use."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from pathlib import Path

from device.camera import Camera
from device.camera.awaited import AwaitedCamera
from device.camera.clip import ClipCamera
from device.camera.demo import DemoCamera
from device.camera.nodes import usb_cameras
from device.camera.pi_library import pi_cameras
from device.camera.picamera import PiCamera
from device.camera.v4l2 import V4L2Camera
from device.config import CameraSettings
from device.errors import CameraError

log = logging.getLogger(__name__)

BUNDLED = Path(__file__).resolve().parent.parent / "data" / "clips"


def bundled_clips(folder: Path = BUNDLED) -> dict[str, Path]:
    """The demo clips that Matside carries: exercise id to file, by name."""
    return {path.stem: path for path in sorted(folder.glob("*.mp4"))}


def choose_camera(
    settings: CameraSettings,
    clips: Mapping[str, Path] | None = None,
    *,
    demo: bool = True,
    on_ribbon: Callable[[], list[str]] = pi_cameras,
    on_usb: Callable[[], dict[Path, str]] = usb_cameras,
) -> Camera:
    """The camera that `settings.source` names; for "auto" the Pi's, else a USB camera, else the demo clips.

    Without `demo`, "auto" means "camera": the Pi's, else a USB camera, looked for until there is one.

    Args:
        settings: the camera's settings.
        clips: exercise id to demo clip; the bundled ones by default.
        demo: whether "auto" may fall back to the demo clips.
        on_ribbon: models of the cameras that libcamera sees on ribbon cables.
        on_usb: nodes and names of the USB cameras.

    Returns:
        A camera that is not open yet. One that is named but missing is returned too: opening it says what is
        wrong, and can be tried again.

    Raises:
        UsageError: a clip that was named can't be played.
    """
    kind, _, detail = settings.source.partition(":")

    def connected() -> Camera | None:
        return connected_camera(settings, on_ribbon=on_ribbon, on_usb=on_usb)

    if kind == "clip":
        clip = ClipCamera(Path(detail))
        clip.open()
        clip.close()
        return clip
    if kind == "picamera":
        return PiCamera(settings)
    if kind == "v4l2":
        return V4L2Camera(Path(detail) if detail else None, settings)
    found = bundled_clips() if clips is None else clips
    if kind == "camera" or (kind == "auto" and not (demo and found)):
        return AwaitedCamera(connected)
    try:
        return (connected() if kind == "auto" else None) or DemoCamera(found)
    except CameraError as error:
        log.warning("%s", error)
        return DemoCamera(found)


def connected_camera(
    settings: CameraSettings,
    *,
    on_ribbon: Callable[[], list[str]] = pi_cameras,
    on_usb: Callable[[], dict[Path, str]] = usb_cameras,
) -> Camera | None:
    """The Pi's camera, else a USB camera, not open yet; None if neither is connected now.

    Raises:
        CameraError: the way to the Pi's camera is broken, and there is no USB camera.
    """
    try:
        if on_ribbon():
            return PiCamera(settings)
    except CameraError:
        if not on_usb():
            raise
    return V4L2Camera(None, settings) if on_usb() else None
