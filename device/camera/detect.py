"""Which camera this machine has, or was told to use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from device.camera import Camera
from device.camera.absent import AbsentCamera
from device.camera.clip import ClipCamera
from device.camera.demo import DemoCamera
from device.camera.nodes import usb_cameras
from device.camera.pi_library import pi_cameras
from device.camera.picamera import PiCamera
from device.camera.v4l2 import V4L2Camera
from device.config import CameraSettings

BUNDLED = Path(__file__).resolve().parent.parent / "data" / "clips"


def bundled_clips(folder: Path = BUNDLED) -> dict[str, Path]:
    """The demo clips that Matside carries: exercise id to file, by name."""
    return {path.stem: path for path in sorted(folder.glob("*.mp4"))}


def choose_camera(
    settings: CameraSettings,
    clips: Mapping[str, Path] | None = None,
    *,
    on_ribbon: Callable[[], list[str]] = pi_cameras,
    on_usb: Callable[[], dict[Path, str]] = usb_cameras,
) -> Camera:
    """The camera that `settings.source` names; for "auto" the Pi's, else a USB camera, else the demo clips.

    Args:
        settings: the camera's settings.
        clips: exercise id to demo clip; the bundled ones by default.
        on_ribbon: models of the cameras that libcamera sees on ribbon cables.
        on_usb: nodes and names of the USB cameras.

    Returns:
        A camera that is not open yet. One that is named but missing is returned too: opening it says what is
        wrong, and can be tried again.

    Raises:
        UsageError: a clip that was named can't be played.
    """
    kind, _, detail = settings.source.partition(":")
    if kind == "clip":
        clip = ClipCamera(Path(detail))
        clip.open()
        clip.close()
        return clip
    if kind == "picamera" or (kind == "auto" and on_ribbon()):
        return PiCamera(settings)
    if kind == "v4l2" or (kind == "auto" and on_usb()):
        return V4L2Camera(Path(detail) if detail else None, settings)
    found = bundled_clips() if clips is None else clips
    if not found:
        return AbsentCamera("no camera found and no demo clips installed; connect a camera and restart")
    return DemoCamera(found)
